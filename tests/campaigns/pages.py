"""Reading and sending the admin's pages as a browser does."""

import re
from typing import Any

from django.forms import BooleanField
from django.test import Client
from django.urls import reverse

NAMES = ["campaign", "form", "scale", "subject", "document", "unit", "group", "team"]
Fields = dict[str, Any]


def url(model: str, act: str, *args: Any) -> str:
    return reverse(f"admin:campaigns_{model}_{act}", args=args)


def change(row: Any) -> str:
    return url(row._meta.model_name, "change", row.pk)


def text(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def typed(page: Any) -> Fields:
    """What a browser would send back from the page, unchanged."""
    form = page.context["adminform"].form
    formsets = [row.formset for row in page.context["inline_admin_formsets"]]
    fields: Fields = {}
    for each in [form, *[f for s in formsets for f in [s.management_form, *s.forms]]]:
        for bound in each:
            value = bound.value()
            parts = bound.field.widget.decompress(value) if _parted(bound) else None
            if parts is not None:
                fields |= {f"{bound.html_name}_{n}": v for n, v in enumerate(parts)}
            elif value is not False or not isinstance(bound.field, BooleanField):
                fields[bound.html_name] = value
    return {name: value for name, value in fields.items() if value is not None}


def _parted(bound: Any) -> bool:
    return hasattr(bound.field.widget, "widgets")


def save(client: Client, row: Any, **fields: Any) -> Any:
    """Send the row's page back with some fields changed; `None` empties one."""
    sent = typed(client.get(change(row))) | fields
    sent = {name: value for name, value in sent.items() if value is not None}
    return client.post(change(row), sent)


def errors(page: Any) -> list[str]:
    """The sentences at the fields of a page that came back."""
    assert page.status_code == 200
    lists = re.findall(
        r'<ul class="errorlist[^"]*"[^>]*>(.*?)</ul>', page.content.decode(), re.DOTALL
    )
    return re.findall(r"<li>(.*?)</li>", "".join(lists))

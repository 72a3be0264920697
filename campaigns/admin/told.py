"""What is changed in the admin stands in the audit chain: which part, never the words.

Django's own history has the words; anybody who may write to its table may change it.
"""

from collections import Counter
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from audit.models import SITE, Detail, record
from campaigns.models import Campaign


class Told(admin.ModelAdmin):
    """A page whose every change is recorded, in the transaction of the change."""

    def log_addition(
        self, request: HttpRequest, obj: Model, message: Any, **more: Detail
    ) -> Any:
        """`more`: from what it was made."""
        tell("add", request, obj, **parts(message), **more)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """A message in words is that of a page which records its act itself."""
        if not isinstance(message, str):
            tell("change", request, obj, **parts(message))
        return super().log_change(request, obj, message)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        tell("delete", request, obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        # a list's page has no transaction of its own, unlike a row's
        with transaction.atomic():
            for row in queryset.order_by("pk"):
                tell("delete", request, row)
            super().delete_queryset(request, queryset)


def tell(action: str, request: HttpRequest, obj: Model, **detail: Detail) -> None:
    """Record an act on a campaign or a part of it, or on what belongs to none."""
    by = request.user.get_username()
    if isinstance(obj, Campaign):
        record(action, by=by, campaign=obj.pk, part="campaign", **detail)
        return
    chain = getattr(obj, "campaign_id", SITE)
    kind = str(obj._meta.model_name)
    record(action, by=by, campaign=chain, part=kind, key=name_of(obj), **detail)


def name_of(obj: Any) -> str:
    """What a row is known by: its key, code or login name, else its number."""
    for name in ("key", "code", "username"):
        if hasattr(obj, name):
            return str(getattr(obj, name))
    return str(obj.pk)


def parts(message: Any) -> dict[str, Detail]:
    """Django's message without its words: fields by name, rows by their number."""
    detail: dict[str, Detail] = {}
    rows: Counter[str] = Counter()
    for line in message:
        for done, what in line.items():
            if "name" in what:
                rows[f"{what['name']} {done}"] += 1
            elif "fields" in what:
                detail["fields"] = ", ".join(what["fields"])
    return detail | dict(rows)

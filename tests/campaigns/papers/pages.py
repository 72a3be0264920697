"""Sends papers as a browser does."""

import html
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from campaigns.models import Campaign, Document
from tests.campaigns.papers.files import made

Fields = dict[str, str]


def address(campaign: Campaign, unit: str = "A", kind: str = "report") -> str:
    return f"/lists/{campaign.pk}/papers/{unit}/{kind}/"


def upload(
    client: Client, where: str, content: bytes = b"", name: str = "报告.docx"
) -> Any:
    """Choose a file and look at it."""
    file = SimpleUploadedFile(name, content or made("report.docx"))
    return client.post(where, {"file": file, "act": "look"})


def fields(page: Any) -> Fields:
    """What the form of a page would send back."""
    text = page.content.decode()
    found = {}
    for tag in re.findall(r"<input[^>]*>", text):
        pair = dict(re.findall(r'(name|value)="([^"]*)"', tag))
        if "name" in pair and 'type="checkbox"' not in tag:
            found[pair["name"]] = html.unescape(pair.get("value", ""))
    areas = re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n?(.*?)</textarea>', text,
                       re.DOTALL)  # fmt: skip
    found |= {name: html.unescape(value) for name, value in areas}
    del found["csrfmiddlewaretoken"]
    found.pop("next", "")
    return found


def store(client: Client, where: str, page: Any, **more: str) -> Any:
    """Press the button of a page on which a paper is looked at or typed."""
    return client.post(where, fields(page) | {"act": "store"} | more)


def stored(client: Client, where: str, content: bytes = b"", **more: str) -> Document:
    """Upload a file and store it."""
    page = upload(client, where, content)
    assert page.status_code == 200, page.content.decode()
    done = store(client, where, page, **more)
    assert done.status_code == 302, done.content.decode()
    return Document.objects.latest("pk")


def said(page: Any) -> str:
    """The text of a page, without its tags."""
    body = re.sub(r"<[^>]*>", " ", page.content.decode())
    return html.unescape(" ".join(body.split()))

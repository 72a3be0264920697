"""Workbooks as offices send them."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from campaigns.models import Campaign

HEAD = ("单位代码", "单位", "参评类型", "姓名", "类别", "联系方式")
UNITS = ("单位代码", "单位", "单位性质", "组", "牵头单位", "责任督导组", "原督导组")
Rows = Iterable[Sequence[Any]]


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def workbook(sheets: dict[str, Rows]) -> bytes:
    """A workbook with these rows on these sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def roster(*lines: Sequence[Any], head: Sequence[str] = HEAD) -> bytes:
    """Raters under a title, as the template has them."""
    return workbook({"参评人员名单": [["某某活动参评人员名单"], [], head, *lines]})


def units(*lines: Sequence[Any], head: Sequence[str] = UNITS) -> bytes:
    return workbook({"单位和分组": [head, *lines]})


def shown(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """What a spreadsheet shows of a workbook."""
    book = load_workbook(BytesIO(content))
    return {
        sheet.title: [
            row for row in sheet.iter_rows(values_only=True) if any(map(bool, row))
        ]
        for sheet in book
    }


def upload(
    client: Client,
    campaign: Campaign,
    content: bytes,
    name: str = "名单.xlsx",
    **more: Any,
) -> Any:
    """Send a workbook; the page that answers."""
    file = SimpleUploadedFile(name, content)
    sent = {"file": file, "rest": "keep", **more}
    return client.post(f"/lists/{campaign.pk}/upload/", sent)


def take_over(client: Client, campaign: Campaign, page: Any) -> Any:
    """Press the button of a preview."""
    found = re.search(r'name="lists" value="([^"]*)"', page.content.decode())
    assert found
    sent = {"lists": found[1]}
    return client.post(f"/lists/{campaign.pk}/take-over/", sent, follow=True)


def brought(client: Client, campaign: Campaign, content: bytes, **more: Any) -> Any:
    """Upload and take over, both without a problem."""
    page = upload(client, campaign, content, **more)
    assert page.context["plan"].stops == []
    assert page.context["carried"]
    return take_over(client, campaign, page)


def said(page: Any) -> list[str]:
    """The problems of a preview, as they are read."""
    return [str(problem) for problem in page.context["plan"].problems]

"""The template of the list of people, and the list as it stands."""

from collections.abc import Collection, Iterable
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from campaigns.models import Account, Group, Team, Unit
from campaigns.people.columns import HEADS, ROLES, SHEET
from campaigns.people.places import code

WIDTHS = (16, 14, 28, 18, 30)
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXAMPLE = ("zhangsan", "张三", "zhangsan@example.org", "单位联络员", "A")


def template(accounts: Iterable[Account], groups: Collection[Group]) -> bytes:
    """A workbook with what is there, and on a second sheet what may be filled in."""
    book = Workbook()
    people = book.active
    people.title = SHEET.zh
    _row(people, [f"{head.zh} {head.en}" for head, _others in HEADS.values()])
    for account in accounts:
        for duty in account.duties():
            if isinstance(duty.place, Group) and duty.place not in groups:
                continue  # of a campaign that is over: not to be given any more
            place = code(duty.place) if duty.place else ""
            cells = [account.username, account.name, account.email]
            _row(people, [*cells, ROLES[duty.kind][0].zh, place])
    _dress(people)
    _explain(book.create_sheet("说明 Notes"), groups)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _explain(sheet: Any, groups: Iterable[Group]) -> None:
    """Words that the list takes: roles, then places with their codes."""
    _row(sheet, ["例 Example", *EXAMPLE])
    for head, _others in ROLES.values():
        _row(sheet, ["角色 Role", head.zh, head.en])
    for unit in Unit.objects.all():
        _row(sheet, ["单位 Unit", unit.code, unit.name])
    for group in groups:
        where = [code(group), str(group.campaign)]
        _row(sheet, ["组 Group", group.key, group.title, *where])
    for team in Team.objects.all():
        _row(sheet, ["督导组 Team", team.name])
    _dress(sheet)


def _row(sheet: Any, values: list[str]) -> None:
    """Text and nothing else: a name that begins with = is no formula."""
    sheet.append([None] * len(values))
    for column, value in enumerate(values, 1):
        cell = sheet.cell(sheet.max_row, column)
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.value, cell.data_type, cell.number_format = value, "s", "@"
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@")


def _dress(sheet: Any) -> None:
    for column, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"

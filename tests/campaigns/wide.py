"""Names with full-width signs, as forms keep them, and what may not come of them."""

import unicodedata
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from campaigns.models import Campaign, Group, GroupUnit, Pool, Team, Unit
from tests.campaigns.books import said, saved

UNIT, KIND, GROUP = "区统计局（本级）", "机关（窗口）", "第一组（市直）"
RUN, ORIGINAL = "第一督导组（市直）", "Ａ队・综合（原）"
PEOPLE = ("张三（大）", "买买提·艾力（女）", "Ｊ．Ｓｍｉｔｈ")
OTHERS = ("Ｂ局－２", "丙·局", "丁局，戊局：驻地")


def named(campaign: Campaign) -> None:
    """As the forms of the preset, of the admin and of units keep what is typed."""
    run, original = (Team.objects.create(name=name) for name in (RUN, ORIGINAL))
    Unit.objects.filter(code="A").update(name=UNIT, kind=KIND)
    for code, name in zip("BCD", OTHERS, strict=True):
        Unit.objects.filter(code=code).update(name=name)
    Group.objects.filter(campaign=campaign, key="G1").update(title=GROUP, team=run)
    seats = GroupUnit.objects.filter(group__campaign=campaign, unit__code="A")
    seats.update(team=original, leaders="王五（正）\n赵 六·某")
    Pool.objects.filter(campaign=campaign, key="own").update(name="本单位（干部）")


def people(campaign: Campaign) -> None:
    pool, unit = campaign.pools.get(key="own"), Unit.objects.get(code="A")
    for at, name in enumerate(PEOPLE):
        campaign.raters.create(
            pool=pool, unit=unit, name=name, category="党员（老）", position=at + 1
        )


def folds(content: bytes) -> bytes:
    """The workbook as a program writes it that has no full-width signs."""
    book = load_workbook(BytesIO(content))
    for cell in (c for sheet in book for row in sheet.iter_rows() for c in row):
        if isinstance(cell.value, str):
            cell.value = unicodedata.normalize("NFKC", cell.value)
    return saved(book)


def nothing_changes(page: Any) -> None:
    plan = page.context["plan"]
    assert said(page) == []
    assert list(plan.notes()) == []
    assert not plan.changes
    assert not page.context["carried"]

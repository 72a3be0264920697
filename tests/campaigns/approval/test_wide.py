"""Full-width signs in names on a unit's own list."""

from io import BytesIO

import pytest
from django.contrib.auth.models import User
from openpyxl import load_workbook

from campaigns.lists.cells import folded
from campaigns.models import Rater, Team
from tests.campaigns.approval.make import (
    Stage,
    approved,
    fill,
    make_stage,
    said,
    text,
)
from tests.campaigns.approval.test_writing import A, paste, take_over, upload
from tests.campaigns.books import roster, saved
from tests.campaigns.wide import ORIGINAL, UNIT, folds, named, nothing_changes, people
from tests.make import behind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def stage(db: None) -> Stage:
    made = make_stage(quota=4)
    named(made.campaign)
    Team.objects.get(name=ORIGINAL).members.add(User.objects.get(username="team-a"))
    return made


@pytest.mark.parametrize("state", ["draft", "frozen"])
def test_a_unit_uploads_its_own_template(state: str, stage: Stage) -> None:
    people(stage.campaign)
    behind(stage.campaign, state=state)
    for end in ("template.xlsx", "list.xlsx"):
        content = stage.get(A, end).content
        for each in (content, folds(content)):
            page = upload(stage, each)
            assert page.status_code == 200
            nothing_changes(page)


@pytest.mark.parametrize("wide", [True, False])
def test_a_unit_fills_in_its_own_template(wide: bool, stage: Stage) -> None:
    book = load_workbook(BytesIO(stage.get(A, "template.xlsx").content))
    book["Raters"]["D4"].value = "张三（大）"
    content = saved(book) if wide else folds(saved(book))
    take_over(stage, upload(stage, content))
    assert stage.campaign.raters.get().name == ("张三（大）" if wide else "张三(大)")
    nothing_changes(upload(stage, content))
    line = ("", UNIT if wide else folded(UNIT), "own", "张三(大)", "", "")
    nothing_changes(upload(stage, roster(line)))
    other = roster(("", "丙·局", "own", "张三", "", ""))
    assert f"this list is of “{UNIT}” only" in text(upload(stage, other))


def test_what_is_pasted_keeps_its_signs(stage: Stage) -> None:
    lines = "１．\t张三（大）\t党员\tｌｉ＠ｅｘａｍｐｌｅ．ｏｒｇ\n２．\t李四"
    take_over(stage, paste(stage, lines))
    rows = list(stage.campaign.raters.values_list("name", "category", "contact"))
    assert rows == [("张三（大）", "党员", "li@example.org"), ("李四", "", "")]
    for each in (lines, folded(lines.replace("\n", "|")).replace("|", "\n")):
        nothing_changes(paste(stage, each.replace(" ", "\t"), "replace"))
    page = paste(stage, "张三(大)，，li@example.org")
    assert "“张三(大)” is there twice" in text(page)


def test_a_sign_is_put_right_by_hand(stage: Stage) -> None:
    data = {"category": "", "contact": ""}
    stage.post(A, "person/", name="张三(大)", **data)
    row = stage.campaign.raters.get()
    stage.post(A, f"person/{row.pk}/", name="张三（大）", **data)
    row.refresh_from_db()
    assert row.name == "张三（大）"


def test_one_person_in_two_ways_on_two_lists(stage: Stage) -> None:
    fill(stage, "A", ("cross",))
    stage.campaign.raters.update(name="张三（大）")
    fill(stage, "A", ("own",))
    data = {"name": "张三(大)", "category": "", "contact": ""}
    end = f"person/{stage.rater('甲Aown')}/"
    answer = stage.post(A, end, **data)
    assert "is on another list of the unit already" in text(answer)
    Rater.objects.filter(name="甲Aown").update(name="张三(大)")
    approved(stage)
    page = text(stage.get("office"))
    assert "A “张三(大)” is on another list, too" in page
    # neither by an exchange nor by a contact that is put right
    data |= {"reason": "原人出差"}
    end = f"exchange/{stage.rater('乙Aown')}/"
    answer = stage.post("team-a", end, **data)
    assert "“张三(大)” is on a list of the unit already" in text(answer)
    rows = Rater.objects.filter(name__startswith="张三")
    rows.filter(pool__key="cross").update(contact="13800000001")
    end = f"person/{stage.rater('张三(大)')}/"
    answer = stage.post(A, end, contact="13800000001")
    assert "is on a list of the unit already" in text(answer)


def test_an_exchange_that_waited(stage: Stage) -> None:
    fill(stage, "A", ("own",))
    approved(stage)
    data = {"name": "张三(大)", "category": "", "contact": "", "reason": "原人出差"}
    stage.post(A, f"exchange/{stage.rater('甲Aown')}/", **data)
    Rater.objects.filter(name="乙Aown").update(name="张三（大）")
    item = stage.item()
    item.row.digest = item.row.content()
    item.row.save()
    row = item.row.exchanges.get()
    answer = stage.post("team-a", f"exchanges/{row.pk}/", do=1)
    assert said(answer) == ["“张三(大)” is on a list of the unit already"]
    names = set(stage.campaign.raters.values_list("name", flat=True))
    assert names == {"甲Aown", "张三（大）", "丙Aown", "丁Aown"}

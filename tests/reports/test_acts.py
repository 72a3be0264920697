"""Pages of cases, points and measures: who comes second is told, no word is lost."""

from typing import Any

import pytest

from reports.announcing import TakingBack
from reports.ledger.forms import Entering, Merging, Words
from reports.ledger.unit import OfUnit
from reports.models.stepping import Stepping
from tests.reports.cases import People, make_case, post, soon
from tests.reports.ledger.make import bring, enter, make_ledger, unit_of
from tests.reports.test_evidence import sent
from tests.reports.test_measures import draw

pytestmark = pytest.mark.django_db
FASTER = "Nothing was stored: somebody else was faster."
ANSWER = {"response": "accepted"}
REWORK = {"outcome": "rework"}


@pytest.fixture
def people() -> People:
    return make_ledger()


@pytest.fixture
def rows(people: People) -> dict[str, Stepping]:
    point = bring(enter(people), people, "assigned")
    return {"case": make_case(people), "point": point, "measure": draw(people)}


def late(people: People, row: Any, who: str, act: str, **data: Any) -> str:
    answer = post(people, who, row, act, **data)
    assert answer.status_code == 409
    assert FASTER in answer.text
    return answer.text.replace("\n", "")


@pytest.mark.parametrize(
    ("kind", "who", "first", "second", "last"),
    [
        ("case", "team", ("analyse", {"text": "一"}), ("analyse", {}), "Analysis"),
        ("point", "team", ("reassign", {"owner": "周敏", "due": soon(5)}),
         ("reassign", {"owner": "李喆", "due": soon(9)}), "Assigned to the unit"),
        ("measure", "liaison", ("begin", {}), ("report", {}), "Begun"),
    ],
)  # fmt: skip
def test_who_comes_second_is_told_and_keeps_the_form(
    people, rows, kind, who, first, second, last
):
    row, seen = rows[kind], rows[kind].taken().count()
    assert post(people, who, row, first[0], **first[1]).status_code == 302
    text = late(people, row, who, second[0], seen=seen, text="二", **second[1])
    assert f"The last step is “{last}”, by" in text
    assert ">二</textarea>" in text
    if kind == "point":
        assert 'value="李喆"' in text
    assert row.taken().count() == seen + 1


@pytest.mark.parametrize(
    ("kind", "who", "act", "first", "wrong"),
    [
        ("case", "team", "propose", REWORK, {"outcome": ""}),
        ("point", "liaison", "answer", ANSWER, {"response": ""}),
        ("measure", "liaison", "report", {}, {"text": "二" * 4001}),
    ],
)
def test_where_the_form_is_gone_the_words_are_shown(
    people, rows, kind, who, act, first, wrong
):
    """Even with mistakes in the form: that it has moved on comes first."""
    row, seen = rows[kind], rows[kind].taken().count()
    given = {"text": "二"} | first
    assert post(people, who, row, act, **given).status_code == 302
    for data in (given, given | wrong):
        text = late(people, row, who, act, seen=seen, **data)
        assert f'<blockquote class="mb-0">{data["text"]}</blockquote>' in text


@pytest.mark.parametrize("seen", ["", "x", "9" * 30])
def test_what_was_sent_from_no_page_is_late(people, rows, seen):
    for kind, who, act, data in (
        ("case", "team", "analyse", {}),
        ("point", "liaison", "answer", ANSWER),
        ("measure", "liaison", "report", {}),
        ("measure", "liaison", "begin", {}),
    ):
        late(people, rows[kind], who, act, seen=seen, text="三", **data)


def test_a_field_with_a_mistake_is_told_with_its_help_and_its_mistake(people, rows):
    of = OfUnit(people.campaign, unit_of(), people["team"])
    found = [
        Words(rows["point"], {}, "strike")["text"],
        Entering((), {"source": "other"})["detail"],
        Merging(of, {})["text"],
        TakingBack(people.campaign, {})["reason"],
    ]
    page = sent(people, rows["measure"], ("x.gif", b"GIF89a" + b"0" * 99))
    found.append(dict(page.context["offers"])[page.context["typed"]]["evidence"])
    for field in found:
        both = f"{field.auto_id}_helptext {field.auto_id}_error"
        assert f'aria-describedby="{both}"' in str(field)

"""The ledger and the letter on paper: what is on them, for whom, the same bytes."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook
from pypdf import PdfReader

from audit.models import Export
from ballots.models import CommentRelease
from reports import bundle
from reports.entered import ledger
from reports.models import Feedback, Measure, Point
from reports.moments import day
from reports.papers import ledger as papers
from reports.papers import sheet
from reports.papers.catalogue import Material
from reports.papers.document import edge
from reports.releasing import TooClose
from reports.seen import material, seen
from reports.tally import Account, Unbalanced
from tests.libreoffice import printed
from tests.reports.cases import People, make_case, soon
from tests.reports.cases import bring as bring_case
from tests.reports.ledger.make import ASKED, bring, comment, enter, make_ledger, unit_of
from tests.reports.papers.make import words
from tests.reports.talks.make import hold, make_drawn

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://x","y")'
UNBALANCED = Unbalanced(Account(issued=3, returned=4, valid=4))


@pytest.fixture
def people() -> People:
    """A: one answered, with a measure, one not assigned; B: one measure."""
    made = make_ledger()
    first = bring(enter(made, comment(made)), made, "assigned")
    first.draw(made["liaison"], "双岗值守", "李喆", soon(20))
    gone = first.draw(made["liaison"], "装空调", "李喆", None)
    gone.withdraw(made["liaison"], "写错了")
    first.reply(made["liaison"], "已安排双岗，周三延时", "partly")
    enter(made, text=FORMULA, detail="=1+1")
    return made


def made_of(people: People, who: str = "boss", language: str = "en") -> Material:
    with override(language):
        report = seen(people[who], people.campaign)
        return material(people[who], people.campaign, report)


def offered(people: People, who: str) -> set[str]:
    names = {item.name for item in made_of(people, who).offered}
    return {name for name in names if name.startswith(("ledger", "points", "letter"))}


def html(people: People, name: str, language: str = "en") -> str:
    made = made_of(people, language=language)
    with override(language):
        item = made.item(name)
        assert item
        return sheet.html(item.paper_of(made), edge(made.report))


def download(client: Client, people: People, paper: str, how: str = "pdf") -> Any:
    args = [people.campaign.pk, "A", paper, how]
    return client.get(reverse("ledger:paper", args=args))


def test_for_whom_they_are(people):
    assert offered(people, "boss") == {"ledger", "points-A", "letter-A"}
    assert offered(people, "team") == {"ledger", "points-A", "letter-A"}
    assert offered(people, "head") == {"points-A", "letter-A"}
    assert "Letter on the points/A Unit A.docx" in zipped(people)
    page = people.client("boss").get(
        reverse("reports:papers", args=[people.campaign.pk])
    )
    assert page.text.count("—</td>") == 6  # of B, C and D neither


def zipped(people: People) -> list[str]:
    made = made_of(people)
    with override("en"):
        return [bundle.in_zip(item, how) for item, how in bundle.files(made)]


def test_what_follows_from_a_result_does_not_change_it(people):
    """Points, a case and talks leave the paper of the result dated as it was."""
    bring_case(make_case(people), people, "work")
    hold(make_drawn(people.campaign), 1, 2, 3)
    Feedback.give(people.campaign, unit_of(), people["team"])
    report = made_of(people).report
    assert (report.released, report.changed) == (True, False)
    assert report.released_at is not None
    with override("en"):
        dated = day(report.released_at, report.time_zone)
    assert dated in html(people, "feedback-A")


def test_the_zip_is_another_once_a_point_has_moved(people):
    before = bundle.stamp(made_of(people))
    assert bundle.stamp(made_of(people)) == before
    enter(people)
    assert bundle.stamp(made_of(people)) != before


def test_letter_has_what_is_assigned_by_when_and_where(people):
    text = html(people, "letter-A")
    for words_ in ("Unit A:", ASKED, "comments of the ballot", "李喆", "/ledger/",
                   "1 point is passed on to you"):  # fmt: skip
        assert words_ in text
    assert "HYPERLINK" not in text  # not assigned
    assert "Raters wrote" not in text  # it gets no number of them


def test_where_comments_go_out_verbatim_the_letter_says_how_many():
    people = make_ledger("verbatim")
    bring(enter(people, comment(people)), people, "assigned")
    assert "Raters wrote 3 comments." in html(people, "letter-A")


def test_ledger_of_the_unit_says_what_was_answered(people):
    text = html(people, "points-A")
    said = "Points assigned 1, answered 1, of these on time %d, closed 0."
    assert said % 1 in text
    for words_ in ("accepted in part", "已安排双岗，周三延时", "双岗值守", "A-01"):
        assert words_ in text
    assert "HYPERLINK" not in text
    assert "装空调" not in text
    Point.objects.filter(answered_on__isnull=False).update(due=soon(-1))
    assert said % 0 in html(people, "points-A")


def test_a_unit_without_answers_and_one_without_points(people):
    point = enter(people, unit=unit_of("B"))
    point.assign(people["boss"], "", "周敏", soon(3))
    text = html(people, "points-B")
    assert "No point is answered yet." in text
    assert "No measure is drawn yet." in text
    Measure.objects.create(
        campaign=people.campaign, unit=unit_of("C"), text="少开会", owner="周敏"
    )
    text = html(people, "points-C")
    assert "少开会" in text
    assert "What was answered" not in text


def test_the_units_stand_as_their_campaign_has_them(people):
    enter(people, unit=unit_of("B"), who="boss")
    for code in ("A", "C"):
        Measure.objects.create(
            campaign=people.campaign, unit=unit_of(code), text="x", owner="y"
        )
    found = ledger(people["boss"], people.campaign, "DCBA")
    assert [code for code, _name in found.units] == ["C", "B", "A"]
    assert [one.label for one in found.entries] == ["B-01", "A-01", "A-02"]
    assert [one.unit_code for one in found.drawn] == ["C", "A", "A"]
    assert [code for code, _name in found.of("A").units] == ["A"]


def test_whole_ledger_is_set_in_parts(people, monkeypatch):
    point = bring(enter(people), people, "closed")
    point.reopen(people["team"], "回访不满意", soon(4), True)
    alone = people.client("other").post(
        reverse("ledger:unit", args=[people.campaign.pk, "B"]),
        {"text": "少开会", "owner": "周敏"},
    )
    assert alone.status_code == 302
    enter(people, unit=unit_of("C"), who="boss")
    made = made_of(people)
    with override("en"):
        (whole,) = papers.campaign(made.report, made.ledger)
        text = sheet.html(whole, edge(made.report))
        for words_ in ("Unit A", "Unit B", "少开会", "raters were not content"):
            assert words_ in text
        monkeypatch.setattr(papers, "PART", 3)
        assert len(list(papers.campaign(made.report, made.ledger))) == 2
        item = made.item("ledger")
        assert item
        pages = PdfReader(BytesIO(item.render(made, "pdf"))).pages
        numbers = [re.findall(r"Page (\d+)", page.extract_text()) for page in pages]
        assert numbers == [[str(n)] for n in range(1, len(pages) + 1)]


def test_workbook_runs_no_formula(people):
    made = made_of(people)
    with override("en"):
        found = made.item("ledger")
        assert found
        content = found.render(made, "xlsx")
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == ["Points", "Measures", "By unit"]
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert all(cell.data_type in "sn" for cell in cells)
    assert f"'{FORMULA}" in [cell.value for cell in cells]


def test_same_ledger_gives_the_same_bytes(people):
    both = [made_of(people, language="zh-hans") for _time in range(2)]
    for name, how in (
        ("letter-A", "docx"), ("letter-A", "pdf"), ("points-A", "xlsx"),
        ("ledger", "xlsx"),
    ):  # fmt: skip
        with override("zh-hans"):
            items = [(made.item(name), made) for made in both]
            contents = {item.render(made, how) for item, made in items if item}
        assert len(contents) == 1, name
        if how == "docx":
            assert ASKED in words(contents.pop())


# taken from the page of the unit's ledger ----------------------------------------


def test_liaison_takes_them_away_and_it_is_recorded(people):
    client = people.client("liaison")
    answer = download(client, people, "points", "xlsx")
    assert answer.status_code == 200
    assert Export.objects.get().by == "liaison"
    assert load_workbook(BytesIO(answer.content)).sheetnames == [
        "Points", "What was answered", "Measures",
    ]  # fmt: skip
    for paper, how in (("points", "docx"), ("feedback", "pdf"), ("x", "pdf")):
        assert download(client, people, paper, how).status_code == 404
    assert download(people.client("other"), people, "points").status_code == 404


def test_no_paper_of_a_result_that_cannot_be_shown(people, monkeypatch):
    client = people.client("liaison")
    for error, says in (
        (UNBALANCED, "does not add up"), (TooClose(["Zu nah."]), "Zu nah."),
    ):  # fmt: skip

        def fails(*args: Any, error: Exception = error, **kwargs: Any) -> None:
            raise error

        monkeypatch.setattr("reports.ledger.letters.build", fails)
        answer = download(client, people, "points")
        assert (answer.status_code, says in answer.text) == (409, True)


def test_the_letter_waits_while_a_change_is_being_checked(people):
    CommentRelease.objects.all().delete()
    unit = download(people.client("liaison"), people, "letter")
    assert (unit.status_code, "It is being checked" in unit.text) == (409, True)
    assert download(people.client("boss"), people, "letter").status_code == 200


def test_nothing_to_put_on_paper_and_a_ledger_without_a_step():
    people = make_ledger()
    assert offered(people, "boss") == set()
    assert not ledger(people["boss"], people.campaign, {"A"})
    assert download(people.client("head"), people, "letter").status_code == 404
    Measure.objects.create(
        campaign=people.campaign, unit=unit_of(), text="少开会", owner="周敏"
    )
    assert offered(people, "boss") == {"ledger", "points-A"}
    assert "As of" not in html(people, "points-A")


def test_libreoffice_opens_them_without_repair(people, tmp_path):
    made = made_of(people, language="zh-hans")
    papers = {"ledger": "xlsx", "points-A": "xlsx", "letter-A": "docx"}
    files = {}
    with override("zh-hans"):
        for name, how in papers.items():
            item = made.item(name)
            assert item
            files[f"{name}.{how}"] = item.render(made, how)
    told = printed(tmp_path, files)
    assert all("已安排双岗" in told[f"{name}.xlsx"] for name in ("ledger", "points-A"))
    assert "A-01" in told["letter-A.docx"]

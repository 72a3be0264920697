"""The papers of a meeting: what each holds, for whom, and what is recorded."""

import subprocess
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from audit.models import Entry
from ballots.models import Box
from ballots.papers.pack import Pack
from campaigns.models import Campaign, Rater, Unit
from tests.ballots.desk import OFFICE
from tests.make import behind, make_campaign, make_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(database_url: str) -> Box:
    document = make_document()
    document["pools"][0]["quota"] = 3
    document["pools"][1]["quota"] = 2
    return Box.objects.freeze(make_campaign(document))


@pytest.fixture
def office() -> Client:
    client = Client(headers={"accept-language": "en"})
    user = get_user_model().objects.create_user(OFFICE, is_staff=True)
    client.force_login(user)
    return client


def enrol(box: Box, pool: str = "own", unit: str = "A", **fields: str) -> Rater:
    campaign = box.campaign
    place = {"pool": campaign.pools.get(key=pool), "unit": Unit.objects.get(code=unit)}
    return Rater.objects.create(campaign=campaign, **place, **fields)


def words(office: Client, box: Box, what: str, folder: Path) -> str:
    answer = office.get(f"/desk/{box.pk}/papers/G1/{what}.pdf")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    file = folder / "paper.pdf"
    file.write_bytes(answer.content)
    command = ["pdftotext", "-layout", str(file), "-"]
    return subprocess.check_output(command, text=True)


def test_lists_hold_names_and_blank_lines_for_who_is_missing(
    box: Box, office: Client, tmp_path: Path
) -> None:
    enrol(box, name="张三", category="党员", contact="13800000001")
    enrol(box, "cross", "B", name="李四")
    for what in ("roster", "signin"):
        text = words(office, box, what, tmp_path)
        assert text.count("\f") == 8  # four units, two pools each
        assert "张三" in text
        assert "李四" in text
        assert "党员" in text
        assert "13800000001" not in text
        assert ("Signature" in text) == (what == "signin")
    told = Entry.objects.filter(action="names printed").values_list("detail", flat=True)
    assert [entry["kind"] for entry in told] == ["roster", "signin"]
    assert "张三" not in str(list(told))


def test_a_list_has_as_many_lines_as_are_due_or_more(box: Box) -> None:
    definition = box.definition
    for n in range(4):
        enrol(box, name=f"王{n}")
    sheets = list(Pack(box.campaign, definition, definition.groups["G1"]).sheets())
    numbers = {(s.unit.zh, s.pool.key): len(s.lines) for s in sheets}
    assert numbers["单位甲", "own"] == 4
    assert numbers["单位乙", "own"] == 3
    assert numbers["单位乙", "cross"] == 2


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (
            "notice",
            ("Unit A", "/b/", "rate every unit of the group", "nobody notes", "Place:"),
        ),
        (
            "form",
            ("Annex 1", "Good", "Sample to read beforehand", "Organisation of study"),
        ),
        (
            "tellers",
            (
                "Due Present Printed Issued Left over Void Returned",
                "Own-unit",
                "Witness",
            ),
        ),
    ],
)
def test_papers_without_names_are_not_recorded(
    what: str, said: tuple[str, ...], box: Box, office: Client, tmp_path: Path
) -> None:
    text = " ".join(words(office, box, what, tmp_path).split())
    for each in said:
        assert each in text
    assert not Entry.objects.filter(action="names printed").exists()


def tellers(office: Client, box: Box, folder: Path) -> tuple[str, list[list[str]]]:
    """The sheet in Chinese, without spaces, and the numbers that are filled in."""
    office.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    text = words(office, box, "tellers", folder)
    lines = [line.split() for line in text.splitlines()]
    places = ("单位甲", "第一组", "合计")
    rows = [line for line in lines if line and line[0] in places]
    filled = [[cell.rstrip("+") for cell in row] for row in rows]
    numbers = [[cell for cell in row if cell.isdecimal()] for row in filled]
    return "".join(text.split()), numbers


def test_the_tellers_sheet_has_a_column_for_each_term_of_its_sum(
    box: Box, office: Client, tmp_path: Path
) -> None:
    text, numbers = tellers(office, box, tmp_path)
    assert "应投实到印制发出剩余作废收回" in text
    assert "印制=发出+剩余+作废" in text
    assert "损坏的" in text  # a reason for being void, not one more column
    assert numbers == [["3"], ["8"], ["20"]]  # due; nothing is printed yet


def test_the_tellers_sheet_knows_what_was_printed_and_is_void(
    box: Box, office: Client, tmp_path: Path
) -> None:
    group = box.definition.groups["G1"]
    broken, _slips = box.issue(group, OFFICE)
    box.void(broken, OFFICE, broken=True)
    box.issue(group, OFFICE)
    text, numbers = tellers(office, box, tmp_path)
    assert numbers == [["3", "6", "3"], ["8", "16", "8"], ["20", "40", "20"]]
    assert text.count("3+") == 4
    assert "20+" in text


def test_the_tellers_sheet_has_no_sum_while_a_place_has_no_slips(box: Box) -> None:
    definition = box.definition
    box.issue(definition.groups["G1"], OFFICE)
    box.campaign.tickets.filter(unit__code="A").delete()
    pack = Pack(box.campaign, definition, definition.groups["G1"])
    assert [line.made for line in pack.slips] == [0, 3, 3, 3, 8]
    assert pack.together == (0, 0)


def test_a_drill_is_marked_on_each_paper(
    box: Box, office: Client, tmp_path: Path
) -> None:
    behind(box.campaign, drill=True)
    assert words(office, box, "signin", tmp_path).count("演练 Drill") == 8
    assert words(office, box, "tellers", tmp_path).count("演练 Drill") == 1


def test_the_notice_says_whom_each_pool_rates(office: Client, tmp_path: Path) -> None:
    box = Box.objects.freeze(make_campaign(make_document("model-selection")))
    text = " ".join(words(office, box, "notice", tmp_path).split())
    assert text.count("rate every unit of the campaign") == 2


def test_before_a_window_is_set_the_notice_says_so(
    box: Box, office: Client, tmp_path: Path
) -> None:
    Campaign.objects.filter(pk=box.pk).update(opens_at=None, closes_at=None)
    assert "told when voting begins" in words(office, box, "notice", tmp_path)


@pytest.mark.parametrize("path", ["G9/notice.pdf", "G1/slips.pdf", "G1/.pdf"])
def test_what_there_is_not(path: str, box: Box, office: Client) -> None:
    assert office.get(f"/desk/{box.pk}/papers/{path}").status_code == 404


def test_a_draft_has_no_papers_yet(office: Client) -> None:
    campaign = make_campaign()
    for path in ("", "G1/notice.pdf"):
        assert office.get(f"/desk/{campaign.pk}/papers/{path}").status_code == 404
    path = f"/desk/{campaign.pk}/papers/"
    assert path not in office.get(f"/desk/{campaign.pk}/").text


def test_the_page_lists_them_and_says_when_there_is_no_roster(
    box: Box, office: Client
) -> None:
    assert f"/desk/{box.pk}/papers/" in office.get(box.desk).text
    page = office.get(f"/desk/{box.pk}/papers/").text
    assert "No roster has been uploaded" in page
    assert f"/desk/{box.pk}/papers/G1/signin.pdf" in page
    enrol(box, name="张三")
    assert "No roster" not in office.get(f"/desk/{box.pk}/papers/").text

"""Campaigns as files, and copies."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campaigns.files import PRESETS
from campaigns.load import copy
from campaigns.models import Campaign, GroupUnit, Rater, Role, Unit
from tests.make import behind, make_campaign, make_document, unguarded

IMPORT = "admin:campaigns_campaign_import"
PRESET = Path(PRESETS, "joint-appraisal.toml").read_bytes()


def address(name: str, campaign: Campaign) -> str:
    return reverse(f"admin:campaigns_campaign_{name}", args=[campaign.pk])


def upload(client: Client, content: bytes = b"", **fields: str) -> str:
    """What the page answers; “302” when a campaign was made."""
    file = SimpleUploadedFile("mine.toml", content)
    data = {"file": file, **fields} if content else fields
    page = client.post(reverse(IMPORT), data)
    return page.content.decode() if page.status_code == 200 else str(page.status_code)


def test_what_is_taken_away_can_be_brought_back(office: Client) -> None:
    campaign = make_campaign()
    export = office.get(address("export", campaign))
    assert export.headers["Content-Disposition"].endswith('.toml"')
    assert office.get(reverse(IMPORT)).status_code == 200
    assert upload(office, text=export.content.decode()) == "302"
    twin = Campaign.objects.first()
    assert twin is not None
    assert twin.pk != campaign.pk
    assert twin.document() == campaign.document()


def test_a_frozen_campaign_is_taken_away_as_it_was_frozen(office: Client) -> None:
    campaign = make_campaign()
    campaign.freeze()
    with unguarded():
        campaign.pools.update(quota=99)
    assert "quota = 99" not in office.get(address("export", campaign)).content.decode()


def test_a_file_is_uploaded(office: Client) -> None:
    assert upload(office, PRESET) == "302"
    assert Campaign.objects.get().title == "集中联评"


def test_a_wrong_file_is_laid_out_to_be_mended(office: Client) -> None:
    text = upload(office, PRESET.replace(b"version = 1", b"version = 7"))
    assert "file.version: must be 1" in text
    assert "version = 7" in text
    assert "Nothing has been saved yet." in text
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a" * (1024 * 1024 + 1), "This file is larger than 1 MB."),
        (b"a =", "mine.toml is not a campaign file"),
        (b"\xff\x00\xfe", "mine.toml is not a campaign file"),
        (b"# " + b"x" * 300_000, "file.version: is missing"),
    ],
)
def test_files_that_are_refused(office: Client, content: bytes, sentence: str) -> None:
    assert sentence in upload(office, content)
    assert not Campaign.objects.exists()


def test_texts_that_are_refused(office: Client) -> None:
    assert "Choose a file or paste its text." in upload(office)
    assert "The text is not a campaign file" in upload(office, text="a =")
    assert "at most 200000 characters" in upload(office, text="x" * 200_001)
    long = PRESET.decode().replace('title = "集中联评', 'title = "' + "长" * 200)
    line = long[: long.index("长" * 200)].count("\n") + 1
    assert f"line {line}, campaign.title: " in upload(office, text=long)
    assert not Campaign.objects.exists()


def test_a_file_that_gives_a_known_code_to_another_unit(office: Client) -> None:
    Unit.objects.create(code="A", name="区民政局")
    text = upload(office, PRESET)
    assert "The code A belongs to “区民政局” already, not to “单位甲”." in text


def test_a_copy_is_made_after_a_question(office: Client) -> None:
    campaign = make_campaign()
    question = office.get(address("copy", campaign))
    assert "Copy this campaign?" in question.content.decode()
    assert Campaign.objects.count() == 1
    said = {"title": "明年联评", "stage": "第二环节", "series": "联评"}
    times = {"opens_at_0": "2027-06-18", "opens_at_1": "9:00:00"}
    times |= {"closes_at_0": "2027-06-18", "closes_at_1": "11:00:00"}
    assert office.post(address("copy", campaign), said | times).status_code == 302
    twin = Campaign.objects.exclude(pk=campaign.pk).get()
    assert (twin.title, twin.stage, twin.series) == ("明年联评", "第二环节", "联评")
    assert twin.opens_at is not None
    assert twin.opens_at.year == 2027
    campaign.refresh_from_db()
    assert campaign.title == "集中联评"


def plan(office: Client, campaign: Campaign) -> tuple[dict[str, str], dict[str, str]]:
    """What the page says is taken over, and what is not; each by its name."""
    page = office.get(address("copy", campaign)).content.decode()
    taken, left = page.split("Not taken over")
    row = re.compile("<dt>(.*?)</dt><dd>(.*?)</dd>")
    return dict(row.findall(taken)), dict(row.findall(left))


def test_the_plan_of_a_copy_says_what_comes_along(office: Client) -> None:
    document = make_document()
    document["campaign"]["approval"] = "lists"
    campaign = make_campaign(document, names_kept_days=30)
    seats = GroupUnit.objects.filter(group__campaign=campaign)
    seats.filter(unit__code="A").update(leaders="赵一\n钱二")
    taken, _left = plan(office, campaign)
    assert taken["names of leaders of the units"] == "2"
    assert taken["days for which names are kept"] == "30"
    assert taken["the supervision team approves"] == "the lists of raters"
    twin = copy(campaign)
    assert GroupUnit.objects.filter(group__campaign=twin).people() == 2
    assert (twin.names_kept_days, twin.approval) == (30, "lists")
    campaign.freeze()
    behind(campaign, approval="all")
    assert plan(office, campaign)[0]["the supervision team approves"] == (
        "the lists of raters"  # as in the copy: what was frozen
    )
    assert copy(campaign).approval == "lists"


def test_the_plan_of_a_copy_says_what_stays_behind(office: Client) -> None:
    campaign = make_campaign(lists_by=date(2026, 6, 1), papers_by=date(2026, 6, 2))
    unit = Unit.objects.get(code="A")
    pool = campaign.pools.get(key="own")
    Rater.objects.create(campaign=campaign, pool=pool, unit=unit, name="张三")
    user = User.objects.create_user("teller")
    Role.objects.create(user=user, kind="teller", group=campaign.groups.get())
    _taken, left = plan(office, campaign)
    assert "the lists of the copy are empty" in left["rosters"]
    assert "lists and papers are due" in left["deadlines"]
    assert "when voting opens and closes" in left["deadlines"]
    assert "approved anew" in left["approvals"]
    assert "named anew" in left["tellers"]
    assert "ballots" in left["what came of it"]
    twin = copy(campaign)
    assert not twin.raters.exists()
    assert (twin.lists_by, twin.papers_by) == (None, None)
    assert (twin.opens_at, twin.closes_at) == (None, None)
    assert not twin.submissions.exists()
    assert not Role.objects.filter(group__campaign=twin).exists()


def test_the_plan_of_a_copy_in_chinese(office: Client) -> None:
    campaign = make_campaign()
    office.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    page = office.get(address("copy", campaign)).content.decode()
    for said in (
        "领导班子成员",
        "姓名保留天数",
        "督导组审核",
        "不沿用",
        "名单",
        "截止",
    ):
        assert said in page


def test_a_copy_without_a_title_keeps_what_was_typed(office: Client) -> None:
    campaign = make_campaign()
    page = office.post(address("copy", campaign), {"title": "", "series": "联评"})
    assert 'value="联评"' in page.content.decode()
    assert Campaign.objects.count() == 1


def test_what_is_incomplete_cannot_be_copied(office: Client) -> None:
    campaign = make_campaign()
    campaign.formula.delete()
    page = office.post(address("copy", campaign), {"title": "明年联评"})
    assert page.status_code == 200
    assert "file.formula: is missing" in page.content.decode()
    assert Campaign.objects.count() == 1


@pytest.mark.parametrize("name", ["copy", "export"])
@pytest.mark.parametrize("pk", ["0", "x", "9" * 40])
def test_a_campaign_that_is_not_there(office: Client, name: str, pk: str) -> None:
    url = reverse(f"admin:campaigns_campaign_{name}", args=[pk])
    assert office.get(url).status_code == 404

"""The page of the log: who reads it, what it says, that it is verified."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from appraisal.settings import BASE_DIR
from audit.chain import Head
from audit.models import Entry, SigningKey, record
from campaigns.models import Campaign
from reports.build import build
from reports.trail import ACTS, Trail, line
from tests.audit.meddling import put
from tests.make import make_campaign
from tests.reports.sample import make_document_in_two_groups, make_result
from tests.reports.test_views import make_member, make_office, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Words are compared in English, whatever a request left behind."""
    with override("en"):
        yield


def log_of(campaign: Campaign) -> str:
    return reverse("reports:log", args=[campaign.pk])


def told(text: str) -> list[str]:
    """The acts on the page, from top to bottom."""
    return re.findall(r'class="what full"><b>(.*?)</b>', text)


# who ---------------------------------------------------------------------------


def test_log_is_for_office_and_supervision() -> None:
    campaign = make_result()
    page(make_office(), log_of(campaign))
    page(make_member(campaign, "A"), log_of(campaign))
    page(make_member(make_result(), "A", login="other"), log_of(campaign), status=404)
    assert Client().get(log_of(campaign)).status_code == 302


def test_log_of_a_drill_is_for_the_office() -> None:
    campaign = make_result(drill=True)
    page(make_office(), log_of(campaign))
    page(make_member(campaign, "A"), log_of(campaign), status=404)


def test_log_of_the_site_is_for_office_and_administrators() -> None:
    address = reverse("reports:site_log")
    assert "There is no entry yet." in page(make_office(), address)
    SigningKey.objects.current()
    boss = Client()
    boss.force_login(get_user_model().objects.create_superuser("boss"))
    assert told(page(boss, address)) == ["Signing key made"]
    page(make_member(make_result(), "A"), address, status=404)


def test_signature_is_for_those_who_read_the_log() -> None:
    campaign = make_result()
    client = make_member(campaign, "A")
    client.get(reverse("reports:subject_pdf", args=[campaign.pk, "G1", "A"]))
    link = re.search(r'href="([^"]*\.sig)"', page(client, log_of(campaign)))
    assert link
    assert client.get(link[1]).status_code == 200
    page(make_member(make_result(), "A", login="other"), link[1], status=404)


def test_desk_and_results_lead_to_it() -> None:
    draft, office = make_campaign(), make_office()
    assert log_of(draft) in page(office, reverse("ballots:desk", args=[draft.pk]))
    campaign = make_result(document=make_document_in_two_groups())
    team = make_member(campaign, "A", "C")
    for address in ("reports:campaign", "reports:group"):
        where = [campaign.pk, "G1"] if address == "reports:group" else [campaign.pk]
        for client in (office, team):
            assert log_of(campaign) in page(client, reverse(address, args=where))


# what --------------------------------------------------------------------------


def test_entries_stand_in_words_newest_first() -> None:
    campaign, office = make_result(), make_office()
    group = reverse("reports:group", args=[campaign.pk, "G1"])
    office.get(group)
    office.get(f"{group}report.pdf")
    text = page(office, log_of(campaign))
    assert told(text) == ["File taken away", "Results looked at", "Campaign frozen"]
    assert "kind: pdf" in text
    assert "page: G1" in text
    assert f"fingerprint of the rules: {campaign.definition_hash[:12]}" in text
    assert ">the system<" in text


def test_papers_carry_the_head_that_is_verified() -> None:
    report = build(make_result())
    head = Head.of_acts(report.campaign)
    assert (report.head, report.short_head) == (str(head), head.short)
    assert Head.read(report.short_head).hash == head.hash[:20]


def test_verified_head_stands_above() -> None:
    campaign = make_result()
    record("close", by="li", campaign=campaign.pk)
    text = page(make_office(), log_of(campaign))
    assert "Verified just now: 2 entries, unbroken." in text
    assert f"2-{Entry.objects.head(campaign.pk)}" in text


def test_log_that_is_not_sound_says_so_and_shows_what_is() -> None:
    campaign = make_result()
    bad = record("close", by="li", campaign=campaign.pk)
    record("release", by="li", campaign=campaign.pk)
    put(bad, "actor", "wang")
    text = page(make_office(), log_of(campaign))
    assert "This log is not sound" in text
    assert "Entry 2 is not what was recorded." in text
    assert "Verified just now" not in text
    assert told(text) == ["Campaign frozen"]


def test_log_is_searched_in_the_words_that_stand_there() -> None:
    campaign, office = make_result(), make_office()
    record("close", by="li", campaign=campaign.pk, envelopes=61)
    for asked, found in (
        ("LI", 1),
        ("voting closed", 1),
        ("envelopes 61", 1),
        ("xyz", 0),
    ):
        text = page(office, f"{log_of(campaign)}?q={asked}")
        assert (asked, len(told(text))) == (asked, found)
    assert "No entry is like that." in text


def test_long_log_is_paged() -> None:
    campaign, office = make_result(), make_office()
    for number in range(1, 60):
        record("print", by="li", campaign=campaign.pk, batch=number)
    first = page(office, log_of(campaign))
    assert len(told(first)) == 50
    assert 'href="?q=&amp;page=2">Older' in first
    second = page(office, f"{log_of(campaign)}?page=2")
    assert len(told(second)) == 10
    assert "Newer" in second


def test_campaign_without_an_entry_has_a_sentence() -> None:
    text = page(make_office(), log_of(make_campaign()))
    assert "There is no entry yet." in text
    assert "<table" not in text
    assert 'type="search"' not in text


def test_both_languages() -> None:
    campaign, office = make_result(), make_office()
    assert '<html lang="zh-Hans">' in page(office, log_of(campaign), "zh-hans")
    assert '<html lang="en">' in page(office, log_of(campaign))


# words -------------------------------------------------------------------------


def words(action: str = "change", **detail: str | int | bool) -> list[tuple[str, str]]:
    return list(line(Entry(seq=1, action=action, detail=detail)).details)


def test_parts_and_fields_have_the_names_people_know() -> None:
    assert words(part="groupunit") == [("what", "unit of the group")]
    assert words(part="user", key="li") == [("what", "user"), ("key", "li")]
    assert words(part="other") == [("what", "other")]
    assert words(fields="Title, Other") == [("fields", "Title, Other")]
    with override("zh-hans"):
        ((_label, fields),) = words(fields="Title, Other")
    assert fields.endswith(", Other")
    assert "Title" not in fields
    assert words(fields="") == []
    assert words(**{"pool added": 2}) == [("pool added", "2")]
    assert words(unheard=3) == [("unheard", "3")]
    assert words(file=True) == [("from a file", "yes")]
    assert words(file=False) == [("from a file", "no")]
    assert words("view", page="") == [("page", "all groups")]
    assert words(root="ab" * 32) == [("root of the batch", "abababababab")]


def test_act_without_words_keeps_its_name() -> None:
    assert line(Entry(seq=1, action="unheard of", detail={})).act == "unheard of"
    assert {str(label) for label in ACTS.values()} >= {"Voting opened"}
    assert Trail.of(99).lines == []


RECORDED = re.compile(r"\b(?:tell|record|_read)\(\s*(?:\w+, )?\"([a-z ]+)\"")


def test_every_act_that_is_recorded_anywhere_has_words() -> None:
    apps = ("appraisal", "audit", "ballots", "campaigns", "reports")
    files = [path for app in apps for path in (BASE_DIR / app).rglob("*.py")]
    found = {act for path in files for act in RECORDED.findall(path.read_text())}
    assert {"freeze", "comment put back", "version released", "card"} <= found
    assert found - set(ACTS) == set()


@pytest.mark.parametrize(
    ("act", "said"), [("release", "Results released"), ("slips", "More slips")]
)
def test_what_two_agree_on_is_said_in_words_and_nothing_of_what_is_empty(
    act, said
) -> None:
    entry = record("agree", by="li", campaign=7, act=act, reason="")
    with override("en"):
        assert line(entry).details == (("act", said),)

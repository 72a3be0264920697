"""Versions of a result: the first at certification, the next only after a check."""

from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from audit.models import Entry
from ballots.models import Account, CommentRelease, Tally
from campaigns.definition import digest
from campaigns.models import Blocked, Campaign, Indicator, Team, WrongState
from reports import pdf, releasing, views
from reports.build import build
from reports.excel import render_workbook
from reports.models import Release
from reports.plain import plain
from tests.ballots.desk import agreed
from tests.make import make_document
from tests.reports.sample import make_comments, make_result, make_team
from tests.reports.test_review import WORDS, client, read_all, release
from tests.reports.test_views import group_of, make_office, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    """Certified, with an indicator that nobody has entered yet."""
    document = make_document()
    document["indicators"] = [{"key": "target", "name": "目标", "name_en": "Targets"}]
    made = make_result(document=document, state="counted")
    agreed(made.box, "release")
    made.refresh_from_db()
    return made


def enter(campaign: Campaign, value: str = "85") -> None:
    """What is entered after the release."""
    indicator = Indicator.objects.get(campaign=campaign)
    subject = campaign.subjects.get(key="A")
    indicator.values.update_or_create(subject=subject, defaults={"value": value})


def stuff(subject: str = "A", n: int = 1) -> None:
    """So many more ballots on a subject by hand: own unit, 好 throughout."""
    rows = Tally.objects.filter(subject__key=subject, pool__key="own", value=0)
    for row in rows:
        Tally.objects.filter(pk=row.pk).update(n=row.n + n)
    for account in Account.objects.filter(subject__key=subject, pool__key="own"):
        account.issued += n
        account.returned += n
        account.valid += n
        account.save()


def next_page(campaign: Campaign) -> str:
    return reverse("reports:release", args=[campaign.pk])


def test_certifying_records_the_first_version(campaign):
    first = Release.objects.get()
    assert (first.version, str(first)) == (1, f"{campaign.pk} v1")
    with override("zh-hans"):
        report = build(campaign)
        assert plain(report) == first.results
    assert (report.version, report.changed, report.released) == (1, False, True)
    assert first.sha256 == digest(first.results)
    with override("en"):
        assert build(campaign).basis == first.basis


def test_an_account_that_does_not_add_up_is_not_certified():
    counted = make_result(state="counted")
    Account.objects.filter(subject__key="A", pool__key="own").update(issued=3)
    with pytest.raises(Blocked, match="more than the 3 issued"), override("en"):
        agreed(counted.box, "release")
    counted.refresh_from_db()
    assert counted.state == "counted"
    assert counted.box.key_file.exists()
    assert not Release.objects.exists()


def test_a_result_without_a_recorded_release_is_as_it_was():
    report = build(make_result())
    assert (report.version, report.changed, report.released) == (0, False, True)
    with pytest.raises(WrongState):
        releasing.following(Campaign.objects.get(), "office")
    releasing.check(Campaign.objects.get())


def test_what_changes_after_the_release_is_said_everywhere(campaign):
    office = make_office()
    assert "· version 1" in page(office, group_of(campaign))
    enter(campaign)
    text = page(office, group_of(campaign))
    assert "Changed since version 1 was released." in text
    assert next_page(campaign) in text
    assert "· version 1" not in text
    with override("en"):
        report = build(campaign)
        html = pdf.campaign_html(report)
    assert (report.version, report.changed, report.released) == (1, True, False)
    assert "Not yet released" in html
    assert plain(report)["campaign"]["changed"] is True


def test_paper_and_workbook_carry_the_version(campaign):
    with override("en"):
        report = build(campaign)
        html = pdf.campaign_html(report)
        book = load_workbook(BytesIO(render_workbook(report)))
    assert "Version 1" in html
    cells = [tuple(row)[:2] for row in book["How it was counted"].values]
    assert ("Released version", 1) in cells


def test_the_office_releases_the_next_version(campaign):
    office = make_office()
    page(office, next_page(campaign), status=409)
    enter(campaign)
    text = page(office, next_page(campaign))
    assert "Release version 2?" in text
    assert office.post(next_page(campaign)).status_code == 302
    text = page(office, group_of(campaign))
    assert "Version 2 is released." in text
    assert "· version 2" in text
    first, second = Release.objects.order_by("version")
    assert first.results != second.results
    assert second.made_by == "office"
    entry = Entry.objects.get(action="version released")
    assert entry.detail == {"version": 2, "sha256": second.sha256}
    assert "Nothing to release" in page(office, next_page(campaign), status=409)
    with pytest.raises(WrongState):
        releasing.following(campaign, "office")


def test_two_at_once_release_one_version(campaign, monkeypatch):
    office = make_office()
    enter(campaign)
    following = releasing.following

    def slow(row: Campaign, by: str) -> Release:
        following(row, "faster")
        return following(row, by)

    monkeypatch.setattr(views, "following", slow)
    answer = office.post(next_page(campaign))
    assert answer.headers["Location"] == reverse("reports:campaign", args=[campaign.pk])
    assert Release.objects.get(version=2).made_by == "faster"
    assert Release.objects.count() == 2


def test_a_team_releases_no_version(campaign):
    enter(campaign)
    assert client(make_team(campaign, "A")).get(next_page(campaign)).status_code == 404
    assert Client().get(next_page(campaign)).status_code == 302


def test_a_ballot_more_is_refused_by_name_on_every_way_out(campaign):
    stuff()
    office = make_office()
    sentence = "Unit A: the number of ballots differs by 1 from version 1"
    for address in (group_of(campaign), next_page(campaign)):
        assert sentence in page(office, address, status=409)
    assert office.post(next_page(campaign)).status_code == 409
    assert Release.objects.count() == 1
    for command in (["results", "--json"], ["report", "--pdf", "x.pdf"]):
        name, *options = command
        with pytest.raises(CommandError, match=r".") as refused:
            call_command(name, campaign.pk, *options, "--language", "en")
        assert sentence in str(refused.value)
        assert refused.value.returncode == 2
    with pytest.raises(releasing.TooClose):
        releasing.following(campaign, "office")


def test_a_version_is_compared_with_all_before_it(campaign):
    """From the second it differs by nine, which may be; from the first by one."""
    stuff(n=10)
    releasing.following(campaign, "office")
    stuff(n=-9)
    with override("en"), pytest.raises(releasing.TooClose) as refused:
        releasing.following(campaign, "office")
    assert {text.partition(" from ")[2][:9] for text in refused.value.sentences} == {
        "version 1"
    }
    assert "differs by 1 from version 1" in refused.value.sentences[0]


def test_figures_altered_and_unhidden_are_named(campaign):
    Tally.objects.filter(subject__key="A", pool__key="own", value=0).update(n=9)
    Tally.objects.filter(subject__key="A", pool__key="own", value=1).update(n=5)
    with override("en"), pytest.raises(releasing.TooClose) as refused:
        releasing.check(campaign)
    text = "Unit A: as many ballots as in version 1, but other figures."
    assert text in refused.value.sentences


def test_a_pool_that_was_hidden_is_named_when_it_would_be_shown():
    votes = {"A": ((15, 0, 0), (3, 0, 0))}
    votes |= dict.fromkeys("BCD", ((15, 0, 0), (20, 0, 0)))
    campaign = make_result(votes=votes, state="counted")
    agreed(campaign.box, "release")
    pool = {"subject__key": "A", "pool__key": "cross"}
    Tally.objects.filter(**pool, value=0).update(n=20)
    Account.objects.filter(**pool).update(returned=20, valid=20)
    with override("en"), pytest.raises(releasing.TooClose) as refused:
        releasing.check(campaign)
    assert any("was hidden in version 1" in text for text in refused.value.sentences)


def all_read(campaign):
    """Comments in version 1, read by one of a team; the other one may release them."""
    make_comments(campaign, **WORDS)
    # what was written is known before it is read, and so is a part of version 1
    Release.objects.all().delete()
    releasing.first(campaign)
    reader = client(make_team(campaign, "A", "B", login="reader"))
    second = make_team(campaign, login="second")
    Team.objects.get(name="reader").members.add(second)
    read_all(reader)
    return second


def test_releasing_comments_makes_the_next_version(campaign):
    second = all_read(campaign)
    assert not build(campaign).changed  # reading changes no result
    assert client(second).post(release(campaign)).status_code == 302
    assert CommentRelease.objects.exists()
    last = Release.objects.latest_of(campaign)
    assert (last.version, last.made_by) == (2, "second")
    assert not build(campaign).changed
    assert "谢谢" in str(last.results)


def test_comments_are_not_released_with_figures_that_are_too_close(campaign):
    """One transaction: neither the comments go out nor the version."""
    second = all_read(campaign)
    stuff()
    answer = client(second).post(release(campaign))
    assert answer.status_code == 409
    assert "differs by 1 from version 1" in answer.text
    Account.objects.filter(subject__key="A", pool__key="own").update(issued=3)
    answer = client(second).post(release(campaign))
    assert answer.status_code == 409
    assert "The ballot account does not add up" in answer.text
    assert not CommentRelease.objects.exists()
    assert Release.objects.count() == 1

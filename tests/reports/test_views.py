"""The pages of the results: who sees what, in which words, at what cost."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import F
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import Entry
from ballots.models import Account, Comment, CommentRelease
from campaigns.models import Campaign, Role, Unit
from tests.make import make_campaign, make_document
from tests.reports.sample import (
    S1,
    make_document_in_two_groups,
    make_document_of,
    make_result,
    make_team,
)

pytestmark = pytest.mark.django_db
LANGUAGES = ("zh-hans", "en")


def make_office() -> Client:
    user = get_user_model().objects.create_user("office", is_staff=True)
    client = Client()
    client.force_login(user)
    return client


def make_member(campaign: Campaign, *units: str, login: str = "team") -> Client:
    client = Client()
    client.force_login(make_team(campaign, *units, login=login))
    return client


def page(client: Client, address: str, language: str = "en", status: int = 200) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(address)
    assert response.status_code == status
    text = response.content.decode()
    assert "style=" not in text
    assert text.count("<script") == text.count('<script src="/static/')
    return text


def group_of(campaign: Campaign, view: str = "group") -> str:
    return reverse(f"reports:{view}", args=[campaign.pk, "G1"])


def subject_of(campaign: Campaign, key: str, view: str = "subject") -> str:
    return reverse(f"reports:{view}", args=[campaign.pk, "G1", key])


def addresses(campaign: Campaign) -> list[str]:
    return [
        reverse("reports:results"),
        reverse("reports:campaign", args=[campaign.pk]),
        group_of(campaign),
        group_of(campaign, "group_pdf"),
        group_of(campaign, "group_workbook"),
        subject_of(campaign, "A"),
        subject_of(campaign, "A", "subject_pdf"),
    ]


# who ---------------------------------------------------------------------------


def test_anonymous_is_sent_to_the_login():
    for address in addresses(make_result()):
        response = Client().get(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("login"))


def test_team_sees_its_own_units_and_no_other():
    campaign = make_result()
    client = make_member(campaign, "A")
    text = page(client, group_of(campaign))
    assert "Unit A" in text
    assert "Of 1 unit, 1 is below 2/3" in text
    assert "Unit B" not in text
    page(client, subject_of(campaign, "A"))
    for view in ("subject", "subject_pdf"):
        page(client, subject_of(campaign, "B", view), status=404)
    book = load_workbook(BytesIO(client.get(addresses(campaign)[4]).content))
    assert book.sheetnames == ["Group 1", "Unit A", "How it was counted"]


def test_team_without_units_of_the_campaign_sees_nothing():
    campaign = make_result()
    client = make_member(make_result(), login="other")
    for address in addresses(campaign)[1:]:
        page(client, address, status=404)
    assert "There are no results yet" in page(client, addresses(campaign)[0])


def test_responsible_team_alone_opens_no_results():
    campaign = make_result()
    client = make_member(campaign, login="hosts")
    campaign.groups.update(team=get_user_model().objects.get().teams.get())
    page(client, group_of(campaign), status=404)
    assert "There are no results yet" in page(client, reverse("reports:results"))


def test_drill_is_for_the_office():
    campaign = make_result(drill=True)
    assert "Drill — not a real result" in page(make_office(), group_of(campaign))
    page(make_member(campaign, "A"), group_of(campaign), status=404)


def test_unknown_group_and_subject_are_not_there():
    campaign, client = make_result(), make_office()
    page(client, reverse("reports:group", args=[campaign.pk, "X"]), status=404)
    page(client, subject_of(campaign, "X"), status=404)


def make_holder(kind: str, **where: object) -> Client:
    user = get_user_model().objects.create_user(kind)
    Role.objects.create(user=user, kind=kind, **where)
    client = Client()
    client.force_login(user)
    return client


def test_head_reads_his_unit_without_the_comments():
    campaign = make_result()
    subject = campaign.subjects.get(key="A")
    Comment.objects.bulk_create(
        Comment(campaign=campaign, subject=subject, text=f"Canary {n}")
        for n in range(3)
    )
    member = make_member(campaign, "A")
    assert "Canary" not in page(member, subject_of(campaign, "A"))
    CommentRelease.objects.create(campaign=campaign)
    campaign.comments.update(review="passed", published=F("text"))
    assert "Canary 1" in page(member, subject_of(campaign, "A"))
    head = make_holder("head", unit=Unit.objects.get(code="A"))
    text = page(head, subject_of(campaign, "A"))
    assert "65.7" in text
    assert "Canary" not in text
    assert "passes them on in its own words" in text
    assert "3 comments" not in text
    page(head, subject_of(campaign, "B"), status=404)
    assert "Unit B" not in page(head, group_of(campaign))


def test_head_is_told_no_place_among_others():
    document = make_document()
    document["formula"]["rank"] = "group"
    campaign = make_result(document=document)
    team = make_member(campaign, "A")
    assert "4 / 4" in page(team, subject_of(campaign, "A"))
    assert "Place" in page(team, group_of(campaign))
    head = make_holder("head", unit=Unit.objects.get(code="A"))
    for address in (subject_of(campaign, "A"), group_of(campaign)):
        text = page(head, address)
        assert "65.7" in text
        assert "Place" not in text
        assert "4 / 4" not in text
    book = head.get(reverse("reports:group_workbook", args=[campaign.pk, "G1"]))
    cells = [
        str(cell.value)
        for sheet in load_workbook(BytesIO(book.content))
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert not {"Place", "4 / 4"} & set(cells)


def test_auditor_reads_everything_that_is_released():
    campaign, counted = make_result(), make_result(state="counted")
    auditor = make_holder("auditor")
    text = page(auditor, group_of(campaign))
    assert "Unit A" in text
    assert "Unit D" in text
    page(auditor, group_of(counted), status=404)


# when --------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_the_box_is_opened_there_is_a_sentence(language):
    campaign = make_campaign()
    for address in addresses(campaign)[1:]:
        text = page(make_office_once(), address, language, status=404)
    if language == "en":
        assert "the box has not been opened" in text
        assert reverse("ballots:desk", args=[campaign.pk]) in text


def make_office_once() -> Client:
    users = get_user_model().objects
    return make_office() if not users.exists() else _again(users.get())


def _again(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_counted_says_that_it_is_not_released():
    campaign = make_result(state="counted")
    office = page(make_office(), group_of(campaign))
    assert "Not yet released." in office
    assert "Certify the result" in office
    assert reverse("ballots:desk", args=[campaign.pk]) in office
    client = make_member(campaign, "A")
    for address in (group_of(campaign), subject_of(campaign, "A")):
        assert "Not yet released." in page(client, address)
    assert ", not yet released" in page(client, reverse("reports:results"))
    assert "Not yet released." not in page(client, group_of(make_seen(client)))


def make_seen(client: Client) -> Campaign:
    """A released campaign that the team of `client` sees as well."""
    campaign = make_result()
    team = get_user_model().objects.get(username="team").teams.get()
    for group in campaign.groups.all():
        group.seats.update(team=team)
    return campaign


@pytest.mark.parametrize("language", LANGUAGES)
def test_account_that_does_not_add_up_blocks_everything(language):
    campaign, client = make_result(), make_office()
    Account.objects.filter(campaign=campaign, unit__code="A").update(issued=14)
    for address in addresses(campaign)[1:]:
        text = page(client, address, language, status=409)
    if language == "en":
        assert "15 returned, more than the 14 issued: no result." in text
        assert "15 returned, more than" in page(client, reverse("home"))


# what --------------------------------------------------------------------------


def test_group_says_it_all():
    text = page(make_office(), group_of(make_result()))
    assert "Of 4 units, 1 is below 2/3: rework is proposed; 1 just reaches" in text
    assert "▼ 65.7</b><small>23/35</small>" in text
    assert "One vote short (23, needs 24)" in text
    assert "Unit A: analyse and propose" in text
    assert "Unit B: decide whether a talk is needed" in text
    assert "Good\xa023, Fair\xa09, Poor\xa03" in text
    assert text.index(">Unit A</a>") < text.index(">Unit D</a>")
    assert "Why figures are hidden" not in text


def test_group_can_be_ordered_by_name():
    campaign = make_result(S1 | {"A": S1["D"], "D": S1["A"]})
    client = make_office()
    text = page(client, group_of(campaign))
    assert text.index(">Unit D</a>") < text.index(">Unit A</a>")
    text = page(client, group_of(campaign) + "?sort=name")
    assert text.index(">Unit A</a>") < text.index(">Unit D</a>")


def test_one_group_is_shown_at_once_and_several_are_listed():
    campaign, client = make_result(), make_office()
    start = reverse("reports:campaign", args=[campaign.pk])
    assert client.get(start)["Location"] == group_of(campaign)
    two = make_result(document=make_document_in_two_groups(), drill=True)
    text = page(client, reverse("reports:campaign", args=[two.pk]))
    assert "Of 2 units, 1 is below 2/3: rework is proposed; 1 just reaches" in text
    assert "One vote short (23, needs 24)" in text
    assert reverse("reports:group", args=[two.pk, "G2"]) in text
    assert "Drill — not a real result" in text
    crumb = page(client, subject_of(two, "A"))
    assert "Group 1</a>" in crumb
    assert start.replace(str(campaign.pk), str(two.pk)) in page(client, group_of(two))
    listed = page(client, reverse("reports:results"))
    assert listed.count('<span class="flag flag-info">Drill</span>') == 1


def test_subject_shows_verdict_items_account_pools_and_formula():
    text = page(make_office(), subject_of(make_result(), "A"))
    assert '<p class="figure">65.7<small> %</small></p>' in text
    assert "Below 2/3, one vote short: rework is proposed." in text
    assert "together 115/175" in text
    assert "both sums agree" in text
    assert "Own-unit raters · 15 votes" in text
    assert "the denominator is the valid ballots" in text
    assert text.count('role="img"') == 4


def test_hidden_figures_are_the_word_with_a_reason():
    few = S1 | {"B": ((3, 0, 0), (3, 0, 0)), "C": ((1, 0, 0), (1, 0, 1))}
    campaign, client = make_result(few), make_office()
    text = page(client, group_of(campaign))
    assert "Unit B: 6 valid ballots, fewer than 8" in text
    assert "Unit C: not decided, see what is to be done" in text
    rate_only = page(client, subject_of(campaign, "B"))
    assert '<p class="figure">100.0' in rate_only
    assert "only the deciding rate is shown" in rate_only
    undecided = page(client, subject_of(campaign, "C"))
    assert "3 valid ballots, fewer than 5: not decided" in undecided
    assert 'viewBox="0 0 700' not in undecided


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_both_languages(language):
    campaign, client = make_result(), make_office()
    for address in (
        reverse("home"),
        reverse("reports:results"),
        group_of(campaign),
        *(subject_of(campaign, key) for key in S1),
    ):
        text = page(client, address, language)
        assert ("群众评议" in text) == (language == "zh-hans")
        assert ("· Appraisal</title>" in text) == (language == "en")


def test_downloads_have_names_people_recognise():
    document = make_document()
    document["units"][0] |= {"name": "单位“甲”/一", "name_en": 'Unit "A"/1'}
    campaign, client = make_result(document=document), make_office()
    kinds = {"group_pdf": b"%PDF", "group_workbook": b"PK"}
    for view, begins in kinds.items():
        response = client.get(group_of(campaign, view))
        assert response.content.startswith(begins)
        assert response["Content-Disposition"].startswith("attachment; filename")
        assert response["Cache-Control"] == "no-store"
    response = client.get(subject_of(campaign, "A", "subject_pdf"))
    assert response.content.startswith(b"%PDF")
    assert "%E5%8D%95%E4%BD%8D" in response["Content-Disposition"]


# who looked --------------------------------------------------------------------


def looks(campaign: Campaign) -> list[tuple[str, str]]:
    rows = Entry.objects.of(campaign.pk).filter(action="view")
    return [(entry.actor, entry.detail["page"]) for entry in rows]


def test_looking_at_results_is_told_once_a_person_page_and_hour(monkeypatch):
    campaign, office = make_result(), make_office()
    team = make_member(campaign, "A")
    for _again in range(2):
        page(office, group_of(campaign))
        page(office, subject_of(campaign, "A"))
        page(team, subject_of(campaign, "A"))
    seen = [("office", "G1"), ("office", "G1/A"), ("team", "G1/A")]
    assert looks(campaign) == seen
    monkeypatch.setattr("audit.models.entry.LOOK_AGAIN", timedelta(seconds=-1))
    page(office, group_of(campaign))
    assert looks(campaign) == [*seen, ("office", "G1")]


def test_who_saw_nothing_did_not_look():
    campaign, office = make_result(), make_office()
    page(office, subject_of(campaign, "X"), status=404)
    page(make_member(campaign, "A"), subject_of(campaign, "B"), status=404)
    office.get(reverse("reports:campaign", args=[campaign.pk]))  # leads on
    assert looks(campaign) == []


# cost --------------------------------------------------------------------------


@pytest.mark.parametrize("units", [1, 4])
def test_queries_do_not_grow_with_the_units(units, django_assert_num_queries):
    campaign = make_result(document=make_document_of(units))
    client = make_office()
    for address, queries in ((group_of(campaign), 16), (subject_of(campaign, "A"), 33)):
        client.get(address)
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200

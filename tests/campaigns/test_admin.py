"""Who may configure, the first page, the lists."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from campaigns.models import (
    Campaign,
)
from tests.campaigns.pages import NAMES, change, text, url
from tests.make import make_campaign


@pytest.mark.django_db
def test_only_the_office_comes_in(client: Client) -> None:
    client.force_login(User.objects.create_user("team"))
    for name in NAMES:
        assert client.get(url(name, "changelist")).status_code == 302
    assert client.get(url("campaign", "preset")).status_code == 302


def test_the_office_may_see_and_add_everything(office: Client) -> None:
    make_campaign()
    for name in NAMES:
        assert office.get(url(name, "changelist")).status_code == 200
        assert office.get(url(name, "add")).status_code == 200


def test_accounts_are_a_superusers(office: Client) -> None:
    accounts = reverse("admin:auth_user_changelist")
    assert office.get(accounts).status_code == 403
    assert accounts not in text(office, reverse("admin:index"))
    boss = User.objects.create_superuser("boss")
    office.force_login(boss)
    assert accounts in text(office, reverse("admin:index"))
    for act, args in (("changelist", []), ("add", []), ("change", [boss.pk])):
        page = text(office, reverse(f"admin:auth_user_{act}", args=args))
        assert "user_permissions" not in page
    delete = reverse("admin:auth_user_delete", args=[boss.pk])
    assert office.get(delete).status_code == 200


# the first page and the lists ----------------------------------------------------


def test_the_first_page_without_campaigns(office: Client) -> None:
    page = text(office, reverse("admin:index"))
    assert "No campaign yet." in page
    assert url("campaign", "preset") in page


def test_the_first_page_says_what_is_next(office: Client) -> None:
    states = ["frozen", "open", "closed", "counted", "suspended", "released"]
    rows = {state: make_campaign() for state in states}
    for state, row in rows.items():
        Campaign.objects.filter(pk=row.pk).update(state=state)
    draft, unready = make_campaign(), make_campaign(opens_at=None)
    page = text(office, reverse("admin:index"))
    for step in (
        "print the slips, then open voting",
        "voting <a",
        "open the box",
        "check and release",
        "ready to freeze",
        "1 thing stands in the way",
    ):
        assert step in page
    assert change(draft) in page
    assert f"{change(unready)}#blockers" in page
    assert f'"{change(rows["released"])}"' not in page
    assert f"{change(unready)}#rules-group" in page


def test_the_first_page_without_a_draft(office: Client) -> None:
    campaign = make_campaign()
    campaign.freeze()
    assert "#rules-group" not in text(office, reverse("admin:index"))


@pytest.mark.parametrize("name", ["campaign", "form", "scale", "subject", "group"])
def test_drills_are_left_out_of_lists(office: Client, name: str) -> None:
    real, drill = make_campaign(), make_campaign(drill=True)
    for asked, shown in (("", 1), ("?drills=only", 1), ("?drills=all", 2)):
        page = office.get(url(name, "changelist") + asked)
        rows = page.context["cl"].result_list
        campaigns = {row.pk if name == "campaign" else row.campaign_id for row in rows}
        assert len(campaigns) == shown
        assert (real.pk in campaigns) == (asked != "?drills=only")
        assert (drill.pk in campaigns) == (asked != "")


def test_lists_are_searched(office: Client) -> None:
    make_campaign()
    for name in NAMES:
        for query in ("单位甲", "a\0b", "'; --"):
            page = office.get(url(name, "changelist"), {"q": query})
            assert page.status_code == 200


@pytest.mark.parametrize(
    "name", ["campaign", "group", "scale", "form", "subject", "unit"]
)
def test_a_list_asks_no_more_for_more_rows(
    office: Client, name: str, django_assert_max_num_queries: Any
) -> None:
    for _n in range(3):
        make_campaign()
    with django_assert_max_num_queries(20):
        office.get(url(name, "changelist"))

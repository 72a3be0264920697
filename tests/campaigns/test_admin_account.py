"""Accounts and their roles: pages of the administrator alone."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from campaigns.models import Role, Unit
from tests.make import make_campaign

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("admin"))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def page(user: User) -> str:
    return reverse("admin:auth_user_change", args=[user.pk])


def form(user: User, *roles: dict[str, object]) -> dict[str, object]:
    """What the page of an account posts."""
    sent = {
        "username": user.username,
        "date_joined_0": "2026-06-18",
        "date_joined_1": "09:30",
        "is_active": "on",
        "roles-TOTAL_FORMS": len(roles),
        "roles-INITIAL_FORMS": 0,
    }
    for number, role in enumerate(roles):
        sent |= {f"roles-{number}-{name}": value for name, value in role.items()}
    return sent


def test_a_role_is_given_on_the_page_of_the_account(administrator: Client) -> None:
    make_campaign()
    user, unit = User.objects.create_user("zhang"), Unit.objects.get(code="A")
    text = administrator.get(page(user)).text
    assert "With staff status the account is of the campaign office." in text
    assert "add-related" not in text.partition('id="roles-group"')[2]
    answer = administrator.post(
        page(user), form(user, {"kind": "head", "unit": unit.pk})
    )
    assert answer.status_code == 302, answer.text
    assert Role.objects.get().unit == unit


def test_a_role_in_the_wrong_place_is_refused_with_a_sentence(
    administrator: Client,
) -> None:
    user = User.objects.create_user("zhang")
    answer = administrator.post(page(user), form(user, {"kind": "head"}))
    assert answer.status_code == 200
    assert "A head and a liaison are of a unit" in answer.text
    assert not Role.objects.exists()


def test_a_new_account_comes_before_its_roles(administrator: Client) -> None:
    text = administrator.get(reverse("admin:auth_user_add")).text
    assert 'id="roles-group"' not in text


def test_the_first_page_offers_an_administrator_accounts_only(
    administrator: Client,
) -> None:
    campaign = make_campaign()
    text = administrator.get(reverse("admin:index")).text
    assert reverse("admin:auth_user_changelist") in text
    assert reverse("admin:campaigns_campaign_import") not in text
    assert reverse("admin:campaigns_campaign_preset") not in text
    assert reverse("ballots:desk", args=[campaign.pk]) not in text

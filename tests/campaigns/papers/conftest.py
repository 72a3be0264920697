"""A draft, its people, and files that are read in this process."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation

from campaigns.models import Campaign, Role, Team, Unit
from campaigns.papers import apart
from campaigns.papers.reading import read
from tests.make import make_campaign

ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read without another process, which takes a second to start."""
    monkeypatch.setattr(apart, "read", read)


@pytest.fixture
def campaign(db: None) -> Campaign:
    return make_campaign()


def signed_in(name: str, **fields: bool) -> tuple[Client, User]:
    user = User.objects.create_user(name, **fields)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client, user


@pytest.fixture
def office(campaign: Campaign) -> Client:
    return signed_in("office", is_staff=True)[0]


@pytest.fixture
def liaison(campaign: Campaign) -> Client:
    """Of unit A."""
    client, user = signed_in("liaison")
    Role.objects.create(user=user, kind="liaison", unit=Unit.objects.get(code="A"))
    return client


@pytest.fixture
def supervisor(campaign: Campaign) -> Client:
    """Of the team that is unit A's own."""
    client, user = signed_in("supervisor")
    team = Team.objects.create(name="督导组")
    team.members.add(user)
    unit = Unit.objects.get(code="A")
    campaign.groups.get().seats.filter(unit=unit).update(team=team)
    return client

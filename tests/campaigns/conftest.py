"""What the tests of configuring share."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """The site's own language, whatever a request of the test before left."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences are compared in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def office(client: Client, db: None) -> Client:
    """Signed in as the campaign office, reading English."""
    user = User.objects.create_user("office", is_staff=True)
    client.force_login(user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client

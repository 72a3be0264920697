"""The office's browser, and a mail server."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.post_office import PostOffice, serving


@pytest.fixture
def office() -> Client:
    """Somebody of the office, signed in."""
    client = Client(headers={"accept-language": "en"})
    user = get_user_model().objects.create_user("office", password="x", is_staff=True)  # noqa: S106
    client.force_login(user)
    return client


@pytest.fixture
def administrator() -> Client:
    """Who keeps the accounts of those, too, who hold the office in check."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(get_user_model().objects.create_superuser("admin", password="x"))  # noqa: S106
    return client


@pytest.fixture
def mail(settings: Any) -> Iterator[PostOffice]:
    """A mail server of the test's own."""
    with serving(settings) as server:
        yield server

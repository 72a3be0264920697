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
def mail(settings: Any) -> Iterator[PostOffice]:
    """The site sends its mail to this server."""
    with serving() as server:
        settings.SENDS_MAIL = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server

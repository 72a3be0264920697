"""The log holds nothing about a ballot's requests."""

import logging

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils.log import DEFAULT_LOGGING

from appraisal.logs import NoBallotRequests


def record(name: str, *args: object, path: str = "") -> logging.LogRecord:
    """A record as Django's loggers write it."""
    made = logging.LogRecord(name, logging.WARNING, "", 0, "%s", args, None)
    if path:
        made.request = RequestFactory().get(path)
    return made


@pytest.mark.parametrize(
    ("kept", "given"),
    [
        (False, record("django.request", "Not Found", path="/b/x/")),
        (True, record("django.request", "Not Found", path="/groups/b/")),
        (False, record("django.server", "POST /b/x/ HTTP/1.1")),
        (True, record("django.server", "GET /groups/ HTTP/1.1")),
        (True, record("django.server")),
        (True, record("ballots", "GET /b/ in a sentence of our own")),
        (True, record("ballots", 3)),
    ],
)
def test_filter(kept: bool, given: logging.LogRecord) -> None:
    assert NoBallotRequests().filter(given) is kept


def test_every_handler_has_the_filter() -> None:
    handlers = settings.LOGGING["handlers"].values()
    assert [handler["filters"] for handler in handlers] == [["no_ballots"]]


def test_no_logger_keeps_a_handler_of_django() -> None:
    assert DEFAULT_LOGGING["loggers"].keys() <= settings.LOGGING["loggers"].keys()


@pytest.mark.django_db
def test_a_wrong_ballot_address_leaves_no_line(
    client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    handler = logging.StreamHandler()
    handler.addFilter(NoBallotRequests())
    logging.getLogger("django").addHandler(handler)
    try:
        client.get("/b/no/such/page/")
        client.get("/no/such/page/")
    finally:
        logging.getLogger("django").removeHandler(handler)
    assert capfd.readouterr().err == "Not Found: /no/such/page/\n"

"""The page on which anybody checks a file: nothing stored, no login, not too often."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.files import temp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from audit.models import Export
from reports import verification

pytestmark = pytest.mark.django_db
PAGE = "/verify/"
CONTENT = b"%PDF a report" * 300_000  # more than Django keeps in memory of itself
EN = {"headers": {"accept-language": "en"}}


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture
def export() -> Export:
    said = {"kind": "pdf", "name": "r.pdf", "version": 1, "by": "secretary"}
    return Export.objects.sign(CONTENT, campaign=7, **said)


def drop(content: bytes, **more: object):
    file = SimpleUploadedFile("any name.pdf", content)
    return Client(**EN).post(PAGE, {"file": file}, **more)


def test_page_asks_for_a_file_without_a_login() -> None:
    assert reverse("verify") == PAGE
    answer = Client(**EN).get(PAGE)
    assert answer.status_code == 200
    assert "At most 20 MB" in answer.text


def test_file_of_the_site_is_known(export: Export) -> None:
    answer = drop(CONTENT)
    assert answer.status_code == 200
    assert "This file left this site exactly as it is." in answer.text
    assert "PDF file, campaign 7, version 1" in answer.text
    assert export.sha256 in answer.text
    # who took it away is nobody's business here
    assert "secretary" not in answer.text


def test_changed_file_is_not(export: Export) -> None:
    answer = drop(CONTENT[:-1] + b"!")
    assert answer.status_code == 404
    assert "it was changed, or made elsewhere" in answer.text


def test_nothing_of_the_file_is_stored(
    export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even for a moment: no file is opened for what is uploaded."""
    opened: list[str] = []
    make = temp.NamedTemporaryFile

    def watch(**how: object) -> object:
        opened.append("file")
        return make(**how)

    monkeypatch.setattr(temp, "NamedTemporaryFile", watch)
    assert drop(CONTENT).status_code == 200
    assert opened == []
    # the control: Django by itself opens one
    file = SimpleUploadedFile("any name.pdf", CONTENT)
    with RequestFactory().post(PAGE, {"file": file}).FILES["file"]:
        assert opened == ["file"]


def test_page_without_a_file_says_so() -> None:
    for data in ({}, {"file": "typed"}):
        answer = Client(**EN).post(PAGE, data)
        assert answer.status_code == 400
        assert "No file was chosen." in answer.text
    wrong = Client(**EN).post(PAGE, "x", content_type="multipart/form-data")
    assert wrong.status_code == 400


def test_large_file_is_refused_before_it_is_read() -> None:
    answer = drop(b"x", CONTENT_LENGTH=str(21 * 1024 * 1024))
    assert answer.status_code == 413
    assert "larger than 20 MB" in answer.text


def test_length_that_is_no_number_is_refused() -> None:
    assert drop(b"x", CONTENT_LENGTH="many").status_code == 413


def test_very_many_files_have_to_wait(
    export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "A_MINUTE", 2)
    monkeypatch.setattr("reports.verification.time.time", lambda: 1_000_000.0)
    assert [drop(CONTENT).status_code for _ in range(3)] == [200, 200, 429]
    late = drop(CONTENT)
    assert late["Retry-After"] == "60"
    assert "Try again in a minute" in late.text
    monkeypatch.setattr("reports.verification.time.time", lambda: 1_000_060.0)
    assert drop(CONTENT).status_code == 200


def test_other_site_cannot_make_it_do_anything(export: Export) -> None:
    """It takes no token, because there is nothing behind it: it only reads."""
    client = Client(enforce_csrf_checks=True)
    file = SimpleUploadedFile("r.pdf", CONTENT)
    assert client.post(PAGE, {"file": file}).status_code == 200
    assert client.delete(PAGE).status_code == 405

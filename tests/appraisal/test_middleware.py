"""The language of a page."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from appraisal.middleware import LanguageMiddleware


def language(
    path: str, *, cookie: str = "", accept: str = "", data: dict | None = None
) -> str:
    """The language that a request's page comes in."""
    factory = RequestFactory(headers={"accept-language": accept})
    request = factory.post(path, data) if data else factory.get(path)
    if cookie:
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    respond = LanguageMiddleware(lambda _: HttpResponse(translation.get_language()))
    with translation.override(None):
        return respond(request).content.decode()


@pytest.mark.parametrize("path", ["/b/", "/r/list/"])
@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        ("", "", "zh-hans"),
        ("", "zh-CN,en;q=0.5", "zh-hans"),
        ("", "en-GB", "en"),
        ("", "fr", "zh-hans"),
        ("?lang=en", "zh-CN", "en"),
        ("?lang=zh-hans", "en", "zh-hans"),
        ("?lang=klingon", "en", "en"),
    ],
)
def test_rater_is_asked_by_query_and_browser(
    path: str, query: str, accept: str, expected: str
) -> None:
    assert language(path + query, accept=accept) == expected


@pytest.mark.parametrize("path", ["/b/", "/r/list/"])
def test_rater_cookie_is_not_read(path: str) -> None:
    assert language(path, cookie="en", accept="zh-CN") == "zh-hans"


def test_rater_body_is_not_read() -> None:
    assert language("/b/", data={"lang": "en"}, accept="zh-CN") == "zh-hans"


def test_staff_cookie_decides() -> None:
    assert language("/admin/?lang=zh-hans", cookie="en", accept="zh-CN") == "en"

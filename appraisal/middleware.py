"""What happens to every request."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import middleware as auth
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

# The rater's pages: the ballot and the receipts. They neither set nor read a cookie.
RATER_PATHS = ("/b/", "/r/")


class LanguageMiddleware(LocaleMiddleware):
    """Django's choice of language, but without a cookie on the rater's pages.

    There `?lang=` decides, or else the browser. A language that travels in a posted
    field is the view's to read: reading the body here would make the answers part of
    the middleware.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language of this request."""
        if not request.path_info.startswith(RATER_PATHS):
            super().process_request(request)
            return
        request.COOKIES.pop(settings.LANGUAGE_COOKIE_NAME, None)
        super().process_request(request)
        asked = request.GET.get("lang")
        if asked in dict(settings.LANGUAGES):
            translation.activate(asked)
            request.LANGUAGE_CODE = asked


class LoginRequiredMiddleware(auth.LoginRequiredMiddleware):
    """Django's, but a page that needs no login does not look for a user either.

    Django 5.2 reads `request.user` first: a session would be looked up for a rater
    whose browser is signed in, and the answer would vary by cookie.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Lead to the login unless the view says that it needs none."""
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

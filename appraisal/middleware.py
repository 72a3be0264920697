"""What happens to every request."""

import time
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth import middleware as auth
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse
from django.utils import translation

from appraisal.second_factor import BEFORE, has_second_factor
from appraisal.signing_in import SIGNED_IN_AT
from campaigns.roles import is_bound

# The rater's pages: the ballot, the receipts, what is published. They neither set nor
# read a cookie.
RATER_PATHS = ("/b/", "/r/", "/p/")
# Nor do programs that fetch figures: their token is all they have.
NO_COOKIES = (*RATER_PATHS, "/figures/")
HALL = "ballots:hall"
RENEWED = 60  # seconds after which a session is stored again


Answer = Callable[[HttpRequest], HttpResponseBase]


class PermissionsPolicyMiddleware:
    """No page of ours, and nothing that got into one, asks for the phone's senses."""

    policy = ", ".join(
        f"{name}=()"
        for name in ("camera", "display-capture", "geolocation", "microphone", "usb")
    )

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response["Permissions-Policy"] = self.policy
        return response


class LanguageMiddleware(LocaleMiddleware):
    """Django's choice of language, but without a cookie for raters and programs.

    There `?lang=` decides, or else the browser. A language that travels in a posted
    field is the view's to read: reading the body here would make the answers part of
    the middleware.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language of this request."""
        if not request.path_info.startswith(NO_COOKIES):
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


class SessionLimitMiddleware:
    """Whoever signed in is signed out after eight hours, or half an hour of silence.

    The silence is the age of the cookie, renewed once a minute; what a page asks for by
    itself is no sign of life. Raters' pages have no session and look for none.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, *_view: Any
    ) -> HttpResponseBase | None:
        if request.path_info.startswith(NO_COOKIES):
            return None
        if not request.user.is_authenticated:
            return None
        now, session = int(time.time()), request.session
        if now - session.get(SIGNED_IN_AT, now) >= settings.SESSION_LIMIT:
            logout(request)
            return redirect_to_login(request.get_full_path())
        session.setdefault(SIGNED_IN_AT, now)
        # a projector that nobody touches is in use as long as it shows the hall
        hall = request.resolver_match and request.resolver_match.view_name == HALL
        by_itself = "HX-Request" in request.headers and not hall
        if not by_itself and now - session.get("seen_at", 0) >= RENEWED:
            session["seen_at"] = now
        return None


class SecondFactorMiddleware:
    """No page before the second factor, where one is obligatory or has been set up."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, *_view: Any
    ) -> HttpResponseBase | None:
        if not settings.SECOND_FACTOR or request.path_info.startswith(NO_COOKIES):
            return None
        match, user = request.resolver_match, cast(Any, request.user)
        if not match or match.view_name in BEFORE or not user.is_authenticated:
            return None
        if user.is_verified() or not (is_bound(user) or has_second_factor(user)):
            return None
        return redirect_to_login(request.get_full_path(), reverse("second_factor"))

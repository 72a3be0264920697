"""Signing in, and proving again who one is."""

import time
from datetime import timedelta
from secrets import token_hex
from typing import Any

from axes.models import AccessAttempt
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.views import LoginView, RedirectURLMixin
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from ballots.throttle import address
from campaigns.again import typed

SIGNED_IN_AT = "signed_in_at"
REMEMBERED = timedelta(days=90)


def browser(request: HttpRequest, name: str) -> str:
    """The number of a browser in which `name` has signed in before, or nothing."""
    cookie = settings.KNOWN_COOKIE_NAME
    return str(request.get_signed_cookie(cookie, "", _salt(name), REMEMBERED))


def _salt(name: str) -> str:
    """The cookie of one name is none of another."""
    return f"known browser of {name}"


def known(request: HttpRequest, credentials: dict[str, Any] | None) -> bool:
    """Whether wrong passwords of others from the same address do not matter here.

    In a hall all come from one address, and whoever knows a login name would lock its
    owner out of his own evening. Wrong ones from the browser itself count by it.
    """
    number = browser(request, str((credentials or {}).get("username")))
    return bool(number) and cache.get(_of(number), 0) < settings.AXES_FAILURE_LIMIT


def note_wrong(request: HttpRequest, name: str) -> None:
    """Count a wrong password by the browser that `name` is known by."""
    if number := browser(request, name):
        seconds = settings.AXES_COOLOFF_TIME.total_seconds()
        cache.set(_of(number), cache.get(_of(number), 0) + 1, seconds)


def _of(number: str) -> str:
    return f"wrong-passwords:{number}"


class SignIn(LoginView):
    """Django's, which also notes when: a session ends, however busy it is."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        self.request.session[SIGNED_IN_AT] = int(time.time())
        typed(self.request)
        name = form.get_user().get_username()
        response.set_signed_cookie(
            settings.KNOWN_COOKIE_NAME,
            browser(self.request, name) or token_hex(16),
            _salt(name),
            max_age=REMEMBERED,
            path="/accounts/",  # never sent with a ballot
            secure=settings.KNOWN_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        # as it was tried: what is typed may be wider, or have spaces around
        note_wrong(self.request, form.cleaned_data.get("username", ""))
        return super().form_invalid(form)


def locked(
    request: HttpRequest, _response: HttpResponse, credentials: dict[str, Any]
) -> HttpResponse:
    """429: too many wrong passwords for this name from here, and when it ends."""
    rows = AccessAttempt.objects.filter(
        username=credentials["username"], ip_address=address(request)
    )
    last = rows.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    ends = (last or timezone.now()) + settings.AXES_COOLOFF_TIME
    response = render(request, "registration/locked.html", {"ends": ends}, status=429)
    response["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return response


class PasswordForm(forms.Form):
    """The password of who is signed in."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        """Checked as at the login, so that wrong ones are counted there as well."""
        password, user = self.cleaned_data["password"], self.request.user
        name = user.get_username()
        if authenticate(self.request, username=name, password=password) != user:
            note_wrong(self.request, name)
            raise forms.ValidationError(_("This is not your password."))
        return str(password)


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class Again(RedirectURLMixin, FormView):
    """Ask for the password again, and lead back."""

    template_name = "registration/again.html"
    form_class = PasswordForm
    next_page = "home"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        typed(self.request)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        return found | {"next": self.get_redirect_url()}

"""The second factor of those who sign in: a code from an app, or a recovery code.

TOTP and recovery codes are django-otp's. Its recovery codes lie in the database in
clear; ours are kept as a hash under SECRET_KEY, so that a dump of it opens no account.
"""

from base64 import b32encode
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.views import RedirectURLMixin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from django_otp import login as remember
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from audit.models import record
from paper.qr import qr_svg

CODES = 8
DIGITS = 6
SETTING_UP = "new_device"
KINDS = (TOTPDevice, StaticDevice)
# what can be asked for before the second factor was given
BEFORE = frozenset({"second_factor", "new_second_factor", "login", "logout",
                    "set_language", "invitation", "admin:login",
                    "admin:logout"})  # fmt: skip


def has_second_factor(user: Any) -> bool:
    return any(kind.objects.devices_for_user(user, confirmed=True) for kind in KINDS)


def kept(code: str) -> str:
    """What the database keeps of a recovery code; its column holds 16 characters."""
    return salted_hmac("recovery code", code, algorithm="sha256").hexdigest()[:16]


def new_codes(user: Any) -> list[str]:
    """Eight recovery codes; those there were do not count any more.

    Their device stays, for it may be the one that this session was opened with.
    """
    with transaction.atomic():
        of = {"user": user, "name": "recovery codes"}
        device = StaticDevice.objects.filter(**of).first()
        device = device or StaticDevice.objects.create(**of)
        device.token_set.all().delete()
        made = [StaticToken.random_token() for _number in range(CODES)]
        rows = [StaticToken(device=device, token=kept(code)) for code in made]
        StaticToken.objects.bulk_create(rows)
    return [f"{code[:4]} {code[4:]}" for code in made]


def folded(typed: str) -> str:
    """A code as it was made, from what was typed."""
    return "".join(c for c in typed if c.isascii() and c.isalnum()).lower()


class CodeForm(forms.Form):
    """The field for a code."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "class": "code-field",
                   "autofocus": True, "spellcheck": "false"}
        ),
    )  # fmt: skip

    def clean_code(self) -> str:
        return folded(self.cleaned_data["code"])


def matching(user: Any, code: str) -> Any:
    """The user's device that knows the code, or None; each failure slows the next."""
    kind, token = StaticDevice, kept(code)
    if len(code) == DIGITS and code.isdigit():
        kind, token = TOTPDevice, code
    with transaction.atomic():
        rows = kind.objects.devices_for_user(user, confirmed=True)
        for device in rows.select_for_update():
            if device.verify_token(token):
                return device
    return None


def refusal(user: Any) -> str:
    """Why a code was not taken: wrong, or too soon after wrong ones."""
    waits = []
    for kind in KINDS:
        for device in kind.objects.filter(user=user):
            allowed, why = device.verify_is_allowed()
            waits += [] if allowed else [why["locked_until"]]
    text = _("This code is not right, or it has been used already.")
    if waits and (left := max(waits) - timezone.now()).total_seconds() > 1:
        wait = _("After wrong codes the next one is taken in %d seconds.")
        text = f"{text} {wait % (left.total_seconds() + 1)}"
    return text


def passed(request: HttpRequest, device: Any) -> None:
    """The session is one with a second factor, under a name of its own."""
    request.session.cycle_key()
    remember(request, device)


guarded = method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")


@guarded
class Verify(RedirectURLMixin, FormView):
    """Ask for the code after the password."""

    template_name = "registration/second_factor.html"
    form_class = CodeForm
    next_page = "home"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not has_second_factor(request.user):
            query = urlencode({"next": self.get_redirect_url()})
            return redirect(f"{reverse('new_second_factor')}?{query}")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: CodeForm) -> HttpResponse:
        device = matching(self.request.user, form.cleaned_data["code"])
        if device is None:
            form.add_error("code", refusal(self.request.user))
            return self.form_invalid(form)
        passed(self.request, device)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        return found | {"next": self.get_redirect_url()}


@guarded
class Enrol(RedirectURLMixin, FormView):
    """Set up an app, and show the recovery codes once it has given its first code."""

    template_name = "registration/new_second_factor.html"
    form_class = CodeForm
    next_page = "home"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """A password alone does not put another factor in the place of one."""
        user: Any = request.user
        if has_second_factor(user) and not user.is_verified():
            return redirect("second_factor")
        return super().dispatch(request, *args, **kwargs)

    @property
    def device(self) -> TOTPDevice:
        """The one that is being set up; made by the first look at its key.

        This session's own: who had but the password, and looked first, must not know
        the key that somebody else sets up later.
        """
        of = {"user": self.request.user, "confirmed": False}
        session = self.request.session
        device = TOTPDevice.objects.filter(**of, pk=session.get(SETTING_UP)).first()
        if device is None:
            device = TOTPDevice.objects.create(**of, name="app")
            session[SETTING_UP] = device.pk
        return device

    def form_valid(self, form: CodeForm) -> HttpResponse:
        device = self.device
        with transaction.atomic():
            if device.verify_token(form.cleaned_data["code"]):
                self._confirm(device)
                codes = new_codes(self.request.user)
        if not device.confirmed:
            form.add_error("code", refusal(self.request.user))
            return self.form_invalid(form)
        passed(self.request, device)
        return shown(self.request, codes, self.get_success_url())

    def _confirm(self, device: TOTPDevice) -> None:
        TOTPDevice.objects.filter(user=device.user).exclude(pk=device.pk).delete()
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        record("second factor set up", by=device.user.get_username())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        device = self.device
        key = b32encode(device.bin_key).decode()
        return super().get_context_data(**kwargs) | {
            "qr": picture(device),
            "key": " ".join(key[i : i + 4] for i in range(0, len(key), 4)),
            "next": self.get_redirect_url(),
            "bound": settings.SECOND_FACTOR,
        }


def picture(device: TOTPDevice) -> SafeString:
    """The key for an app's camera."""
    return mark_safe(qr_svg(device.config_url, border=4))  # noqa: S308 - our own


@never_cache
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """How many recovery codes are left; posted, new ones, shown this once."""
    user: Any = request.user
    if not user.is_verified():
        return redirect("second_factor")
    if request.method == "POST":
        record("recovery codes renewed", by=user.get_username())
        return shown(request, new_codes(user), reverse("home"))
    left = StaticToken.objects.filter(device__user=user).count()
    return render(request, "registration/recovery_codes.html", {"left": left})


def shown(request: HttpRequest, codes: list[str], onwards: str) -> HttpResponse:
    """The page to print: the codes are on it and nowhere else."""
    context = {"codes": codes, "onwards": onwards}
    return render(request, "registration/recovery_codes.html", context)

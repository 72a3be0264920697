"""Signs people in as they do themselves, with and without a second factor."""

import re
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

SESAME = "open sesame, please"


def make_user(name: str = "office", **fields: Any) -> Any:
    """Somebody of the office, unless the fields say otherwise."""
    fields = {"is_staff": True, "password": SESAME} | fields
    return get_user_model().objects.create_user(name, **fields)


def sign_in(
    client: Client, name: str = "office", password: str = SESAME, **more: Any
) -> HttpResponse:
    form = {"username": name, "password": password}
    return client.post(reverse("login"), form, **more)


def code_of(device: TOTPDevice, later: int = 0) -> str:
    """What an app shows; `later` steps from now, for a code works once."""
    return f"{TOTP(device.bin_key, drift=later).token():06}"


def enrol(client: Client, name: str = "office") -> list[str]:
    """Set up an app; the recovery codes on the page that follows."""
    client.get(reverse("new_second_factor"))
    device = TOTPDevice.objects.get(user__username=name, confirmed=False)
    page = client.post(reverse("new_second_factor"), {"code": code_of(device)})
    return re.findall(r"<li>(\w{4} \w{4})</li>", page.text)

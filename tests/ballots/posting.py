"""Posts as a rater's browser does, and reads the answers."""

import html
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from ballots.checker import unpack
from ballots.models import Slip, Ticket
from ballots.sealing import Binding, Envelope, unseal
from tests.ballots.make import Hall

FORM = "application/x-www-form-urlencoded"
LATE = datetime(2026, 6, 18, 3, 30, tzinfo=UTC)
OVER = {"opens_at": LATE - timedelta(hours=2), "closes_at": LATE}
NOBODYS = "7K3MQ9TR2XWD8"


def post(client: Client, path: str, fields: Mapping[str, str], **more: Any) -> Any:
    return client.post(path, urlencode(fields), content_type=FORM, **more)


def post_json(client: Client, data: object) -> Any:
    return client.post("/b/submit", json.dumps(data), content_type="application/json")


def ballot(hall: Hall, slip: Slip, **more: Any) -> dict[str, Any]:
    """What the page's script sends."""
    made = hall.ids(slip) | {"answers": hall.answers(slip), "comments": {}, "pad": ""}
    return made | more


def text(response: HttpResponse) -> str:
    """What can be read on the page, without its tags."""
    body = re.sub(
        r"<template.*?</template>", "", response.content.decode(), flags=re.DOTALL
    )
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", body).split()))


def chosen(response: HttpResponse) -> set[str]:
    """The names of the answers that are chosen on the page."""
    page = response.content.decode()
    return set(re.findall(r'name="([^"]*)" value="[^"]*"[^>]* checked', page))


def hidden(response: HttpResponse, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', response.content.decode())
    assert found
    return found[1]


def untouched(hall: Hall) -> bool:
    return not Ticket.objects.exclude(box=None, receipt=None, skey_hash=None).exists()


def opened(hall: Hall, slip: Slip) -> Any:
    """The cards in the envelope, as the opening will find them."""
    ticket = hall.ticket(slip)
    envelope = Envelope(bytes(ticket.box or b""), bytes(ticket.signature or b""))
    binding = Binding(hall.campaign.pk, hall.box.definition.hash)
    private = bytes.fromhex(hall.box.key_file.read_text())
    plain = unseal(envelope, private, slip.key.public, binding)
    return unpack(hall.subjects(slip), plain)


def use(hall: Hall, slip: Slip) -> None:
    post(Client(), "/b/submit", hall.fields(slip))

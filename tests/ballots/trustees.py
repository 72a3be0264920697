"""Trustee cards for the tests: three people who print one each."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ballots.models import Box, Trustee
from ballots.rehearsal import issue_all
from ballots.trustees import Secret
from tests.ballots.make import Hall, document
from tests.make import make_campaign

Secrets = dict[str, Secret]
ROLES = tuple(Trustee.Role.values)


def make_cards_box(**fields: Any) -> Box:
    """A frozen box whose key three trustees are to keep."""
    content = document(custody="cards")
    return Box.objects.freeze(make_campaign(content, **fields))


def print_cards(box: Box, roles: Iterable[str] = ROLES) -> Secrets:
    """Each card by a printer of its own."""
    secrets = {role: Secret.new() for role in roles}
    for role, secret in secrets.items():
        box.trustees.record(role, secret.public(box.pk, role), f"{role}-holder")
    return secrets


def make_cards_hall() -> tuple[Hall, Secrets]:
    """An open box with its slips; its cards are printed and tried out."""
    box = make_cards_box()
    secrets = print_cards(box)
    box.trustees.passed("office")
    slips = issue_all(box)
    box.open_voting()
    return Hall(box, slips), secrets


def words_on(paper: bytes, folder: Path) -> dict[str, str]:
    """What can be typed from a printed card: the Chinese and the English words."""
    file = folder / "card.pdf"
    file.write_bytes(paper)
    command = ["pdftotext", "-layout", str(file), "-"]
    page = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    secret = re.split(r"(?:Secret|机密) · ", page)[1]
    found = re.findall(r"\b\d{1,2} +([a-z]+|[\u4e00-\u9fff])(?=\s)", secret)
    return {"zh": "".join(found[:12]), "en": " ".join(found[12:])}

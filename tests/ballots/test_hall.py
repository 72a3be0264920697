"""A hall's projector: what it shows, to whom, and what it never shows."""

import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ballots.models import Box
from ballots.models.pausing import Pausing
from ballots.rehearsal import issue_all
from campaigns.models import Campaign, Group, Role, Unit
from tests.ballots.casting import vote
from tests.ballots.desk import OFFICE, make_hall
from tests.make import make_campaign
from tests.reports.sample import make_document_in_two_groups

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()  # the turnout is counted once a minute


def office() -> Client:
    return signed_in(get_user_model().objects.create_user(OFFICE, is_staff=True))


def signed_in(user: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def address(box: Box, group: str = "") -> str:
    path = reverse("ballots:hall", args=[box.pk])
    return f"{path}?group={group}" if group else path


def two_groups() -> Box:
    box = Box.objects.freeze(make_campaign(make_document_in_two_groups()))
    issue_all(box)
    return box


def test_turnout_clock_and_address_and_no_unit() -> None:
    hall = make_hall(own=8, cross=2)
    vote(hall, hall.slip("cross"))
    page = office().get(address(hall.box))
    words = page.text
    assert '<p class="huge">1<small> / 40</small></p>' in words
    assert "<dt>Own-unit raters</dt><dd>0 / 32</dd>" in words
    assert "<dt>Cross-unit raters</dt><dd>1 / 8</dd>" in words
    assert "/b/</b>" in words
    assert "Voting ends on" in words
    assert "Unit A" not in words
    assert page["Cache-Control"] == "no-store"


def test_each_state_says_what_is_on() -> None:
    hall, client = make_hall(own=2, cross=1), office()
    Pausing(hall.box).suspend("wang", "fire alarm")
    words = client.get(address(hall.box)).text
    assert "Keep your slip" in words
    assert "fire alarm" not in words
    assert "type the code" not in words
    Pausing(hall.box).resume("wang", "over")
    hall.box.close()
    assert "No ballot is taken any more" in client.get(address(hall.box)).text
    Campaign.objects.update(state="counted")
    assert client.get(address(hall.box)).status_code == 404


@pytest.mark.parametrize(
    ("opens", "said"),
    [
        (None, "Voting has not begun yet."),
        (1, "Voting opens on"),
        (-1, "Time to start"),
    ],
)
def test_before_voting(opens: int | None, said: str) -> None:
    box, now = Box.objects.freeze(make_campaign()), timezone.now()
    times = {"opens_at": None, "closes_at": None}
    if opens:
        times = {
            "opens_at": now + timedelta(hours=opens),
            "closes_at": now + timedelta(2),
        }
    Campaign.objects.filter(pk=box.pk).update(**times)
    text = office().get(address(box)).text
    assert said in text
    assert "Once voting has begun: scan" in text
    assert "/b/</b>" in text


def test_one_group_at_a_time() -> None:
    box, client = two_groups(), office()
    whole, one = (client.get(address(box, group)).text for group in ("", "G2"))
    due = box.snapshot().due
    assert f"/ {due}<" in whole
    assert f"/ {due // 2}<" in one
    assert Group.objects.get(key="G2").title_en in one
    assert client.get(address(box, "G9")).status_code == 404


def test_a_teller_sees_the_own_group_only() -> None:
    box = two_groups()
    user = get_user_model().objects.create_user("teller")
    Role.objects.create(user=user, kind="teller", group=Group.objects.get(key="G1"))
    client = signed_in(user)
    page = client.get(address(box))
    assert page.status_code == 200
    assert Group.objects.get(key="G1").title_en in page.text
    assert client.get(address(box, "G1")).status_code == 200
    assert client.get(address(box, "G2")).status_code == 404


def test_a_liaison_sees_no_hall() -> None:
    box = two_groups()
    user = get_user_model().objects.create_user("liaison")
    Role.objects.create(user=user, kind="liaison", unit=Unit.objects.get(code="A"))
    assert signed_in(user).get(address(box)).status_code == 404


def test_what_is_asked_for_again_is_the_part_that_changes() -> None:
    hall, client = make_hall(own=2, cross=1), office()
    part = client.get(address(hall.box), headers={"hx-request": "true"}).text
    assert part.startswith('<div class="hall"')
    assert "<html" not in part


def test_the_helpers_sheet_is_one_page_with_the_address(tmp_path: Path) -> None:
    hall, client = make_hall(own=2, cross=1), office()
    path = reverse("ballots:helper", args=[hall.box.pk])
    assert path in client.get(hall.box.desk).text
    answer = client.get(path)
    file = tmp_path / "sheet.pdf"
    file.write_bytes(answer.content)
    words = subprocess.check_output(["pdftotext", "-layout", file, "-"], text=True)  # noqa: S607
    assert "/b/?shared=1" in words
    assert "you must not see the screen" in words
    assert words.count("\f") == 1
    teller = signed_in(get_user_model().objects.create_user("nobody"))
    assert teller.get(path).status_code == 404


def test_the_desk_leads_there() -> None:
    box, client = two_groups(), office()
    words = client.get(box.desk).text
    assert f'href="{address(box, "G2")}"' in words
    assert f'href="{address(box)}"' in words
    Campaign.objects.update(state="counted")
    assert address(box) not in client.get(box.desk).text

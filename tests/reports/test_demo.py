"""The demo: in its own database only, two campaigns, a vote within a minute."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client

from ballots import codes
from ballots.models import Ticket
from campaigns.models import Campaign
from reports.build import build
from reports.demo import sample_code

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demo(
    database_url: str,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """What the command prints on first run."""
    settings.DEMO, settings.KEY_DIR = True, tmp_path
    monkeypatch.setenv("KEY_DIR", str(tmp_path))
    return call()


def call() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def test_one_campaign_is_counted_and_one_is_open(demo: str) -> None:
    running, counted = Campaign.objects.all()
    assert (running.state, counted.state) == ("open", "released")
    subjects = build(counted).groups[0].subjects
    assert [s.verdict.state for s in subjects] == ["act", "near", "ok", "ok"]
    rates = [s.figure and (s.figure.rate.hits, s.figure.rate.of) for s in subjects]
    assert rates == [(23, 35), (24, 35), (29, 35), (33, 35)]


def test_logins_are_printed_each_time_and_work(demo: str) -> None:
    assert call() in demo
    for name in ("office", "supervisor", "admin"):
        line = next(line for line in demo.splitlines() if f"{name} / " in line)
        password = line.rpartition("/ ")[2]
        form = {"username": name, "password": password}
        assert Client().post("/accounts/login/", form)["Location"] == "/"


def test_a_newcomer_gets_a_slip_that_nobody_has_used(demo: str) -> None:
    answer = Client().get("/demo/rater/")
    address, _sharp, code = answer["Location"].partition("#")
    assert address == "/b/"
    assert codes.fold(code) == code == sample_code()
    page = Client().post("/b/", f"code={code}", content_type=FORM)
    assert page.status_code == 200


def test_the_start_page_leads_to_slips_and_rater(demo: str) -> None:
    page = Client().get("/").text
    assert 'href="/demo/rater/"' in page
    assert 'href="/demo/slips.pdf"' in page
    paper = Client().get("/demo/slips.pdf")
    assert paper.getvalue().startswith(b"%PDF")


FORM = "application/x-www-form-urlencoded"


def test_spent_slips_are_passed_over(demo: str) -> None:
    first = sample_code()
    Ticket.objects.filter(state="active").update(state="void")
    assert first is not None
    assert sample_code() is None
    assert Client().get("/demo/rater/").status_code == 404


def test_there_are_no_slips_without_a_demo(
    db: None, settings: Any, tmp_path: Path
) -> None:
    settings.KEY_DIR = tmp_path
    assert sample_code() is None
    assert Client().get("/demo/rater/").status_code == 404
    assert Client().get("/demo/slips.pdf").status_code == 404
    assert "/demo/" not in Client().get("/").text


def test_the_demo_refuses_another_database(db: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError) as refused:
        call()
    assert refused.value.returncode == 2
    assert not get_user_model().objects.exists()


def test_the_demo_refuses_a_database_that_holds_something(
    db: None, settings: Any, tmp_path: Path
) -> None:
    settings.DEMO, settings.KEY_DIR = True, tmp_path
    get_user_model().objects.create_user("somebody")
    with pytest.raises(CommandError) as refused:
        call()
    assert refused.value.returncode == 2
    assert get_user_model().objects.count() == 1

"""What is due is erased by the site itself, or by a command from cron."""

import threading
import time
from collections.abc import Iterator
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import translation

from audit.models import Entry
from ballots import retaining
from ballots.models import Box
from ballots.models.archiving import Archiving
from ballots.retaining import clear, hourly, retain
from campaigns.models import Campaign, Rater
from jobs import running
from tests.ballots.make import Hall, make_open_box
from tests.ballots.over import NAME, ended, make_over
from tests.jobs.test_processes import end
from tests.make import make_campaign

WHAT = "5 names, 2 drawn names, 11 slips, words of 3 comments that were not released"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture
def over(db: None) -> Hall:
    return make_over()


def run(*arguments: str) -> str:
    """What the command prints; the files are left alone."""
    out = StringIO()
    with patch("ballots.management.commands.retain.clear", return_value=True):
        call_command("retain", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_erased(over: Hall) -> None:
    assert run() == f"{over.box.pk} Joint appraisal: erased: {WHAT}\n"
    assert not Rater.objects.exists()
    assert run() == "No names are due.\n"


def test_a_dry_run_erases_nothing(over: Hall) -> None:
    said = f"{over.box.pk} Joint appraisal: would be erased: {WHAT}\n"
    assert run("--dry-run") == said
    assert run("--dry-run") == said
    assert Rater.objects.count() == 5
    assert not Entry.objects.filter(action="archive").exists()


def test_what_is_not_due_is_left_alone(over: Hall) -> None:
    ended(over, 89)
    assert run("--dry-run") == "No names are due.\n"
    assert run() == "No names are due.\n"


def test_what_lies_in_the_files_is_told(over: Hall) -> None:
    out, err = StringIO(), StringIO()
    with patch("ballots.management.commands.retain.clear", return_value=False):
        call_command("retain", stdout=out, stderr=err)
    assert out.getvalue() == f"{over.box.pk} Joint appraisal: erased: {WHAT}\n"
    assert "The database's files still hold it" in err.getvalue()


def test_one_that_fails_does_not_hold_up_the_others(
    over: Hall, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    other = make_over()
    settings.ALSO_ERASED = ["tests.ballots.over.FAILING"]
    assert [outcome.failed for outcome in retain()] == [True, True]
    settings.ALSO_ERASED = []
    assert caplog.text.count("ZeroDivisionError") == 2
    assert NAME not in caplog.text
    done = Archiving.do

    def fails_once(act: Archiving, *arguments: str) -> Any:
        if act.box.pk == over.box.pk:
            raise ZeroDivisionError
        return done(act, *arguments)

    with (
        patch.object(Archiving, "do", fails_once),
        pytest.raises(CommandError) as refused,
    ):
        run()
    assert str(refused.value).startswith(f"Not erased: {over.box.pk}. The log")
    assert refused.value.returncode == 2
    assert Campaign.objects.get(pk=over.box.pk).erased_at is None
    assert Campaign.objects.get(pk=other.box.pk).erased_at is not None


def test_a_campaign_without_a_box_is_not_met(db: None) -> None:
    make_campaign()
    assert run() == "No names are due.\n"


# the files -------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_files_are_rewritten_when_no_campaign_is_open() -> None:
    over, other = make_over(), make_open_box()
    Box.objects.filter(pk=over.box.pk).update(rewritten=True)
    hourly()
    assert Campaign.objects.get(pk=over.box.pk).state == "archived"
    assert not Box.objects.get(pk=over.box.pk).rewritten
    assert not clear()
    other.change(state="void")
    hourly()
    assert Box.objects.get(pk=over.box.pk).rewritten
    entry = Entry.objects.of(over.box.pk).last()
    assert entry is not None
    assert (entry.action, entry.actor) == ("rewrite", "")
    with patch.object(retaining, "rewrite") as again:
        assert clear()
    again.assert_not_called()


# the loop --------------------------------------------------------------------------


ROUNDS: list[int] = []


def go_round() -> None:
    ROUNDS.append(1)


def breaks() -> None:
    raise ZeroDivisionError(NAME)


def wait(n: int) -> None:
    until = time.monotonic() + 30
    while len(ROUNDS) < n:
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_the_loop_goes_round_once_an_hour(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Beginning at once: a site that is restarted every day would never do it."""
    here = "tests.ballots.test_retaining."
    settings.HOURLY = [f"{here}breaks", f"{here}go_round"]
    monkeypatch.setattr(running, "LOOK", 0.01)
    ROUNDS.clear()
    stop: threading.Event = running.begin()
    try:
        wait(1)
        time.sleep(0.3)
        assert ROUNDS == [1]
    finally:
        end(stop)
    assert "ZeroDivisionError" in caplog.text
    assert NAME not in caplog.text
    monkeypatch.setattr(running, "HOUR", 0.05)
    stop = running.begin()
    try:
        wait(4)
    finally:
        end(stop)


@pytest.mark.django_db(transaction=True)
def test_the_site_does_it_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    over = make_over()
    stop = running.begin()
    try:
        until = time.monotonic() + 30
        while not Box.objects.get(pk=over.box.pk).rewritten:
            assert time.monotonic() < until
            time.sleep(0.05)
    finally:
        end(stop)
    assert not Rater.objects.exists()

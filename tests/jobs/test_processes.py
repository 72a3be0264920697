"""Work goes on in threads and processes, whatever is killed in between."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from jobs import running
from jobs.models import Job
from jobs.running import begin, work_off
from tests.jobs.kinds import CANARY
from tests.jobs.work import make_job, now, silence

outside = pytest.mark.django_db(transaction=True)
State = Job.State


def wait_for(job: Job, state: str) -> None:
    until = time.monotonic() + 30
    while now(job).state != state:
        assert time.monotonic() < until, now(job).state
        time.sleep(0.1)


def end(stop: threading.Event) -> None:
    stop.set()
    for thread in threading.enumerate():
        if thread.name == "jobs":
            thread.join(10)


@outside
def test_a_thread_of_the_site_does_it(ledger: Path) -> None:
    job = make_job()
    stop = begin()
    try:
        wait_for(job, State.DONE)
    finally:
        end(stop)


@outside
def test_the_thread_lives_on_when_the_database_is_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(running, "LOOK", 0.01)
    job, looks = make_job(), []

    def look() -> None:
        looks.append(1)
        if len(looks) == 1:
            raise DatabaseError(CANARY)
        work_off()

    monkeypatch.setattr(running, "work_off", look)
    stop = begin()
    try:
        wait_for(job, State.DONE)
    finally:
        end(stop)
    assert "DatabaseError" in caplog.text
    assert CANARY not in caplog.text


def start_process(*arguments: str, **more: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **more}
    environment["DJANGO_SETTINGS_MODULE"] = "tests.jobs.settings"
    command = [sys.executable, *(arguments or ("manage.py", "work"))]
    return subprocess.Popen(command, env=environment)


def once() -> subprocess.Popen[bytes]:
    return start_process("manage.py", "work", "--once")


SERVER = "import appraisal.wsgi, time; time.sleep(%s)"


@outside
def test_a_web_process_does_it_by_default(database_url: str) -> None:
    job = make_job()
    server = start_process("-c", SERVER % 60)
    try:
        wait_for(job, State.DONE)
    finally:
        server.terminate()
        server.wait(30)


@outside
def test_a_web_process_leaves_it_to_others_where_that_is_set(database_url: str) -> None:
    job = make_job()
    assert start_process("-c", SERVER % 4, TASK_WORKER="process").wait(60) == 0
    assert now(job).state == State.WAITING


@outside
def test_a_killed_process_loses_nothing(database_url: str, ledger: Path) -> None:
    job = make_job("die")
    assert start_process().wait(60) == -9
    job = now(job)
    assert (job.state, job.done) == (State.RUNNING, 1)
    assert ledger.read_text() == "3\n"
    silence(job)
    assert once().wait(60) == 0
    assert (now(job).state, now(job).attempt) == (State.DONE, 2)
    assert ledger.read_text() == "3\n5\n8\n"


@outside
def test_a_process_ends_when_it_is_told(database_url: str) -> None:
    job = make_job()
    process = start_process()
    wait_for(job, State.DONE)
    process.terminate()
    assert process.wait(30) == 0


@outside
def test_two_processes_share_the_work(database_url: str, ledger: Path) -> None:
    jobs = [make_job(about=[number]) for number in range(10)]
    for process in [once() for _number in range(2)]:
        assert process.wait(60) == 0
    assert {now(job).state for job in jobs} == {State.DONE}
    assert sorted(ledger.read_text().split()) == sorted(map(str, range(10)))


@outside
def test_the_command_in_this_process(ledger: Path) -> None:
    make_job()
    call_command("work", "--once")
    assert ledger.read_text() == "3\n5\n8\n"

"""Work in the background: once, to its end, whatever is killed in between."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from jobs.models import RESUMED, Job, Superseded
from jobs.running import work_off
from tests.jobs.kinds import CANARY
from tests.jobs.work import make_job, now, silence, work

pytestmark = pytest.mark.django_db
outside = pytest.mark.django_db(transaction=True)
State = Job.State


@outside
def test_a_job_is_done_piece_by_piece(ledger: Path) -> None:
    job = make_job()
    assert (job.state, job.total, job.percent) == (State.WAITING, 3, 0)
    work_off()
    job = now(job)
    assert (job.state, job.done, job.percent) == (State.DONE, 3, 100)
    assert job.is_over
    assert job.sentence == ""
    assert ledger.read_text() == "3\n5\n8\n"
    assert str(job) == f"count {job.pk}"


def test_nothing_waits(ledger: Path) -> None:
    work()
    assert ledger.read_text() == ""
    assert Job(total=0).percent == 0


def test_it_is_not_begun_twice() -> None:
    job = make_job()
    assert make_job() == job
    assert make_job(about=[3, 5]) != job
    work()
    assert make_job() != job


def test_two_who_ask_at_once_begin_it_once() -> None:
    job = make_job("give_up")
    work()
    newer = make_job("give_up")
    assert newer != job
    assert not now(job).again(State.FAILED)  # the same is in the queue already
    work()
    assert now(job).again(State.FAILED)
    assert make_job("give_up") == job


def test_a_job_holds_no_personal_data() -> None:
    """Login names of staff and numbers of rows: what is added has to be looked at."""
    assert {field.column for field in Job._meta.fields} == {
        "id", "kind", "key", "by", "about", "state", "total", "done", "attempt",
        "resumed", "made_at", "seen_at", "finished_at", "error",
    }  # fmt: skip


@pytest.mark.parametrize("about", [["zhangsan"], [3, True], "3", [1.5], None])
def test_only_ids_get_in(about: Any) -> None:
    with pytest.raises(ValidationError):
        make_job(about=about)
    assert not Job.objects.exists()


def test_with_its_row_or_not_at_all() -> None:
    with transaction.atomic():
        make_job()
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()
    job = make_job()
    asked = {"args": [job.pk], "kwargs": {}}
    assert DBTaskResult.objects.get().args_kwargs == asked


def test_what_went_wrong_is_said_to_people() -> None:
    job = make_job("give_up")
    work()
    job = now(job)
    assert (job.state, job.done) == (State.FAILED, 1)
    with translation.override("en"):
        assert job.sentence == "All done."


@outside
def test_what_nobody_expected_leaves_no_name_anywhere(
    caplog: pytest.LogCaptureFixture,
) -> None:
    job = make_job("stumble")
    with caplog.at_level(logging.DEBUG):
        work_off()
    assert now(job).state == State.FAILED
    assert "on our side" in now(job).error
    assert "ValueError at" in caplog.text
    rows = [*DBTaskResult.objects.values_list(), *Job.objects.values_list()]
    for text in (caplog.text, str(rows)):
        assert CANARY not in text


def test_it_is_tried_again_when_somebody_says_so(ledger: Path) -> None:
    job = make_job("give_up")
    assert not job.again(State.FAILED)
    work()
    Job.objects.update(kind="count", resumed=RESUMED)
    assert now(job).again(State.FAILED)
    assert (now(job).state, now(job).resumed, now(job).error) == ("waiting", 0, "")
    work()
    assert now(job).state == State.DONE


def test_whom_somebody_has_relieved_stops() -> None:
    job = make_job()
    first = Job.objects.claim(job.pk)
    assert first
    assert Job.objects.claim(job.pk) is None
    silence(job)
    Job.objects.resume()
    second = Job.objects.claim(job.pk)
    assert second
    with pytest.raises(Superseded):
        first.step(1)
    first.end(State.FAILED)
    first.work()
    assert now(job).state == State.RUNNING
    second.work()
    assert now(job).state == State.DONE


def test_who_is_heard_of_is_left_alone() -> None:
    job = make_job()
    assert Job.objects.claim(job.pk)
    Job.objects.resume()
    assert now(job).state == State.RUNNING


def test_what_kills_its_process_each_time_ends() -> None:
    job = make_job()
    for _time in range(RESUMED + 1):
        assert Job.objects.claim(job.pk)
        silence(job)
        Job.objects.resume()
    assert now(job).state == State.FAILED
    assert "several times" in now(job).error
    Job.objects.resume()


@outside
def test_what_is_long_over_is_forgotten() -> None:
    old, young = make_job(), make_job(about=[1])
    work_off()
    long_ago = timezone.now() - timedelta(days=31)
    Job.objects.filter(pk=old.pk).update(finished_at=long_ago)
    DBTaskResult.objects.update(enqueued_at=long_ago)
    make_job(about=[2])
    work_off()
    assert set(Job.objects.values_list("about", flat=True).values_list("pk")) == {
        (young.pk,), (Job.objects.latest("pk").pk,)
    }  # fmt: skip
    assert DBTaskResult.objects.count() == 1


@outside
def test_a_job_that_is_gone_is_no_mistake() -> None:
    make_job()
    Job.objects.all().delete()
    work_off()
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_the_queue_has_no_page_in_the_admin() -> None:
    assert DBTaskResult not in admin.site._registry

"""The ZIP of papers goes with the names in it, and is not made again."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils.translation import override

from audit.models import Entry
from ballots.erasure import Erasure
from ballots.models.archiving import Archiving, tables
from ballots.papers import bundle
from jobs.models import Job, Outcome
from tests.ballots.make import Hall
from tests.ballots.named import PRINTED, print_papers
from tests.ballots.over import make_over
from tests.ballots.test_bundle import quick
from tests.ballots.test_names_pages import office
from tests.jobs.work import now, work

__all__ = ["office", "quick"]
pytestmark = pytest.mark.django_db
GONE = "The names were erased, and the ZIP of the papers with them."


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def over(db: None) -> Hall:
    return make_over()


def test_it_goes_with_the_names(over: Hall) -> None:
    print_papers(over.campaign)
    with override("zh-hans"):
        print_papers(over.campaign)
    other = print_papers(make_over().campaign)
    goes = {str(each.label): each.n for each in Erasure(over.campaign).goes()}
    assert goes["Papers that were made as a ZIP: files"] == 2
    assert Archiving(over.box).do("office")["papers"] == 2
    assert Outcome.objects.get().job == other
    assert "jobs_outcome" in tables()


def test_afterwards_it_is_neither_taken_nor_made(over: Hall, office: Client) -> None:
    job = print_papers(over.campaign)
    page = f"/desk/{over.box.pk}/papers/"
    assert "Download the ZIP" in office.get(page).text
    Archiving(over.box).do("office")
    # as if a worker had stored it all the same
    Outcome.objects.create(job=job, key="x", name="x", content=PRINTED.encode())
    answer = office.get(f"{page}papers.zip", follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert GONE in answer.text
    assert not Entry.objects.filter(action="names printed").exists()
    assert "Make it anew" not in answer.text
    answer = office.post(f"{page}zip/", follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert GONE in answer.text
    assert Job.objects.count() == 1


def test_one_that_is_being_made_is_given_up(over: Hall, quick: list[str]) -> None:
    job = bundle.start(over.campaign, 1, "office")
    running = Job.objects.claim(job.pk)
    assert running
    steps = bundle.make(running)
    next(steps)
    Archiving(over.box).do("office")
    with pytest.raises(bundle.CannotGoOn, match="names were erased"):
        list(steps)
    assert not Outcome.objects.exists()


def test_one_that_waits_fails_and_says_why(over: Hall, quick: list[str]) -> None:
    job = bundle.start(over.campaign, 1, "office")
    Archiving(over.box).do("office")
    work()
    assert (now(job).state, now(job).error) == (Job.State.FAILED, GONE)

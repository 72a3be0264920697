"""Sending invitations: each gets one letter, whoever gets none gets a paper."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Invitation, Stage
from campaigns.people import inviting, mailing, views
from jobs.models import Job
from tests.campaigns.people.make import accept, codes, do, make_person, printed, stage
from tests.jobs.work import work
from tests.post_office import PostOffice

pytestmark = pytest.mark.django_db


def test_who_has_a_letter_gets_no_second_one(office: Client, mail: PostOffice) -> None:
    """A job that was broken off goes on with those who have none."""
    people = [make_person(f"p{n}") for n in range(3)]
    office.post("/people/invite/")
    Invitation.objects.filter(pk=people[0].pk).update(sent_at=timezone.now())
    Invitation.objects.filter(pk=people[1].pk).delete()
    work()
    assert [letter["To"] for letter in mail.letters] == ["p2@example.org"]
    job = Job.objects.get()
    assert (job.state, job.done, job.total) == ("done", 3, 3)


def test_a_mailbox_that_does_not_exist_is_told(
    office: Client, mail: PostOffice
) -> None:
    mail.unknown.add("p0@example.org")
    first, second = make_person("p0"), make_person("p1")
    office.post("/people/invite/")
    work()
    assert stage(first) == Stage.REFUSED
    assert stage(second) == Stage.INVITED
    assert "did not take the letter" in office.get(f"/people/{first.pk}/").text
    mail.unknown.clear()
    do(office, first, "invite")
    work()
    assert stage(first) == Stage.INVITED


def test_who_is_put_off_gets_his_letter_later(office: Client, mail: PostOffice) -> None:
    mail.busy = {"p0@example.org"}
    first, second = make_person("p0"), make_person("p1")
    office.post("/people/invite/")
    work()
    assert (stage(first), stage(second)) == (Stage.WAITING, Stage.INVITED)
    page = reverse("job", args=[Job.objects.get().pk])
    assert "Not everybody has a letter yet" in office.get(page).text
    mail.busy = set()
    office.post(page)
    work()
    assert stage(first) == Stage.INVITED
    assert [letter["To"] for letter in mail.letters] == [
        "p1@example.org", "p0@example.org"
    ]  # fmt: skip


def test_without_its_server_the_mail_waits(
    office: Client, mail: PostOffice, settings: Any
) -> None:
    person = make_person()
    settings.EMAIL_PORT = 1
    do(office, person, "invite")
    work()
    job = Job.objects.get()
    page = reverse("job", args=[job.pk])
    assert "The mail server cannot be reached" in office.get(page).text
    assert stage(person) == Stage.WAITING
    settings.EMAIL_PORT = mail.port
    assert office.post(page)["Location"] == page
    work()
    assert "All done." in office.get(page).text
    assert stage(person) == Stage.INVITED


def test_everybody_who_has_none_is_invited_at_once(
    office: Client, mail: PostOffice
) -> None:
    make_person("p0")
    nobody = make_person("p1", email="")
    accept(Client(), printed(office, make_person("p2")))
    do(office, make_person("p3"), "deactivate")
    User.objects.create_superuser("admin")
    text = office.get("/people/").text
    assert "Send 1 invitation by e-mail" in text
    assert "Print 1 invitation" in text
    office.post("/people/invite/")
    work()
    assert [letter["To"] for letter in mail.letters] == ["p0@example.org"]
    papers = set(codes(office.post("/people/sheets/").text))
    assert [code.partition("-")[0] for code in papers] == [str(nobody.pk)]
    for act in ("invite", "sheets"):
        again = office.post(f"/people/{act}/", follow=True)
        assert "Nobody is waiting" in again.text
    assert "Still to be invited" not in office.get("/people/").text


def test_without_mail_all_get_papers(office: Client) -> None:
    for n in range(3):
        make_person(f"p{n}")
    assert "This site sends no e-mail" in office.get("/people/").text
    page = office.post("/people/sheets/")
    assert len(set(codes(page.text))) == 3
    assert "no-store" in page["Cache-Control"]


def test_papers_come_in_piles(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (views, inviting):
        monkeypatch.setattr(module, "PILE", 2)
    for n in range(3):
        make_person(f"p{n}")
    assert "Print 2 invitations" in office.get("/people/").text
    assert len(set(codes(office.post("/people/sheets/").text))) == 2
    assert "Print 1 invitation" in office.get("/people/").text


@pytest.mark.parametrize("email", ["", "p0@example.org"])
def test_where_no_mail_can_be_sent_none_is(
    office: Client, email: str, settings: Any
) -> None:
    settings.SENDS_MAIL = not email
    person = make_person("p0", email=email)
    answer = office.post(f"/people/{person.pk}/invite/", follow=True)
    assert "No e-mail can be sent" in answer.text
    assert not Job.objects.exists()


def test_a_deactivated_account_is_not_invited(office: Client, mail: PostOffice) -> None:
    person = make_person()
    do(office, person, "deactivate")
    for act, words in (("invite", "No e-mail"), ("sheet", "deactivated")):
        answer = office.post(f"/people/{person.pk}/{act}/", follow=True)
        assert words in answer.text
    assert not Invitation.objects.exists()


def test_the_outcome_of_many_is_on_the_list(office: Client, mail: PostOffice) -> None:
    for n in range(2):
        make_person(f"p{n}")
    office.post("/people/invite/")
    page = office.get(reverse("job", args=[Job.objects.get().pk])).text
    assert 'href="/people/"' in page
    assert 'hx-trigger="every 1s"' in page
    assert '<meta http-equiv="refresh"' in page
    part = office.get(
        reverse("job", args=[Job.objects.get().pk]), headers={"hx-request": "true"}
    )
    assert part.text.startswith("<div")


@pytest.mark.parametrize(
    ("times", "letters", "then"), [(1, 2, Stage.INVITED), (9, 3, Stage.WAITING)]
)
def test_a_link_that_was_made_anew_meanwhile_is_the_one_that_goes_out(
    times: int,
    letters: int,
    then: Stage,
    office: Client,
    mail: PostOffice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The letter takes seconds, and somebody asks for another one."""
    person, letter = make_person(), mailing.letter

    def slowly(row: Invitation) -> Any:
        made = letter(row)
        if len(mail.letters) < times:
            later = row.made_at + timedelta(seconds=1)
            Invitation.objects.filter(pk=row.pk).update(made_at=later)
        return made

    monkeypatch.setattr(mailing, "letter", slowly)
    do(office, person, "invite")
    work()
    assert len(mail.letters) == letters
    assert stage(person) == then

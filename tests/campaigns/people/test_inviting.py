"""Invitations: one link, one person, one use; none of it where it may be read."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from campaigns.models import Account, Duty, Invitation, Stage
from jobs.models import Job
from tests.appraisal.signing import enrol, sign_in
from tests.campaigns.people.make import (
    PASSWORD,
    accept,
    codes,
    do,
    make_person,
    printed,
    stage,
)
from tests.jobs.work import work
from tests.post_office import PostOffice
from tests.test_privacy import dump

pytestmark = pytest.mark.django_db


def age(account: Account, by: timedelta) -> None:
    Invitation.objects.filter(pk=account.pk).update(made_at=timezone.now() - by)


def test_from_the_letter_to_the_start_page(office: Client, mail: PostOffice) -> None:
    person = make_person()
    assert stage(person) == Stage.NEW
    answer = do(office, person, "invite")
    job = Job.objects.get()
    assert answer["Location"] == reverse("job", args=[job.pk])
    assert (job.by, job.about) == ("office", [person.pk])
    assert str(Invitation.objects.get()).startswith("zhangsan 20")
    assert stage(person) == Stage.WAITING
    work()
    assert stage(person) == Stage.INVITED
    assert mail.letters[0]["To"] == "zhangsan@example.org"
    (code,) = set(codes(mail.text()))
    assert f"/accounts/invitation/#{code}" in mail.text()
    assert "zhangsan" in mail.text()
    client = Client(headers={"accept-language": "en"})
    page = client.post(reverse("invitation"), {"code": code})
    assert "Set your password" in page.text
    assert accept(client, code)["Location"] == "/"
    assert "My work" in client.get("/").text
    assert stage(person) == Stage.ACTIVE
    assert not Invitation.objects.exists()
    assert sign_in(Client(), "zhangsan", PASSWORD)["Location"] == "/"


def test_both_languages_stand_in_the_letter(office: Client, mail: PostOffice) -> None:
    do(office, make_person(), "invite")
    work()
    english = mail.text().index("An account for the appraisal was made for you.")
    assert mail.text().index("张三") < english
    assert mail.text().count("—") >= 1


def test_a_link_works_once(office: Client) -> None:
    code = printed(office, make_person())
    assert accept(Client(), code).status_code == 302
    again = accept(Client(), code, "another long enough one")
    assert again.status_code == 422
    assert sign_in(Client(), "zhangsan", PASSWORD)["Location"] == "/"


def test_a_newer_link_takes_the_place_of_the_old_one(office: Client) -> None:
    person = make_person()
    old, new = printed(office, person), printed(office, person)
    assert accept(Client(), old).status_code == 422
    assert accept(Client(), new).status_code == 302


@pytest.mark.parametrize("act", ["withdraw", "deactivate"])
def test_a_link_that_was_taken_back_does_not_work(office: Client, act: str) -> None:
    person = make_person()
    code = printed(office, person)
    for _twice in range(2):
        do(office, person, act)
    assert accept(Client(), code).status_code == 422
    if act == "deactivate":
        do(office, person, "activate")
        assert accept(Client(), code).status_code == 422
        assert stage(person) == Stage.NEW


def test_a_link_expires(office: Client) -> None:
    person = make_person()
    code = printed(office, person)
    age(person, timedelta(days=7, minutes=1))
    assert stage(person) == Stage.EXPIRED
    assert accept(Client(), code).status_code == 422


def test_the_link_itself_grows_old(office: Client, settings: Any) -> None:
    """Even where the row says otherwise: the time is in what was signed."""
    code = printed(office, make_person())
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert accept(Client(), code).status_code == 422


def test_a_link_to_another_mailbox_does_not_work(office: Client) -> None:
    person = make_person()
    code = printed(office, person)
    address = reverse("people:one", args=[person.pk])
    office.post(address, {"name": "张三", "email": "other@example.org"})
    assert accept(Client(), code).status_code == 422
    assert stage(person) == Stage.NEW


@pytest.mark.parametrize(
    "code", ["", "nonsense", "1", "1-", "-1-2", "99999999999999999999-a-b", "٣-a-b"]
)
def test_what_is_no_code(code: str) -> None:
    answer = Client().post(reverse("invitation"), {"code": code})
    assert answer.status_code == 422


def test_the_link_of_one_is_not_that_of_another(office: Client) -> None:
    person, other = make_person(), make_person("lisi")
    code = printed(office, person)
    printed(office, other)
    stolen = f"{other.pk}-{code.partition('-')[2]}"
    assert accept(Client(), stolen).status_code == 422


def test_spaces_of_a_copied_code_do_no_harm(office: Client) -> None:
    code = printed(office, make_person())
    assert accept(Client(), f" {code[:9]} {code[9:]}\n").status_code == 302


@pytest.mark.parametrize(
    ("password", "why"),
    [("kurz", "at least 15"), ("123456789012345678", "entirely numeric"),
     ("zhangsan@example.or", "too similar")],
)  # fmt: skip
def test_a_weak_password_is_refused_and_the_link_stays(
    office: Client, password: str, why: str
) -> None:
    code = printed(office, make_person())
    client = Client(headers={"accept-language": "en"})
    answer = accept(client, code, password)
    assert answer.status_code == 422
    assert why in answer.text
    assert password not in answer.text
    assert accept(client, code).status_code == 302


def test_the_second_factor_is_asked_for_where_it_binds(
    administrator: Client, settings: Any
) -> None:
    code = printed(administrator, make_person("wangmin", Duty("office")))
    settings.SECOND_FACTOR = True
    client = Client()
    assert client.get(reverse("invitation")).status_code == 200
    accept(client, code)
    assert client.get("/people/")["Location"].startswith("/accounts/code/")
    enrol(client, "wangmin")
    assert client.get("/people/").status_code == 200


def test_a_forgotten_password_is_replaced_by_a_link(
    office: Client, mail: PostOffice
) -> None:
    person = make_person()
    accept(Client(), printed(office, person))
    do(office, person, "invite")
    work()
    assert stage(person) == Stage.ACTIVE
    (code,) = set(codes(mail.text()))
    assert sign_in(Client(), "zhangsan", PASSWORD)["Location"] == "/"
    # whoever remembers after all has made the link void
    assert accept(Client(), code, "quite another one").status_code == 422
    code = printed(office, person)
    assert accept(Client(), code, "quite another one").status_code == 302
    assert sign_in(Client(), "zhangsan", PASSWORD).status_code == 200


def test_who_is_signed_in_there_is_signed_out(office: Client) -> None:
    code = printed(office, make_person("wangmin"))
    page = office.post(reverse("invitation"), {"code": code})
    assert "In this browser office is signed in" in page.text
    accept(office, code)
    assert office.get("/people/").status_code == 403


# nothing where it may be read -----------------------------------------------------


def test_no_link_is_stored_or_logged(
    office: Client,
    mail: PostOffice,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    person, other = make_person(), make_person("lisi")
    with caplog.at_level(logging.DEBUG):
        do(office, person, "invite")
        work()
        found = {*codes(mail.text()), printed(office, other)}
        assert len(found) == 2
        for code in found:
            Client().get(reverse("invitation"))
            Client().post(reverse("invitation"), {"code": code})
            accept(Client(), code, "kurz")
            seen = dump()
            accept(Client(), code)
            accept(Client(), code)
            seen += dump()
            for part in (code, code.rpartition("-")[2]):
                assert part not in seen
                assert part not in log(caplog)
                assert part not in "".join(capfd.readouterr())
    assert "zhangsan" in seen  # the dump is one
    assert PASSWORD not in log(caplog)


def log(caplog: pytest.LogCaptureFixture) -> str:
    """What the site logged; the mail server of the test logs letters, too."""
    ours = (row for row in caplog.records if row.name != "mail.log")
    return "\n".join(row.getMessage() for row in ours)


def test_acts_are_recorded_with_login_names_only(office: Client) -> None:
    person = make_person()
    code = printed(office, person)
    accept(Client(), code)
    told = [(row.actor, row.action, row.detail) for row in Entry.objects.all()]
    assert told == [
        ("office", "account made", {"account": "zhangsan"}),
        ("office", "invitation made", {"account": "zhangsan", "way": "paper"}),
        ("zhangsan", "password set", {"account": "zhangsan"}),
    ]

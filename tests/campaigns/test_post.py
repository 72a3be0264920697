"""What the site makes of the answers of a mail server, a real one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.mail import EmailMessage

from campaigns import post
from campaigns.post import Answer, Postman
from jobs.kinds import CannotGoOn
from tests.post_office import PostOffice, serving


@pytest.fixture
def mail(settings: Any) -> Iterator[PostOffice]:
    with serving(settings) as server:
        yield server


def letter(to: str = "zhang@example.org") -> EmailMessage:
    return EmailMessage("通知", "请参加", to=[to])


@pytest.mark.parametrize(
    ("mood", "answer"),
    [
        ("250 taken", Answer.TAKEN),
        ("550 no such mailbox", Answer.REFUSED),
        ("552 mailbox full for ever", Answer.REFUSED),
        ("421 closing", Answer.LATER),
        ("450 greylisted", Answer.LATER),
        ("452 mailbox full", Answer.LATER),
    ],
)
def test_what_the_server_says_of_a_letter(
    mood: str, answer: Answer, mail: PostOffice
) -> None:
    mail.moods = [mood]
    with Postman() as postman:
        assert postman.hand_over(letter()) == answer
        assert len(mail.letters) == (answer == Answer.TAKEN)
        assert postman.hand_over(letter()) == Answer.TAKEN


def test_what_it_says_of_an_address(mail: PostOffice) -> None:
    mail.unknown, mail.busy = {"nobody@example.org"}, {"busy@example.org"}
    with Postman() as postman:
        assert postman.hand_over(letter("nobody@example.org")) == Answer.REFUSED
        postman.finish()
        assert postman.hand_over(letter("busy@example.org")) == Answer.LATER
        assert postman.hand_over(letter()) == Answer.TAKEN
        with pytest.raises(CannotGoOn, match="Not everybody has a letter yet"):
            postman.finish()
    assert [str(each["To"]) for each in mail.letters] == ["zhang@example.org"]


def test_a_connection_that_was_closed_is_opened_again(mail: PostOffice) -> None:
    mail.moods = ["250 taken", ""]
    with Postman() as postman:
        for _letter in range(2):
            assert postman.hand_over(letter()) == Answer.TAKEN
    assert len(mail.letters) == 2


def test_one_that_is_closed_each_time_is_not(mail: PostOffice) -> None:
    mail.moods = ["", "", ""]
    with Postman() as postman, pytest.raises(CannotGoOn, match="cannot be reached"):
        postman.hand_over(letter())
    assert mail.moods == [""]


def test_without_its_server_no_letter_is_taken_for_refused(
    mail: PostOffice, settings: Any
) -> None:
    settings.EMAIL_PORT = 1
    with Postman() as postman, pytest.raises(CannotGoOn, match="cannot be reached"):
        postman.hand_over(letter())
    settings.SENDS_MAIL = False
    with Postman() as postman, pytest.raises(CannotGoOn, match="cannot be reached"):
        postman.hand_over(letter())


def test_after_many_in_vain_it_is_not_the_addresses(
    mail: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post, "MANY", 2)
    mail.moods = ["550 no", "250 taken", "450 later", "550 no"]
    with Postman() as postman:
        for _letter in range(4):
            postman.hand_over(letter())
        with pytest.raises(CannotGoOn, match="takes no more letters"):
            postman.hand_over(letter())
    assert len(mail.letters) == 1

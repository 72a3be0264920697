"""The site's post: one connection for many letters, and what becomes of each.

A letter is taken, refused for good, or put off; whatever else goes wrong goes wrong for
all of them.
"""

import smtplib
from enum import Enum
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext_noop

from jobs.kinds import CannotGoOn

NO_SERVER = gettext_noop(
    "The mail server cannot be reached or does not take our mail. Have EMAIL_URL and "
    "MAIL_FROM checked; nothing was lost."
)
NO_MORE = gettext_noop(
    "The mail server takes no more letters at the moment. Go on later: nobody gets a "
    "letter twice."
)
PUT_OFF = gettext_noop(
    "Not everybody has a letter yet: the mail server did not take it for now. Go on "
    "later: nobody gets a letter twice."
)
MANY = 20  # letters in a row that are not taken: it is not the addresses then
LATER = range(400, 500)
# of this one letter; the rest of what smtplib raises is about all
THIS_ONE = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)


class Answer(Enum):
    """What the mail server says of a letter."""

    TAKEN = "taken"
    REFUSED = "refused"
    LATER = "later"


class Postman:
    """Hands letters over; the connection is opened again when the server closed it.

    Raises CannotGoOn when the fault is not that of a single letter.
    """

    def __init__(self) -> None:
        self.connection = get_connection()
        self.in_vain = self.put_off = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.connection.close()

    def hand_over(self, letter: EmailMessage) -> Answer:
        """What the server says; after many in vain it is not asked any more."""
        if not settings.SENDS_MAIL:
            raise CannotGoOn(NO_SERVER)
        if self.in_vain >= MANY:
            raise CannotGoOn(NO_MORE)
        try:
            answer = self._answer(letter)
        except (smtplib.SMTPException, OSError):
            raise CannotGoOn(NO_SERVER) from None
        self.in_vain = 0 if answer == Answer.TAKEN else self.in_vain + 1
        self.put_off += answer == Answer.LATER
        return answer

    def finish(self) -> None:
        """Where a letter was put off, the work is not done: it can be gone on with."""
        if self.put_off:
            raise CannotGoOn(PUT_OFF)

    def _answer(self, letter: EmailMessage) -> Answer:
        try:
            self._send(letter)
        except THIS_ONE as error:
            return Answer.LATER if _code(error) in LATER else Answer.REFUSED
        return Answer.TAKEN

    def _send(self, letter: EmailMessage) -> None:
        try:
            self.connection.open()
            self.connection.send_messages([letter])
        except smtplib.SMTPServerDisconnected:
            self.connection.close()
            self.connection.open()
            self.connection.send_messages([letter])


def _code(error: smtplib.SMTPException) -> int:
    """The number that the server gave."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return int(next(iter(error.recipients.values()))[0])
    return int(getattr(error, "smtp_code", 0))

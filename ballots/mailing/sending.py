"""Sends the letters of a mailing, in the background, one by one."""

import smtplib
from collections.abc import Iterator
from enum import Enum

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils.translation import gettext_lazy, gettext_noop

from ballots.mailing.letter import Writer
from ballots.models import Mailing
from campaigns.people.mailing import NO_SERVER, THIS_ONE
from jobs.kinds import CannotGoOn, Kind
from jobs.models import Job

GONE = gettext_noop("The campaign is not there any more.")
NOT_NOW = gettext_noop(
    "These letters cannot go out now: the campaign is in another state, or it is "
    "another day. What was sent stays sent."
)
NOT_APPROVED = gettext_noop(
    "These letters cannot go out now: lists are not approved by the supervision team, "
    "or not any more. What was sent stays sent."
)
NO_MORE = gettext_noop(
    "The mail server takes no more letters at the moment. Go on later: nobody gets a "
    "letter twice."
)
MANY = 20  # letters in a row that are not taken: it is not the addresses then
LATER = range(400, 500)


class Answer(Enum):
    """What the mail server says of a letter."""

    TAKEN = "taken"
    REFUSED = "refused"
    LATER = "later"


class Postman:
    """One connection for many letters; opened again when the server has closed it."""

    def __init__(self) -> None:
        self.connection = get_connection()
        self.in_vain = 0

    def __enter__(self) -> "Postman":
        return self

    def __exit__(self, *_error: object) -> None:
        self.connection.close()

    def hand_over(self, letter: EmailMessage) -> Answer:
        """Raises CannotGoOn when the fault is not that of this one letter."""
        try:
            answer = self._answer(letter)
        except (smtplib.SMTPException, OSError):
            raise CannotGoOn(NO_SERVER) from None
        self.in_vain = 0 if answer == Answer.TAKEN else self.in_vain + 1
        return answer

    def _answer(self, letter: EmailMessage) -> Answer:
        try:
            self._send(letter)
        except THIS_ONE as error:
            return Answer.LATER if code(error) in LATER else Answer.REFUSED
        return Answer.TAKEN

    def _send(self, letter: EmailMessage) -> None:
        try:
            self.connection.open()
            self.connection.send_messages([letter])
        except smtplib.SMTPServerDisconnected:
            self.connection.close()
            self.connection.open()
            self.connection.send_messages([letter])


def code(error: smtplib.SMTPException) -> int:
    """The number that the server gave."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return int(next(iter(error.recipients.values()))[0])
    return int(getattr(error, "smtp_code", 0))


def send(job: Job) -> Iterator[int]:
    """A letter to each; a mark follows as soon as the server has taken it."""
    row = Mailing.objects.select_related("campaign", "pool", "group")
    mailing = row.filter(pk=job.about[0]).first()
    if mailing is None:
        raise CannotGoOn(GONE)
    if not settings.SENDS_MAIL:
        raise CannotGoOn(NO_SERVER)
    if mailing.stops():
        raise CannotGoOn(NOT_APPROVED)
    waiting = mailing.waiting()
    writer = Writer(mailing.campaign, mailing.kind)
    begun = max(job.total - len(waiting), 0)
    with Postman() as postman:
        for done, pk in enumerate(waiting, begun + 1):
            _write(mailing, writer, postman, pk)
            yield done
    _told(mailing, job)


def _write(mailing: Mailing, writer: Writer, postman: Postman, pk: int) -> None:
    if not mailing.may_go:
        raise CannotGoOn(NOT_NOW)
    rater = mailing.unmarked().filter(pk=pk).first()
    if rater is None or not rater.email:
        return  # off the list, without an address, or written to, meanwhile
    answer = postman.hand_over(writer.letter(rater, mailing))
    if answer != Answer.LATER:
        mailing.note(rater, refused=answer == Answer.REFUSED)
    if postman.in_vain >= MANY:
        raise CannotGoOn(NO_MORE)


def _told(mailing: Mailing, job: Job) -> None:
    mailing.refresh_from_db(fields=["sent", "refused"])
    counts = {"sent": mailing.sent, "refused": mailing.refused}
    mailing.tell("letters sent", job.by, **counts)


def _after(job: Job) -> str:
    row = Mailing.objects.filter(pk__in=job.about).first()
    if row is None:
        return reverse("ballots:desks")
    return reverse("ballots:mail", args=[row.campaign_id])


LETTERS = Kind(gettext_lazy("Sending letters to raters"), send, _after)

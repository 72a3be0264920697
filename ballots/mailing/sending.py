"""Sends the letters of a mailing, in the background, one by one."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy, gettext_noop

from ballots.mailing.letter import Writer
from ballots.models import Mailing
from campaigns.post import Answer, Postman
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


def send(job: Job) -> Iterator[int]:
    """A letter to each; a mark follows as soon as the server has taken it."""
    row = Mailing.objects.select_related("campaign", "pool", "group")
    mailing = row.filter(pk=job.about[0]).first()
    if mailing is None:
        raise CannotGoOn(GONE)
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
        postman.finish()


def _write(mailing: Mailing, writer: Writer, postman: Postman, pk: int) -> None:
    if not mailing.may_go:
        raise CannotGoOn(NOT_NOW)
    rater = mailing.unmarked().filter(pk=pk).first()
    if rater is None or not rater.email:
        return  # off the list, without an address, or written to, meanwhile
    answer = postman.hand_over(writer.letter(rater, mailing))
    if answer != Answer.LATER:
        mailing.note(rater, refused=answer == Answer.REFUSED)


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

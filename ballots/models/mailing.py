"""Letters to raters: what went out, to whom it went, and nothing about votes.

A mailing is addressed to lists and to nothing else. No table of tickets is read here,
so that nobody can be written to because of having voted, or not.
"""

from collections.abc import Sequence
from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.models import record
from campaigns.blockers import Blocker, handed
from campaigns.contact import email_in
from campaigns.models import Blocked, Campaign, Group, Pool, Rater, WrongState
from campaigns.models.rater import RaterQuerySet
from jobs.models import Job

JOB = "letters"
DRILL = _("This is a drill: it sends nothing, so that nobody takes it for real.")
NO_MAIL = _("This site sends no e-mail. Print the notice and have it handed out.")
TOO_SOON_OR_LATE = {
    "notice": _("The notice goes out between freezing and closing."),
    "reminder": _("Reminders go out while voting is open."),
}


class TodayAlready(Exception):
    """The pool, or a part of it, has had a reminder today."""


class Nobody(Exception):
    """There is nobody left with an address to write to."""


class MailingQuerySet(models.QuerySet["Mailing"]):
    def notice(self, campaign: Campaign) -> "Mailing | None":
        """The notice of a campaign, once somebody has sent it."""
        return self.filter(campaign=campaign, kind=Mailing.Kind.NOTICE).first()

    def noticed(self, campaign: Campaign) -> bool:
        """Whether the notice has gone to anybody: a mail server may be away."""
        notice = self.notice(campaign)
        return bool(notice and notice.sent)

    def reminders(self, campaign: Campaign) -> Self:
        return self.filter(campaign=campaign, kind=Mailing.Kind.REMINDER)

    def send_notice(self, campaign: Campaign, by: str) -> Job:
        """To all who have not got it.

        Raises WrongState, Blocked and Nobody, storing nothing.
        """
        with transaction.atomic():
            kind = Mailing.Kind.NOTICE
            row, _made = self.get_or_create(
                campaign=campaign, kind=kind, defaults={"by": by}
            )
            return row.send(by)

    def remind(
        self, campaign: Campaign, pool: Pool, group: Group | None, by: str
    ) -> Job:
        """To everybody of a pool. Raises WrongState, Nobody and TodayAlready."""
        with transaction.atomic():
            # one at a time: of two that press at once the second sees the first
            Pool.objects.select_for_update(no_key=True).get(pk=pool.pk)
            if self.reminded(campaign, pool, group):
                raise TodayAlready
            row = self.create(
                campaign=campaign,
                kind=Mailing.Kind.REMINDER,
                pool=pool,
                group=group,
                by=by,
                day=campaign.today(),
            )
            return row.send(by)

    def reminded(self, campaign: Campaign, pool: Pool, group: Group | None) -> bool:
        """Whether anybody of them has had a reminder today."""
        rows = self.reminders(campaign).filter(pool=pool, day=campaign.today())
        if group:
            rows = rows.filter(Q(group=group) | Q(group=None))
        return rows.exists()


class Mailing(models.Model):
    """One notice or reminder. The counts stay when the roster is erased."""

    class Kind(models.TextChoices):
        NOTICE = "notice"
        REMINDER = "reminder"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="mailings")
    kind = models.CharField(max_length=8, choices=Kind)
    # of a reminder; without a group the pool of the whole campaign
    pool = models.ForeignKey(Pool, models.CASCADE, null=True)
    group = models.ForeignKey(Group, models.CASCADE, null=True)
    by = models.CharField(max_length=150)
    made_at = models.DateTimeField(default=timezone.now)
    day = models.DateField(null=True)
    sent = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    objects = MailingQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("campaign",), condition=Q(kind="notice"), name="notice_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def states(self) -> Sequence[str]:
        """When its letters may go out: a notice also before, neither afterwards."""
        state = Campaign.State
        if self.kind == self.Kind.NOTICE:
            return (state.FROZEN, state.OPEN)
        return (state.OPEN,)

    @property
    def may_go(self) -> bool:
        """Whether letters may go out now; a drill's never do."""
        states = Campaign.objects.filter(pk=self.campaign_id, drill=False)
        in_time = self.day in (None, self.campaign.today())
        return in_time and states.filter(state__in=self.states).exists()

    def stops(self) -> list[Blocker]:
        """Lists that are not approved stand in the way of the notice."""
        notice = self.kind == self.Kind.NOTICE
        return list(handed.notice(self.campaign)) if notice else []

    @property
    def obstacle(self) -> str | Promise:
        """Why no letter of it can go out now; empty when one can."""
        if self.campaign.drill:
            return DRILL
        if not settings.SENDS_MAIL:
            return NO_MAIL
        if self.campaign.state not in self.states:
            return TOO_SOON_OR_LATE[self.kind]
        return next((blocker.text for blocker in self.stops()), "")

    def addressed(self) -> RaterQuerySet:
        """Everybody on the lists that it goes to, whether reached by mail or not."""
        rows = Rater.objects.filter(campaign=self.campaign_id).in_order()
        if self.pool_id:
            rows = rows.filter(pool=self.pool_id)
        if self.group_id:
            rows = rows.filter(unit__seats__group=self.group_id)
        return rows

    def unmarked(self) -> RaterQuerySet:
        """Those of them whom no letter went to, in the order of the lists."""
        marked = Letter.objects.filter(mailing=self.pk, rater=OuterRef("pk"))
        return self.addressed().exclude(Exists(marked))

    def waiting(self) -> list[int]:
        """Those whom a letter will go to: no letter yet, and an address."""
        rows = self.unmarked().values_list("pk", "contact")
        return [pk for pk, contact in rows if email_in(contact)]

    def left(self) -> int:
        """How many letters there are to send, those that were refused once more."""
        letters = Letter.objects.filter(mailing=self.pk, refused=False)
        got = letters.filter(rater=OuterRef("pk"))
        rows = self.addressed().exclude(Exists(got)).order_by()
        return sum(map(bool, map(email_in, rows.values_list("contact", flat=True))))

    def send(self, by: str) -> Job:
        """Begin, or go on with those who are not reached.

        Within a transaction. Raises WrongState, Blocked and Nobody. What is being sent
        already is not begun a second time.
        """
        # one at a time; the second finds the job of the first
        Mailing.objects.select_for_update().get(pk=self.pk)
        if not self.may_go:
            raise WrongState(self.kind)
        if stops := self.stops():
            raise Blocked(stops)
        job = Job.objects.newest(JOB, [self.pk])
        if job and not job.is_over:
            return job
        # contacts may have been mended: whoever was refused is tried once more
        self.letters.filter(refused=True).delete()
        Mailing.objects.filter(pk=self.pk).update(refused=0)
        n = len(self.waiting())
        if not n:
            raise Nobody
        self.tell("letters", by, letters=n)
        return Job.objects.start(JOB, by=by, about=[self.pk], total=n)

    def note(self, rater: Rater, *, refused: bool) -> None:
        """The server has taken the letter, or refused the address."""
        name = "refused" if refused else "sent"
        with transaction.atomic():
            # who was taken off the list meanwhile has no mark
            if Rater.objects.select_for_update().filter(pk=rater.pk).exists():
                self.letters.get_or_create(rater=rater, defaults={"refused": refused})
            Mailing.objects.filter(pk=self.pk).update(**{name: F(name) + 1})

    def tell(self, act: str, by: str, **counts: int) -> None:
        """Put it into the campaign's audit chain: numbers, no names."""
        pool, group = (row.key if row else "" for row in (self.pool, self.group))
        about = {"mailing": self.kind, "pool": pool, "group": group}
        record(act, by=by, campaign=self.campaign_id, **about, **counts)


class LetterQuerySet(models.QuerySet["Letter"]):
    def reached(self, mailing: Mailing) -> list[tuple[str, str, int]]:
        """How many have got it, by code of the unit and key of the pool."""
        rows = self.filter(mailing=mailing, refused=False).order_by()
        counted = rows.values_list("rater__unit__code", "rater__pool__key")
        return list(counted.annotate(n=Count("pk")))

    def refused(self, campaign: Campaign) -> Self:
        """Those whose last letter the server did not take, to mend the contact."""
        later = Letter.objects.filter(rater=OuterRef("rater"), pk__gt=OuterRef("pk"))
        rows = self.filter(mailing__campaign=campaign, refused=True)
        rows = rows.exclude(Exists(later)).select_related("rater__unit", "rater__pool")
        return rows.order_by(
            "rater__unit", "rater__pool__position", "rater__position", "pk"
        )


class Letter(models.Model):
    """That a rater was written to; goes with the rater."""

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="letters")
    rater = models.ForeignKey(Rater, models.CASCADE, related_name="letters")
    refused = models.BooleanField()

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("mailing", "rater"), name="letter_once"),
        )

    def __str__(self) -> str:
        return f"{self.mailing} {self.pk}"

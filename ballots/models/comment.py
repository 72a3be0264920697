"""Comments: read and redacted by the supervision team, released in one batch.

They lie apart from ballots, without pool, time or order. What was written is seen by
the supervision team alone; everybody else gets what it has passed on (trust.md §3 C).
"""

import uuid
from collections.abc import Collection
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from audit.models import Detail, record
from ballots.models.ticket import lock
from campaigns.models import Campaign, GroupUnit, Subject, WrongState

LONG = 12  # characters from which on the same words are the same writer's
READABLE = (Campaign.State.COUNTED, Campaign.State.RELEASED)


class CommentQuerySet(models.QuerySet["Comment"]):
    def for_user(self, user: Any) -> Self:
        """Those on units of which a team of `user` is the original or responsible."""
        mine = Q(team__members=user) | Q(group__team__members=user)
        seats = GroupUnit.objects.filter(
            mine, group__campaign=OuterRef("campaign"), unit=OuterRef("subject__unit")
        )
        return self.filter(Exists(seats), campaign__drill=False)

    def on(self, subjects: Collection[str]) -> Self:
        """Those on some subjects of a campaign, by key."""
        return self.filter(subject__key__in=subjects)

    def unread(self) -> Self:
        return self.filter(review=Comment.Review.UNREAD)

    def passed(self) -> Self:
        return self.filter(review=Comment.Review.PASSED)

    def withheld(self) -> Self:
        return self.filter(review=Comment.Review.WITHHELD)

    def changed(self) -> Self:
        """Redacted or withheld: what takes a second pair of eyes."""
        redacted = Q(review=Comment.Review.PASSED) & ~Q(published=F("text"))
        return self.filter(redacted | Q(review=Comment.Review.WITHHELD))

    def let_go(self) -> Self:
        """Those that were passed on and released with the others of their campaign."""
        return self.passed().exclude(campaign__comment_release=None)

    def held_back(self) -> Self:
        """Those of which words are kept that nobody outside the team has read."""
        whole = self.let_go().filter(published=F("text"))
        return self.exclude(pk__in=whole.values("pk")).exclude(text="", published="")

    def erase(self) -> int:
        """Forget what was not let go: the words only; how many comments had some.

        That they were written, and what was decided of them, stays: papers say so.
        """
        n = self.count()
        out = self.let_go().values("pk")
        rows = Comment.objects.filter(pk__in=self.values("pk"))
        rows.exclude(pk__in=out).update(text="", published="")
        rows.filter(pk__in=out).update(text=F("published"))
        return n


class Comment(models.Model):
    """What a rater wrote on a subject: apart from ballots, without pool or time."""

    class Review(models.TextChoices):
        UNREAD = "unread", gettext_lazy("not yet read")
        PASSED = "passed", gettext_lazy("passed on")
        WITHHELD = "withheld", gettext_lazy("withheld")

    class Reason(models.TextChoices):
        """Chosen, never written: a sentence of one's own could quote the comment."""

        WRITER = "writer", gettext_lazy("shows who wrote it")
        OTHERS = "others", gettext_lazy("about a third person's private life")
        ABUSE = "abuse", gettext_lazy("insult, or accusation without any fact")
        OFF = "off", gettext_lazy("not about what is rated")

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="comments")
    subject = models.ForeignKey(Subject, models.RESTRICT, related_name="comments")
    text = models.TextField()
    review = models.CharField(max_length=8, choices=Review, default=Review.UNREAD)
    published = models.TextField(blank=True)
    reason = models.CharField(max_length=8, choices=Reason, blank=True)
    # who of the team has read it; the release is another's
    reader = models.CharField(max_length=150, blank=True)

    objects = CommentQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def redacted(self) -> bool:
        return self.review == self.Review.PASSED and self.published != self.text

    @property
    def read(self) -> bool:
        return self.review != self.Review.UNREAD

    def copies(self, user: Any) -> CommentQuerySet:
        """It and those with the same long text on the units of `user`: read once."""
        rows = Comment.objects.filter(campaign=self.campaign_id).for_user(user)
        alike = {"text": self.text} if len(self.text) >= LONG else {"pk": self.pk}
        return rows.filter(**alike)

    def pass_on(self, user: Any, text: str) -> int:
        """Read: it goes out in these words. Raises WrongState once all is released."""
        act = "comment passed on" if text == self.text else "comment redacted"
        return self._read(user, act, review=self.Review.PASSED, published=text)

    def withhold(self, user: Any, reason: str) -> int:
        """Read: nobody else gets it. Raises WrongState once all is released."""
        withheld = self.Review.WITHHELD
        return self._read(user, "comment withheld", review=withheld, reason=reason)

    def put_back(self, user: Any) -> int:
        """As if nobody had read it. Raises WrongState once all is released."""
        return self._read(user, "comment put back", review=self.Review.UNREAD)

    def _read(self, user: Any, act: str, **values: str) -> int:
        """Store what was decided of it and its copies, with a trace; how many."""
        name = user.get_username()
        reader = "" if values["review"] == self.Review.UNREAD else name
        blank = {"published": "", "reason": "", "reader": reader}
        with transaction.atomic():
            CommentRelease.objects.still_open(self.campaign)
            number = self.copies(user).update(**blank | values)
            trace: dict[str, Detail] = {"comment": str(self.pk), "copies": number}
            if "reason" in values:
                trace["reason"] = values["reason"]
            record(act, by=name, campaign=self.campaign_id, **trace)
        return number


class Summary(models.Model):
    """What the team makes of the comments on a subject, in its own words (C-e)."""

    subject = models.OneToOneField(
        Subject, models.CASCADE, primary_key=True, related_name="summary"
    )
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="summaries")
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.subject)

    @classmethod
    def write(cls, subject: Subject, user: Any, text: str) -> None:
        """Put the words in place of those before. WrongState once all is released."""
        campaign, name = subject.campaign, user.get_username()
        with transaction.atomic():
            CommentRelease.objects.still_open(campaign)
            values = {"campaign": campaign, "text": text}
            cls.objects.update_or_create(subject=subject, defaults=values)
            record("summary written", by=name, campaign=campaign.pk, on=subject.key)


class CommentReleaseManager(models.Manager["CommentRelease"]):
    def still_open(self, campaign: Campaign) -> None:
        """Alone with the campaign while its comments are read. Raises WrongState."""
        lock(campaign.pk, shared=False)
        campaign.refresh_from_db(fields=["state"])
        if campaign.state not in READABLE or self.filter(campaign=campaign).exists():
            raise WrongState(f"{campaign.pk}: comments are not being read")

    def make(self, campaign: Campaign, user: Any, comments: CommentQuerySet) -> None:
        """Release the batch; nothing of it changes any more. Raises WrongState.

        Call it alone with the campaign. `comments`: those that may be shown at all.
        """
        name = user.get_username()
        self.create(campaign=campaign, released_by=name)
        record(
            "comments released",
            by=name,
            campaign=campaign.pk,
            passed=comments.passed().count(),
            redacted=comments.passed().changed().count(),
            withheld=comments.withheld().count(),
        )


class CommentRelease(models.Model):
    """The one batch of a campaign, let go by somebody who changed none of it (C-f)."""

    campaign = models.OneToOneField(
        Campaign, models.CASCADE, primary_key=True, related_name="comment_release"
    )
    released_at = models.DateTimeField(default=timezone.now)
    released_by = models.CharField(max_length=150)

    objects = CommentReleaseManager()

    def __str__(self) -> str:
        return str(self.campaign)

"""Acts that take two people: asked for by the office, agreed by the supervision team.

Drills are exempt: nothing of them is real.
"""

from typing import Any, Self

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import Detail, record
from campaigns.blockers import Blocker, page
from campaigns.models import Blocked, Campaign, Group, WrongState
from campaigns.roles import sees_nothing, supervises

NEITHER = Q(state="asked") | Q(state="agreed")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def standing(self) -> Self:
        """Those that are asked for or agreed, and not done yet."""
        return self.filter(NEITHER)

    def for_user(self, user: Any) -> Self:
        """Those that wait for `user`: of another, where he supervises."""
        if sees_nothing(user):
            return self.none()
        team = Q(team__members=user) | Q(seats__team__members=user)
        mine = Group.objects.filter(team, campaign=OuterRef("campaign"))
        there = Q(Exists(mine), about="") | Exists(mine.filter(key=OuterRef("about")))
        rows = self.filter(there, state=Proposal.State.ASKED)
        return rows.exclude(asked_by=user.get_username()).select_related("campaign")

    def ask(
        self,
        campaign: Campaign,
        act: str,
        by: str,
        reason: str = "",
        about: str = "",
        **detail: Detail,
    ) -> "Proposal":
        """Ask for an act; one at a time of the same. Raises Blocked."""
        if not has_second(campaign, by, about):
            raise Blocked([nobody(campaign, about)])
        row = Proposal(campaign=campaign, act=act, asked_by=by, reason=reason)
        row.about, row.detail = about, detail
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            standing = self.standing().get(campaign=campaign, act=act, about=about)
            raise Blocked([standing.waits()]) from None
        row.tell("ask", by, reason=reason, **detail)
        return row

    def spend(self, campaign: Campaign, act: str, about: str = "") -> "Proposal | None":
        """Use up the consent to an act; nothing of a drill. Raises Blocked without."""
        if campaign.drill:
            return None
        rows = self.filter(campaign=campaign, act=act, about=about)
        row = rows.filter(state=Proposal.State.AGREED).first()
        if row is None:
            text = _("This takes two: the office asks, the supervision team agrees.")
            raise Blocked([Blocker(text, reverse("ballots:desk", args=[campaign.pk]))])
        rows.filter(pk=row.pk).update(state=Proposal.State.DONE)
        return row


class Proposal(models.Model):
    """What one person asks for and another has to agree to before it is done."""

    class Act(models.TextChoices):
        SLIPS = "slips", gettext_lazy("More slips")
        RELEASE = "release", gettext_lazy("Release the results")
        VOID = "annul", gettext_lazy("Declare the campaign void")

    class State(models.TextChoices):
        ASKED = "asked", gettext_lazy("waits for the supervision team")
        AGREED = "agreed", gettext_lazy("agreed")
        REFUSED = "refused", gettext_lazy("refused")
        WITHDRAWN = "taken", gettext_lazy("withdrawn")
        DONE = "done", gettext_lazy("done")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="proposals")
    act = models.CharField(max_length=8, choices=Act)
    # the key of the group of slips; empty for what concerns the whole campaign
    about = models.CharField(max_length=32, blank=True)
    detail = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="taken") | ~Q(answered_by=F("asked_by")),
                name="proposal_takes_two",
            ),
            models.UniqueConstraint(
                fields=("campaign", "act", "about"),
                condition=NEITHER,
                name="proposal_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id}-{self.pk} {self.act}"

    @property
    def standing(self) -> bool:
        """Whether it is asked for or agreed, and not done."""
        return self.state in (self.State.ASKED, self.State.AGREED)

    @property
    def number(self) -> int:
        """Slips that are asked for."""
        return int(self.detail.get("slips", 0))

    @property
    def group(self) -> Group:
        return self.campaign.groups.get(key=self.about)

    @property
    def url(self) -> str:
        return reverse("ballots:proposal", args=[self.campaign_id, self.pk])

    def rivals(self) -> ProposalQuerySet:
        """Others that stand for the same act: there is one at a time."""
        rows = Proposal.objects.standing().exclude(pk=self.pk)
        return rows.filter(campaign=self.campaign_id, act=self.act, about=self.about)

    def waits(self) -> Blocker:
        """That it stands, with the page on which it is answered or taken back."""
        text = _("“%(act)s”, asked for by %(by)s, waits for the supervision team.")
        if self.state == self.State.AGREED:
            text = _("“%(act)s”, asked for by %(by)s, is agreed.")
        words = {"act": self.get_act_display(), "by": self.asked_by}
        return Blocker(text % words, self.url)

    def tell(self, action: str, by: str, **detail: Detail) -> None:
        """Put it into the campaign's audit chain."""
        what: dict[str, Detail] = {
            "act": str(self.act),
            "about": self.about,
            "proposal": self.pk,
        }
        record(action, by=by, campaign=self.campaign_id, **(what | detail))

    def may_answer(self, user: Any) -> bool:
        """Whether `user` is the second person."""
        other = self.asked_by != user.get_username()
        return other and supervises(user, self.campaign, self.about)

    def agree(self, user: Any) -> None:
        """Agree; what needs no printing is done at once.

        Raises PermissionDenied, WrongState, and what the act raises; nothing is
        changed then.
        """
        with self.campaign.box.alone():
            # what follows changes its state: not when the chain is in hand already
            Campaign.objects.select_for_update(no_key=True).get(pk=self.campaign_id)
            self._answer(user, self.State.AGREED)
            self.tell("agree", self.answered_by, asked=self.asked_by)
            if self.act == self.Act.RELEASE:
                self.campaign.box.certify(self.answered_by)
            elif self.act == self.Act.VOID:
                self.campaign.box.annul(self.answered_by)
        if self.act == self.Act.VOID:
            # after the commit: a crash leaves a key that is of no use, never a box
            # that is still open and has none
            self.campaign.box.destroy_key()

    def refuse(self, user: Any, why: str) -> None:
        """Refuse with a reason. Raises PermissionDenied and WrongState."""
        with transaction.atomic():
            self._answer(user, self.State.REFUSED, why)
            self.tell("refuse", self.answered_by, reason=why)

    def withdraw(self, user: Any) -> None:
        """Take back what was not answered yet. Raises PermissionDenied, WrongState."""
        if self.asked_by != user.get_username():
            raise PermissionDenied
        with transaction.atomic():
            self._move(self.State.WITHDRAWN)
            self.tell("withdraw", self.asked_by)

    def _answer(self, user: Any, state: str, why: str = "") -> None:
        if not self.may_answer(user):
            raise PermissionDenied
        self.answered_by, self.answered_at = user.get_username(), timezone.now()
        self._move(
            state,
            answered_by=self.answered_by,
            answered_at=self.answered_at,
            answer=why,
        )

    def _move(self, state: str, **columns: Any) -> None:
        """From asked to answered: once, whoever presses at the same moment."""
        rows = Proposal.objects.filter(pk=self.pk, state=self.State.ASKED)
        if not rows.update(state=state, **columns):
            raise WrongState(f"{self}: answered already")
        self.state = state


def has_second(campaign: Campaign, by: str = "", group: str = "") -> bool:
    """Whether a supervision team of the campaign, or a group, has anybody but `by`."""
    groups = campaign.groups.filter(key=group) if group else campaign.groups.all()
    teams = Q(teams__groups__in=groups) | Q(teams__seats__group__in=groups)
    people = get_user_model().objects.filter(teams, is_active=True, is_superuser=False)
    return people.exclude(username=by).exists()


def nobody(campaign: Campaign, group: str = "", *, stops: bool = True) -> Blocker:
    """That there is no second person, with the page of the group that mends it."""
    text = _(
        "Nobody of a supervision team can agree: give the group a team with members "
        "that are not of the office."
    )
    groups = campaign.groups.filter(key=group) if group else campaign.groups.all()
    return Blocker(text, page(groups.first() or campaign), stops=stops)

"""The box of a campaign: its key, and the acts from issuing slips to releasing."""

import os
import subprocess
import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import Detail, record
from ballots import blockers
from ballots.custody import KeyFile, OpeningRuns, opener
from ballots.models.batch import Batch
from ballots.models.consent import Proposal
from ballots.models.issuing import Issuing
from ballots.models.keeping import Keeping
from ballots.models.link import OpenLink
from ballots.models.pausing import Pausing
from ballots.models.slip import Slip
from ballots.models.ticket import Ticket, lock
from ballots.models.turnout import Snapshot, Turnout, Want, count, slips
from ballots.sealing import new_box
from ballots.trustees import Secret, lines
from campaigns.blockers import Blocker
from campaigns.definition import Definition
from campaigns.definition import Group as FrozenGroup
from campaigns.frozen import frozen
from campaigns.models import Blocked, Campaign, WrongState

MINUTE = timedelta(minutes=1)
State = Campaign.State
# what has begun and is not decided yet
RUNNING = (*Campaign.LIVE, State.CLOSED, State.COUNTED)


class OpeningFailed(Exception):
    """The child process did not open the box; nothing was changed. Says why."""


class BoxManager(models.Manager["Box"]):
    def freeze(self, campaign: Campaign, by: str = "") -> "Box":
        """Freeze the campaign and make its box, with a key file if it is to have one.

        Raises Blocked and WrongState as `Campaign.freeze` does. The key is on the disk
        before the box is in the database: a crash leaves a key without a box, never a
        box without a key. Trustee cards make the key later, when all are printed.
        """
        custody, public = campaign.custody, b""
        made: AbstractContextManager[None] = nullcontext()
        if custody == Campaign.Custody.FILE:
            private, public = new_box()
            made = KeyFile.of(campaign.pk, public).made(private)
        with made, transaction.atomic():
            campaign.freeze()
            if campaign.custody != custody:
                raise WrongState(f"{campaign.pk}: another custody")
            OpenLink.objects.make(campaign)
            box = self.create(campaign=campaign, custody=custody, public_key=public)
            box.tell("freeze", by, definition=campaign.definition_hash)
            return box

    def suspend_open(self) -> list["Box"]:
        """Suspend every open campaign: its database was restored from a backup.

        What was cast since the backup is missing in it, and slips that were used since
        vote again; people decide how it goes on (trust.md T28).
        """
        running = self.filter(campaign__state=State.OPEN).order_by("pk")
        boxes = list(running.select_related("campaign"))
        for box in boxes:
            Pausing(box).suspend(reason=_("A backup was restored."))
        return boxes

    def unwritten(self) -> models.QuerySet["Box"]:
        """Those of which what was erased still lies in the database's files."""
        nothing = models.Q(opened_at=None, campaign__erased_at=None)
        return self.exclude(nothing).filter(rewritten=False)


class Box(Keeping):
    """The box (票箱): nothing stored at the voting site but its public key."""

    campaign = models.OneToOneField(
        Campaign, models.CASCADE, primary_key=True, related_name="box"
    )
    # the number at closing is the number for ever
    closed_with = models.PositiveIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    # rows of `Turnout`, written down as the slips were erased
    last_turnout = models.JSONField(null=True)

    objects = BoxManager()

    class Meta:
        verbose_name = gettext_lazy("box")
        verbose_name_plural = gettext_lazy("boxes")

    def __str__(self) -> str:
        return str(self.campaign)

    @property
    def definition(self) -> Definition:
        return frozen(self.campaign)

    @property
    def desk(self) -> str:
        return reverse("ballots:desk", args=[self.pk])

    def tell(self, action: str, by: str, **detail: Detail) -> None:
        """Put an act on the box into the campaign's audit chain."""
        record(action, by=by, campaign=self.pk, **detail)

    # issuing -------------------------------------------------------------------

    def wants(self, group: FrozenGroup) -> list[Want]:
        """Slips that `group` still lacks, by pool and place."""
        return [
            Want(row.pool, row.place, row.missing)
            for row in self.turnout()
            if row.group == group.key and row.missing
        ]

    def issue(self, group: FrozenGroup, by: str = "") -> tuple[Batch, list[Slip]]:
        """Make the slips a group lacks, at most 200; once voting is open, active.

        Generating is one act with printing: the codes are in the returned slips and
        nowhere else. Raises Blocked when there is nothing to issue, and where it takes
        two without their consent.
        """
        return Issuing(self, group).do(by)

    def void(self, batch: Batch, by: str = "", *, broken: bool = False) -> None:
        """Declare a batch void; what was cast with it stays. Raises WrongState.

        Of a `broken` one nobody has had the slips: it may simply be printed again.
        """
        with self.alone(*Campaign.LIVE):
            active = batch.declare_void(broken=broken)
            self.tell("void", by, batch=batch.number, active=active)

    # counts --------------------------------------------------------------------

    def turnout(self) -> list[Turnout]:
        """Due, issued and voted by pool and place."""
        if self.last_turnout is None:
            return count(self.campaign, self.definition)
        return [Turnout.read(row) for row in self.last_turnout]

    @property
    def public(self) -> int:
        """Ballots that came in over open links."""
        if self.last_turnout is None:
            return Ticket.objects.filter(campaign=self.campaign, batch=None).count()
        return sum(row.voted for row in self.turnout() if row.is_open)

    def slip_account(self) -> dict[str, int]:
        """Slips printed, and what became of them; the numbers add up."""
        return self.snapshot().account

    def snapshot(self) -> Snapshot:
        """The counts to show: while voting is open, at most one a minute.

        Two counts a moment apart would tell who has just voted (trust.md §3 D6). A
        batch that is made or voided shows at once.
        """
        now, (printed, void) = timezone.now(), slips(self.campaign)
        if self.campaign.state != State.OPEN:
            return Snapshot(now, self.turnout(), printed, void)
        name = f"turnout:{self.key_file.stem}:{printed}:{void}"
        kept = cast(Snapshot | None, cache.get(name))
        # by its age, not by the minute: 9:59:59 and 10:00:00 are a moment apart
        if kept is None or now - kept.at >= MINUTE:
            kept = Snapshot(now, self.turnout(), printed, void)
            cache.set(name, kept, timeout=120)
        return kept

    # lifecycle -----------------------------------------------------------------

    def blockers(self) -> list[Blocker]:
        """What stands in the way of the next act, stops first."""
        return blockers.of(self)

    def stops(self) -> None:
        """Raise Blocked if anything stands in the way of the next act."""
        stops = [blocker for blocker in self.blockers() if blocker.stops]
        if stops:
            raise Blocked(stops)

    @contextmanager
    def alone(self, *states: str) -> Iterator[None]:
        """Alone with the campaign in one of `states`, as it is now. WrongState."""
        with transaction.atomic():
            lock(self.pk, shared=False)
            now = ["state", "opens_at", "closes_at"]
            self.campaign.refresh_from_db(fields=now)
            if states and self.campaign.state not in states:
                raise WrongState(f"{self.pk}: not {' or '.join(states)}")
            yield

    def open_voting(self, by: str = "") -> None:
        """Frozen to open, while no list changes; then ballots come in the window."""
        with self.alone(State.FROZEN):
            Campaign.objects.select_for_update(no_key=True).get(pk=self.pk)
            self.stops()
            self.campaign.leave(State.FROZEN, State.OPEN)
            # by the number present: place by place, see `Presence`
            waiting = Ticket.objects.filter(campaign=self.campaign)
            n = 0 if self.definition.by_presence else waiting.activate()
            self.tell("open", by, activated=n)

    def close(self, by: str = "", reason: str = "") -> int:
        """Open or suspended to closed, alone; the number of envelopes for ever.

        Counted under the same lock as the state is changed: no envelope can be between
        the two, and no crash either.
        """
        with self.alone(State.OPEN, State.SUSPENDED):
            self.campaign.leave(self.campaign.state, State.CLOSED)
            tickets = Ticket.objects.filter(campaign=self.campaign)
            self.closed_with, self.closed_at = tickets.used().count(), timezone.now()
            self.save(update_fields=["closed_with", "closed_at"])
            told: dict[str, Detail] = {"reason": reason} if reason else {}
            told |= {"envelopes": self.closed_with, "kept": tickets.keep()}
            self.tell("close", by, **told, **tickets.commitment())
        return self.closed_with

    def unseal(self, secrets: Iterable[Secret] = ()) -> None:
        """Open the box in a child process and wait. Raises Blocked, OpeningFailed."""
        child = self._opener(secrets, stderr=subprocess.PIPE)
        errors = child.communicate()[1]
        if child.returncode:
            raise OpeningFailed(errors.strip().rpartition("\n")[2])
        self.refresh_from_db()
        self.campaign.refresh_from_db()

    def start_unsealing(self, by: str = "", secrets: Iterable[Secret] = ()) -> None:
        """Open the box in a child process that outlives the request.

        `secrets` are two trustee cards; they go through a pipe and nowhere else.
        """
        how = {"stderr": subprocess.DEVNULL, "start_new_session": True}
        child = self._opener(secrets, **how)
        self.tell("unseal", by)
        threading.Thread(target=child.wait, daemon=True).start()

    def _opener(self, secrets: Iterable[Secret], **how: Any) -> "subprocess.Popen[str]":
        """The child, holding the lock. Raises WrongState and Blocked."""
        self.campaign.refresh_from_db(fields=["state"])
        if self.campaign.state != State.CLOSED:
            raise WrongState(f"{self.pk}: not closed")
        self.stops()
        try:
            handle = self.progress.claim()
        except OpeningRuns:
            text = _("The box is being opened at this moment.")
            raise Blocked([Blocker(text, self.desk)]) from None
        try:
            key = lines(secrets) if self.has_cards else self.key_file.read_bytes()
            return opener(self.pk, handle, key, **how)
        finally:
            os.close(handle)

    def certify(self, by: str = "") -> None:
        """Counted to released; the key is destroyed, so that no copy opens again.

        Takes two (`Proposal.agree`), but for a drill: raises Blocked without consent.
        """
        with self.alone(State.COUNTED):
            Proposal.objects.spend(self.campaign, Proposal.Act.RELEASE)
            now = timezone.now()
            self.campaign.leave(State.COUNTED, State.RELEASED, ended_at=now)
            self.tell("release", by)
            _follow(self.campaign)
            # before the commit: a crash leaves a counted box, which needs no key
            self.destroy_key()

    def annul(self, by: str = "") -> None:
        """Void for ever, with all its slips and ballots; takes two, as releasing."""
        with self.alone(*RUNNING):
            Proposal.objects.spend(self.campaign, Proposal.Act.VOID)
            state, now = self.campaign.state, timezone.now()
            self.campaign.leave(state, State.VOID, ended_at=now)
            self.tell("annul", by)


def _follow(campaign: Campaign) -> None:
    """Call what the settings name: an app above this one records what is released."""
    for name in settings.AT_CERTIFICATION:
        import_string(name)(campaign)

"""The box of a campaign: its key, and the acts from issuing slips to releasing."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ballots import codes
from ballots.models.salt import Salt
from ballots.models.ticket import Batch, Slip, Ticket, lock
from ballots.sealing import Key, merkle_root, new_box, stretch
from campaigns.blockers import Blocker, page
from campaigns.definition import Definition, Place
from campaigns.definition import Group as FrozenGroup
from campaigns.frozen import frozen
from campaigns.models import Blocked, Campaign, Group, Pool, Unit

SLIPS_A_REQUEST = 200
State = Campaign.State


class OpeningFailed(Exception):
    """The child process did not open the box; nothing was changed. Says why."""


@dataclass(frozen=True, slots=True)
class Turnout:
    """Due and voted at one place of a pool; never who."""

    pool: str
    place: Place
    group: str
    due: int
    voted: int

    @property
    def left(self) -> int:
        return self.due - self.voted


@dataclass(frozen=True, slots=True)
class Want:
    """Slips that a group still lacks at one place of a pool."""

    pool: str
    place: Place
    missing: int


class BoxManager(models.Manager["Box"]):
    def freeze(self, campaign: Campaign) -> "Box":
        """Freeze the campaign and make its box with a key file on this server.

        Raises Blocked and WrongState as `Campaign.freeze` does.
        """
        private, public = new_box()
        with transaction.atomic():
            campaign.freeze()
            box = self.create(campaign=campaign, public_key=public)
        box.key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(box.key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        with os.fdopen(handle, "w") as file:
            file.write(private.hex())
        return box

    def unwritten(self) -> models.QuerySet["Box"]:
        """Opened boxes whose erased envelopes still lie in the database's files."""
        return self.exclude(opened_at=None).filter(rewritten=False)


class Box(models.Model):
    """The box (票箱): nothing stored at the voting site but its public key.

    Custody: a key file on the server, the weaker of two choices; every report says
    so. Trustee cards are not there yet.
    """

    class Custody(models.TextChoices):
        FILE = "file", gettext_lazy("key file on the server")

    campaign = models.OneToOneField(
        Campaign, models.CASCADE, primary_key=True, related_name="box"
    )
    custody = models.CharField(max_length=8, choices=Custody, default=Custody.FILE)
    public_key = models.BinaryField()
    # the number at closing is the number for ever
    closed_with = models.PositiveIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    rewritten = models.BooleanField(default=False)

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
    def key_file(self) -> Path:
        name = f"{self.pk}-{bytes(self.public_key).hex()[:12]}.key"
        return Path(settings.KEY_DIR) / name

    @property
    def progress_file(self) -> Path:
        """Where the opening process says how far it is; outside the database."""
        return self.key_file.with_suffix(".progress")

    # issuing -------------------------------------------------------------------

    def wants(self, group: FrozenGroup) -> list[Want]:
        """Slips that `group` still lacks, by pool and place."""
        wants = []
        for pool in self.definition.pools.values():
            for place, due in self.definition.places(pool, group):
                there = Ticket.objects.at(place).filter(
                    campaign=self.campaign,
                    pool__key=pool.key,
                    batch__group__key=group.key,
                )
                missing = due - there.exclude(state=Ticket.State.VOID).count()
                if missing > 0:
                    wants.append(Want(pool.key, place, missing))
        return wants

    def issue(self, group: FrozenGroup, by: str = "") -> tuple[Batch, list[Slip]]:
        """Make the slips a group lacks, at most 200, active at once.

        Generating is one act with printing: the codes are in the returned slips and
        nowhere else. Raises Blocked when there is nothing to issue.
        """
        if self.campaign.state not in (State.FROZEN, State.OPEN):
            raise Blocked([Blocker(_("Slips are made between freezing and closing."),
                                   self.desk)])
        wants = self.wants(group)
        if not wants:
            raise Blocked([Blocker(_("This group has all its slips."), self.desk)])
        slips = list(self._slips(wants))[:SLIPS_A_REQUEST]
        with transaction.atomic():
            lock(self.pk, shared=False)
            return self._store(group, slips, by), slips

    def _slips(self, wants: list[Want]) -> Iterator[Slip]:
        pools = {pool.key: pool for pool in self.campaign.pools.all()}
        for want in wants:
            for _number in range(min(want.missing, SLIPS_A_REQUEST)):
                code = codes.generate()
                key = Key(stretch(code, Salt.objects.value()))
                yield Slip(code, pools[want.pool], want.place, key)

    def _store(self, group: FrozenGroup, slips: list[Slip], by: str) -> Batch:
        row = Group.objects.get(campaign=self.campaign, key=group.key)
        units = {unit.code: unit for unit in Unit.objects.filter(code__in=group.units)}
        last = Batch.objects.filter(campaign=self.campaign).aggregate(n=Max("number"))
        batch = Batch.objects.create(
            campaign=self.campaign,
            group=row,
            number=(last["n"] or 0) + 1,
            slips=len(slips),
            root=merkle_root([slip.key.public for slip in slips]),
            made_by=by,
        )
        # sorted by key, so that neither ctid nor rowid shows the order of printing
        Ticket.objects.bulk_create(
            Ticket(
                code_pk=slip.key.public,
                campaign=self.campaign,
                pool=slip.pool,
                unit=units[slip.place.key] if slip.place.kind == "unit" else None,
                group=row if slip.place.kind == "group" else None,
                batch=batch,
                state=Ticket.State.ACTIVE,
            )
            for slip in sorted(slips, key=lambda slip: slip.key.public)
        )
        return batch

    # voting --------------------------------------------------------------------

    def turnout(self) -> list[Turnout]:
        """Due and voted by pool and place, in one query."""
        rows = Ticket.objects.filter(campaign=self.campaign).values_list(
            "pool__key", "unit__code", "batch__group__key"
        )
        used = Q(state=Ticket.State.USED)
        counted = {
            (pool, unit, group): (due, voted)
            for pool, unit, group, due, voted in rows.annotate(
                due=Count("pk", filter=used | Q(state=Ticket.State.ACTIVE)),
                voted=Count("pk", filter=used),
            )
        }
        found = []
        for pool in self.definition.pools.values():
            for group in self.definition.groups.values():
                for place, _due in self.definition.places(pool, group):
                    unit = place.key if place.kind == "unit" else None
                    due, voted = counted.get((pool.key, unit, group.key), (0, 0))
                    found.append(Turnout(pool.key, place, group.key, due, voted))
        return found

    def slip_account(self) -> dict[str, int]:
        """Slips printed, and what became of them; the numbers add up."""
        tickets = Ticket.objects.filter(campaign=self.campaign)
        return tickets.aggregate(
            printed=Count("pk"),
            used=Count("pk", filter=Q(state=Ticket.State.USED)),
            unused=Count("pk", filter=Q(state=Ticket.State.ACTIVE)),
            void=Count("pk", filter=Q(state=Ticket.State.VOID)),
        )

    # lifecycle -----------------------------------------------------------------

    @property
    def desk(self) -> str:
        return reverse("ballots:desk", args=[self.pk])

    def blockers(self) -> list[Blocker]:
        """What stands in the way of the next act, stops first."""
        found = {
            State.FROZEN: self._before_opening,
            State.CLOSED: self._before_unsealing,
            State.COUNTED: self._after_counting,
        }.get(State(self.campaign.state), lambda: [])()
        return sorted(found, key=lambda blocker: not blocker.stops)

    def _before_opening(self) -> list[Blocker]:
        found = []
        for group in self.definition.groups.values():
            missing = sum(want.missing for want in self.wants(group))
            if missing:
                text = ngettext(
                    "“%(group)s” lacks %(n)d slip.",
                    "“%(group)s” lacks %(n)d slips.",
                    missing,
                ) % {"group": group.title, "n": missing}
                found.append(Blocker(text, f"{self.desk}#slips"))
        closes = self.campaign.closes_at
        if closes and closes <= timezone.now():
            text = _("The time at which voting closes has passed.")
            found.append(Blocker(text, page(self.campaign) + "#id_closes_at_0"))
        return found

    def _before_unsealing(self) -> list[Blocker]:
        found = []
        if not self.key_file.exists():
            text = _("The key file is not on this server.")
            found.append(Blocker(text, f"{self.desk}#key"))
        found += self._privacy()
        if Campaign.objects.filter(state=State.OPEN).exists():
            text = _(
                "Another campaign is open: the erased envelopes leave the database's "
                "files only when none is."
            )
            found.append(Blocker(text, f"{self.desk}#rewrite", stops=False))
        return found

    def _privacy(self) -> Iterator[Blocker]:
        """Decided by the number of ballots alone (design §6)."""
        for row in self.turnout():
            if 0 < row.voted < self.definition.floors.distribution:
                text = _(
                    "%(place)s, %(pool)s: %(n)d ballots are too few for all figures; "
                    "some will be hidden."
                ) % {
                    "place": self.definition.place_name(row.place),
                    "pool": self.definition.pools[row.pool].name,
                    "n": row.voted,
                }
                yield Blocker(text, f"{self.desk}#turnout", stops=False)

    def _after_counting(self) -> list[Blocker]:
        if self.rewritten:
            return []
        text = _(
            "The erased envelopes still lie in the database's files; they go when no "
            "campaign is open."
        )
        return [Blocker(text, f"{self.desk}#rewrite", stops=False)]

    def stops(self) -> None:
        """Raise Blocked if anything stands in the way of the next act."""
        stops = [blocker for blocker in self.blockers() if blocker.stops]
        if stops:
            raise Blocked(stops)

    def open_voting(self) -> None:
        """Frozen to open; ballots are taken within the window from now on."""
        self.stops()
        self.campaign.leave(State.FROZEN, State.OPEN)

    def close(self) -> int:
        """Open to closed, alone with the campaign; the number of envelopes for ever."""
        with transaction.atomic():
            lock(self.pk, shared=False)
            self.campaign.leave(State.OPEN, State.CLOSED)
        self.closed_with = Ticket.objects.filter(campaign=self.campaign).used().count()
        self.closed_at = timezone.now()
        self.save(update_fields=["closed_with", "closed_at"])
        return self.closed_with

    def unseal(self) -> None:
        """Open the box in a child process and wait. Raises Blocked, OpeningFailed."""
        child, key = self._opener()
        _out, errors = child.communicate(key)
        if child.returncode:
            raise OpeningFailed(errors.strip().rpartition("\n")[2])
        self.refresh_from_db()
        self.campaign.refresh_from_db()

    def start_unsealing(self) -> None:
        """Open the box in a child process that outlives the request."""
        child, key = self._opener(stderr=subprocess.DEVNULL, start_new_session=True)
        assert child.stdin is not None
        child.stdin.write(key)
        child.stdin.close()

    def _opener(self, **how: Any) -> tuple["subprocess.Popen[str]", str]:
        """The child, which gets the key through its pipe and from nowhere else."""
        if self.campaign.state != State.CLOSED:
            raise Blocked([Blocker(_("The box is opened after closing."), self.desk)])
        self.stops()
        manage = str(Path(settings.BASE_DIR) / "manage.py")
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL,
                 "stderr": subprocess.PIPE, "text": True, **how}
        child = subprocess.Popen([sys.executable, manage, "unseal", str(self.pk)], **pipes)
        return child, self.key_file.read_text()

    def certify(self) -> None:
        """Counted to released; the key is destroyed, so that no copy opens again."""
        self.campaign.leave(State.COUNTED, State.RELEASED)
        self.key_file.unlink(missing_ok=True)

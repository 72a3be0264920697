"""Making the slips of a group: codes, tickets, and the batch that records them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from ballots import codes
from ballots.models.batch import Batch
from ballots.models.consent import Proposal
from ballots.models.place import columns
from ballots.models.salt import Salt
from ballots.models.slip import Slip
from ballots.models.ticket import Ticket
from ballots.models.turnout import Want
from ballots.sealing import Key, merkle_root, stretch
from campaigns.blockers import Blocker
from campaigns.definition import Group as FrozenGroup
from campaigns.definition import Place
from campaigns.models import Blocked, Campaign, Group

if TYPE_CHECKING:
    from ballots.models.box import Box

SLIPS_A_REQUEST = 200
State = Campaign.State


def takes_two(campaign: Campaign, batches: Iterable[Batch]) -> bool:
    """Whether a slip more is one beyond what was due: somebody may hold another.

    `batches` of one group; of a drill nothing is real.
    """
    if campaign.drill:
        return False
    return campaign.state != State.FROZEN or any(batch.completes for batch in batches)


@dataclass(frozen=True, slots=True)
class Issuing:
    """One act on the slips of one group."""

    box: "Box"
    group: FrozenGroup

    def do(self, by: str) -> tuple[Batch, list[Slip]]:
        """Make what the group lacks or two have agreed on, at most 200. Blocked.

        Stretching takes its time, so it is done before the campaign is locked;
        whoever was faster wins.
        """
        wants = self._wants()
        made = list(islice(self._slips(wants), self.part))
        with self.box.alone():
            if self._wants() != wants:
                text = _("Slips of this group were made at this very moment.")
                raise Blocked([Blocker(text, f"{self.box.desk}#slips")])
            spent = self._spend()
            batch = self._store(made, by, spent)
            active = len(made) if self._state() == Ticket.State.ACTIVE else 0
            told = {"group": self.group.key, **batch.record, "activated": active}
            self.box.tell("print", by, **told)
            return batch, made

    @property
    def proposal(self) -> Proposal | None:
        """What was asked for or agreed on beyond what the group was due."""
        rows = Proposal.objects.standing().filter(act=Proposal.Act.SLIPS)
        return rows.filter(campaign=self.box.campaign, about=self.group.key).first()

    @property
    def agreed(self) -> Proposal | None:
        found = self.proposal
        return found if found and found.state == Proposal.State.AGREED else None

    @property
    def takes_two(self) -> bool:
        campaign = self.box.campaign
        mine = Batch.objects.filter(campaign=campaign, group__key=self.group.key)
        return takes_two(campaign, mine)

    @property
    def part(self) -> int:
        """How many are made at once."""
        return self.agreed.number if self.agreed else SLIPS_A_REQUEST

    def _spend(self) -> Proposal | None:
        """Use up the consent, where it takes one. Raises Blocked without."""
        if not (self.takes_two or self.agreed):
            return None
        act = Proposal.Act.SLIPS
        return Proposal.objects.spend(self.box.campaign, act, self.group.key)

    def _wants(self) -> list[Want]:
        campaign = self.box.campaign
        campaign.refresh_from_db(fields=["state"])
        if campaign.state not in Campaign.LIVE:
            text = _("Slips are made between freezing and closing.")
            raise Blocked([Blocker(text, self.box.desk)])
        extra = self.agreed
        if extra and "pool" in extra.detail:
            place = Place(extra.detail["kind"], extra.detail["place"])
            return [Want(extra.detail["pool"], place, extra.number)]
        wants = self.box.wants(self.group)
        if not wants:
            text = _("This group has all its slips.")
            raise Blocked([Blocker(text, self.box.desk)])
        if self.takes_two and extra is None:
            text = _("More slips take two: ask the supervision team first.")
            raise Blocked([Blocker(text, self.ask_url)])
        return wants

    @property
    def ask_url(self) -> str:
        return reverse("ballots:more", args=[self.box.pk, self.group.key])

    def _slips(self, wants: list[Want]) -> Iterator[Slip]:
        pools = {pool.key: pool for pool in self.box.campaign.pools.all()}
        salt = Salt.objects.value()
        for want in wants:
            for _number in range(want.missing):
                code = codes.generate()
                yield Slip(code, pools[want.pool], want.place, Key(stretch(code, salt)))

    def _state(self) -> str:
        """Of a new slip: after the others were activated it is active at once."""
        late = self.box.campaign.state != State.FROZEN
        at_once = late and not self.box.definition.by_presence
        return Ticket.State.ACTIVE if at_once else Ticket.State.ISSUED

    def _store(self, made: list[Slip], by: str, spent: Proposal | None) -> Batch:
        campaign = self.box.campaign
        batches = Batch.objects.filter(campaign=campaign)
        batch = Batch.objects.create(
            campaign=campaign,
            group=Group.objects.get(campaign=campaign, key=self.group.key),
            number=(batches.aggregate(n=Max("number"))["n"] or 0) + 1,
            slips=len(made),
            root=merkle_root([slip.leaf for slip in made]),
            made_by=by,
            completes=sum(w.missing for w in self.box.wants(self.group)) <= len(made),
            proposal=spent,
        )
        places = columns(campaign, self.group.units)
        # sorted by key, so that neither ctid nor rowid shows the order of printing
        Ticket.objects.bulk_create(
            Ticket(
                code_pk=slip.key.public,
                campaign=campaign,
                pool=slip.pool,
                batch=batch,
                state=self._state(),
                **places[slip.place],
            )
            for slip in sorted(made, key=lambda slip: slip.key.public)
        )
        return batch

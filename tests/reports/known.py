"""A counted campaign with real slips, whose result is released step by step."""

from dataclasses import dataclass
from typing import Any

from ballots.models import Box, Slip, Ticket
from ballots.rehearsal import issue_all
from campaigns.definition import Place
from campaigns.models import Audience, Campaign
from reports.releasing import first
from tests.ballots.make import document
from tests.make import make_campaign
from tests.reports.sample import count


@dataclass
class Known:
    """The campaign, and its slips by pool and place."""

    campaign: Campaign
    slips: dict[tuple[str, Place], list[Slip]]

    def slip(self, unit: str = "") -> Slip:
        """One of a unit's own slips, or one of the group's."""
        where = (
            ("own", Place("unit", unit)) if unit else ("cross", Place("group", "G1"))
        )
        return self.slips[where][0]


def make_slips(
    content: dict[str, Any] | None = None,
    audience: Audience = Audience.UNIT,
    **fields: Any,
) -> Known:
    """Certified, the first version released to `audience`."""
    campaign = make_campaign(content or document(), **fields)
    slips = issue_all(Box.objects.freeze(campaign))
    Ticket.objects.update(state=Ticket.State.ACTIVE)
    count(campaign, audience=audience)
    first(campaign)
    return Known(campaign, slips)

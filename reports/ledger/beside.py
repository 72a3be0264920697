"""What a unit's result page says of its points and measures."""

from typing import Any

from campaigns.models import Campaign, Unit
from reports.ledger.unit import OfUnit


def subject(user: Any, campaign: Campaign, unit: Unit) -> OfUnit | None:
    """The unit's ledger; None before the release, and for whoever does not read it."""
    found = OfUnit(campaign, unit, user)
    return found if campaign.is_certified and found.is_readable else None

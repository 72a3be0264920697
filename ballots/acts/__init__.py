"""The acts of the desk: what each asks, what follows from it, and the deed itself."""

from ballots.acts.act import Act
from ballots.acts.counting import Release, Rewrite, Unseal
from ballots.acts.voting import Close, Freeze, Open
from campaigns.models import Campaign

__all__ = ["ACTS", "Act", "Rewrite", "following"]

LADDER: tuple[type[Act], ...] = (Freeze, Open, Close, Unseal, Release)
ALL: tuple[type[Act], ...] = (*LADDER, Rewrite)
ACTS: dict[str, type[Act]] = {act.key: act for act in ALL}


def following(campaign: Campaign) -> Act | None:
    """The act that leads to the next state, or None where the ladder ends."""
    acts = [act(campaign) for act in LADDER if campaign.state in act.states]
    return acts[0] if acts else None

"""The acts of the desk: what each asks, what follows from it, and the deed itself."""

from ballots.acts.act import Act
from ballots.acts.annulling import Annul
from ballots.acts.archiving import Archive, Keep
from ballots.acts.counting import Release, Rewrite, Unseal
from ballots.acts.drilling import Drill, Wipe
from ballots.acts.pausing import Extend, Resume, Suspend
from ballots.acts.voting import Close, Freeze, Open
from campaigns.models import Campaign

__all__ = ["ACTS", "Act", "Rewrite", "aside", "following"]

# of a suspended campaign first how it goes on
LADDER: tuple[type[Act], ...] = (Freeze, Open, Resume, Close, Unseal, Release)
ASIDE: tuple[type[Act], ...] = (Suspend, Extend, Close, Drill, Wipe, Annul)
# led to by the page that says what goes and what stays
NAMES: tuple[type[Act], ...] = (Archive, Keep)
ALL: tuple[type[Act], ...] = (*LADDER, *ASIDE, *NAMES, Rewrite)
ACTS: dict[str, type[Act]] = {act.key: act for act in ALL}


def following(campaign: Campaign) -> Act | None:
    """The act that leads to the next state, or None where the ladder ends."""
    acts = [act(campaign) for act in LADDER if campaign.state in act.states]
    return acts[0] if acts else None


def aside(campaign: Campaign) -> list[Act]:
    """Acts that fit as well, beside the one that follows."""
    here = following(campaign)
    acts = [act(campaign) for act in ASIDE if campaign.state in act.states]
    return [act for act in acts if act.fits and (not here or act.key != here.key)]

"""Slips: what is printed for one rater."""

from dataclasses import dataclass, field

from ballots.sealing import Key
from campaigns.definition import Place
from campaigns.models import Pool


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one rater: the only place where a code stands in clear."""

    # out of the repr, which a traceback may print
    code: str = field(repr=False)
    pool: Pool
    place: Place
    key: Key = field(repr=False)

    @property
    def leaf(self) -> str:
        return leaf(self.key.public, self.pool, self.place)


def leaf(public: str, pool: Pool, place: Place) -> str:
    """What a batch records of a ticket: a ticket moved to another place shows."""
    return "|".join((public, pool.key, place.kind, place.key))

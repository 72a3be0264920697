"""What comes out of the box."""

import hashlib
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from ballots.card import Card
from ballots.checker import pack_values
from ballots.counting import parts
from ballots.normalising import normal
from ballots.sealing import merkle_root
from campaigns.definition import Place, Subject

Where = tuple[str, Place]
# pairs, for a subject is a large thing to be hashed with every envelope
Cards = Sequence[tuple[Subject, Card]]


@dataclass(slots=True)
class Contents:
    """What came out of the box, counted, before it is shuffled and stored."""

    ballots: list[tuple[str, str, bytes]] = field(default_factory=list)
    comments: list[tuple[str, str]] = field(default_factory=list)
    tally: Counter[tuple[str, str, str, int]] = field(default_factory=Counter)
    valid: Counter[tuple[str, str]] = field(default_factory=Counter)
    abstained: Counter[tuple[str, str]] = field(default_factory=Counter)
    # cards that a void rule takes, and envelopes of which nothing valid is left
    spoilt: Counter[tuple[str, str]] = field(default_factory=Counter)
    wasted: Counter[Where] = field(default_factory=Counter)
    void: Counter[Where] = field(default_factory=Counter)
    blank: Counter[Where] = field(default_factory=Counter)
    receipts: set[str] = field(default_factory=set)

    def add(self, pool: str, place: Place, cards: Cards, void: Set[str]) -> None:
        """Split one opened envelope by subject; the cards of `void` are not valid."""
        for subject, card in cards:
            if card.values is None:
                self.abstained[subject.key, pool] += 1
            elif subject.key in void:
                self.spoilt[subject.key, pool] += 1
            else:
                self._take(pool, subject, card.values)
                if comment := normal(card.comment):
                    self.comments.append((subject.key, comment))
        given = {s.key for s, card in cards if card.values is not None}
        if not given:
            self.blank[pool, place] += 1
        elif given <= void:
            self.wasted[pool, place] += 1

    @property
    def record(self) -> dict[str, str | int]:
        """What the audit chain keeps: numbers, and digests that fix list and tally."""
        cells = "".join(f"{cell}:{n};" for cell, n in sorted(self.tally.items()))
        return {
            "opened": len(self.receipts),
            "void": self.void.total(),
            "ballots": len(self.ballots),
            "receipts": merkle_root(list(self.receipts)),
            "tally": hashlib.sha256(cells.encode()).hexdigest(),
        }

    def _take(self, pool: str, subject: Subject, values: Sequence[int]) -> None:
        self.valid[subject.key, pool] += 1
        self.ballots.append((subject.key, pool, pack_values(values)))
        for item, value in zip(subject.form.items, values, strict=True):
            for part in parts(item, value):
                self.tally[subject.key, pool, item.key, part] += 1

"""Walking a chain: whether it is what was recorded, entry by entry."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from django.db import DatabaseError

from audit.models import NOTHING, Entry, Export

# What reading a row raises whose bytes were meddled with, on a database of loose types.
UNREADABLE = (DatabaseError, ValueError, TypeError, AttributeError)
SHORTEST = 12  # digits of a hash that say which it is, where nobody forges it
# on paper: another chain that ends in the same 12 digits is found in hours, by trying
ON_PAPER = 20
PRINTED = re.compile(rf"(?:(\d{{1,9}})-)?([0-9a-f]{{{SHORTEST},64}})")


class Broken(Exception):
    """The first entry that is not what was recorded, by number, and what is wrong."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(seq, why)
        self.seq, self.why = seq, why


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a chain: its number and its hash, as papers print it."""

    seq: int = 0
    hash: str = NOTHING

    def __str__(self) -> str:
        return f"{self.seq}-{self.hash}"

    @property
    def short(self) -> str:
        return f"{self.seq}-{self.hash[:ON_PAPER]}"

    @classmethod
    def of_acts(cls, chain: int) -> Self:
        """The head that papers carry: the last act on what they show.

        Not the very last entry: taking a paper away is one itself, and the same paper
        printed again would be another.
        """
        last = Entry.objects.of(chain).acts().last()
        return cls(last.seq, last.hash) if last else cls()

    @classmethod
    def read(cls, text: str) -> Self:
        """A head from paper: short or full, with its number or without. ValueError."""
        found = PRINTED.fullmatch(text.strip().lower())
        if not found:
            raise ValueError(text)
        return cls(int(found[1] or 0), found[2])

    def at(self, seq: int) -> bool:
        """Whether it may be the head that ended with this entry."""
        return self.seq in (0, seq)


def walk(chain: int, printed: Head | None = None) -> Iterator[Entry]:
    """The entries of a chain in order, each one checked. Raises Broken.

    A chain that somebody shortened, or wrote anew from some entry on with fresh
    hashes, is sound in itself; `printed`, a head from outside, gives it away. What is
    kept of files that were taken away gives a cut away too, as far as it reaches.
    """
    last, met = Head(), printed is None
    for entry in _entries(chain):
        _check(entry, last)
        last = Head(entry.seq, entry.hash)
        if printed and printed.at(entry.seq):
            met = met or entry.hash.startswith(printed.hash)
            if printed.seq and not met:
                raise Broken(entry.seq, "rewritten")
        yield entry
    if Export.objects.filter(campaign=chain, seq__gt=last.seq).exists():
        raise Broken(last.seq + 1, "missing")
    if not met:
        raise Broken(last.seq + 1, "short")


def _check(entry: Entry, last: Head) -> None:
    wanted = last.seq + 1
    if entry.seq != wanted:
        raise Broken(wanted, "missing")
    try:
        altered = entry.hash != entry.sealed()
    except UNREADABLE as error:
        raise Broken(wanted, "unreadable") from error
    if altered:
        raise Broken(wanted, "altered")
    if entry.before != last.hash:
        raise Broken(wanted, "unlinked")


def _entries(chain: int) -> Iterator[Entry]:
    """As a stream; a row that cannot be read takes its neighbours along."""
    seq = 0
    try:
        for entry in Entry.objects.of(chain).iterator(chunk_size=1000):
            seq = entry.seq
            yield entry
    except UNREADABLE:
        yield from _singly(chain, seq + 1)


def _singly(chain: int, start: int) -> Iterator[Entry]:
    seq = start
    while True:
        try:
            yield Entry.objects.get(chain=chain, seq=seq)
        except Entry.DoesNotExist:
            raise Broken(seq, "missing") from None
        except UNREADABLE as error:
            raise Broken(seq, "unreadable") from error
        seq += 1

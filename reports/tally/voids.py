"""What makes a ballot void; each limit holds for good marks as for bad ones.

counting.md §1.4; that a limit on bad marks alone cannot be written is design §5.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

BLANK = -1
K = TypeVar("K")


class Reason(StrEnum):
    """Why a card is void; one withdrawn by hand has the reason that was written."""

    ALIKE = "alike"
    EXTREMES = "extremes"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Question:
    """What a sieve must know of an item: `options` are those of a choice, else 0.

    What does not decide anything (the weight 0, no rule on it) makes no card void.
    """

    options: int = 0
    main: bool = False
    optional: bool = False
    decides: bool = True
    outside: frozenset[int] = frozenset()

    @property
    def ends(self) -> tuple[int, int] | None:
        """Best and worst option, leaving aside those outside (不了解)."""
        inside = [i for i in range(self.options) if i not in self.outside]
        return (inside[0], inside[-1]) if inside else None


@dataclass(frozen=True, slots=True)
class Card:
    """One ballot's answers on one subject, in item order; -1 is a blank item."""

    questions: tuple[Question, ...]
    answers: tuple[int, ...]

    @property
    def blank(self) -> bool:
        """Whether an item that decides was left blank, and is not an optional one."""
        pairs = zip(self.questions, self.answers, strict=True)
        asked = (a for q, a in pairs if q.decides and not q.optional)
        return BLANK in asked

    @property
    def alike(self) -> bool:
        """Whether all choice items, two at least, have the same option."""
        pairs = zip(self.questions, self.answers, strict=True)
        chosen = [a for question, a in pairs if question.options and question.decides]
        return len(chosen) > 1 and BLANK not in chosen and len(set(chosen)) == 1

    @property
    def extremes(self) -> tuple[bool, bool]:
        """Whether the overall item has its best option, and whether its worst."""
        for question, answer in zip(self.questions, self.answers, strict=True):
            if question.main and question.ends:
                best, worst = question.ends
                return answer == best, answer == worst
        return False, False


@dataclass(frozen=True, slots=True)
class Sieve:
    """The limits of a campaign.

    There is one number for both ends and one switch for every option, so no sieve can
    refuse dissatisfaction and let praise pass.
    """

    alike: bool = False
    extremes: int = 0
    incomplete: bool = False

    def of_card(self, card: Card) -> Reason | None:
        """Why one card is void by itself."""
        if self.incomplete and card.blank:
            return Reason.INCOMPLETE
        return Reason.ALIKE if self.alike and card.alike else None

    def of_ballot(self, cards: Iterable[Card]) -> Reason | None:
        """Why a whole ballot is void: too many subjects with the best, or the worst."""
        ends = [card.extremes for card in cards]
        most = max(sum(best for best, _ in ends), sum(worst for _, worst in ends))
        return Reason.EXTREMES if self.extremes and most > self.extremes else None

    def void(self, ballot: Mapping[K, Card]) -> dict[K, str]:
        """The void cards of one ballot and why; abstained cards are not among them."""
        if (whole := self.of_ballot(ballot.values())) is not None:
            return dict.fromkeys(ballot, whole)
        why = {key: self.of_card(card) for key, card in ballot.items()}
        return {key: reason for key, reason in why.items() if reason is not None}


@dataclass(frozen=True, slots=True)
class Sifted(Generic[K]):
    """What is left of some ballots, and how many cards are void, by subject and why.

    A ballot stands at its old place even if no card of it is left.
    """

    valid: list[dict[K, Card]]
    void: Counter[tuple[K, str]]


def sift(
    ballots: Iterable[Mapping[K, Card]],
    sieve: Sieve,
    by_hand: Mapping[int, str] | None = None,
) -> Sifted[K]:
    """Take out what is void: by the limits, or `by_hand`, whole ballots with a reason.

    `by_hand` is by the ballot's place, from 0; its reason goes before any other.
    """
    sifted: Sifted[K] = Sifted([], Counter())
    withdrawn = by_hand or {}
    for place, ballot in enumerate(ballots):
        hand = withdrawn.get(place)
        out = sieve.void(ballot) if hand is None else dict.fromkeys(ballot, hand)
        sifted.void.update(out.items())
        sifted.valid.append({k: card for k, card in ballot.items() if k not in out})
    return sifted

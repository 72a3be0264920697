"""What a rater said of one subject, as it is checked, sealed and counted."""

from collections.abc import Iterator
from dataclasses import dataclass

from campaigns.definition import Item, Subject

BLANK = -1


@dataclass(frozen=True, slots=True)
class Card:
    """Small integers in item order; `values` None is an abstained card."""

    values: tuple[int, ...] | None
    comment: str = ""


def blanks(subject: Subject, card: Card) -> Iterator[Item]:
    """Blank items of a card, optional ones apart."""
    if card.values is None:
        return
    for item, value in zip(subject.form.items, card.values, strict=True):
        if value == BLANK and not item.optional:
            yield item

"""Made-up ballots, of drills: such as people could send, and never void."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from ballots.checker import check
from ballots.spoiling import at_ends, bears, ends
from campaigns.definition import Definition, Item, Subject

TYPICAL = 3  # ticks of a card
LEFT_OPEN = 0.3  # of the optional items


def ballot(
    definition: Definition,
    subjects: Sequence[Subject],
    leaning: Mapping[str, float],
    chance: Random,
) -> dict[str, dict[str, Any] | None]:
    """Answers on `subjects`; those of a high leaning get the best more often.

    Where a void rule leaves no other way, a card is left out.
    """
    made: dict[str, dict[str, Any] | None] = {
        s.key: _card(definition, s, leaning[s.key], chance) for s in subjects
    }
    if definition.void.extremes:
        _moderate(definition, subjects, made, chance)
    void = check(definition, subjects, made, {}).void
    return made | dict.fromkeys(void)


def _card(
    definition: Definition, subject: Subject, leaning: float, chance: Random
) -> dict[str, Any]:
    card = {item.key: _answer(item, leaning, chance) for item in subject.form.items}
    if definition.void.alike:
        _vary(definition, subject, card, chance)
    return card


def _answer(item: Item, leaning: float, chance: Random) -> Any:
    scale, keys = item.scale, [option.key for option in item.scale.options]
    if item.optional and chance.random() < LEFT_OPEN:
        return None
    if item.kind == "number":
        span = scale.high - scale.low
        return scale.low + round(span * min(1, max(0, chance.gauss(leaning, 0.1))))
    if item.kind == "ticks":
        return chance.sample(keys, chance.randint(1, min(TYPICAL, len(keys))))
    return keys[0] if chance.random() < leaning else chance.choice(keys)


def _vary(
    definition: Definition, subject: Subject, card: dict[str, Any], chance: Random
) -> None:
    """Give one choice item, the overall one last, an option of another place."""
    form = subject.form
    items = [item for item in form.items if bears(definition, form, item)]
    keys = [[option.key for option in item.scale.options] for item in items]
    at = {
        row.index(card[item.key]) if card[item.key] else None
        for item, row in zip(items, keys, strict=True)
    }
    if len(at) != 1 or len(items) < 2:
        return
    item = next((item for item in items if not item.main), items[0])
    options = [option.key for option in item.scale.options]
    other = [key for key in options if key != card[item.key]]
    card[item.key] = chance.choice(other or options)


def _moderate(
    definition: Definition,
    subjects: Sequence[Subject],
    made: Mapping[str, dict[str, Any] | None],
    chance: Random,
) -> None:
    """No more best and worst overall answers than are allowed, where it can be done."""
    cards = check(definition, subjects, made, {}).cards
    overall = {s.key: item for s in subjects for item in s.form.items if item.main}
    for end in (0, 1):
        at = [s.key for s in subjects if at_ends(s, cards[s.key])[end]]
        chance.shuffle(at)
        for key in at[definition.void.extremes :]:
            _soften(overall[key], made[key] or {}, chance)


def _soften(item: Item, card: dict[str, Any], chance: Random) -> None:
    """Take an answer between the ends, if there is one."""
    keys = [option.key for option in item.scale.options]
    between = [k for at, k in enumerate(keys) if at not in (ends(item) or ())]
    card[item.key] = chance.choice(between or [card[item.key]])

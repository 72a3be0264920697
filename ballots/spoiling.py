"""What makes a card void (废票): asked at submission, asked again at opening.

The limits are symmetric by construction: one number for the best and the worst mark,
one switch for every option. An item that decides nothing decides this neither.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.card import BLANK, Card, blanks
from campaigns.definition import Definition, Form, Item, Subject, Void
from campaigns.words import joined

ALIKE, EXTREMES, INCOMPLETE = "alike", "extremes", "incomplete"


def spoilt(
    definition: Definition, subjects: Sequence[Subject], cards: Mapping[str, Card]
) -> dict[str, str]:
    """The void cards of one ballot and why; a card that is left out is never void."""
    given = [s for s in subjects if cards[s.key].values is not None]
    if _too_extreme(definition.void, given, cards):
        return dict.fromkeys((s.key for s in given), EXTREMES)
    why = {s.key: _of_card(definition, s, cards[s.key]) for s in given}
    return {key: reason for key, reason in why.items() if reason}


def rules(definition: Definition, subjects: Sequence[Subject]) -> list[str]:
    """The limits in words, those that a ballot on `subjects` can break."""
    void = definition.void
    found = []
    if void.incomplete:
        found.append(_("A blank item makes the card void; optional ones do not."))
    if void.alike:
        found.append(_alike_words(definition, subjects))
    if 0 < void.extremes < len(subjects):
        text = ngettext(
            "At most %(n)d subject may have the best overall answer, and at most as "
            "many the worst; beyond that the whole ballot is void.",
            "At most %(n)d subjects may have the best overall answer, and at most as "
            "many the worst; beyond that the whole ballot is void.",
            void.extremes,
        )
        found.append(text % {"n": void.extremes})
    return found


def _alike_words(definition: Definition, subjects: Sequence[Subject]) -> str:
    apart = dict.fromkeys(
        _("“%s”") % item.text
        for subject in subjects
        for item in subject.form.items
        if item.kind == "choice" and not definition.decides(subject.form, item)
    )
    if not apart:
        return _("The same answer to all items with options makes it void.")
    text = _(
        "The same answer to all items with options makes it void; for this "
        "%(items)s does not count."
    )
    return text % {"items": joined(apart, "/")}


def _of_card(definition: Definition, subject: Subject, card: Card) -> str:
    void = definition.void
    decides = partial(definition.decides, subject.form)
    if void.incomplete and any(map(decides, blanks(subject, card))):
        return INCOMPLETE
    return ALIKE if void.alike and _alike(definition, subject, card) else ""


def _alike(definition: Definition, subject: Subject, card: Card) -> bool:
    """Whether all choice items, two at least, have the option of the same place."""
    pairs = zip(subject.form.items, card.values or (), strict=True)
    chosen = [value for item, value in pairs if bears(definition, subject.form, item)]
    return len(chosen) > 1 and BLANK not in chosen and len(set(chosen)) == 1


def bears(definition: Definition, form: Form, item: Item) -> bool:
    """Whether its answer is one of those that may not all be the same."""
    return item.kind == "choice" and definition.decides(form, item)


def ends(item: Item) -> tuple[int, int] | None:
    """Places of an item's best and worst option, those outside (不了解) apart."""
    outside = item.scale.outside
    inside = [i for i in range(len(item.scale.options)) if i not in outside]
    return (inside[0], inside[-1]) if item.kind == "choice" and inside else None


def at_ends(subject: Subject, card: Card) -> tuple[bool, bool]:
    """Whether the overall item has its best option, and whether its worst."""
    main = subject.form.main
    places = ends(main) if main else None
    if main is None or places is None or card.values is None:
        return False, False
    value = card.values[main.position]
    return value == places[0], value == places[1]


def _too_extreme(
    void: Void, subjects: Sequence[Subject], cards: Mapping[str, Card]
) -> bool:
    found = [at_ends(subject, cards[subject.key]) for subject in subjects]
    most = max(sum(best for best, _ in found), sum(worst for _, worst in found))
    return bool(void.extremes) and most > void.extremes

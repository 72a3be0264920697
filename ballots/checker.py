"""Checks what a rater sent against the frozen definition, and packs it.

A plain checker, because a Django form takes five to ten times as long; the form is
its oracle in the tests. Answers are small integers in item order: the position of
the option, the ticks as bits, the number itself; -1 for a blank item.
"""

import re
import struct
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import SuspiciousOperation

from ballots.card import BLANK, Card, blanks
from ballots.spoiling import spoilt
from campaigns.definition import Definition, Item, Subject

NUMBER = re.compile("[0-9]{1,5}")
COMMENT_BYTES = 1500
COMMENT_CHARACTERS = 500


class Tampered(SuspiciousOperation):
    """The request holds what no page of ours can send."""


@dataclass(slots=True)
class Checked:
    """Cards by subject key, and what stands in the way of sealing them."""

    cards: dict[str, Card] = field(default_factory=dict)
    gaps: list[tuple[str, str]] = field(default_factory=list)
    long_comments: list[str] = field(default_factory=list)
    # numbers that the scale does not have; not told once more as gaps
    wrong: list[tuple[str, str]] = field(default_factory=list)
    # cards that a void rule would take, by subject, and the rule
    void: dict[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return not (self.gaps or self.long_comments or self.wrong or self.void)


def check(
    definition: Definition,
    subjects: Sequence[Subject],
    answers: Any,
    comments: Any,
) -> Checked:
    """Check one ballot. Raises Tampered for what no page of ours sends.

    `answers` maps subject key to {item key: answer}, or to None for a card that is left
    out; an answer is an option's key, a list of those that are ticked, or a number as
    it was typed. `comments` maps subject key to text. Gaps are (subject, item) keys.
    """
    known = {subject.key for subject in subjects}
    if not (isinstance(answers, Mapping) and isinstance(comments, Mapping)):
        raise Tampered("not a ballot")
    if set(answers) - known or set(comments) - known:
        raise Tampered("unknown subject")
    checked = Checked()
    for subject in subjects:
        given = answers.get(subject.key, {})
        values = None if given is None else _values(subject, given, checked)
        comment = _comment(comments.get(subject.key, ""), subject, checked)
        card = Card(values, "" if values is None else comment)
        checked.cards[subject.key] = card
        for item in blanks(subject, card):
            at = (subject.key, item.key)
            if definition.asked_for(subject.form, item) and at not in checked.wrong:
                checked.gaps.append(at)
    if not (checked.gaps or checked.wrong):
        checked.void = spoilt(definition, subjects, checked.cards)
    return checked


def required(definition: Definition, subject: Subject, card: Card) -> Iterator[Item]:
    """Items of a card that are blank and may not be."""
    return iter(()) if definition.blank == "abstain" else blanks(subject, card)


def _values(subject: Subject, given: Any, checked: Checked) -> tuple[int, ...]:
    if not isinstance(given, Mapping):
        raise Tampered("not a card")
    if set(given) - {item.key for item in subject.form.items}:
        raise Tampered("unknown item")
    values = []
    for item in subject.form.items:
        answer = given.get(item.key)
        try:
            values.append(READERS[item.kind](item, answer))
        except OutOfRange:
            checked.wrong.append((subject.key, item.key))
            values.append(BLANK)
    return tuple(values)


class OutOfRange(ValueError):
    """A number that a rater can type but that the scale does not have."""


def _choice(item: Item, answer: Any) -> int:
    if answer is None or answer == "":
        return BLANK
    keys = [option.key for option in item.scale.options]
    if answer not in keys:
        raise Tampered("unknown option")
    return keys.index(answer)


def _ticks(item: Item, answer: Any) -> int:
    """The ticks as bits; nothing ticked is blank."""
    if answer is None or answer == "":
        return BLANK
    ticked = [answer] if isinstance(answer, str) else answer
    keys = [option.key for option in item.scale.options]
    if not isinstance(ticked, list) or not all(one in keys for one in ticked):
        raise Tampered("unknown option")
    return sum(1 << keys.index(one) for one in set(ticked)) or BLANK


def _number(item: Item, answer: Any) -> int:
    if answer is None or answer == "":
        return BLANK
    if isinstance(answer, bool) or not isinstance(answer, str | int):
        raise Tampered("not a number")
    text = unicodedata.normalize("NFKC", str(answer)).strip()
    if not NUMBER.fullmatch(text) or not item.scale.allows(int(text)):
        raise OutOfRange
    return int(text)


READERS = {"choice": _choice, "ticks": _ticks, "number": _number}


def _comment(text: str, subject: Subject, checked: Checked) -> str:
    if not isinstance(text, str):
        raise Tampered("not a comment")
    clean = plain_text(text)
    if len(clean.encode()) > COMMENT_BYTES:
        checked.long_comments.append(subject.key)
    return clean


def plain_text(text: str) -> str:
    """A comment without what cannot be seen, NUL and stray surrogates among it."""
    # a full-width space is no printable character to Python, but parts words
    return "".join(
        " " if c.isspace() and c != "\n" else c
        for c in text
        if c.isprintable() or c.isspace()
    ).strip()


def packed_size(subjects: Sequence[Subject]) -> int:
    """Bytes of every plaintext of a pool here: one length, whatever was written."""
    return sum(3 + 2 * len(s.form.items) + COMMENT_BYTES for s in subjects)


def pack(subjects: Sequence[Subject], cards: Mapping[str, Card]) -> bytes:
    """The cards as bytes, padded so that length says nothing."""
    parts = []
    for subject in subjects:
        card = cards[subject.key]
        values = card.values or (BLANK,) * len(subject.form.items)
        comment = card.comment.encode()
        parts.append(struct.pack("!?H", card.values is not None, len(comment)))
        parts += [pack_values(values), comment]
    return b"".join(parts).ljust(packed_size(subjects), b"\0")


def unpack(subjects: Sequence[Subject], plain: bytes) -> dict[str, Card]:
    """The inverse of `pack`. Raises ValueError when it is no packed ballot."""
    cards, at = {}, 0
    for subject in subjects:
        try:
            given, size = struct.unpack_from("!?H", plain, at)
        except struct.error as error:
            raise ValueError("too short") from error
        end = at + 3 + 2 * len(subject.form.items)
        values = unpack_values(plain[at + 3 : end])
        _within(subject, values)
        comment = plain[end : end + size].decode()
        # what the checker never lets in would stop the database at opening
        if size > COMMENT_BYTES or comment != plain_text(comment):
            raise ValueError("not a comment")
        cards[subject.key] = Card(values if given else None, comment)
        at = end + size
    if len(plain) != packed_size(subjects) or plain[at:].strip(b"\0"):
        raise ValueError("not one ballot")
    return cards


def _within(subject: Subject, values: Sequence[int]) -> None:
    for item, value in zip(subject.form.items, values, strict=True):
        if value != BLANK and not item.scale.allows(value):
            raise ValueError("no such option")


def pack_values(values: Sequence[int]) -> bytes:
    """Small integers as two bytes each: the column of a ballot."""
    return struct.pack(f"!{len(values)}h", *values)


def unpack_values(data: bytes) -> tuple[int, ...]:
    """The inverse of `pack_values`. Raises ValueError for half an integer."""
    if len(data) % 2:
        raise ValueError("half an answer")
    return struct.unpack(f"!{len(data) // 2}h", data)

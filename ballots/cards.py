"""The cards of a ballot as its template reads them, blank or filled."""

from collections.abc import Sequence
from dataclasses import dataclass

from ballots.checker import COMMENT_BYTES, Checked
from ballots.sending import Sent
from campaigns.definition import Definition, Document, Item, Scale, Subject
from campaigns.text import Text

READ_A_MINUTE = 400  # characters
NOTHING = Sent(lang="")


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: Text
    checked: bool


@dataclass(frozen=True, slots=True)
class Question:
    """An item of one card; `id` is the address of its first answer."""

    id: str
    name: str
    item: Item
    choices: tuple[Choice, ...]
    missing: bool

    @property
    def long(self) -> bool:
        """Whether the answers stand below each other on a phone."""
        return len(self.choices) > 3 or any(_width(c.label) > 6 for c in self.choices)


@dataclass(frozen=True, slots=True)
class Part:
    title: Text
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What the unit put beside the form, and how long it takes to read."""

    document: Document

    @property
    def minutes(self) -> int:
        return max(1, round(len(str(self.document.body)) / READ_A_MINUTE))


@dataclass(frozen=True, slots=True)
class CardView:
    """One subject's card: the unit's name in the head, what is chosen and written."""

    id: str
    number: int
    subject: Subject
    unit: Text
    papers: tuple[Paper, ...]
    parts: tuple[Part, ...]
    comment: str
    out: bool
    too_long: bool

    @property
    def questions(self) -> list[Question]:
        return [question for part in self.parts for question in part.questions]

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def missing(self) -> list[Question]:
        return [question for question in self.questions if question.missing]

    @property
    def faulty(self) -> bool:
        """Whether the rater has to come back to this card."""
        return bool(self.missing or self.too_long)


def cards(
    definition: Definition,
    subjects: Sequence[Subject],
    sent: Sent = NOTHING,
    checked: Checked | None = None,
) -> list[CardView]:
    """The cards of `subjects` with what was sent, and what the checker found."""
    found = checked or Checked()
    return [
        CardView(
            id=f"u{number}",
            number=number,
            subject=subject,
            unit=definition.units[subject.unit].name,
            papers=tuple(
                Paper(d) for d in definition.documents if d.unit == subject.unit
            ),
            parts=_parts(f"u{number}", subject, sent, found),
            comment=sent.comments.get(subject.key, ""),
            out=subject.key in sent.out,
            too_long=subject.key in found.long_comments,
        )
        for number, subject in enumerate(subjects, 1)
    ]


def _parts(card: str, subject: Subject, sent: Sent, found: Checked) -> tuple[Part, ...]:
    given = sent.answers.get(subject.key) or {}
    return tuple(
        Part(
            section.title,
            tuple(
                Question(
                    id=f"{card}-{item.position}",
                    name=f"a.{subject.key}.{item.key}",
                    item=item,
                    choices=_choices(item.scale, given.get(item.key)),
                    missing=(subject.key, item.key) in found.gaps,
                )
                for item in section.items
            ),
        )
        for section in subject.form.sections
    )


def _choices(scale: Scale, given: str | None) -> tuple[Choice, ...]:
    return tuple(Choice(o.key, o.label, o.key == given) for o in scale.options)


def _width(label: Text) -> int:
    """How much room a label takes: a Chinese character that of two letters."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in str(label))


def request_size(subjects: Sequence[Subject]) -> int:
    """Bytes to which the page pads what it sends: room for the fullest ballot."""
    fixed = 400
    return fixed + sum(
        40
        + len(subject.key) * 2
        + 2 * COMMENT_BYTES
        + sum(
            8 + len(item.key) + max(len(o.key) for o in item.scale.options)
            for item in subject.form.items
        )
        for subject in subjects
    )

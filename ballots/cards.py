"""The cards of a ballot as its template reads them, blank or filled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from ballots.checker import COMMENT_BYTES, Checked
from ballots.sending import Sent
from campaigns.definition import Definition, Document, Item, Scale, Subject
from campaigns.papers.blocks import Block, blocks
from campaigns.text import Text

READ_A_MINUTE = 400  # characters
A_PAGE = 600  # characters of a file whose text is not known
A_ROW = 30  # letters and marks of the options that stand in a row beside the item
NOTHING = Sent(lang="")
READ_FIRST = ngettext_lazy(
    "Read first: %(title)s (about %(n)s minute)",
    "Read first: %(title)s (about %(n)s minutes)",
    "n",
)
WORDS = {
    "self": ngettext_lazy(
        "Self-assessment: %(title)s (about %(n)s minute)",
        "Self-assessment: %(title)s (about %(n)s minutes)",
        "n",
    ),
    "leader": ngettext_lazy(
        "Comment of the leader: %(title)s (about %(n)s minute)",
        "Comment of the leader: %(title)s (about %(n)s minutes)",
        "n",
    ),
}


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: Text
    checked: bool
    reason: bool


@dataclass(frozen=True, slots=True)
class Question:
    """An item of one card; `id` is the address of its first answer."""

    id: str
    name: str
    item: Item
    choices: tuple[Choice, ...]
    number: str
    missing: bool
    wrong: bool
    comment: str
    optional: bool

    @property
    def long(self) -> bool:
        """Whether the answers stand below each other on a phone."""
        return len(self.choices) > 3 or any(_width(c.label) > 6 for c in self.choices)

    @property
    def below(self) -> bool:
        """Whether the answers stand below the item on a wide screen as well."""
        room = sum(_width(choice.label) + 4 for choice in self.choices)
        return self.item.kind == "ticks" or room > A_ROW

    @property
    def range(self) -> str:
        """What a number may be."""
        words = {"low": self.item.scale.low, "high": self.item.scale.high}
        return _("a whole number from %(low)d to %(high)d") % words

    @property
    def reason(self) -> str:
        """That a reason is asked for, where an option does so; never demanded."""
        asking = [_("“%s”") % choice.label for choice in self.choices if choice.reason]
        text = _(
            "If you choose %(options)s, say briefly why under “Comments” below; "
            "you need not."
        )
        return text % {"options": "".join(asking)} if asking else ""

    @property
    def faulty(self) -> bool:
        return self.missing or self.wrong

    @property
    def described(self) -> str:
        """The ids of what is read out with the item."""
        ids = {"e": self.faulty, "h": self.item.kind == "ticks", "r": self.reason}
        return " ".join(f"{self.id}-{name}" for name, there in ids.items() if there)


@dataclass(frozen=True, slots=True)
class Part:
    title: Text
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What is read beside the form, and how long that takes."""

    document: Document

    @property
    def blocks(self) -> list[Block]:
        """Headings and paragraphs, in the reader's language."""
        return blocks(str(self.document.body))

    @property
    def minutes(self) -> int:
        """How long the text takes, or a file without text."""
        pages = self.document.pdf.pages if self.document.pdf else 0
        letters = len(str(self.document.body)) or pages * A_PAGE
        return max(1, round(letters / READ_A_MINUTE))

    @property
    def href(self) -> str:
        """Where its file is: the same address for everybody."""
        pdf = self.document.pdf
        return reverse("ballots:paper_file", args=[pdf.sha256]) if pdf else ""

    @property
    def words(self) -> str:
        """What it is, its title, and the minutes: the line that opens it."""
        text = WORDS.get(self.document.kind, READ_FIRST)
        return str(text % {"title": self.document.title, "n": self.minutes})


@dataclass(frozen=True, slots=True)
class CardView:
    """One subject's card: its name in the head, what is chosen and written."""

    id: str
    number: int
    subject: Subject
    unit: Text
    papers: tuple[Paper, ...]
    parts: tuple[Part, ...]
    comment: str
    out: bool
    too_long: bool
    void: str

    @property
    def questions(self) -> list[Question]:
        return [question for part in self.parts for question in part.questions]

    @property
    def total(self) -> int:
        """How many items have to be answered."""
        return sum(not question.optional for question in self.questions)

    @property
    def missing(self) -> list[Question]:
        return [question for question in self.questions if question.missing]

    @property
    def wrong(self) -> list[Question]:
        return [question for question in self.questions if question.wrong]

    @property
    def faulty(self) -> bool:
        """Whether the rater has to come back to this card."""
        return bool(self.missing or self.wrong or self.too_long or self.void)


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
            papers=tuple(Paper(paper) for paper in definition.papers_on(subject)),
            parts=tuple(_parts(f"u{number}", definition, subject, sent, found)),
            comment=sent.comments.get(subject.key, ""),
            out=subject.key in sent.out,
            too_long=subject.key in found.long_comments,
            void=found.void.get(subject.key, ""),
        )
        for number, subject in enumerate(subjects, 1)
    ]


def _parts(
    card: str, definition: Definition, subject: Subject, sent: Sent, found: Checked
) -> Iterator[Part]:
    answers = sent.answers.get(subject.key) or {}
    for section in subject.form.sections:
        questions = (
            _question(card, definition, subject, item, answers.get(item.key), found)
            for item in section.items
        )
        yield Part(section.title, tuple(questions))


def _question(
    card: str,
    definition: Definition,
    subject: Subject,
    item: Item,
    given: Any,
    found: Checked,
) -> Question:
    at = (subject.key, item.key)
    return Question(
        id=f"{card}-{item.position}",
        name=f"a.{subject.key}.{item.key}",
        item=item,
        choices=_choices(item.scale, given),
        number=str(given or "") if item.kind == "number" else "",
        missing=at in found.gaps,
        wrong=at in found.wrong,
        comment=f"{card}-c",
        optional=item.optional
        or (
            definition.void.incomplete and not definition.asked_for(subject.form, item)
        ),
    )


def _choices(scale: Scale, given: Any) -> tuple[Choice, ...]:
    chosen = given if isinstance(given, list) else [given]
    return tuple(
        Choice(o.key, o.label, o.key in chosen, o.reason) for o in scale.options
    )


def _width(label: Text) -> int:
    """How much room a label takes: a Chinese character that of two letters."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in str(label))


def request_size(subjects: Sequence[Subject]) -> int:
    """Bytes to which the page pads what it sends: room for the fullest ballot."""
    fixed = 500
    return fixed + sum(
        40
        + len(subject.key) * 2
        + 2 * COMMENT_BYTES
        + sum(len(item.key) + _answer_size(item.scale) for item in subject.form.items)
        for subject in subjects
    )


def _answer_size(scale: Scale) -> int:
    """Bytes of the longest answer, with its quotes."""
    sizes = [len(option.key) for option in scale.options]
    if scale.kind == "ticks":
        return 8 + sum(size + 3 for size in sizes)
    # five digits may be full-width ones, of three bytes each
    return 8 + (15 if scale.kind == "number" else max(sizes))

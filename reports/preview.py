"""Trying a configuration out: typed counts in, what the report would say out.

Nothing is stored and nobody has voted: the same engine reads counts that an organiser
makes up, under the formula of the campaign and, beside it, under another.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.definition import Definition, Pool, Scale, Subject
from campaigns.models import Formula
from campaigns.parser import parse
from campaigns.words import formula_text
from reports import tally
from reports.build import Builder
from reports.counted import Counted
from reports.judging import Judge
from reports.measured import Measured
from reports.readings import Readings
from reports.report import SubjectReport
from reports.sheet import Sheet
from reports.tally import Account, Answers, Counts

MOST = 1_000_000
NOTHING = Counted({}, {}, {}, {}, {})
CHOICES: dict[str, type[TextChoices]] = {
    "deciding": Formula.Deciding,
    "denominator": Formula.Denominator,
    "pools": Formula.Pools,
}
OTHER = {name: choices.values for name, choices in CHOICES.items()}
FIELDS = {
    "best": gettext_lazy("Options that count as satisfied"),
    "deciding": gettext_lazy("Which row decides"),
    "denominator": gettext_lazy("Denominator"),
    "pools": gettext_lazy("Pools"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A field for one number: its name, what stands beside it, what was typed."""

    name: str
    label: str
    text: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The counts of one pool on the overall item, or on each of the others."""

    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the report would say of the typed counts, and by which formula."""

    formula: str
    report: SubjectReport


@dataclass(frozen=True)
class Trial:
    """A campaign's document, one of its subjects, and the counts that were typed."""

    document: Mapping[str, Any]
    key: str
    typed: Mapping[str, str]

    @property
    def definition(self) -> Definition:
        """Raises DocumentError while the campaign cannot be read."""
        whole = parse(self.document)
        return replace(whole, subjects={self.key: whole.subjects[self.key]})

    # what is typed --------------------------------------------------------------

    def lines(self) -> list[Line]:
        """The fields: a line for each pool and each kind of row."""
        definition = self.definition
        subject = definition.subjects[self.key]
        return [
            self._line(pool, scale, main)
            for pool in definition.raters(subject)
            for main, scale in scales(subject)
        ]

    def _line(self, pool: Pool, scale: Scale, main: bool) -> Line:
        row = _("overall item") if main else _("each other item")
        cells = (
            self._cell(field(pool, scale, main, option.key), str(option.label))
            for option in scale.options
        )
        return Line(f"{pool.short} · {row}", tuple(cells))

    def _cell(self, name: str, label: str) -> Cell:
        text = self.typed.get(name, "").strip()
        return Cell(name, label, text, wrong=number(text) is None)

    @property
    def complete(self) -> bool:
        """Whether numbers were typed, and nothing but numbers."""
        cells = [cell for line in self.lines() for cell in line.cells]
        return any(c.text for c in cells) and not any(c.wrong for c in cells)

    # what comes of it -----------------------------------------------------------

    def outcome(self) -> Outcome:
        """Under the formula of the document."""
        definition = self.definition
        subject = definition.subjects[self.key]
        measured = Measured(definition, subject, dict(self._sheets(subject)))
        readings = Readings(definition, {})
        judge = Judge(definition, {self.key: measured}, readings, quorum_met=True)
        group = definition.group_of(subject.unit)
        report = Builder(judge, NOTHING).subject(subject, group)
        return Outcome(formula_text(definition), report)

    def _sheets(self, subject: Subject) -> Iterator[tuple[str, Sheet]]:
        definition = self.definition
        for pool in definition.raters(subject):
            answers = [
                self._answers(pool, item.scale, item.main)
                for item in subject.form.items
            ]
            n = max((one.answered for one in answers), default=0)
            due = definition.due(subject, pool)
            account = Account(max(n, due), n, 0, n, 0, due)
            rows = tuple(with_blanks(one, n) for one in answers)
            yield pool.key, Sheet(subject.form, definition, account, rows)

    def _answers(self, pool: Pool, scale: Scale, main: bool) -> Answers:
        if scale.kind == "number":
            return tally.numbers({})
        names = (field(pool, scale, main, option.key) for option in scale.options)
        given = tuple(number(self.typed.get(name, "")) or 0 for name in names)
        ticks = max(given, default=0) if scale.kind == "ticks" else None
        return Counts(given, 0, ticks)

    def other(self) -> "Trial":
        """The same counts under the other formula that was chosen beside them."""
        changed = deepcopy(dict(self.document))
        formula = dict(changed["formula"])
        for name, choices in OTHER.items():
            if self.typed.get(name) in choices:
                formula[name] = self.typed[name]
        changed["formula"] = formula
        best = number(self.typed.get("best", ""))
        if best:
            changed["scales"] = [_satisfied(s, best) for s in changed["scales"]]
        return Trial(changed, self.key, self.typed)


def choice_words(name: str, value: str = "") -> str:
    """A field of the other formula, or one of its choices, as the page says it."""
    if not value:
        return str(FIELDS[name])
    if name == "best":
        return _("the best %s") % value
    return str(dict(CHOICES[name].choices)[value])


def _satisfied(scale: Mapping[str, Any], best: int) -> dict[str, Any]:
    """The scale with its `best` first options counting as satisfied, inside all."""
    options = []
    for position, option in enumerate(scale.get("options", [])):
        roles = [r for r in option.get("roles", []) if r != "satisfied"]
        if position < best and "outside" not in roles:
            roles.append("satisfied")
        options.append({**option, "roles": roles})
    return {**scale, "options": options} if options else dict(scale)


def scales(subject: Subject) -> list[tuple[bool, Scale]]:
    """The kinds of rows of a form: the overall item, then each scale of the others."""
    rows = {(i.main, i.scale.key): (i.main, i.scale) for i in subject.form.items}
    return [row for row in rows.values() if row[1].options]


def field(pool: Pool, scale: Scale, main: bool, option: str) -> str:
    """The name of the field for one option."""
    return f"n.{pool.key}.{'main' if main else scale.key}.{option}"


def number(text: str) -> int | None:
    """A typed number of ballots, 0 of nothing; None of what is none."""
    text = text.strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        return None
    return int(text) if int(text) <= MOST else None


def with_blanks(answers: Answers, n: int) -> Answers:
    """The answers with those of `n` ballots that gave none as blank."""
    return replace(answers, blank=n - answers.answered)

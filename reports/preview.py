"""Trying a configuration out: typed counts in, what the report would say out.

Nothing is stored and nobody has voted: the same engine reads counts that an organiser
makes up, under the formula of the campaign and, beside it, under another.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property
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
MARKS = "points"
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
    """A field: its name, what stands beside it, what was typed, why it is wrong."""

    name: str
    label: str
    text: str
    wrong: str = ""
    marks: bool = False  # points as they were given, not a number of votes


@dataclass(frozen=True, slots=True)
class Line:
    """The counts of one pool on the overall item, or on each of the others."""

    title: str
    cells: tuple[Cell, ...]
    over: int = 0  # the raters there are, where more votes were typed


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

    @cached_property
    def whole(self) -> Definition:
        """Raises DocumentError while the campaign cannot be read."""
        return parse(self.document)

    @cached_property
    def definition(self) -> Definition:
        """The same with nothing else to rate."""
        subject = self.whole.subjects[self.key]
        return replace(self.whole, subjects={self.key: subject})

    def due(self, pool: Pool) -> int:
        """How many rate the subject; peers are those of the whole campaign."""
        return self.whole.due(self.whole.subjects[self.key], pool)

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
        if not main and len(scales(self.definition.subjects[self.key])) > 2:
            row = f"{row} · {scale.title}"
        cells = tuple(self._cells(pool, scale, main))
        wrong = any(cell.wrong for cell in cells)
        n = 0 if wrong else self._answers(pool, scale, main).answered
        due = self.due(pool)
        over = due if due < n and not pool.is_open else 0
        return Line(f"{pool.short} · {row}", cells, over)

    def _cells(self, pool: Pool, scale: Scale, main: bool) -> Iterator[Cell]:
        if scale.kind == "number":
            name, words = field(pool, scale, main, MARKS), _("Points, as in 85 90×3")
            text = self.typed.get(name, "").strip()
            bounds = {"low": scale.low, "high": scale.high}
            why = _("Write whole numbers from %(low)d to %(high)d, as in 85 90×3.")
            wrong = "" if marks(text, scale) is not None else why % bounds
            yield Cell(name, words, text, wrong, marks=True)
        for option in scale.options:
            name = field(pool, scale, main, option.key)
            text = self.typed.get(name, "").strip()
            wrong = _("Write a whole number.") if number(text) is None else ""
            yield Cell(name, str(option.label), text, wrong)

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
            due = self.due(pool)
            account = Account(max(n, due), n, 0, n, 0, due)
            rows = tuple(with_blanks(one, n) for one in answers)
            yield pool.key, Sheet(subject.form, definition, account, rows)

    def _answers(self, pool: Pool, scale: Scale, main: bool) -> Answers:
        if scale.kind == "number":
            text = self.typed.get(field(pool, scale, main, MARKS), "")
            return tally.numbers(marks(text, scale) or {})
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


def titles(definition: Definition) -> dict[str, str]:
    """What each subject is called, with its unit where it is not the unit's team."""
    found = {}
    for key, subject in definition.subjects.items():
        unit, name = definition.units[subject.unit].name, subject.name
        found[key] = str(name) if name == unit else f"{unit} · {name}"
    return found


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
    return list(rows.values())


def field(pool: Pool, scale: Scale, main: bool, option: str) -> str:
    """The name of the field for one option."""
    return f"n.{pool.key}.{'main' if main else scale.key}.{option}"


def number(text: str) -> int | None:
    """A typed number of ballots, 0 of nothing; None of what is none."""
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        return None
    return int(text) if int(text) <= MOST else None


def marks(text: str, scale: Scale) -> Counter[int] | None:
    """How many gave each number, of “85 90×3”; None of what does not fit."""
    found: Counter[int] = Counter()
    for part in filter(None, re.split(r"[\s,，、;；]+", text)):
        value, mark, times = re.sub("[xX*]", "×", part).partition("×")
        given, n = number(value), number(times if mark else "1")
        if not value or given is None or not n:
            return None
        if not scale.low <= given <= scale.high:
            return None
        found[given] += n
    return found if found.total() <= MOST else None


def with_blanks(answers: Answers, n: int) -> Answers:
    """The answers with those of `n` ballots that gave none as blank."""
    return replace(answers, blank=n - answers.answered)

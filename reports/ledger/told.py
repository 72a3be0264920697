"""What raters of the next campaign read of a unit's points: its ledger, in words.

As the unit answered it, without who is responsible: no name that is not in the words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from campaigns.models import Campaign, Unit
from campaigns.models.asking import Beside
from campaigns.models.subject import LONGEST
from campaigns.papers import clean
from campaigns.papers.blocks import Block, blocks
from reports.models import Measure, Point
from reports.models.asked import TITLE

# characters of one text, tried one after the other until the whole fits in
CUTS = (4000, 1000, 300, 100)
MARK = re.compile(r"^#", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Paper:
    """What was passed on to a unit, and what it has drawn."""

    about: Campaign
    unit: Unit
    points: tuple[Point, ...]
    measures: tuple[Measure, ...]

    @property
    def is_cut(self) -> bool:
        """Whether some of it is too long to be read in full."""
        return len(self._body(CUTS[0])) > LONGEST

    def beside(self) -> Beside:
        """In both languages; what people wrote is in theirs."""
        told = {}
        for ending, language in (("", "zh-hans"), ("_en", "en")):
            with override(language):
                told[f"title{ending}"] = str(TITLE)
                told[f"body{ending}"] = self.body()
        return Beside(self.unit.pk, **told)

    @property
    def blocks(self) -> list[Block]:
        """The paper as it will be read, in the language of whoever looks at it."""
        return blocks(self.body())

    def body(self) -> str:
        """As much of it as a paper may have."""
        texts = (self._body(cut) for cut in CUTS)
        text = next((text for text in texts if len(text) <= LONGEST), "")
        if text:
            return text
        end = _("The ledger is too long to stand here in full.")
        return f"{self._body(CUTS[-1])[: LONGEST - len(end) - 3]}…\n\n{end}"

    def _body(self, cut: int) -> str:
        return "\n\n".join(self._blocks(cut))

    def _blocks(self, cut: int) -> Iterator[str]:
        yield self._intro()
        if self.points:
            yield "# " + pgettext("of the ledger", "Points")
        for point in self.points:
            yield from _point(point, cut)
        served = {row.pk for point in self.points for row in point.measures.all()}
        others = [row for row in self.measures if row.pk not in served]
        if others:
            yield "# " + _("Further measures") if served else "# " + _("Measures")
            yield "\n".join(f"· {_measure(row, cut)}" for row in others)

    def _intro(self) -> str:
        words = {"title": self.about}
        if self.points:
            text = _(
                "What was passed on to this unit after “%(title)s”, what it answered, "
                "and what it does about it."
            )
        elif self.measures:
            text = _(
                "After “%(title)s” no point was passed on to this unit. These are the "
                "measures that it has drawn."
            )
        else:
            text = _(
                "After “%(title)s” no point was passed on to this unit, and it has "
                "drawn no measure. Judge by what you know of it."
            )
        return text % words


def _point(point: Point, cut: int) -> Iterator[str]:
    yield f"{point.label} {_cut(point.text, cut)}"
    lines = [_answer(point, cut)]
    lines += [_("Measure: %s") % _measure(row, cut) for row in point.drawn]
    yield "\n".join(lines)


def _answer(point: Point, cut: int) -> str:
    if not point.answer:
        return _("Not answered yet.")
    words = {"how": point.get_response_display(), "text": _cut(point.answer, cut)}
    return _("Answer (%(how)s): %(text)s") % words


def _measure(row: Measure, cut: int) -> str:
    words = {"text": _cut(row.text, cut), "state": row.get_state_display()}
    return pgettext("of a unit", "%(text)s (%(state)s)") % words


def _cut(text: str, most: int) -> str:
    """In one paragraph, and no heading whatever it begins with."""
    line = MARK.sub("＃", clean.body(text)).replace("\n\n", "\n")
    return line if len(line) <= most else f"{line[:most]}…"

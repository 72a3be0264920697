"""Something to be said about a place in a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from campaigns.lists.workbook import letter


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where; `stops` tells what has to be mended from a hint."""

    text: str
    sheet: str = ""
    row: int = 0
    column: int = 0
    stops: bool = True

    @property
    def place(self) -> str:
        words = {"sheet": self.sheet, "row": self.row}
        if not self.row:
            return _("Sheet “%(sheet)s”") % words
        if not self.column:
            return _("Sheet “%(sheet)s”, row %(row)d") % words
        words["column"] = letter(self.column)
        return _("Sheet “%(sheet)s”, row %(row)d, column %(column)s") % words

    def __str__(self) -> str:
        text = {"place": self.place, "text": self.text}
        return _("%(place)s: %(text)s") % text


def meant(text: str, known: Sequence[str]) -> str:
    """“Did you mean …?”, or nothing."""
    near = get_close_matches(text, known, 1, 0.5)
    return _(". Did you mean “%s”?") % near[0] if near else ""

"""Something to be said about a place in a workbook."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from campaigns.lists.workbook import letter

LOOKED_FOR = 100


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


class Meant:
    """What somebody may have meant, among what there is.

    Looked for once a wording, and not for ever: a workbook of another campaign has
    10,000 lines, and none of its units is known here.
    """

    def __init__(self, known: Collection[str]) -> None:
        self.known = known
        self.found: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """“Did you mean …?”, or nothing."""
        if text not in self.found and len(self.found) < LOOKED_FOR:
            near = get_close_matches(text[:40], self.known, 1, 0.5)
            self.found[text] = _(". Did you mean “%s”?") % near[0] if near else ""
        return self.found.get(text, "")

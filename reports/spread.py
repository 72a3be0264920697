"""Answers and outcomes as text, the same on page and paper and in the workbook."""

from collections.abc import Iterator

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from reports.report import ItemRow, Reason

MARKS = {"act": "▼", "near": "◆", "ok": "✓"}  # of a state
SPACE = "\N{NO-BREAK SPACE}"


def spread(item: ItemRow) -> str:
    """“好 23、一般 9、差 3”; nothing when the distribution is hidden.

    Of ticks with the share of each option, in the order of the form; of a number how
    often each was given, the highest first.
    """
    comma = ", " if (get_language() or "").startswith("en") else "、"
    return comma.join(_parts(item))


def _parts(item: ItemRow) -> Iterator[str]:
    for value, n in reversed(item.numbers):
        yield _("%(value)d: %(n)d") % {"value": value, "n": n}
    counts = item.counts or ()
    for place, (column, n) in enumerate(zip(item.columns, counts, strict=False)):
        text = f"{column.label}{SPACE}{n}"
        if item.kind == "ticks" and item.shares[place]:
            words = {"what": text, "share": item.shares[place]}
            text = _("%(what)s (%(share)s %%)") % words
        yield text


def outcome(part: Reason) -> str:
    """What a rule came to in a word, for whoever cannot tell marks apart."""
    finding = part.finding
    if not finding.told:
        return _("Not shown")
    if finding.below is None:
        return _("Not decided")
    if finding.below:
        return _("Applies") if finding.found else _("Not yet often enough")
    return pgettext("a rule", "Close") if finding.close else _("Does not apply")

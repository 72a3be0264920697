"""The answers to an item as text, the same on page and paper and in the workbook."""

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.report import ItemRow

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

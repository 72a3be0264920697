"""Charts and dates for the templates of results, on pages and on paper."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from operator import attrgetter
from typing import Any

from django import template
from django.utils.translation import gettext as _

from campaigns.words import in_english
from reports import charts, moments, overview, spread
from reports.beside import Beside, beside
from reports.overview import HALF, NINE_TENTHS, rules
from reports.report import Bound, Column, Figure, ItemRow, Reason, SubjectReport
from reports.tally import MILD, Rate, Rule

register = template.Library()


@register.inclusion_tag("reports/_stack.html")
def stack(
    item: ItemRow,
    subject: SubjectReport,
    part: str = "",
    width: int = 230,
    bar: int = 14,
    titled: bool = False,
) -> dict[str, Any]:
    """An item's distribution; `part` tells charts of one item on one page apart."""
    chart = charts.stack(
        "-".join(filter(None, ("stack", part, subject.key, item.key))),
        item.counts or (),
        item.columns,
        sorted(bound.value for bound in subject.ticks),
        width,
        bar,
    )
    return {"chart": chart, "title": spread.spread(item) if titled else ""}


@register.inclusion_tag("reports/_gauge.html")
def gauge(
    figure: Figure, subject: SubjectReport, part: str = "wide", width: int = 700
) -> dict[str, Any]:
    """The deciding rate, which is shown, against its bounds."""
    rate = figure.rate or Rate(0, figure.of)  # the template asks for shares only
    bounds = sorted(subject.bounds, key=attrgetter("value"))
    name = f"gauge-{part}-{subject.key}"
    chart = charts.gauge(name, rate.hits, rate.of, bounds, width)
    return {"chart": chart, "hits": satisfied(subject)}


@register.filter
def inner(text: str) -> str:
    """A title that stands in Chinese quotes, with its own quotes as inner ones."""
    return text if in_english() else text.replace("“", "‘").replace("”", "’")


@register.inclusion_tag("reports/_minibar.html")
def minibar(n: int, of: int) -> dict[str, Any]:
    """A part of a whole."""
    return {"chart": charts.minibar(n, of)}


@register.inclusion_tag("reports/_swatch.html")
def swatch(fill: str, id: str = "") -> dict[str, Any]:  # noqa: A002
    """A field of a legend."""
    return {"chart": charts.Swatch(id, fill)}


@register.simple_tag
def fills(columns: Sequence[Column]) -> list[tuple[Column, str]]:
    """Options with the fill that the charts give them."""
    return list(zip(columns, charts.fills(columns), strict=True))


@register.simple_tag
def heat_steps(applied: Sequence[Rule], unit: str = " %") -> list[tuple[str, str]]:
    """The steps of the heat table as (colour, words), by the rules applied.

    Of a score there is none at nine tenths.
    """
    bounds = [(rule.bound, rule.text) for rule in applied]
    by_text = {text: bound for bound, text in bounds}
    if not bounds:
        return []
    low, high = _lowest(applied), bounds[-1]
    steps, white = [], _("▼ below %s (white on dark)")
    if unit and low and by_text[low] > HALF:
        steps.append(("#4e1f0a", white % "50 %"))
        steps.append(("#8f3d12", f"▼ {_from_to('50 %', low)}"))
    elif low:
        steps.append(("#8f3d12", white % low))
    if low != high[1]:
        words = _from_to(low, high[1]) if low else _("below %s") % high[1]
        steps.append(("#f1d7a6", words))
    if unit and high[0] < NINE_TENTHS:
        steps.append(("#faf1df", _from_to(high[1], "90 %")))
        high = (NINE_TENTHS, "90 %")
    return [*steps, ("#ffffff", _("%s and above") % high[1])]


def _lowest(applied: Sequence[Rule]) -> str:
    return next((r.text for r in applied if r.consequence not in MILD), "")


def _from_to(low: str, high: str) -> str:
    return _("%(low)s to below %(high)s") % {"low": low, "high": high}


@register.filter
def cells(item: ItemRow) -> list[tuple[Column, int]]:
    """Options with their counts; none when the distribution is hidden."""
    return list(zip(item.columns, item.counts, strict=True)) if item.counts else []


@register.filter
def counted(item: ItemRow) -> str:
    """The answers as text; nothing when the distribution is hidden."""
    return spread.spread(item)


@register.filter
def satisfied(subject: SubjectReport) -> str:
    """What counts in the deciding row: “好”, or “satisfied” when it is several."""
    row = subject.main
    labels = [column.label for column in row.columns if column.satisfied] if row else []
    return labels[0] if len(labels) == 1 else _("Satisfied")


@register.filter
def lines(subject: SubjectReport) -> str:
    """The bounds that the ticks stand for: “2/3 与 80 %”."""
    return _and(overview.lines([subject]))


@register.filter
def lowest(subject: SubjectReport) -> str:
    """The bound that ▼ stands for, as it is written; "" where no rule asks rework."""
    return _lowest(rules([subject]))


@register.filter
def mark(state: str) -> str:
    """The mark of a state as a character, for paper."""
    return spread.MARKS.get(state, "—")


@register.filter
def outcome(part: Reason) -> str:
    """What a rule came to in a word."""
    return spread.outcome(part)


@register.filter
def listed(texts: Sequence[str]) -> str:
    """“2/3 与 80 %”."""
    return _and(texts)


@register.filter
def day(value: datetime, zone: str) -> str:
    """A date in the campaign's time zone."""
    return moments.day(value, zone)


@register.filter
def moment(value: datetime, zone: str) -> str:
    """A date and time in the campaign's time zone."""
    return moments.moment(value, zone)


@register.filter
def calendar(value: date) -> str:
    """A deadline."""
    return moments.calendar(value)


@register.filter
def at(rows: Mapping[str, Any], key: str) -> Any:
    """What belongs to a key; nothing where there is none."""
    return rows.get(key) if rows else None


@register.inclusion_tag("cases/_shift.html")
def shift(shares: tuple[Fraction, Fraction], bounds: Sequence[Bound]) -> dict[str, Any]:
    """A rate before and after on one line."""
    return {"chart": charts.shift(*shares, [bound.value for bound in bounds])}


@register.filter
def fingerprint(digest: str) -> str:
    """The first 16 digits of a hash, in fours, as people compare them."""
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))


@register.simple_tag(name="beside")
def side_by_side(subject: SubjectReport) -> list[Beside]:
    """Every item as each class of raters answered it."""
    return beside(subject)


@register.filter
def enumerated(names: Sequence[str]) -> str:
    """Names side by side: “甲、乙”."""
    return (", " if in_english() else "、").join(names)


def _and(texts: Sequence[str]) -> str:
    return _(" and ").join(texts)

"""The page of a series: its campaigns side by side, as lines and as a share."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from audit.models import looked
from campaigns.models import Campaign, Subject
from campaigns.order import by_sound
from reports import lines, series
from reports.editions import TITLE, Recorded
from reports.filters import LONGEST, folded
from reports.looking_back import counted, lost
from reports.series import Line, Series, Year
from reports.tally import percent

A_PAGE = 50
SORTS = {
    "": gettext_lazy("as on the form"),
    "rate": gettext_lazy("the lowest figure first"),
    "name": gettext_lazy("by name"),
}


class LineForm(forms.Form):
    """Which lines are drawn, and in which order; it stands in the address."""

    q = forms.CharField(required=False, max_length=LONGEST)
    sort = forms.ChoiceField(required=False, choices=list(SORTS.items()))

    def lines(self, found: Series) -> list[Line]:
        self.is_valid()
        given: dict[str, str] = self.cleaned_data
        words = folded(given.get("q", ""))
        rows = [one for one in found.lines if words in folded(one.title + one.key[0])]
        sort = given.get("sort")
        if sort == "rate":
            return sorted(rows, key=_lowest)
        return sorted(rows, key=lambda one: by_sound(one.title)) if sort else rows


def _lowest(line: Line) -> tuple[bool, Any]:
    """By the last campaign's figure; without one last."""
    value = line.last.value if line.last else None
    return value is None, value or 0


@dataclass(frozen=True, slots=True)
class Break:
    """What changed between two campaigns, as sentences."""

    at: int  # before the campaign in this place
    number: int
    before: str
    after: str
    sentences: tuple[str, ...]
    figures: bool  # the lines break; else the share alone


def _breaks(years: tuple[Year, ...]) -> list[Break]:
    found: list[Break] = []
    for at, (before, year) in enumerate(pairwise(years), 1):
        sentences = [change.sentence for change in year.changes]
        if not year.same_rules:
            sentences.append(_("The rules: what passes is not what passed before."))
        if sentences:
            number, labels = len(found) + 1, (before.label, year.label)
            broken = bool(year.changes)
            found.append(Break(at, number, *labels, tuple(sentences), broken))
    return found


def _heads(
    years: tuple[Year, ...], changes: list[Break]
) -> list[tuple[Year, Break | None]]:
    """Each column with what changed before it; two can be of one day."""
    found = {one.at: one for one in changes}
    return [(year, found.get(at)) for at, year in enumerate(years)]


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell of the table behind the lines."""

    year: Year
    point: Recorded | None
    again: Recorded | None
    running: str


def _entries(found: Series, line: Line) -> list[Entry]:
    return [
        Entry(year, point, again, _running(year, point))
        for year, point, again in zip(found.years, line.points, line.again, strict=True)
    ]


def _running(year: Year, point: Recorded | None) -> str:
    """How far a rule that looks back has counted, and of what."""
    finding = point.counting if point else None
    if finding is None:
        return ""
    title = finding["measure"] == TITLE
    return counted(year.definition, finding, lost(year.definition) if title else "")


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The campaigns of a series, as far as this user may see them."""
    campaign = get_object_or_404(Campaign.objects.for_user(request.user), pk=pk)
    found = series.of(campaign, request.user, request.GET.get("what", ""))
    if not found.years:
        raise Http404
    form = LineForm(request.GET)
    rows = Paginator(form.lines(found), A_PAGE).get_page(request.GET.get("page"))
    changes = _breaks(found.years)
    context = {
        "campaign": campaign,
        "series": found,
        "form": form,
        "sorts": SORTS.items(),
        "page": rows,
        "rows": [(row, _entries(found, row), _chart(found, row)) for row in rows],
        "heads": _heads(found.years, changes),
        "breaks": changes,
        "kinds": [c for c in Subject.Kind.choices if c[0] in found.kinds],
        "section": "results",
        **_shares(found),
    }
    response = render(request, "reports/series.html", context)
    looked("series", by=request.user.get_username(), campaign=campaign.pk)
    patch_cache_control(response, no_store=True)
    return response


def _chart(found: Series, row: Line) -> lines.LineChart:
    broken = [year.broken for year in found.years]
    return lines.line(row.points, row.again, broken, found.ceiling, found.floor)


def _shares(found: Series) -> dict[str, Any]:
    """Bars and their table, where more than one subject is seen and any is decided."""
    shares = found.shares
    if len(found.lines) < 2 or not any(share.of for share in shares):
        return {}
    printed = [percent(s.value, 1) if s.value is not None else "" for s in shares]
    labels = [year.label for year in found.years]
    cut = [year.broken or not year.same_rules for year in found.years]
    chart = lines.bars(shares, labels, printed, cut)
    return {
        "bars": chart,
        "shares": list(zip(found.years, shares, printed, strict=True)),
    }

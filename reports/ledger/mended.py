"""What raters of a later campaign say of the points: the item's figure, by unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import Campaign, Subject, Unit
from campaigns.unasked import ITEM
from reports.build import build
from reports.releasing import shown
from reports.report import Figure, Report, SubjectReport
from reports.rows import ITEMS
from reports.seen import watches
from reports.unshown import UNSHOWN


@dataclass(frozen=True, slots=True)
class Mended:
    """Of one unit in one later campaign; no figure where it is hidden."""

    campaign: Campaign
    group: str
    subject: str
    figure: Figure | None

    @property
    def reason(self) -> str:
        """The figure as a reason, for whoever reopens a point because of it."""
        if self.figure is None:
            return ""
        printed = f"{self.figure.printed}{self.figure.unit}"
        words = {"title": self.campaign, "figure": printed}
        words |= {"counts": self.figure.counts}
        text = _(
            "In “%(title)s” the figure for how the points were mended is %(figure)s "
            "(%(counts)s)."
        )
        return text % words


def asked_in(about: Campaign) -> list[Campaign]:
    """Released campaigns that asked about the points of this one."""
    rows = Campaign.objects.certified().filter(asks_about__about=about)
    return list(rows.order_by("asks_about"))


def by_unit(user: Any, about: Campaign) -> list[tuple[Campaign, dict[str, Mended]]]:
    """By the code of the unit, as far as `user` may see the results."""
    mine = Subject.objects.for_user(user)
    return [(later, _of(user, later, mine)) for later in asked_in(about)]


def figures_of(user: Any, about: Campaign, unit: Unit) -> list[Mended]:
    """Of one unit, for whoever sees its results."""
    mine = Subject.objects.for_user(user).filter(unit=unit)
    found = [_of(user, later, mine) for later in asked_in(about)]
    return [each[unit.code] for each in found if unit.code in each]


def _of(user: Any, later: Campaign, subjects: Any) -> dict[str, Mended]:
    rows = subjects.filter(campaign=later, kind=Subject.Kind.TEAM)
    mine = set(rows.values_list("key", flat=True))
    if not mine:
        return {}
    try:
        made = build(later, subjects=mine, detail=ITEMS)
        report = shown(later, made, inside=watches(user, later))
    except UNSHOWN:
        return {}
    return dict(_figures(later, report))


def _figures(later: Campaign, report: Report) -> Iterator[tuple[str, Mended]]:
    for group in report.groups:
        for subject in group.subjects:
            figure, there = _figure(subject)
            if there:
                told = Mended(later, group.key, subject.key, figure)
                yield subject.unit_code, told


def _figure(subject: SubjectReport) -> tuple[Figure | None, bool]:
    """The item's figure, and whether it was asked at all."""
    items = [item for section in subject.sections for item in section.items]
    found = next((item for item in items if item.key == ITEM), None)
    return (found.figure, True) if found else (None, False)

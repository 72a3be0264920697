"""What a unit has behind it: results as they were released, cases, measures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.models import Campaign, Subject, Unit
from campaigns.roles import reads_unit
from reports.casework.filed import FILES
from reports.models import Case, Measure, Release
from reports.models.moving import CERTIFIED
from reports.reasons import MILD

MOST = 100


@dataclass(frozen=True, slots=True)
class Result:
    """One subject in one released campaign: its figure with what it comes from."""

    campaign: Campaign
    subject: Subject
    group: str
    version: int
    rate: Mapping[str, Any] | None
    findings: tuple[Mapping[str, Any], ...]
    valid: int

    @property
    def what(self) -> str:
        """What kind of rating it is, where it is not an ordinary one."""
        if hasattr(self.campaign, "small_rating"):
            return _("Small rating after the talks")
        return _("Second vote") if self.campaign.is_second_vote else ""

    @property
    def figure(self) -> str:
        """As it was printed; nothing where it is hidden."""
        if not self.rate:
            return ""
        return self.rate["printed"] + (" %" if self.rate.get("percent") else "")

    @property
    def counts(self) -> str:
        """23/35, or how many ballots are behind it."""
        if self.rate and self.rate["hits"] is not None:
            return f"{self.rate['hits']}/{self.rate['of']}"
        return _("n = %d") % self.valid

    @property
    def marks(self) -> list[tuple[str, str]]:
        """What the rules found, by state and in words; each once.

        Where there is no rule, nothing was passed either.
        """
        if not self.findings:
            return [("none", _("no rule to find anything"))]
        found = dict.fromkeys(filter(None, map(_mark, self.findings)))
        return list(found) or [("ok", _("nothing found"))]


def _mark(finding: Mapping[str, Any]) -> tuple[str, str] | None:
    bound = {"bound": finding["bound"]}
    if not finding["bound"]:
        found = finding["found"]
        return ("act", _("found by a rule")) if found else None
    if finding["state"] == "undecided":
        return "none", _("not decided")
    if finding["state"] == "close":
        return "near", _("just reaches %(bound)s") % bound
    if finding["state"] == "below":
        text = _("above %(bound)s") if finding["above"] else _("below %(bound)s")
        heavy = finding["found"] and finding["consequence"] not in MILD
        return ("act" if heavy else "near"), text % bound
    return None


@dataclass(frozen=True)
class Record:
    """The record of a unit, as far as this user may read it."""

    unit: Unit
    user: Any

    @property
    def is_readable(self) -> bool:
        return reads_unit(self.user, self.unit)

    def results(self) -> list[Result]:
        """Of every released campaign in which something of the unit was rated."""
        return list(self._results())

    def _results(self) -> Iterator[Result]:
        for subject in self._subjects()[:MOST]:
            release = Release.objects.latest_of(subject.campaign)
            found = _line(release.results, subject.key) if release else None
            if release and found:
                group, line = found
                yield Result(
                    subject.campaign,
                    subject,
                    group,
                    release.version,
                    line["rate"],
                    tuple(line["findings"]),
                    line["account"]["valid"],
                )

    @cached_property
    def linked(self) -> set[int]:
        """Subjects whose result this user may open; a liaison reads the record only."""
        rows = Subject.objects.for_user(self.user).filter(unit=self.unit)
        return set(rows.values_list("pk", flat=True))

    def _subjects(self) -> QuerySet[Subject]:
        """A team reads the results of campaigns in which the unit was its own."""
        rows = Subject.objects.for_unit(self.user, self.unit)
        rows = rows.filter(campaign__state__in=CERTIFIED, campaign__drill=False)
        rows = rows.select_related("campaign__small_rating", "unit")
        rows = rows.defer("campaign__definition")
        return rows.order_by("-campaign__opens_at", "-campaign", "position")

    def cases(self) -> QuerySet[Case]:
        rows = Case.objects.for_user(self.user).filter(subject__unit=self.unit)
        return rows.listed()

    def measures(self) -> QuerySet[Measure]:
        rows = Measure.objects.for_user(self.user).filter(unit=self.unit).in_force()
        rows = rows.select_related("campaign", "case").prefetch_related(
            "progress", FILES
        )
        return rows.defer("campaign__definition").order_by("-campaign", "pk")


def _line(results: Mapping[str, Any], key: str) -> tuple[str, Any] | None:
    """A subject in a recorded version, with the key of its group."""
    for group in results["groups"]:
        for subject in group["subjects"]:
            if subject["key"] == key:
                return group["key"], subject
    return None

"""What a unit has behind it: results as they were released, cases, measures."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from campaigns.definition import Definition
from campaigns.frozen import frozen
from campaigns.models import Campaign, Subject, Unit
from campaigns.roles import CERTIFIED, reads_unit
from campaigns.words import measure_name
from reports import recorded
from reports.editions import TITLE, UNTOLD, Found, Recorded
from reports.looking_back import counted, lost
from reports.models import Case, Measure, Release
from reports.seen import as_told
from reports.tally import MILD

MOST = 100


@dataclass(frozen=True, slots=True)
class Result:
    """One subject in one released campaign: its figure with what it comes from."""

    campaign: Campaign
    subject: Subject
    version: int
    found: Recorded

    @property
    def what(self) -> str:
        """What kind of rating it is, where it is not an ordinary one."""
        if hasattr(self.campaign, "small_rating"):
            return _("Small rating after the talks")
        return _("Second vote") if self.campaign.is_second_vote else ""

    @property
    def marks(self) -> list[tuple[str, str]]:
        """What the rules found, by state and in words; each once.

        Where there is no rule, nothing was passed either.
        """
        if not self.found.findings:
            return [("none", _("no rule to find anything"))]
        # most findings do not ask for it, and a unit has many campaigns behind it
        definition: Any = SimpleLazyObject(partial(frozen, self.campaign))
        marks = (_mark(one, definition) for one in self.found.findings)
        found = dict.fromkeys(filter(None, marks))
        return list(found) or [("ok", _("nothing found"))]


def _mark(finding: Found, definition: Definition) -> tuple[str, str] | None:
    if finding["state"] == UNTOLD:
        return "none", _("Not shown")
    if not finding["bound"]:
        return _of_a_fact(finding, definition)
    bound = {"bound": finding["bound"]}
    if finding["state"] == "undecided":
        return "none", _("not decided")
    if finding["state"] == "close":
        return "near", _("just reaches %(bound)s") % bound
    if finding["state"] == "below":
        text = _("above %(bound)s") if finding["above"] else _("below %(bound)s")
        heavy = finding["found"] and finding["consequence"] not in MILD
        return "act" if heavy else "near", counted(definition, finding, text % bound)
    return None


def _of_a_fact(finding: Found, definition: Definition) -> tuple[str, str] | None:
    """Of what is no figure: a title that was lost, something that weighs on its own."""
    if finding["state"] != "below":
        return None
    title = finding["measure"] == TITLE
    if not (title or finding["found"]):
        return None
    named = lost(definition) if title else measure_name(definition, finding["measure"])
    heavy = "act" if finding["found"] else "near"
    return heavy, counted(definition, finding, named)


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
            found = recorded.of(release).get(subject.key) if release else None
            if release and found:
                told = as_told(self.user, subject.campaign, {subject.key: found})
                version = release.version
                yield Result(subject.campaign, subject, version, told[subject.key])

    def _subjects(self) -> QuerySet[Subject]:
        """A team reads the results of campaigns in which the unit was its own."""
        rows = Subject.objects.for_user(self.user).filter(unit=self.unit)
        rows = rows.filter(campaign__state__in=CERTIFIED, campaign__drill=False)
        rows = rows.select_related("campaign__small_rating", "unit")
        rows = rows.defer("campaign__definition")
        return rows.order_by("-campaign__opens_at", "-campaign_id", "position")

    def cases(self) -> QuerySet[Case]:
        rows = Case.objects.for_user(self.user).filter(subject__unit=self.unit)
        return rows.listed()

    def measures(self) -> QuerySet[Measure]:
        rows = Measure.objects.for_user(self.user).filter(unit=self.unit).in_force()
        return rows.select_related("case").with_course().order_by("-campaign_id", "pk")

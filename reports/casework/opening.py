"""From a finding to a case: what may be opened, and what of it is kept."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from campaigns.models import Campaign, Subject
from campaigns.roles import OFFICE, TEAM, sides
from reports.build import build
from reports.models import Case, Meanwhile, Release
from reports.releasing import shown
from reports.report import Reason, SubjectReport
from reports.rows import SECTIONS
from reports.tally import Finding

REMINDER = "reminder"


class Changed(Exception):
    """The result is not the released one: nothing follows from it yet."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A finding on which a case can be opened; `light`: a talk, and no more."""

    reason: Reason
    light: bool


def candidates(subject: SubjectReport) -> list[Candidate]:
    """What the rules found of a subject; of several talks one is enough.

    Where something heavier was found, nobody is reminded besides.
    """
    parts = [one for one in subject.verdict.reasons if _calls(one)]
    heavy = [Candidate(one, light=False) for one in parts if not _is_light(one)]
    return heavy or [Candidate(one, light=True) for one in parts][:1]


def _calls(reason: Reason) -> bool:
    return bool(reason.finding.found) or reason.finding.close


def _is_light(reason: Reason) -> bool:
    """Only just passed, or under a bound that asks for a talk alone."""
    return not reason.finding.found or reason.consequence == REMINDER


def may_open(user: Any, campaign: Campaign, subject: Subject) -> str:
    """As what `user` opens cases on a subject: team or office; "" for others."""
    if campaign.is_second_vote or not campaign.is_certified:
        return ""
    mine = sides(user, campaign, subject.unit)
    return next((side for side in (TEAM, OFFICE) if side in mine), "")


def one(campaign: Campaign, key: str) -> SubjectReport:
    """The released result of one subject. Raises Unbalanced, TooClose and Changed."""
    report = shown(campaign, build(campaign, subjects={key}, detail=SECTIONS))
    if report.changed:
        raise Changed(campaign.pk)
    return report.groups[0].subjects[0]


def open_case(user: Any, subject: Subject, rule: int) -> Case:
    """Open a case on what a rule found. Raises Meanwhile where it found nothing.

    Raises what `one` raises, too.
    """
    campaign = subject.campaign
    chinese, english = (_found(campaign, subject, rule, k) for k in ("zh-hans", "en"))
    release = Release.objects.latest_of(campaign)
    if not (chinese and english and release):
        raise Meanwhile(campaign.pk)
    finding = chinese.reason.finding
    return Case.objects.open(
        user,
        may_open(user, campaign, subject),
        campaign=campaign,
        subject=subject,
        rule=rule,
        consequence=chinese.reason.consequence,
        light=chinese.light,
        finding=chinese.reason.sentence,
        finding_en=english.reason.sentence,
        figures=_figures(finding) | {"sha256": release.sha256},
        version=release.version,
    )


def _found(
    campaign: Campaign, subject: Subject, rule: int, language: str
) -> Candidate | None:
    with override(language):
        found = candidates(one(campaign, subject.key))
    return next((each for each in found if each.reason.rule == rule), None)


def _figures(finding: Finding) -> dict[str, Any]:
    rate, value = finding.rate, finding.value
    return {
        "counts": f"{rate.hits}/{rate.of}" if rate else "",
        "value": "" if value is None else str(value),
        "bound": finding.rule.text,
        "needed": finding.needed,
        "short": finding.short,
        "spare": finding.spare,
    }

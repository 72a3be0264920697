"""What one reader may see of a campaign: the report, and what papers are made of."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404

from campaigns.audience import Audience
from campaigns.models import Campaign, Group, GroupUnit, Subject
from campaigns.roles import (
    HEAD,
    LIAISON,
    is_auditor,
    is_office,
    reads_comments,
    supervises,
)
from reports import history
from reports.build import build
from reports.earlier import sees_all, trend
from reports.editions import Recorded
from reports.entered import ledger
from reports.minuted import minutes
from reports.papers.catalogue import KINDS, OF_UNITS, Material
from reports.papers.unit import without_ranks
from reports.releasing import shown
from reports.report import Report
from reports.rows import WHOLE


def seen(
    user: Any, campaign: Campaign, *, group: str = "", detail: str = WHOLE
) -> Report:
    """The report on the subjects that are for `user`; comments as he may read them.

    A unit reads its own figures and no place among others (counting.md §3). Of a
    group alone, and in less detail, where that is asked for.

    Raises Http404 where there are none, NotCounted, Unbalanced, TooClose, and, for a
    unit whose result has changed since its release, Unreleased.
    """
    subjects = Subject.objects.for_user(user).filter(campaign=campaign)
    mine = set(subjects.values_list("key", flat=True))
    if not mine:
        raise Http404
    to = reads_as(user, campaign)
    made = build(campaign, subjects=mine, group=group, detail=detail, to=to)
    if to != Audience.TEAM:
        return without_ranks(shown(campaign, made, inside=False))
    report = shown(campaign, made)
    return report if reads_comments(user, campaign) else report.in_other_words()


def reads_as(user: Any, campaign: Campaign) -> Audience:
    """With which audience `user` reads what earlier campaigns found.

    Who is the head of one unit and the liaison of another waits for both.
    """
    if watches(user, campaign):
        return Audience.TEAM
    units = GroupUnit.objects.filter(group__campaign=campaign).values("unit")
    headed = user.roles.of_kind(HEAD).values("unit")
    speaks = user.roles.of_kind(LIAISON).filter(unit__in=units)
    waits = speaks.exclude(unit__in=headed).exists()
    return Audience.UNIT if waits else Audience.HEAD


def as_told(
    user: Any, campaign: Campaign, found: Mapping[str, Recorded]
) -> Mapping[str, Recorded]:
    """What a version says of subjects, without what is not released to `user` yet."""
    if not any(one.rests_on_earlier for one in found.values()):
        return found
    to = reads_as(user, campaign)
    if not history.closed(history.looked_back_on(campaign), to):
        return found
    return {key: one.alone() for key, one in found.items()}


def watches(user: Any, campaign: Campaign) -> bool:
    """Whether `user` reads results as office, supervision team or auditor."""
    return is_office(user) or is_auditor(user) or supervises(user, campaign)


def material(user: Any, campaign: Campaign, report: Report) -> Material:
    """What the papers for `user` are made of, and which these are."""
    groups = {group.key for group in report.groups}
    return Material(
        report,
        minutes(campaign, groups),
        trend(campaign, user),
        papers(user, campaign),
        ledger(user, campaign, _units(report)),
    )


def _units(report: Report) -> list[str]:
    return [one.unit_code for group in report.groups for one in group.subjects]


def papers(user: Any, campaign: Campaign) -> frozenset[str]:
    """Head and liaison get what is for their unit; the superior's summary is of all.

    The minutes are of whole groups, and for whoever may know all that is in them.
    """
    if not watches(user, campaign):
        return OF_UNITS
    kept = set() if sees_all(user, campaign) else {"summary"}
    kept |= set() if _whole_groups(user, campaign) else {"minutes"}
    return frozenset(KINDS) - kept


def _whole_groups(user: Any, campaign: Campaign) -> bool:
    """Whether his groups are wholly his: each unit of them, or as their team."""
    mine = Subject.objects.for_user(user).filter(campaign=campaign)
    groups = Group.objects.filter(campaign=campaign)
    groups = groups.filter(seats__unit__in=mine.values("unit"))
    others = campaign.subjects.exclude(pk__in=mine.values("pk"))
    foreign = groups.exclude(team__members=user)
    return not others.filter(unit__seats__group__in=foreign.values("pk")).exists()

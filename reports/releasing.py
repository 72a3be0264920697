"""Releasing results: the first version at certification, the next only after a check.

At first to office, supervision teams and auditors; the office widens the audience. What
was released further is taken back only by a next version, which says so.

What two versions show together can give away what neither shows alone (D7): so a next
one is compared with every one before, cell by cell, and refused where a few ballots
differ.
"""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from audit.models import record
from ballots.disclosure import Difference, compare
from campaigns.blockers import Blocker
from campaigns.definition import Definition, digest
from campaigns.frozen import frozen
from campaigns.models import Audience, Blocked, Campaign, WrongState
from reports.build import Unbalanced, build
from reports.models import Announcement, Release
from reports.plain import plain
from reports.report import Report
from reports.wording import unbalanced

LANGUAGE = "zh-hans"  # of the texts in the recorded results
State = Campaign.State
Seen = tuple[int, int]  # version and audience that whoever acts had before his eyes


class Unreleased(Exception):
    """The result has changed since its release: for those alone who check it."""

    sentence = gettext_lazy(
        "Something has changed since this result was released. It is being checked, "
        "and shown again when it is released as it is then."
    )


class TooClose(Exception):
    """This report beside the released one would give away single ballots."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def first(campaign: Campaign) -> None:
    """Record the first version; called in the transaction of the certification.

    Raises Blocked when the ballot account does not add up.
    """
    try:
        _record(campaign, 1)
        # nobody widens an audience before there is a version: it is the team's
        Announcement.objects.make(campaign, 1, campaign.audience, "")
    except Unbalanced as error:
        page = reverse("ballots:desk", args=[campaign.pk])
        raise Blocked([Blocker(unbalanced(error), page)]) from error


def following(campaign: Campaign, by: str) -> Release:
    """Record the report as it is now as the next version, for the same audience.

    Raises WrongState where nothing has changed, TooClose, and Unbalanced.
    """
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
        last = Release.objects.latest_of(campaign)
        if last is None or not build(campaign).changed:
            raise WrongState(f"{campaign.pk}: nothing has changed since the release")
        check(campaign)
        made = _record(campaign, last.version + 1, by)
        Announcement.objects.make(campaign, made.version, campaign.audience, by)
        record(
            "version released",
            by=by,
            campaign=campaign.pk,
            version=made.version,
            sha256=made.sha256,
        )
    return made


def announce(campaign: Campaign, to: Audience, seen: Seen, by: str) -> Announcement:
    """Release the version that stands to a wider audience.

    Raises WrongState where it is not what was seen, has changed since, or may not go so
    far; and Unbalanced.
    """
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
        version = _as_seen(campaign, seen)
        if not campaign.audience < to <= campaign.widest or build(campaign).changed:
            raise WrongState(f"{campaign.pk}: not to be released to {to}")
        made = Announcement.objects.make(campaign, version, to, by)
        record(
            "results announced",
            by=by,
            campaign=campaign.pk,
            version=version,
            audience=to.name.lower(),
        )
    return made


def take_back(
    campaign: Campaign, to: Audience, seen: Seen, reason: str, by: str
) -> Announcement:
    """Take the version that stands back from those outside a smaller audience.

    By a next version that says so, whether or not its figures are others. Raises
    WrongState where it is not what was seen, TooClose, and Unbalanced.
    """
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
        before = Audience(campaign.audience)
        version = _as_seen(campaign, seen) + 1
        if not to < before:
            raise WrongState(f"{campaign.pk}: not released beyond {to}")
        check(campaign)
        made = Announcement.objects.make(campaign, version, to, by, reason)
        release = _record(campaign, version, by)
        record(
            "results taken back",
            by=by,
            campaign=campaign.pk,
            version=version,
            audience=to.name.lower(),
            audience_before=before.name.lower(),
            sha256=release.sha256,
            words=digest({"words": reason}),
        )
    return made


def _as_seen(campaign: Campaign, seen: Seen) -> int:
    """The version that stands. Raises WrongState where another act was first."""
    last = Release.objects.latest_of(campaign)
    if last is None or (last.version, campaign.audience) != seen:
        raise WrongState(f"{campaign.pk}: released otherwise meanwhile")
    return last.version


def check(campaign: Campaign) -> None:
    """Raise TooClose if the report as it is now may not stand beside the released.

    Beside each of them: one that goes far away and a next one that comes back would
    differ from the last by many, and from the first by one.
    """
    last = Release.objects.latest_of(campaign)
    if last is None:
        return
    definition = frozen(campaign)
    now = _results(campaign, last.version + 1)[1]
    earlier = Release.objects.filter(campaign=campaign).order_by("-version")
    found = [
        sentence(definition, each, old.version)
        for old in earlier
        for each in compare(old.results, now, definition.floors)
    ]
    if found:
        raise TooClose(found)


def shown(campaign: Campaign, report: Report, *, inside: bool = True) -> Report:
    """The report, unless it has changed in a way that gives ballots away: TooClose.

    `inside`: for office, teams and auditors. Others get what is released and no more:
    Unreleased.
    """
    if report.changed:
        check(campaign)
        if not inside:
            raise Unreleased(campaign.pk)
    return report


def _cell(definition: Definition, cell: tuple[str, str, str]) -> str:
    """The cell by the names people know."""
    subject, pool, item = definition.subjects[cell[0]], cell[1], cell[2]
    names = [subject.name, definition.pools[pool].name if pool else ""]
    names += [one.text for one in subject.form.items if one.key == item]
    return " · ".join(str(name) for name in names if name)


def sentence(definition: Definition, difference: Difference, version: int) -> str:
    """Names the cell in which two versions are too close, and why."""
    words = {
        "cell": _cell(definition, difference.cell),
        "version": version,
        "n": difference.n,
        "floor": difference.floor,
    }
    if difference.why == "few":
        text = _(
            "%(cell)s: the number of ballots differs by %(n)d from version "
            "%(version)d, by fewer than %(floor)d; what they say could be worked out."
        )
    elif difference.why == "altered":
        text = _(
            "%(cell)s: as many ballots as in version %(version)d, but other figures."
        )
    else:
        text = _(
            "%(cell)s: was hidden in version %(version)d, and with the figures of both "
            "could be worked out."
        )
    return text % words


def _record(campaign: Campaign, version: int, by: str = "") -> Release:
    report, results = _results(campaign, version)
    return Release.objects.create(
        campaign=campaign,
        version=version,
        basis=report.basis,
        sha256=digest(results),
        results=results,
        made_by=by,
    )


def _results(campaign: Campaign, version: int) -> tuple[Report, dict[str, Any]]:
    """The whole report as this version, in the language of the record."""
    with override(LANGUAGE):
        report = build(campaign)
        return report, plain(replace(report, version=version, changed=False))

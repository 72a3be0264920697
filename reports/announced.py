"""To whom a result is released, and what was taken back, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.models import Audience, Campaign
from reports.models import Announcement, taken_back
from reports.moments import day


def to(audience: int) -> str:
    """The audience within a sentence."""
    return str(Audience(audience).label)


def said(campaign: Campaign, least: int = Audience.TEAM) -> tuple[str, ...]:
    """Of each version that was taken back: to whom it was released, till when, why.

    `least`: of those alone that these people had seen.
    """
    rows = Announcement.objects.on(campaign)
    return tuple(
        _said(campaign, before, row)
        for before, row in taken_back(rows)
        if before.audience >= least
    )


def _said(campaign: Campaign, before: Announcement, row: Announcement) -> str:
    text = _(
        "Version %(version)d was released to %(whom)s on %(day)s and taken back on "
        "%(until)s: %(reason)s"
    )
    return text % {
        "version": before.version,
        "whom": to(before.audience),
        "day": day(before.made_at, campaign.time_zone),
        "until": day(row.made_at, campaign.time_zone),
        "reason": row.reason,
    }


@dataclass(frozen=True, slots=True)
class Line:
    """One act of releasing, for the list of all."""

    row: Announcement
    by: str
    back: bool  # from a wider audience

    @property
    def whom(self) -> str:
        return to(self.row.audience)


def lines(campaign: Campaign) -> Iterator[Line]:
    """Every act, the newest first; certifying is the office's and the team's."""
    for row in reversed(Announcement.objects.on(campaign)):
        by = row.made_by or _("Campaign office and supervision team")
        yield Line(row, by, bool(row.reason))


def standing(campaign: Campaign) -> str:
    """To whom the version that stands is released, and since when."""
    rows = Announcement.objects.on(campaign)
    if not rows:
        return ""
    last = rows[-1]
    return _("Version %(version)d is released to %(whom)s, since %(day)s.") % {
        "version": last.version,
        "whom": to(last.audience),
        "day": day(last.made_at, campaign.time_zone),
    }

"""Moments as the desk and the slips say them, in the campaign's own time zone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from campaigns.models import Campaign

BEIJING = {"Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "PRC"}


def moment(value: datetime, campaign: Campaign) -> str:
    """6 月 18 日 11:30, or 18 June, 11:30."""
    return date_format(
        value.astimezone(campaign.zone), pgettext("a moment", "j F, G:i")
    )


def dated(value: datetime, campaign: Campaign) -> str:
    """2026 年 6 月 18 日 11:30, or 18 June 2026, 11:30."""
    return date_format(value.astimezone(campaign.zone), "DATETIME_FORMAT")


def day(value: datetime, campaign: Campaign) -> str:
    """2026 年 6 月 18 日, or 18 June 2026."""
    return date_format(value.astimezone(campaign.zone), "DATE_FORMAT")


def time(value: datetime, campaign: Campaign) -> str:
    """11:18."""
    return date_format(value.astimezone(campaign.zone), "TIME_FORMAT")


def zone(campaign: Campaign) -> str:
    """Beijing time, or the name of another zone."""
    if campaign.time_zone in BEIJING:
        return _("Beijing time")
    return campaign.time_zone


def window(campaign: Campaign) -> str:
    """2026 年 6 月 18 日 9:30–11:30（北京时间）; empty while it is not said."""
    opens, closes = campaign.opens_at, campaign.closes_at
    if opens is None or closes is None:
        return ""
    one_day = opens.astimezone(campaign.zone).date()
    if closes.astimezone(campaign.zone).date() == one_day:
        text, until = _("%(from)s–%(until)s (%(zone)s)"), time(closes, campaign)
    else:
        text, until = _("%(from)s – %(until)s (%(zone)s)"), dated(closes, campaign)
    begin, name = dated(opens, campaign), zone(campaign)
    return text % {"from": begin, "until": until, "zone": name}


def upcoming(campaign: Campaign) -> str:
    """When voting opens or closes, with the time zone; empty when none is set."""
    state = Campaign.State
    text, at = {
        state.DRAFT: (_("Voting opens %(at)s (%(zone)s)."), campaign.opens_at),
        state.FROZEN: (_("Voting opens %(at)s (%(zone)s)."), campaign.opens_at),
        state.OPEN: (_("Voting closes %(at)s (%(zone)s)."), campaign.closes_at),
    }.get(state(campaign.state), ("", None))
    return text % {"at": moment(at, campaign), "zone": zone(campaign)} if at else ""


def span(left: timedelta) -> list[tuple[int, str]]:
    """The two largest units: 1 天 2 小时, 12 分钟. Begun minutes count."""
    minutes = max(-(-int(left.total_seconds()) // 60), 0)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        (days, ngettext("day", "days", days)),
        (hours, ngettext("hour", "hours", hours)),
        (rest, ngettext("minute", "minutes", rest)),
    ]
    return [part for part in parts if part[0]][:2] or parts[2:]


def years(campaigns: Sequence[Campaign]) -> list[str]:
    """Campaigns by the year they opened; by month or day where years are the same."""
    opened = [row.opens_at and row.opens_at.astimezone(row.zone) for row in campaigns]
    for style in ("%Y", "%Y-%m"):
        found = [_of_style(moment, style) for moment in opened]
        if len(set(found)) == len(found):
            return found
    return [_of_style(moment, "%Y-%m-%d") for moment in opened]


def _of_style(moment: datetime | None, style: str) -> str:
    return moment.strftime(style) if moment else "—"

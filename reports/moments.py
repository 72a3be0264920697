"""Dates as an office writes them, in the campaign's own time zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as written
from django.utils.translation import pgettext


def day(value: datetime, zone: str) -> str:
    """2026 年 6 月 18 日, or 18 June 2026."""
    return written(_local(value, zone), pgettext("a day", "j F Y"))


def calendar(value: date) -> str:
    """The same of a day that is in no time zone: a deadline."""
    return written(value, pgettext("a day", "j F Y"))


def moment(value: datetime, zone: str) -> str:
    """2026 年 6 月 18 日 15:20, or 18 June 2026, 15:20."""
    return written(_local(value, zone), pgettext("a moment", "j F Y, G:i"))


def _local(value: datetime, zone: str) -> datetime:
    return value.astimezone(ZoneInfo(zone))

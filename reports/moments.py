"""Dates as an office writes them, in the campaign's own time zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format


def day(value: datetime, zone: str) -> str:
    """2026 年 6 月 18 日, or 18 June 2026."""
    return date_format(_local(value, zone), "DATE_FORMAT")


def calendar(value: date) -> str:
    """The same of a day that is in no time zone: a deadline."""
    return date_format(value, "DATE_FORMAT")


def moment(value: datetime, zone: str) -> str:
    """2026 年 6 月 18 日 15:20, or 18 June 2026, 15:20."""
    return date_format(_local(value, zone), "DATETIME_FORMAT")


def _local(value: datetime, zone: str) -> datetime:
    return value.astimezone(ZoneInfo(zone))

"""Dates are written in one way, on pages as on papers."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.utils import timezone
from django.utils.translation import override

WRITTEN = {
    "en": "18 June 2026|9:05|18 June 2026, 9:05|18 June|18 June 2026, 9:05",
    "zh-hans": "2026 年 6 月 18 日|9:05|2026 年 6 月 18 日 9:05|6 月 18 日|"
    "2026 年 6 月 18 日 9:05",
}
NAMES = ("DATE_FORMAT", "TIME_FORMAT", "DATETIME_FORMAT", "MONTH_DAY_FORMAT")


@pytest.mark.parametrize("language", WRITTEN)
def test_pages_write_dates_as_papers_do(language: str) -> None:
    named = [f'{{{{ at|date:"{name}" }}}}' for name in NAMES]
    page = Template("|".join([*named, "{{ at }}"]))
    at = datetime(2026, 6, 18, 9, 5, tzinfo=UTC)
    with override(language), timezone.override(UTC):
        text = page.render(Context({"at": at}))
    assert text == WRITTEN[language]

"""Reports on paper. Each renderer has a twin that gives the HTML, which tests read."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from paper.pdf import in_parts, joined, render
from paper.qr import qr_svg
from reports.overview import overview
from reports.report import GroupReport, Report, SubjectReport

PART = 17  # the overview and 16 subjects: some 40 pages


def subject_html(report: Report, group: GroupReport, subject: SubjectReport) -> str:
    """One subject's report."""
    return _html(report, [_subject(group, subject)], subject.name)


def group_html(report: Report, group: GroupReport) -> str:
    """The overview of a group, then a report a subject: each of its parts."""
    return "\n".join(_group_htmls(report, group))


def campaign_html(report: Report) -> str:
    """Every group, one after the other."""
    parts = [part for group in report.groups for part in _group(group)]
    return _html(report, parts, report.title)


def render_subject(report: Report, group: GroupReport, subject: SubjectReport) -> bytes:
    """One subject's report as PDF."""
    return render(subject_html(report, group, subject))


def subjects_html(
    report: Report, rated: Sequence[tuple[GroupReport, SubjectReport]]
) -> str:
    """The reports of one unit's subjects, one after the other."""
    parts = [_subject(group, subject) for group, subject in rated]
    return _html(report, parts, rated[0][1].unit)


def render_subjects(
    report: Report, rated: Sequence[tuple[GroupReport, SubjectReport]]
) -> bytes:
    """The same as PDF."""
    return render(subjects_html(report, rated))


def render_group(report: Report, group: GroupReport) -> bytes:
    """A group's report as PDF."""
    return joined(list(group_parts(report, group)))


def group_parts(report: Report, group: GroupReport) -> Iterator[bytes]:
    """The same in parts to be joined."""
    return in_parts(list(_group_htmls(report, group)))


def _group_htmls(report: Report, group: GroupReport) -> Iterator[str]:
    parts = list(_group(group))
    for at in range(0, len(parts), PART):
        yield _html(report, parts[at : at + PART], group.title)


def render_campaign(report: Report) -> bytes:
    """The whole campaign's report as PDF."""
    return render(campaign_html(report))


def _group(group: GroupReport) -> Iterable[dict[str, Any]]:
    yield {"group": group, "overview": overview(group.subjects)}
    for subject in group.subjects:
        yield _subject(group, subject)


def _subject(group: GroupReport, subject: SubjectReport) -> dict[str, Any]:
    return {"group": group, "subject": subject}


def _html(report: Report, parts: Iterable[dict[str, Any]], name: str) -> str:
    context = {"report": report, "parts": list(parts), "name": name, "check": check()}
    return render_to_string("reports/pdf/report.html", context)


def check() -> dict[str, str]:
    """Where whoever holds the paper can ask whether it is unchanged."""
    address = settings.PUBLIC_BASE_URL + reverse("verify")
    return {"address": address, "qr": mark_safe(qr_svg(address))}  # noqa: S308 - our own

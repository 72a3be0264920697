"""Print the results of a released campaign: as a table, JSON or CSV."""

import unicodedata
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from audit.models import Export, looked
from campaigns.models import Campaign
from reports import flat, plain
from reports.build import build
from reports.releasing import shown
from reports.report import GroupReport, Report, SubjectReport
from reports.spread import spread
from reports.tally import Account
from reports.unshown import UNSHOWN, told

RELEASED = (Campaign.State.RELEASED, Campaign.State.ARCHIVED)


class Command(BaseCommand):
    help = (
        "Print every count, rate and finding of a released campaign or drill, and the "
        "formula in words."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("campaign", type=int)
        parser.add_argument("--json", action="store_true", help="docs/results-json.md")
        parser.add_argument("--csv", action="store_true", help="docs/figures.md")
        parser.add_argument("--language", choices=("zh-hans", "en"))

    def handle(self, *args: Any, campaign: int, **options: Any) -> None:
        with override(options["language"] or get_language()):
            report = built(released(campaign))
            if options["json"]:
                text = plain.text(report)
                signed(report, text, Export.Kind.JSON)
            elif options["csv"]:
                text = flat.figures_csv(plain.plain(report))
                signed(report, text, Export.Kind.CSV)
            else:
                text = "\n".join(lines(report))
                looked("", by="", campaign=campaign)
        self.stdout.write(text)


def released(pk: int) -> Campaign:
    """The campaign, or a refusal in one line."""
    row = Campaign.objects.filter(pk=pk).first()
    if row is None:
        raise CommandError(_("There is no campaign %d.") % pk, returncode=2)
    if row.state not in RELEASED:
        text = _("Campaign %(id)d is not released; its state is: %(state)s.")
        words = {"id": pk, "state": row.get_state_display()}
        raise CommandError(text % words, returncode=2)
    return row


def built(campaign: Campaign) -> Report:
    """The report, or a refusal in one line."""
    try:
        return shown(campaign, build(campaign))
    except UNSHOWN as error:
        raise CommandError(told(error), returncode=2) from error


def signed(report: Report, text: str, kind: Export.Kind) -> None:
    """Record the text as it is printed, so that a file of it can be verified."""
    Export.objects.sign(
        text.encode(),
        campaign=report.campaign,
        kind=kind,
        name=f"results-{report.campaign}.{kind}",
        version=report.version,
    )


def lines(report: Report) -> Iterator[str]:
    """The results as text for a terminal."""
    yield f"{report.title} · {report.stage}" if report.stage else report.title
    yield from report.taken_back
    for group in report.groups:
        yield from _group(group, report.measure + report.unit)
    yield ""
    yield report.text


def _group(group: GroupReport, measure: str) -> Iterator[str]:
    yield ""
    yield group.title
    yield group.headline
    yield f"{_account(group.account)} · {group.account_note}"
    yield group.slips_note
    rows = [_head(measure), *map(_row, group.subjects)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = zip(row, widths, strict=True)
        yield "  ".join(c + " " * (w - _width(c)) for c, w in cells).rstrip()


def _head(measure: str) -> tuple[str, ...]:
    return (
        pgettext("results", "Subject"),
        pgettext("results", "Valid"),
        measure,
        pgettext("results", "Counts"),
        pgettext("results", "Finding"),
    )


def _account(account: Account) -> str:
    return _(
        "Issued %(issued)d, returned %(returned)d, valid %(valid)d, void %(void)d, "
        "abstained %(abstained)d"
    ) % asdict(account)


def _row(subject: SubjectReport) -> tuple[str, ...]:
    figure, main, verdict = subject.figure, subject.main, subject.verdict
    counts = spread(main) if main else "—"
    rate = "*" if subject.figure_hidden else "—"
    if figure is not None:
        rate = f"{figure.printed} ({figure.counts})"
    said = ": ".join(part for part in (verdict.badge, verdict.margin) if part)
    return subject.title, str(subject.account.valid), rate, counts or "*", said


def _width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)

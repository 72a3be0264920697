"""Write the report of a counted campaign as PDF, as a workbook, or both."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import get_language, override

from audit.models import Export
from campaigns.models import Campaign
from reports import excel, pdf
from reports.build import NotCounted, build
from reports.releasing import shown
from reports.report import Report
from reports.unshown import UNSHOWN, told

NAME = 200  # characters of a file's name that are recorded


class Command(BaseCommand):
    help = "Write the report of a counted campaign or drill as PDF and as a workbook."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("campaign", type=int)
        parser.add_argument("--pdf", type=Path, metavar="FILE")
        parser.add_argument("--xlsx", type=Path, metavar="FILE")
        parser.add_argument("--language", choices=("zh-hans", "en"))

    def handle(self, *args: Any, campaign: int, **options: Any) -> None:
        if not (options["pdf"] or options["xlsx"]):
            raise CommandError(
                "Say what to write: --pdf FILE, --xlsx FILE", returncode=2
            )
        with override(options["language"] or get_language()):
            report = built(campaign)
            if options["pdf"]:
                content = pdf.render_campaign(report)
                self.write(options["pdf"], content, report, Export.Kind.PDF)
            if options["xlsx"]:
                content = excel.render_workbook(report)
                self.write(options["xlsx"], content, report, Export.Kind.WORKBOOK)

    def write(
        self, path: Path, content: bytes, report: Report, kind: Export.Kind
    ) -> None:
        """Write a file with its signature beside it and name it, or refuse."""
        what: dict[str, Any] = {"kind": kind, "version": report.version}
        try:
            with transaction.atomic():
                path.write_bytes(content)
                export = Export.objects.sign(
                    content, campaign=report.campaign, name=path.name[:NAME], **what
                )
                signature = path.with_name(f"{path.name}.sig")
                signature.write_text(export.signature_file(), encoding="utf-8")
        except OSError as error:
            text = f"Cannot write {path}: {error.strerror}"
            raise CommandError(text, returncode=2) from error
        self.stdout.write(str(path))


def built(campaign: int) -> Report:
    """The whole report, or a refusal in one line."""
    row = Campaign.objects.filter(pk=campaign).first()
    if row is None:
        raise CommandError(f"There is no campaign {campaign}.", returncode=2)
    try:
        return shown(row, build(row))
    except NotCounted as error:
        text = f"Campaign {campaign} is not counted: it is {row.state}."
        raise CommandError(text, returncode=2) from error
    except UNSHOWN as error:
        raise CommandError(told(error), returncode=2) from error

"""Attack a campaign's anonymity with everything that is stored; prints what it gave."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ballots.forensics import Finding, Sitting, attack, evidence, experiment
from ballots.forensics.evidence import database_files
from campaigns.models import Blocked, Campaign


class OrderError(ValueError):
    """The file of who sat down when cannot be read; says why."""


class Command(BaseCommand):
    help = (
        "Vote in a copy of the campaign by known raters in a known order, and try to "
        "link ballots to slips from database, files and logs, beside a naive schema. "
        "With --order: attack the campaign itself as it is stored now."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("campaign", type=int)
        parser.add_argument("--order", type=Path, help="who sat down when (JSON)")
        parser.add_argument(
            "--files", type=Path, nargs="*", default=[], help="logs, dumps, backups"
        )

    def handle(
        self, *args: Any, campaign: int, order: Path | None, **options: Any
    ) -> None:
        files = [path for each in options["files"] for path in inside(each)]
        self.all_ways = options["verbosity"] > 1
        try:
            row = Campaign.objects.get(pk=campaign)
            if order is None:
                for moment, findings in experiment(row, files):
                    self.tell(moment, findings)
                return
            held = evidence(row, sittings(order), (*database_files(), *files))
            self.tell(str(row), attack(held))
        except Campaign.DoesNotExist:
            text = _("There is no campaign %d.") % campaign
            raise CommandError(text, returncode=2) from None
        except (Blocked, OrderError) as error:
            raise CommandError(str(error), returncode=2) from error

    def tell(self, moment: str, findings: list[Finding]) -> None:
        """The best way, and how far it goes beyond what the tally gives to anybody."""
        best = findings[0]
        self.stdout.write(
            f"{moment}: {best.linked} of {best.of} linked, {best.chance:.1f} by chance "
            f"(luck {best.luck:.2g}, by {best.way})"
        )
        for each in findings if self.all_ways else ():
            self.stdout.write(
                f"  {each.way}: {each.linked} right of {each.claims} claims, "
                f"{each.chance:.1f} by chance"
            )


def inside(path: Path) -> list[Path]:
    """A file, or every file below a folder."""
    return (
        sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    )


def sittings(path: Path) -> list[Sitting]:
    """`[{"ticket": key, "wrote": {"A|own": hex or null}}]`, as they sat down.

    `wrote`: by subject and pool, or by subject alone for a comment, what is known of
    it from elsewhere. Raises OrderError.
    """
    try:
        rows = json.loads(path.read_bytes())
        return [Sitting(row["ticket"], _wrote(row["wrote"])) for row in rows]
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise OrderError(f"{path.name}: {type(error).__name__}: {error}") from None


def _wrote(told: dict[str, str | None]) -> dict[tuple[str, ...], bytes | None]:
    return {
        tuple(cell.split("|")): None if text is None else bytes.fromhex(text)
        for cell, text in told.items()
    }

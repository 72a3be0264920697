"""Rehearse a campaign: copy it, vote, open, count, release."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ballots.models import OpeningFailed
from ballots.rehearsal import AnswersError, rehearse, wipe
from campaigns.models import Blocked, Campaign
from campaigns.parser import DocumentError


class Command(BaseCommand):
    help = (
        "Copy the campaign into a drill, cast ballots through the real path, open, "
        "count and release it; prints the drill's id last."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("campaign", type=int)
        parser.add_argument("--answers", type=Path, help="file of ballots (JSON)")
        parser.add_argument("--wipe", action="store_true", help="delete its drills")

    def handle(self, *args: Any, campaign: int, **options: Any) -> None:
        try:
            row = Campaign.objects.get(pk=campaign)
            if options["wipe"]:
                self.stdout.write(str(wipe(row)))
                return
            self.stdout.write(str(rehearse(row, answers(options["answers"])).pk))
        except Campaign.DoesNotExist:
            text = _("There is no campaign %d.") % campaign
            raise CommandError(text, returncode=2) from None
        except (AnswersError, Blocked, DocumentError, OpeningFailed) as error:
            raise CommandError(str(error), returncode=2) from error


def answers(path: Path | None) -> Any:
    """The content of an answers file. Raises AnswersError."""
    if path is None:
        return None
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise AnswersError(f"{path.name}: {error}") from error

"""Erases names and slips of campaigns whose day has come; for cron."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ballots.models.archiving import told
from ballots.retaining import Outcome, clear, retain, would_go


class Command(BaseCommand):
    help = (
        "Erase names, contacts and slips of campaigns whose day has come; prints what "
        "was done, one line a campaign. The site does the same by itself every hour."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say it, and erase nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        dry, found = options["dry_run"], []
        for outcome in would_go() if dry else retain():
            found.append(outcome)
            if not outcome.failed:
                self.say(_("would be erased: %s") if dry else _("erased: %s"), outcome)
        if not found:
            self.stdout.write(_("No names are due."))
        if not (dry or clear()):
            text = _("The database's files still hold it, until no campaign is open.")
            self.stderr.write(text)
        failed = [str(outcome.box.pk) for outcome in found if outcome.failed]
        if failed:
            text = _("Not erased: %s. The log of the server says why.")
            raise CommandError(text % ", ".join(failed), returncode=2)

    def say(self, text: str, outcome: Outcome) -> None:
        what = text % told(outcome.numbers)
        self.stdout.write(f"{outcome.box.pk} {outcome.box.campaign}: {what}")

"""Erases names and slips of campaigns whose day has come; for cron."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ballots.models import Box
from ballots.models.archiving import Archiving, told
from ballots.retaining import clear, due, retain


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
        said = list(self.would() if options["dry_run"] else self.does())
        if not said:
            self.stdout.write(_("No names are due."))
        if None in said:
            text = _("Not everything was erased; the log of the server says why.")
            raise CommandError(text, returncode=2)

    def would(self) -> Any:
        for box in due():
            yield self.say(_("would be erased: %s"), box, Archiving(box).numbers())

    def does(self) -> Any:
        for outcome in retain():
            if outcome.failed:
                yield None
            else:
                yield self.say(_("erased: %s"), outcome.box, outcome.numbers)
        if not clear():
            text = _("The database's files still hold it, until no campaign is open.")
            self.stdout.write(text)

    def say(self, text: str, box: Box, numbers: dict[str, int]) -> bool:
        self.stdout.write(f"{box.pk} {box.campaign}: {text % told(numbers)}")
        return True

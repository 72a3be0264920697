"""The opening process: reads the key from its standard input, counts, goes."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ballots.models import Box
from ballots.opening import BatchAltered, open_box, rewrite
from campaigns.frozen import DefinitionAltered
from campaigns.models import WrongState

STEP = 50


class Command(BaseCommand):
    help = "Open the box of a closed campaign with the key given on standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("campaign", type=int)

    def handle(self, *args: Any, campaign: int, **options: Any) -> None:
        box = Box.objects.select_related("campaign").get(pk=campaign)
        private = bytes.fromhex(sys.stdin.read().strip())
        try:
            open_box(box, private, lambda done: self.tell(box, done))
        except (WrongState, DefinitionAltered, BatchAltered) as error:
            box.progress_file.write_text(f"! {error}")
            raise CommandError(str(error), returncode=2) from error
        rewrite()
        box.progress_file.unlink(missing_ok=True)

    def tell(self, box: Box, done: int) -> None:
        """Say how far the opening is; the desk's page reads it."""
        if done % STEP == 0:
            box.progress_file.write_text(str(done))

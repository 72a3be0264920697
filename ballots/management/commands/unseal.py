"""The opening process: reads the key from its standard input, counts, goes."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from ballots.custody import OpeningRuns, say
from ballots.models import Box
from ballots.opening import open_box, rewrite
from ballots.trustees import Secret
from ballots.verifying import Altered
from campaigns.models import WrongState

STEP = 50


def private(box: Box, key: str) -> bytes:
    """The private half from what came through the pipe. Raises WrongKey."""
    if not box.has_cards:
        return bytes.fromhex(key)
    return box.trustees.private(map(Secret.read, key.splitlines()))


class Command(BaseCommand):
    help = "Open the box of a closed campaign with the key given on standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("campaign", type=int)
        parser.add_argument("--lock", type=int, help="handle of the claimed progress")

    def handle(
        self, *args: Any, campaign: int, lock: int | None = None, **options: Any
    ) -> None:
        box = Box.objects.select_related("campaign").get(pk=campaign)
        try:
            handle = box.progress.claim() if lock is None else lock
        except OpeningRuns:
            text = "Another process is opening this box."
            raise CommandError(text, returncode=2) from None
        try:
            self.open(box, self.key(), handle)
        finally:
            os.close(handle)

    def key(self) -> str:
        """The key in hex, or two trustee cards, one a line."""
        return sys.stdin.read().strip()

    def open(self, box: Box, key: str, handle: int) -> None:
        """Open, and say how far it is; the desk's page reads it.

        What fails is named by its kind, never by its text: the text of a database's
        error may hold what was in the row.
        """

        def tell(done: int) -> None:
            if done % STEP == 0:
                say(handle, str(done))

        try:
            open_box(box, private(box, key), tell)
        except Altered as error:
            say(handle, f"! {type(error).__name__} {error.name}")
            raise CommandError(str(error), returncode=2) from None
        except WrongState:
            box.progress.done()
            raise CommandError("The box is not closed.", returncode=2) from None
        except Exception as error:
            say(handle, f"! {type(error).__name__}")
            raise CommandError(type(error).__name__, returncode=2) from None
        box.progress.done()
        self.rewrite()

    def rewrite(self) -> None:
        """What fails now does not undo the opening; the desk offers it again."""
        try:
            rewrite()
        except DatabaseError as error:
            self.stderr.write(f"Not rewritten: {type(error).__name__}")

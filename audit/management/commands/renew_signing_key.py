"""Give the site a new signing key; what the old ones signed still verifies."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from audit.models import SigningKey


class Command(BaseCommand):
    help = (
        "Make a new signing key and destroy the private half of the one in use; prints "
        "the name of the new one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", default="", help="your login name, for the log")

    def handle(self, *args: Any, by: str, **options: Any) -> None:
        old = SigningKey.objects.current()
        new = SigningKey.objects.renew(by)
        old.retire()
        self.stdout.write(str(new))

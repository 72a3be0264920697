"""List the presets."""

from typing import Any

from django.core.management.base import BaseCommand

from campaigns.files import presets, read
from campaigns.parser import parse


class Command(BaseCommand):
    help = "List the presets, one a line: name, title."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, path in presets().items():
            self.stdout.write(f"{name}\t{parse(read(path)).title}")

"""Say whether a file left this site unchanged, and when, by whom, of which campaign."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.proof import NotOurs, by_hash, by_signature
from audit.words import not_ours
from reports.checking import told


class Command(BaseCommand):
    help = (
        "Verify a PDF, workbook or JSON of results: against what is recorded here, or "
        "against its signature file. Exit status 2 when it is not what left the site."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--signature", type=Path, metavar="FILE.sig")
        parser.add_argument(
            "--key", default="", help="trust this key of another site, by its name"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        content = read(file)
        try:
            if options["signature"]:
                proof = by_signature(
                    content, read(options["signature"]), options["key"]
                )
            else:
                proof = by_hash(content)
        except NotOurs as error:
            text = f"{file.name}: {not_ours(error)}"
            raise CommandError(text, returncode=2) from None
        self.stdout.write(f"{file.name}: {told(proof)}")


def read(path: Path) -> bytes:
    """The content of a file, or a refusal in one line."""
    try:
        return path.read_bytes()
    except OSError as error:
        text = f"Cannot read {path}: {error.strerror}"
        raise CommandError(text, returncode=2) from error

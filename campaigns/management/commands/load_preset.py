"""Make a campaign from a preset or a campaign file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from audit.models import record
from campaigns.files import content_of, located, presets, read_text
from campaigns.load import load, renamed_units
from campaigns.parser import DocumentError


class Command(BaseCommand):
    help = "Make a draft campaign from a preset or a campaign file; prints its id last."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="name of a preset, or path of a campaign file")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        path = presets().get(name, Path(name))
        try:
            if not path.exists():
                raise DocumentError(_("There is no preset or file “%s”.") % name)
            content = content_of(path)
            document = read_text(content, path.name)
            for unit, _name in renamed_units(document):
                said = _(
                    "Unit %(code)s is there already as “%(name)s”; it keeps that name."
                )
                self.stderr.write(said % {"code": unit.code, "name": unit.name})
            with located(content), transaction.atomic():
                campaign = load(document).pk
                record("add", campaign=campaign, part="campaign", preset=path.stem)
            self.stdout.write(str(campaign))
        except DocumentError as error:
            raise CommandError(str(error), returncode=2) from error

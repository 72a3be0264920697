"""Walk the audit chains and name the first entry that is not what was recorded."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from audit import words
from audit.chain import Broken, Head, walk
from audit.models import SITE, Entry, Export


class Command(BaseCommand):
    help = (
        "Verify the audit chain of a campaign (0: of the site), or of all; with --head "
        "against the head on a paper. Exit status 2 when one is not sound."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("campaign", type=int, nargs="?")
        parser.add_argument("--head", metavar="HASH", help="as printed, short or full")

    def handle(self, *args: Any, campaign: int | None, **options: Any) -> None:
        printed = self.printed(campaign, options["head"])
        chains = everyone() if campaign is None else [campaign]
        sound = [self.verify(chain, printed) for chain in chains]
        if not all(sound):
            text = _("Not sound: %d") % sound.count(False)
            raise CommandError(text, returncode=2)

    def printed(self, campaign: int | None, text: str | None) -> Head | None:
        """The head that was printed, or a refusal in one line."""
        if text is None:
            return None
        if campaign is None:
            text = _("A head is that of one campaign: give its number as well.")
            raise CommandError(text, returncode=2)
        try:
            return Head.read(text)
        except ValueError:
            said = _("“%s” is no head: it has 12 digits or more, 0–9 and a–f.")
            raise CommandError(said % text, returncode=2) from None

    def verify(self, chain: int, printed: Head | None) -> bool:
        """One line on one chain; whether it is sound."""
        name, last = name_of(chain), Head()
        try:
            for entry in walk(chain, printed):
                last = Head(entry.seq, entry.hash)
        except Broken as error:
            self.stdout.write(f"{name}: {words.broken(error)}")
            return False
        if not last.seq:
            self.stdout.write(_("%s: there is no entry.") % name)
            return False
        said = _("%(name)s: sound, entries: %(n)d, head: %(head)s")
        self.stdout.write(said % {"name": name, "n": last.seq, "head": last})
        return True


def everyone() -> list[int]:
    """Every chain there is, and of which a file says that there was one."""
    taken = Export.objects.values_list("campaign", flat=True).distinct()
    return sorted({*Entry.objects.chains(), *taken})


def name_of(chain: int) -> str:
    """A chain in a line of output."""
    return _("site") if chain == SITE else _("campaign %d") % chain

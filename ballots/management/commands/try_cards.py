"""The trial of the trustee cards: reads all three, opens dummies with every pair."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ballots.management.cards import ask
from ballots.models import Box, Trustee
from ballots.trustees import WrongKey
from campaigns.models import WrongState


class Command(BaseCommand):
    help = "Try the three trustee cards of a campaign; asks for them, or reads lines."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("campaign", type=int)
        parser.add_argument("--by", default="", help="login name for the audit chain")

    def handle(self, *args: Any, campaign: int, by: str, **options: Any) -> None:
        box = Box.objects.select_related("campaign").filter(pk=campaign).first()
        if box is None or not box.has_cards or box.trustees.missing():
            raise CommandError("There are no three cards to try.", returncode=2)
        try:
            found = box.trustees.attempt(ask(len(Trustee.Role)))
        except WrongKey:
            text = "A card is none of this campaign."
            raise CommandError(text, returncode=2) from None
        for pair, opens in found.items():
            self.stdout.write(f"{pair} {'opens' if opens else 'fails'}")
        if not all(found.values()):
            raise CommandError("A pair does not open the box.", returncode=2)
        try:
            box.trustees.passed(by)
        except WrongState:
            text = "The cards were changed meanwhile, or voting has begun."
            raise CommandError(text, returncode=2) from None

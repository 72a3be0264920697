"""Opens a box with two trustee cards typed here, so that no web server sees them."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.views.decorators.debug import sensitive_variables

from ballots.management.cards import ask
from ballots.management.commands import unseal
from ballots.models import Box
from ballots.models.trustees import NEEDED
from ballots.trustees import Secret, WrongKey, lines
from campaigns.models import Blocked, Campaign


class Command(unseal.Command):
    help = "Open the box of a closed campaign with two trustee cards; asks for them."
    cards: list[Secret]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("campaign", type=int)

    @sensitive_variables()
    def handle(self, *args: Any, campaign: int, **options: Any) -> None:
        """Refuse what the page would refuse, then go the way of the opening process."""
        box = Box.objects.select_related("campaign").filter(pk=campaign).first()
        if box is None or not box.has_cards:
            raise CommandError("There is no box with trustee cards.", returncode=2)
        if box.campaign.state != Campaign.State.CLOSED:
            raise CommandError("The box is not closed.", returncode=2)
        try:
            box.stops()
            self.cards = ask(NEEDED)
            box.trustees.private(self.cards)
        except Blocked as error:
            raise CommandError(str(error), returncode=2) from None
        except WrongKey:
            text = "These are not two cards of this campaign."
            raise CommandError(text, returncode=2) from None
        box.tell("unseal", "")
        super().handle(campaign=campaign)

    def key(self) -> str:
        return lines(self.cards).decode()

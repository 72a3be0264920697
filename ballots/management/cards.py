"""Trustee cards typed at a terminal, or one a line through a pipe."""

import getpass
import sys

from django.core.management.base import CommandError
from django.views.decorators.debug import sensitive_variables

from ballots.trustees import Secret, WrongWords


@sensitive_variables()
def ask(number: int) -> list[Secret]:
    """So many cards; nothing typed is shown. Raises CommandError naming the card."""
    found = []
    for card in range(1, number + 1):
        prompt = f"Card {card} of {number} (words or digits, not shown): "
        terminal = sys.stdin.isatty()
        typed = getpass.getpass(prompt) if terminal else sys.stdin.readline()
        try:
            found.append(Secret.read(typed))
        except WrongWords as error:
            raise CommandError(f"Card {card}: {error}", returncode=2) from None
    return found

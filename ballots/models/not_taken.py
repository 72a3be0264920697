"""Why a ballot is not taken."""


class NotTaken(Exception):
    """The ballot was not taken; the subclass says why. Nothing was stored."""


class TicketSpent(NotTaken):
    """Another ballot was cast with this ticket."""


class TicketVoid(NotTaken):
    """The ticket was declared void."""


class NotActive(NotTaken):
    """The ticket waits to be activated by the number present."""


class NotYetOpen(NotTaken):
    """Voting has not begun."""


class VotingClosed(NotTaken):
    """Voting is over, or suspended."""

"""Why an act on a campaign is not done."""

from campaigns.blockers import Blocker


class WrongState(Exception):
    """The act does not fit the state the campaign is in; nothing was changed."""


class Blocked(Exception):
    """Something stands in the way; `blockers` says what."""

    def __init__(self, blockers: list[Blocker]) -> None:
        super().__init__("; ".join(str(b.text) for b in blockers))
        self.blockers = blockers

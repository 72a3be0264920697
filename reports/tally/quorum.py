"""Quorums (法定人数): how many must have voted for a result (counting.md §1.5)."""

import math
from dataclasses import dataclass
from fractions import Fraction

from reports.tally.counts import Account


@dataclass(frozen=True, slots=True)
class Quorum:
    """A share of those due, `inclusive` if reaching it suffices; or `least` ballots.

    Ballots returned count, void ones and abstentions included: who hands one in has
    taken part.
    """

    bound: Fraction | None = None
    inclusive: bool = True
    least: int = 0

    def needed(self, account: Account) -> int:
        """The fewest returned ballots that meet it; one at least."""
        least = max(self.least, 1)
        if self.bound is None:
            return least
        line = self.bound * account.full
        return max(least, math.ceil(line) if self.inclusive else math.floor(line) + 1)

    def met(self, account: Account) -> bool:
        """Whether enough have voted, of those due, or of those given a slip."""
        return account.returned >= self.needed(account)

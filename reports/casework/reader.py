"""How much of a case is for whoever reads it: page and paper ask here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from campaigns.roles import is_inside, is_told
from reports.models import Case, Step


@dataclass(frozen=True, slots=True)
class Reader:
    """`inside`: office, team and auditors, who read all of it.

    The unit reads nothing of talks, figures as they were released, and of the second
    vote (`after`) nothing before that is released to it, too.
    """

    inside: bool = True
    after: bool = True

    def reads(self, steps: Iterable[Step]) -> list[Step]:
        """Those of the steps that are for him."""
        return [step for step in steps if self.inside or not step.is_inner]

    @classmethod
    def of(cls, user: Any, case: Case) -> "Reader":
        if is_inside(user, case.campaign, case.unit):
            return EVERYTHING
        second = case.second
        return cls(False, second is None or is_told(user, second, case.unit))


EVERYTHING = Reader()

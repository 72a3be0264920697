"""How it is counted, what is flagged (`docs/campaign-file.md` says each choice)."""

from dataclasses import dataclass, field
from fractions import Fraction

from campaigns.definition.exact import fraction
from campaigns.text import Text

BUILT_IN = ("satisfied", "excellent", "score")
TITLE = "title"


@dataclass(frozen=True, slots=True)
class Trim:
    """Highest and lowest answers of a row that a score leaves out."""

    each: int = 0
    least: int = 0


@dataclass(frozen=True, slots=True)
class Formula:
    deciding: str
    denominator: str
    decimals: int
    measure: str = "satisfied"
    pools: str = "heads"
    empty: str = "undecided"
    trim: Trim = field(default_factory=Trim)
    rounding: str = "half-up"
    zeros: str = "keep"
    total: str = "as-is"
    rank: str = "none"

    @property
    def weighted(self) -> bool:
        """Whether each pool's own figure counts by its weight."""
        return self.pools == "weights"


@dataclass(frozen=True, slots=True)
class Named:
    """A further rate (满意和基本满意率) by the keys of the options that count."""

    key: str
    name: Text
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A grade: from which figure on, or for which share of those ranked."""

    label: Text
    lowest: str = ""
    inclusive: bool = True
    share: str = ""


@dataclass(frozen=True, slots=True)
class Grading:
    """How a grade is made (counting.md §1.7); `method` none: there is none."""

    method: str = "none"
    measure: str = ""
    steps: tuple[Step, ...] = ()
    bound: str = ""
    inclusive: bool = True
    fails: str = ""


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many must have voted (counting.md §1.5): a share of those due, or a number.

    `scope`: the campaign's ballots together, or those on each subject.
    """

    scope: str
    pool: str
    bound: str
    inclusive: bool
    least: int


@dataclass(frozen=True, slots=True)
class Void:
    """What makes a card void; each limit holds for good marks as for bad ones."""

    alike: bool = False
    extremes: int = 0
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure that comes from elsewhere; `steps` of a grade, the best first."""

    key: str
    name: Text
    kind: str
    steps: tuple[tuple[str, Text], ...] = ()

    def place(self, step: str) -> int | None:
        """Where a step stands, 0 the best; None of an unknown one."""
        keys = [key for key, _label in self.steps]
        return keys.index(step) if step in keys else None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule (结果运用规则): what is found is a proposal, never a decision."""

    bound: str
    inclusive: bool
    consequence: str
    margin: int
    measure: str = ""
    item: str = ""
    pool: str = ""
    kind: str = ""
    form: str = ""
    principal: bool = False
    against: str = "bound"
    last: str = ""
    above: bool = False
    occasion: str = ""
    times: int = 1
    running: bool = True

    @property
    def fraction(self) -> Fraction:
        return fraction(self.bound)

    @property
    def plain(self) -> bool:
        """A bound on a figure of the ballots, as reports draw it into their charts."""
        return self.against == "bound" and self.times == 1 and bool(self.bound)

    def on_heading(self, formula: Formula) -> bool:
        """Whether it measures the very figure that heads the result."""
        named = self.measure in ("", formula.measure)
        return named and not (self.item or self.pool)

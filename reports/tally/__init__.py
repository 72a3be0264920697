"""The arithmetic: exact integers and fractions, standard library only, never a float.

Counts go in, rates and findings come out. What may be shown is decided elsewhere
(`ballots.disclosure`), and so are words (`reports.wording`). A rounded figure exists
only as the text that `printed` returns; it decides nothing.
"""

from reports.tally.counts import (
    Account,
    Answers,
    Counts,
    Numbers,
    Unbalanced,
    numbers,
    ticked,
)
from reports.tally.grades import Step, band, majority, plurality, quota
from reports.tally.margins import Curve, Run, changeable, short, spare
from reports.tally.quorum import Quorum
from reports.tally.ranking import Field, compared, rank
from reports.tally.rates import (
    NO_POSITIONS,
    Denominator,
    Rate,
    Share,
    rate,
    shares,
    total,
)
from reports.tally.rounding import Rounding, Total, Zeros, parts, percent, printed
from reports.tally.rows import Row, Score, Trim, rated, score, scored
from reports.tally.rules import (
    MILD,
    Against,
    Finding,
    Rule,
    fact,
    find,
    judge,
    needed,
    repeated,
    untold,
)
from reports.tally.values import Empty, Value, combine, mean, pooled
from reports.tally.voids import Card, Question, Reason, Sieve, Sifted, sift

__all__ = [
    "MILD",
    "NO_POSITIONS",
    "Account",
    "Against",
    "Answers",
    "Card",
    "Counts",
    "Curve",
    "Denominator",
    "Empty",
    "Field",
    "Finding",
    "Numbers",
    "Question",
    "Quorum",
    "Rate",
    "Reason",
    "Rounding",
    "Row",
    "Rule",
    "Run",
    "Score",
    "Share",
    "Sieve",
    "Sifted",
    "Step",
    "Total",
    "Trim",
    "Unbalanced",
    "Value",
    "Zeros",
    "band",
    "changeable",
    "combine",
    "compared",
    "fact",
    "find",
    "judge",
    "majority",
    "mean",
    "needed",
    "numbers",
    "parts",
    "percent",
    "plurality",
    "pooled",
    "printed",
    "quota",
    "rank",
    "rate",
    "rated",
    "repeated",
    "score",
    "scored",
    "shares",
    "short",
    "sift",
    "spare",
    "ticked",
    "total",
    "untold",
]

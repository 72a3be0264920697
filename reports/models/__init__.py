"""What follows from a result: its releases, the talks, their small rating."""

from reports.models.feedback import FEWEST_TALKS, Feedback
from reports.models.interview import TALKING, Interview, alone
from reports.models.release import Release
from reports.models.small import SmallRating

__all__ = [
    "FEWEST_TALKS",
    "TALKING",
    "Feedback",
    "Interview",
    "Release",
    "SmallRating",
    "alone",
]

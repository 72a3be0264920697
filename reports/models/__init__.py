"""What was released, and what people made of it: talks, cases, measures."""

from reports.models.announcement import Announcement, taken_back
from reports.models.asked import Asked
from reports.models.case import Case
from reports.models.evidence import Evidence
from reports.models.feedback import FEWEST_TALKS, Feedback
from reports.models.interview import TALKING, Interview, alone
from reports.models.measure import Measure, Progress
from reports.models.point import Basis, NotReleased, Point, PointStep
from reports.models.release import Release
from reports.models.small import SmallRating
from reports.models.step import Step
from reports.models.stepping import Meanwhile
from reports.models.token import Token

__all__ = [
    "FEWEST_TALKS",
    "TALKING",
    "Announcement",
    "Asked",
    "Basis",
    "Case",
    "Evidence",
    "Feedback",
    "Interview",
    "Meanwhile",
    "Measure",
    "NotReleased",
    "Point",
    "PointStep",
    "Progress",
    "Release",
    "SmallRating",
    "Step",
    "Token",
    "alone",
    "taken_back",
]

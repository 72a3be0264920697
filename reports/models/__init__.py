"""What was released, and what people made of it: cases, their steps, measures."""

from reports.models.case import Case
from reports.models.measure import Measure, Progress
from reports.models.moving import Meanwhile
from reports.models.release import Release
from reports.models.step import Step

__all__ = ["Case", "Meanwhile", "Measure", "Progress", "Release", "Step"]

"""The tables of long work: what is to be done, and what has been made."""

from jobs.models.job import RESUMED, SILENCE, Job, Superseded, only_ids, place
from jobs.models.outcome import Outcome

__all__ = [
    "RESUMED",
    "SILENCE",
    "Job",
    "Outcome",
    "Superseded",
    "only_ids",
    "place",
]

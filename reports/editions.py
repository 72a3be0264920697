"""How a series went on, campaign by campaign; `reports.earlier` reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Then:
    """One subject in one campaign: its figure as it was released, and its place."""

    printed: str
    unit: str  # " %", or nothing
    value: Fraction
    place: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One released campaign of a series; subjects by unit and key, if they have one."""

    title: str
    measure: str
    closed_at: datetime | None
    time_zone: str
    rated: int
    decided: int
    proposals: int
    subjects: Mapping[tuple[str, str], Then]
    # kinds whose figures cannot be set against those of now, and why
    broken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trend:
    """The campaigns before this one, the oldest first."""

    editions: tuple[Edition, ...] = ()

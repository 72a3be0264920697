"""A thing to do before freezing."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Blocker:
    """A thing to do; `stops` tells one that blocks from one that only warns."""

    text: str
    url: str
    stops: bool = True


def page(row: Any) -> str:
    """The admin page of a configured row."""
    return reverse(f"admin:campaigns_{row._meta.model_name}_change", args=[row.pk])

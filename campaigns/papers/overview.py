"""The papers of a campaign: which are there, unit by unit."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse

from campaigns.models import Campaign, Document, GroupUnit, Subject, Unit
from campaigns.papers.page import OF_UNITS
from campaigns.roles import is_office, papers_of

Kind = Document.Kind


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper belongs: there, or to be written."""

    kind: Document.Kind
    subject: Subject | None
    paper: Document | None
    url: str


@dataclass(frozen=True, slots=True)
class OfUnit:
    unit: Unit
    places: list[Place]


def overview(campaign: Campaign, user: Any) -> list[OfUnit]:
    """Unit by unit, of those whose papers `user` may read. Raises Http404 for none."""
    seats = GroupUnit.objects.filter(
        papers_of(user, campaign), group__campaign=campaign
    )
    rows = seats.select_related("unit").order_by("group__key", "position").distinct()
    if not (rows or is_office(user)):
        raise Http404
    papers = defaultdict(list)
    for paper in campaign.documents.whole().order_by("pk"):
        papers[paper.unit_id].append(paper)
    return [OfUnit(s.unit, _places(campaign, s.unit, papers[s.unit_id])) for s in rows]


def _places(campaign: Campaign, unit: Unit, papers: Iterable[Document]) -> list[Place]:
    """Report and speech of each unit, and whatever else is there."""
    found = {(paper.kind, paper.subject): paper for paper in reversed(list(papers))}
    wanted = [(kind.value, None) for kind in OF_UNITS]
    rest = sorted((key for key in found if key not in wanted), key=str)
    return [
        _place(campaign, unit, Kind(kind), subject, found.get((kind, subject)))
        for kind, subject in [*wanted, *rest]
    ]


def _place(
    campaign: Campaign,
    unit: Unit,
    kind: Document.Kind,
    subject: Subject | None,
    paper: Document | None,
) -> Place:
    args = [campaign.pk, unit.code, kind.value, *([subject.key] if subject else [])]
    return Place(kind, subject, paper, reverse("campaigns:paper", args=args))

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
OF_PERSONS = (Kind.SELF, Kind.LEADER)
Key = tuple[Document.Kind, Subject | None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper belongs: there, or to be written."""

    kind: Document.Kind
    subject: Subject | None
    paper: Document | None
    url: str


@dataclass(frozen=True, slots=True)
class OfUnit:
    """`besides`: what may be there and is not, on each person."""

    unit: Unit
    places: list[Place]
    besides: list[Place]


def overview(campaign: Campaign, user: Any) -> list[OfUnit]:
    """Unit by unit, of those whose papers `user` may read. Raises Http404 for none."""
    seats = GroupUnit.objects.filter(
        papers_of(user, campaign), group__campaign=campaign
    )
    rows = seats.select_related("unit").in_order().distinct()
    if not (rows or is_office(user)):
        raise Http404
    papers = defaultdict(list)
    for paper in campaign.documents.whole().order_by("pk"):
        papers[paper.unit_id].append(paper)
    persons = defaultdict(list)
    if is_office(user) and campaign.is_draft:
        for person in campaign.subjects.filter(kind=Subject.Kind.PERSON):
            persons[person.unit_id].append(person)
    return [
        _of_unit(campaign, row.unit, papers[row.unit_id], persons[row.unit_id])
        for row in rows
    ]


def _of_unit(
    campaign: Campaign,
    unit: Unit,
    papers: Iterable[Document],
    persons: Iterable[Subject],
) -> OfUnit:
    """Report and speech of each unit, and whatever else is there."""
    found: dict[Key, Document] = {}
    for paper in papers:  # of two in one place the one that was first
        found.setdefault((Kind(paper.kind), paper.subject), paper)
    places = list(dict.fromkeys([*((kind, None) for kind in OF_UNITS), *found]))
    besides = [(kind, person) for person in persons for kind in OF_PERSONS]

    def made(key: Key) -> Place:
        kind, on = key
        args = [campaign.pk, unit.code, kind.value, *([on.key] if on else [])]
        url = reverse("campaigns:paper", args=args)
        return Place(kind, on, found.get(key), url)

    rest = [key for key in besides if key not in found]
    return OfUnit(unit, list(map(made, places)), list(map(made, rest)))

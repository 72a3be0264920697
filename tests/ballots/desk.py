"""What the tests of desk, slips and box share."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from ballots.checker import check
from ballots.models import Box, Proposal, Slip, Ticket
from campaigns.definition import Group
from campaigns.models import Campaign, Team
from tests.ballots.make import Hall, make_open_box
from tests.make import make_document

OFFICE = "office"


def make_office(django_user_model: Any, client: Client, **fields: Any) -> Client:
    """The client, signed in as somebody of the office."""
    names = {"username": OFFICE, "is_staff": True}
    client.force_login(django_user_model.objects.create_user(**names | fields))
    return client


def the_group(box: Box) -> Group:
    return box.definition.groups["G1"]


def vote(box: Box, slip: Slip, option: str | None = "good", comment: str = "") -> str:
    """Cast as the ballot's page does; None abstains on every card. The receipt."""
    definition = box.definition
    pool = definition.pools[slip.pool.key]
    subjects = definition.subjects_at(pool, slip.place)
    answers: Mapping[str, Any] = {
        s.key: {i.key: option for i in s.form.items} if option else None
        for s in subjects
    }
    comments = {subjects[0].key: comment} if comment else {}
    cards = check(definition, subjects, answers, comments).cards
    rows = Ticket.objects.select_related("campaign__box", "pool", "unit", "group")
    ticket = rows.get(pk=slip.key.public)
    return ticket.vote(slip.key, definition, cards, secrets.token_hex(16))


def tally(box: Box) -> list[tuple[Any, ...]]:
    """The tally in an order of its own."""
    columns = ("subject__key", "pool__key", "item", "value", "n")
    return sorted(box.campaign.tallies.values_list(*columns))


def make_hall(own: int = 8, cross: int = 2) -> Hall:
    """An open box of four units with so many raters a unit."""
    document = make_document()
    document["pools"][0]["quota"] = own
    document["pools"][1]["quota"] = cross
    return make_open_box(document)


def make_supervisor(campaign: Campaign, name: str = "supervisor") -> Any:
    """Somebody of the team that runs the campaign's meetings, not of the office."""
    user = get_user_model().objects.create_user(name)
    team = Team.objects.create(name=f"{name} 督导组")
    team.members.add(user)
    campaign.groups.update(team=team)
    return user


def agreed(box: Box, act: str, by: str = OFFICE, **ask: Any) -> Proposal:
    """An act that the office has asked for and a supervisor has agreed to."""
    user = get_user_model().objects.filter(username="supervisor").first()
    user = user or make_supervisor(box.campaign)
    asked = Proposal.objects.ask(box.campaign, act, by, **ask)
    asked.agree(user)
    box.campaign.refresh_from_db()
    return asked

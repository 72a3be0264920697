"""The desk asks the database as often for many units as for few."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ballots.models import Box
from campaigns.models import Campaign
from tests.ballots.desk import make_office
from tests.ballots.make import document, make_open_box
from tests.make import make_campaign


def many(groups: int) -> dict[str, Any]:
    """So many groups of two units, with a rater of each pool a unit."""
    made = document()
    for pool in made["pools"]:
        pool["quota"] = 1
    codes = [f"U{n}" for n in range(groups * 2)]
    made["units"] = [{"code": code, "name": f"单位 {code}"} for code in codes]
    made["subjects"] = [{"key": c, "unit": c, "form": "form"} for c in codes]
    made["groups"] = [
        {"key": f"G{n}", "title": f"第 {n} 组", "units": codes[2 * n : 2 * n + 2]}
        for n in range(groups)
    ]
    return made


def draft(content: dict[str, Any]) -> Campaign:
    return make_campaign(content)


def frozen(content: dict[str, Any]) -> Campaign:
    return Box.objects.freeze(make_campaign(content)).campaign


def voting(content: dict[str, Any]) -> Campaign:
    return make_open_box(content).campaign


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("made", "path"),
    [
        *((made, "/desk/{}/") for made in (draft, frozen, voting)),
        *((made, "/lists/{}/") for made in (draft, frozen, voting)),
        *((made, "/desk/{}/turnout/") for made in (frozen, voting)),
    ],
)
def test_as_many_queries_for_fifteen_groups_as_for_two(
    made: Any, path: str, client: Client, django_user_model: Any
) -> None:
    office, found = make_office(django_user_model, client), []
    for groups in (2, 15):
        page = path.format(made(many(groups)).pk)
        office.get(page)
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            answer = office.get(page)
        assert answer.status_code == 200
        found.append(len(seen))
    assert found[0] == found[1]

"""The acts on a box stand in the campaign's audit chain; those of raters do not."""

import pytest
from django.test import Client

from audit.models import Entry
from ballots.models import Batch, Box
from tests.ballots.desk import OFFICE, agreed, make_office, the_group, vote
from tests.make import make_campaign

pytestmark = pytest.mark.django_db(transaction=True)


def told(box: Box) -> list[tuple[str, str]]:
    return [(e.action, e.actor) for e in Entry.objects.of(box.pk)]


def test_every_act_from_freezing_to_release_is_recorded(database_url: str) -> None:
    box = Box.objects.freeze(make_campaign(), "wang")
    lost, _slips = box.issue(the_group(box), "wang")
    box.void(lost, "li")
    agreed(box, "slips", "wang", about="G1", reason="批次丢失", slips=80)
    batch, slips = box.issue(the_group(box), "wang")
    box.open_voting("wang")
    before = Entry.objects.of(box.pk).count()
    vote(box, slips[0])
    assert Entry.objects.of(box.pk).count() == before
    box.close("wang")
    box.unseal()
    agreed(box, "release", "wang")
    team = "supervisor"
    assert told(box) == [
        ("freeze", "wang"), ("print", "wang"), ("void", "li"),
        ("ask", "wang"), ("agree", team), ("print", "wang"),
        ("open", "wang"), ("close", "wang"), ("count", ""),
        ("ask", "wang"), ("agree", team), ("release", team),
    ]  # fmt: skip
    entry = Entry.objects.get(chain=box.pk, action="print", detail__batch=2)
    assert entry.detail["root"] == Batch.objects.get(pk=batch.pk).root
    count = Entry.objects.get(chain=box.pk, action="count").detail
    assert (count["opened"], count["void"], count["ballots"]) == (1, 0, 1)


def test_desk_names_who_did_it(django_user_model: type, client: Client) -> None:
    campaign = make_campaign()
    make_office(django_user_model, client)
    client.post(f"/desk/{campaign.pk}/freeze/")
    assert told(Box.objects.get(pk=campaign.pk)) == [("freeze", OFFICE)]

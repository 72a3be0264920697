"""The acts on a box stand in the campaign's audit chain; those of raters do not."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.chain import walk
from audit.models import Entry
from ballots.models import Batch, Box, Receipt
from ballots.rehearsal import rehearse, wipe
from tests.ballots.desk import OFFICE, agreed, make_office, the_group, vote
from tests.ballots.make import make_open_box
from tests.ballots.posting import post
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


def test_nothing_a_rater_does_reads_or_writes_the_chain(client: Client) -> None:
    hall = make_open_box()
    slip, told_before = hall.slip(), Entry.objects.count()
    Receipt.objects.create(campaign=hall.campaign, number="0AAA00000001")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/b/").status_code == 200
        assert post(client, "/b/", {"code": slip.code}).status_code == 200
        for _again in range(2):
            done = post(client, "/b/submit", hall.fields(slip))
            assert done.status_code == 200
        assert post(client, "/r/", {"n": "0AAA00000001"}).status_code == 200
        listed = client.get(f"/r/?campaign={hall.campaign.pk}")
        assert listed.status_code == 200
    assert any("ballots_ticket" in query["sql"] for query in queries)
    assert [q["sql"] for q in queries if "audit_" in q["sql"]] == []
    assert Entry.objects.count() == told_before


def test_clearing_the_files_is_told(client: Client, django_user_model: type) -> None:
    campaign = make_campaign()
    box = Box.objects.freeze(campaign)
    Box.objects.filter(pk=box.pk).update(opened_at=timezone.now())
    type(campaign).objects.filter(pk=campaign.pk).update(state="released")
    make_office(django_user_model, client)
    client.post(f"/desk/{campaign.pk}/rewrite/")
    assert told(box) == [("freeze", ""), ("rewrite", OFFICE)]


def test_a_drill_is_told_from_its_making_to_its_deletion(database_url: str) -> None:
    campaign = make_campaign()
    drill = rehearse(campaign)
    told_of = told(drill.box)
    assert told_of[0] == ("add", "")
    assert Entry.objects.get(chain=drill.pk, seq=1).detail["drill"] == campaign.pk
    wipe(campaign)
    assert told(drill.box) == [*told_of, ("delete", "")]
    assert len(list(walk(drill.pk))) == len(told_of) + 1


def test_desk_names_who_did_it(django_user_model: type, client: Client) -> None:
    campaign = make_campaign()
    make_office(django_user_model, client)
    client.post(f"/desk/{campaign.pk}/freeze/")
    assert told(Box.objects.get(pk=campaign.pk)) == [("freeze", OFFICE)]

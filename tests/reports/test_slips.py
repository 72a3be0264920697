"""What became of the slips, on every report: printed is the sum of the rest."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils.translation import override

from ballots.models import Batch, Box
from ballots.models.presence import Presence
from ballots.opening import open_box
from ballots.rehearsal import issue_all
from campaigns.models import Campaign
from reports import wording
from reports.build import build
from reports.counted import Slips
from reports.pdf import group_html, subject_html
from tests.ballots.desk import agreed, the_group, vote
from tests.ballots.make import document
from tests.make import make_campaign


@pytest.fixture
def campaign(db: None) -> Campaign:
    """A batch lost, one in its place, two of three slips handed out, one used."""
    cache.clear()
    box = Box.objects.freeze(make_campaign(document(activation="present")))
    lost = box.issue(the_group(box))[0]
    box.void(lost)
    agreed(box, "slips", about="G1", slips=16)
    slips = issue_all(box)
    box.open_voting()
    places = {place.key: place for place in Presence.everywhere(box)}
    own = slips["own", places["A"].row.place]
    places["A"].activate(2, own[0].code)
    vote(box, own[1])
    box.close()
    open_box(box, bytes.fromhex(box.key_file.read_text()), lambda _n: None)
    box.campaign.refresh_from_db()
    return box.campaign


def test_printed_is_used_not_used_void_and_not_handed_out(campaign: Campaign) -> None:
    with override("en"):
        report = build(campaign)
    (group,) = report.groups
    assert group.slips == {
        "printed": 32, "used": 1, "unused": 1, "kept": 14, "voided": 16,
        "batches_void": 1,
    }  # fmt: skip
    assert group.slips_note == (
        "Slips: 32 printed = 1 used + 1 not used + 16 void + 14 not handed out. "
        "1 batch was declared void."
    )
    assert report.replaced == 16
    account = group.account
    assert (account.issued, account.returned) == (2, 1)


def test_every_paper_says_so(campaign: Campaign) -> None:
    with override("en"):
        report = build(campaign)
        (group,) = report.groups
        papers = [group_html(report, group)]
        papers += [subject_html(report, group, row) for row in group.subjects]
    assert all(group.slips_note in paper for paper in papers)


def test_so_does_the_command(campaign: Campaign) -> None:
    Campaign.objects.update(state="released")
    out = StringIO()
    call_command("results", campaign.pk, "--json", "--language=en", stdout=out)
    (group,) = json.loads(out.getvalue())["groups"]
    assert group["slips"]["printed"] == 32
    out = StringIO()
    call_command("results", campaign.pk, "--language=en", stdout=out)
    assert group["slips_note"] in out.getvalue()


@pytest.mark.parametrize(
    ("slips", "said"),
    [
        (Slips(), ""),
        (Slips(8, 5, 3), "Slips: 8 printed = 5 used + 3 not used + 0 void."),
        (
            Slips(8, 4, 0, 0, 4, 2),
            "Slips: 8 printed = 4 used + 0 not used + 4 void. 2 batches were declared "
            "void.",
        ),
    ],
)
def test_in_words(slips: Any, said: str) -> None:
    with override("en"):
        assert wording.slips(slips) == said


def test_a_batch_keeps_what_became_of_it(campaign: Campaign) -> None:
    """So that the account outlives the tickets, which the archive drops."""
    columns = ("number", "slips", "used", "unused", "kept", "voided")
    assert list(Batch.objects.values_list(*columns)) == [
        (1, 16, 0, 0, 0, 16),
        (2, 16, 1, 1, 14, 0),
    ]

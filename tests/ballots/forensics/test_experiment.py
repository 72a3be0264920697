"""The attacker gets nothing from us, and everybody from a schema that hides names."""

from collections.abc import Iterator

import pytest

from ballots import opening
from ballots.forensics import (
    Evidence,
    Finding,
    Sitting,
    attack,
    evidence,
    experiment,
)
from ballots.forensics.evidence import database_files
from ballots.forensics.experiment import vote_in_known_order
from ballots.models import Ballot, Box, Comment, Ticket
from campaigns.models import Campaign
from tests.ballots.make import document
from tests.make import make_campaign

pytestmark = pytest.mark.django_db(transaction=True)
# so lucky is blind guessing, in one of 24 ways at three moments, once in 4,000 runs
LUCK = 3e-6


@pytest.fixture(scope="module")
def small() -> dict:
    """Fewer raters and units: three, of whom everything is known."""
    made = document()
    made["pools"][0]["quota"] = 8
    made["pools"][1]["quota"] = 3
    return made


def test_attacker_links_nobody_here_and_everybody_in_the_control(
    small: dict, database_url: str
) -> None:
    campaign = make_campaign(small)
    images: dict[str, list[Finding]] = dict(experiment(campaign))
    control = images.pop("control: names hidden only")
    assert set(images) == {"voting", "opened", "released"}
    for moment, findings in images.items():
        best = findings[0]
        assert best.of == control[0].of > 100
        assert best.luck > LUCK, f"{moment}: {best}"
    assert control[0].linked == control[0].of
    assert control[0].luck < 1e-9
    assert [row.pk for row in Campaign.objects.all()] == [campaign.pk]
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("shuffled", [True, False], ids=["shuffled", "control"])
def test_without_the_shuffle_the_attacker_finds_them(
    shuffled: bool, small: dict, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Box.objects.freeze(make_campaign(small))
    sittings = list(vote_in_known_order(box))
    box.close()

    class Unmoved:
        def shuffle(self, rows: list) -> None:
            """Leave them as they came out."""

    if not shuffled:
        monkeypatch.setattr(opening.random, "SystemRandom", Unmoved)
    # an order that a database may hand them out in: in its own the leak is luck
    monkeypatch.setattr(opening, "_used", in_the_order_of_slips)
    key = bytes.fromhex(box.key_file.read_text())
    opening.open_box(box, key, lambda done: None)
    best = attack(evidence(box.campaign, sittings))[0]
    assert best.of > 100
    if shuffled:
        assert best.luck > LUCK, best
    else:
        assert best.way == "order of storage, by slip"
        assert best.linked == best.of


def test_what_is_stored_in_clear_is_found_in_the_files_of_the_database(
    small: dict, database_url: str
) -> None:
    """The control of looking there: files and write-ahead log hold what was stored."""
    box = Box.objects.freeze(make_campaign(small))
    sittings = list(vote_in_known_order(box))
    assert written(sittings) == 0
    said = {cell: text for s in sittings for cell, text in s.contents.items()}
    (key,), text = next((c, t) for c, t in said.items() if len(c) == 1 and t)
    subject = box.campaign.subjects.get(key=key)
    Comment.objects.create(campaign=box.campaign, subject=subject, text=text.decode())
    assert written(sittings) == 1


def written(sittings: list[Sitting]) -> int:
    """How many are linked by what stands readable in the database's files."""
    found = attack(Evidence(sittings, {}, [], database_files()))
    return next(f.linked for f in found if f.way == "written in the files")


def in_the_order_of_slips(box: Box) -> Iterator[Ticket]:
    used = Ticket.objects.filter(campaign=box.campaign).used()
    return used.select_related("pool", "unit", "group", "bearer").order_by("pk")

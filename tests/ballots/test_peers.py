"""Peers: the slip is personal, nobody rates himself, nothing tells how he voted."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from ballots.desk import Desk
from ballots.models import Account, Batch, Ticket
from ballots.models.turnout import shown
from ballots.rehearsal import Entry, cast
from ballots.verifying import BatchAltered
from ballots.views.slips import sheets
from campaigns.definition import Place
from campaigns.models import Subject
from tests.ballots.make import Hall
from tests.ballots.mixed import OWN, make_mixed_box, mixed
from tests.ballots.posting import post, text
from tests.ballots.test_opening import count


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def hall(db: None) -> Hall:
    return make_mixed_box()


def vote(hall: Hall, bearer: str, *, blank: bool = False) -> None:
    place, pool = Place("bearer", bearer), hall.box.definition.pools["peers"]
    subjects = hall.box.definition.subjects_at(pool, place)
    answers = {subject.key: None if blank else OWN for subject in subjects}
    slip = hall.slips["peers", place].pop()
    cast(hall.box, slip, Entry(1, pool, place, answers, {}))


def test_each_person_has_one_slip(hall: Hall) -> None:
    bearers = Ticket.objects.filter(pool__key="peers").values_list("bearer__key")
    assert sorted(bearers) == [("p1",), ("p2",), ("p3",)]
    assert all(batch.intact() for batch in Batch.objects.all())


@pytest.mark.parametrize(
    ("bearer", "rated"),
    [("p1", {"干部p2", "干部p3"}), ("p2", {"干部p1", "干部p3", "承诺一"})],
)
def test_nobody_rates_himself_nor_his_own_pledges(
    hall: Hall, rater: Client, bearer: str, rated: set[str]
) -> None:
    # the second ballot must not be the first one that was kept
    for each in ("p3", bearer):
        slip = hall.slips["peers", Place("bearer", each)][0]
        response = post(rater, "/b/", {"code": slip.code, "lang": "en"})
    names = {"干部p1", "干部p2", "干部p3", "承诺一"}
    page = text(response)
    assert {name for name in names if f"/{len(rated)} {name}" in page} == rated
    assert f"Peers , 干部{bearer}. {len(rated)} to rate." in page
    assert "This slip is personal: it can be seen whether you have voted" in page
    assert "No login, no name." not in page
    assert "Leave this one out (abstain)" in page


def test_a_ticket_given_to_another_bearer_shows(hall: Hall) -> None:
    ticket = Ticket.objects.get(bearer__key="p1")
    other = Subject.objects.get(campaign=hall.campaign, key="p2")
    Ticket.objects.filter(pk=ticket.pk).update(bearer=other)
    hall.box.close()
    with pytest.raises(BatchAltered):
        count(hall.box)


def test_accounts_say_nothing_of_one_person(hall: Hall) -> None:
    vote(hall, "p1", blank=True)
    vote(hall, "p2")
    hall.box.close()
    count(hall.box)
    columns = ("unit__code", "issued", "returned", "valid", "abstained")
    places = Account.objects.filter(pool__key="peers", subject=None)
    assert places.values_list(*columns).get() == ("A", 3, 2, 1, 1)
    rows = Account.objects.filter(pool__key="peers", subject__isnull=False)
    assert dict(rows.values_list("subject__key", "returned")) == {
        "p1": 1, "p2": 1, "p3": 2, "q1": 1,
    }  # fmt: skip


def test_turnout_is_by_unit(hall: Hall) -> None:
    vote(hall, "p2")
    rows = shown(hall.box.definition, hall.box.turnout())
    row = next(row for row in rows if row.pool == "peers")
    assert (row.place, row.due, row.voted) == (Place("unit", "A"), 3, 1)
    with translation.override("en"):
        lines = [(str(row.name), row) for row in Desk(hall.campaign).lines()]
    assert not {"干部p1", "干部p2"} & {name for name, _row in lines}
    assert [(row.due, row.voted) for name, row in lines if name == "Peers"] == [(3, 1)]


def test_what_will_be_hidden_names_no_person(hall: Hall) -> None:
    vote(hall, "p2")
    hall.box.close()
    with translation.override("en"):
        texts = [blocker.text for blocker in hall.box.blockers()]
    assert any("Unit A, Peers: 1 ballot is too few" in text for text in texts)
    assert not any("干部" in text for text in texts)


def test_the_slip_names_its_bearer(hall: Hall) -> None:
    batch = Batch.objects.get()
    made = [slip for pile in hall.slips.values() for slip in pile]
    with translation.override("en"):
        page = sheets(hall.box, batch, made, rest=0)
    assert page.count("This slip is personal") == 3
    assert "Appraisal · 干部p2" in page
    assert page.count("3 to rate") == 2
    assert page.count('<section class="slips">') == 3  # a sheet a unit, not a person
    assert "Personal slips go to the person named on them" in page
    assert 'Unit A</td><td>Peers</td><td class="n">3' in page


def test_other_slips_are_handed_out_unsorted(db: None) -> None:
    content = mixed()
    del content["pools"][1], content["subjects"][2:]
    hall = make_mixed_box(content)
    made = [slip for pile in hall.slips.values() for slip in pile]
    with translation.override("en"):
        page = sheets(hall.box, Batch.objects.get(), made, rest=0)
    assert "Hand them out unsorted and folded" in page
    assert "personal" not in page.lower()

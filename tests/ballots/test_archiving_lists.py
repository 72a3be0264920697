"""Archiving takes every name and word beside the lists, and keeps what is counted."""

from typing import Any

import pytest
from django.utils.translation import override

from audit.models import Entry
from ballots.erasure import Erasure
from ballots.models import Letter, Mailing
from ballots.models.archiving import Archiving, tables, told
from campaigns.models import Agreement, Exchange, GroupUnit, Submission
from campaigns.models.exchange import ExchangeQuerySet
from reports.trail import line
from tests.ballots.make import Hall
from tests.ballots.named import WAIVED, name_on_lists, write_letters
from tests.ballots.over import LISTED, make_over

pytestmark = pytest.mark.django_db
FOUND = {"exchanges": 2, "handed in": 1, "agreements": 1, "leaders": 2}


@pytest.fixture
def over(db: None) -> Hall:
    hall = make_over()
    name_on_lists(hall)
    return hall


def words(rows: Any, *columns: str) -> set[str]:
    return {text for row in rows.values_list(*columns) for text in row}


def test_words_and_names_of_lists_go_and_rows_stay(over: Hall) -> None:
    erased = Archiving(over.box).do("office")
    assert {key: erased[key] for key in FOUND} == FOUND
    rows = Exchange.objects.order_by("pk")
    assert words(rows, "name", "contact", "reason", "answer") == {""}
    assert [row.state for row in rows] == ["withdrawn", "refused"]
    assert rows[0].decided_at
    returned, waived = Submission.objects.order_by("pk")
    assert (returned.state, returned.note, returned.reason) == ("returned", "", "")
    # reports say why, today and for ever
    assert (waived.state, waived.reason) == ("waived", WAIVED)
    assert not Agreement.objects.exists()
    seats = GroupUnit.objects.filter(group__campaign=over.campaign)
    assert words(seats, "leaders") == {""}
    assert set(Archiving(over.box).numbers().values()) == {0}


def test_what_waits_without_a_word_is_withdrawn_too(over: Hall) -> None:
    rows: ExchangeQuerySet = Exchange.objects.filter(state="asked")
    rows.update(name="", contact="", reason="", answer="")
    assert Archiving(over.box).do("office")["exchanges"] == 2
    assert not Exchange.objects.asked().exists()


def test_another_campaign_keeps_its_own(over: Hall) -> None:
    other = make_over()
    name_on_lists(other)
    Archiving(over.box).do("office")
    left = Archiving(other.box).numbers()
    assert {key: left[key] for key in FOUND} == FOUND


def test_letters_that_go_with_the_names_are_not_counted_as_names(over: Hall) -> None:
    write_letters(over)
    assert Archiving(over.box).do("office")["names"] == 2 * LISTED - 1
    assert not Letter.objects.exists()
    assert Mailing.objects.exists()


def test_page_log_and_rewriting_know_of_them(over: Hall) -> None:
    with override("en"):
        goes = {str(each.label): each.n for each in Erasure(over.campaign).goes()}
        assert goes["Exchanges of names: who was to come, and why"] == 2
        assert goes["Words between units and teams on what was handed in"] == 1
        assert goes["What units said of their cross-unit raters"] == 1
        assert goes["Names of leadership teams, kept to check the lists"] == 2
        Archiving(over.box).do("office")
        entry = Entry.objects.get(action="archive")
        assert (
            "2 exchanges of names, words on 1 list or paper, the word of 1 unit on "
            "its cross-unit raters, 2 names of leaders"
        ) in told(entry.detail)
        said = dict(line(entry).details)
    assert said["exchanges whose names were erased"] == "2"
    assert said["names of leaders erased"] == "2"
    names = "exchange", "submission", "agreement", "groupunit"
    assert {f"campaigns_{name}" for name in names} <= set(tables())

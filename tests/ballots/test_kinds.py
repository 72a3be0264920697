"""Ticks, numbers, optional items, reasons and papers on the ballot's page."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import translation

from ballots.cards import request_size
from ballots.checker import BLANK, Tampered, check
from campaigns.definition import Definition, Subject
from campaigns.parser import parse
from tests.ballots.make import Hall
from tests.ballots.mixed import FAULTS, OWN, make_mixed_box, mixed
from tests.ballots.posting import FORM, hidden, opened, post_json, text, untouched


@pytest.fixture
def hall(db: None) -> Hall:
    return make_mixed_box()


def post(client: Client, path: str, fields: dict[str, Any]) -> Any:
    """A form in which a list stands for a name that is sent several times."""
    return client.post(path, urlencode(fields, doseq=True), content_type=FORM)


def fields(hall: Hall, slip: Any, **changes: Any) -> dict[str, Any]:
    answers = {f"a.A.{item}": value for item, value in (OWN | changes).items()}
    return hall.ids(slip) | {"lang": "en"} | answers


def rated(definition: Definition) -> list[Subject]:
    return [definition.subjects["A"]]


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({}, (0, 0, 0b101, 90)),
        ({"faults": "closed"}, (0, 0, 0b10, 90)),
        ({"faults": []}, (0, 0, BLANK, 90)),
        ({"faults": list(FAULTS)}, (0, 0, 0b1111, 90)),
        ({"faults": ["slow", "slow"]}, (0, 0, 0b1, 90)),
        ({"points": "０"}, (0, 0, 0b101, 0)),
        ({"points": " １００ "}, (0, 0, 0b101, 100)),
        ({"points": "007"}, (0, 0, 0b101, 7)),
    ],
)
def test_a_form_is_stored_as_integers(
    hall: Hall, rater: Client, given: dict[str, Any], stored: tuple[int, ...]
) -> None:
    slip = hall.slip()
    response = post(rater, "/b/submit", fields(hall, slip, **given))
    assert response.status_code == 200, text(response)
    assert opened(hall, slip)["A"].values == stored


@pytest.mark.parametrize("points", [77, "77"], ids=["number", "text"])
def test_json_takes_lists_and_numbers(hall: Hall, rater: Client, points: Any) -> None:
    slip = hall.slip()
    answers = {"A": OWN | {"points": points, "faults": ["costly"]}}
    more = {"answers": answers, "comments": {}}
    assert post_json(rater, hall.ids(slip) | more).status_code == 200
    assert opened(hall, slip)["A"].values == (0, 0, 0b1000, 77)


@pytest.mark.parametrize("typed", ["101", "-1", "9.5", "ninety", "999999", "九十"])
def test_a_number_that_does_not_fit_is_told_once(
    hall: Hall, rater: Client, typed: str
) -> None:
    slip = hall.slip()
    response = post(rater, "/b/submit", fields(hall, slip, points=typed))
    page = text(response)
    assert response.status_code == 422
    assert "1 number does not fit, so nothing has been submitted" in page
    assert "This number does not fit: it takes a whole number from 0 to 100" in page
    assert "This item is not answered" not in page
    assert f'value="{typed}"' in response.content.decode()
    assert untouched(hall)


def test_gaps_and_wrong_numbers_are_told_together(hall: Hall, rater: Client) -> None:
    slip = hall.slip()
    answers = {"A": {"overall": "good", "points": "500"}}
    response = post_json(
        rater, hall.ids(slip) | {"answers": answers, "comments": {}, "lang": "en"}
    )
    data = response.json()
    assert (data["gaps"], data["wrong"]) == ([["A", "grade"]], [["A", "points"]])
    assert "1 item is not answered" in data["html"]
    assert "a whole number from 0 to 100" in data["html"]


@pytest.mark.parametrize(
    "given",
    [
        {"faults": ["slow", "other"]},
        {"faults": {"slow": True}},
        {"faults": [["slow"]]},
        {"faults": 3},
        {"grade": ["agree", "never"]},
        {"grade": ["agree"]},
        {"points": ["9"]},
        {"points": True},
        {"points": {}},
        {"points": 9.5},
    ],
    ids=str,
)
def test_what_no_page_sends_is_refused(given: dict[str, Any]) -> None:
    definition = parse(mixed())
    with pytest.raises(Tampered):
        check(definition, rated(definition), {"A": OWN | given}, {})


def test_a_name_of_a_comment_stands_once(hall: Hall, rater: Client) -> None:
    sent = fields(hall, hall.slip()) | {"c.A": ["one", "two"]}
    assert post(rater, "/b/submit", sent).status_code == 400
    assert untouched(hall)


def test_the_page_shows_what_was_sent(hall: Hall, rater: Client) -> None:
    slip = hall.slip()
    sent = fields(hall, slip, points="12") | {"switch": "en", "key": slip.key.hex}
    response = post(rater, "/b/", sent)
    page = response.content.decode()
    assert hidden(response, "key") == slip.key.hex
    assert page.count(" checked") == 4
    assert 'value="12"' in page
    assert "You may tick several" in page
    assert "(optional)" in text(response)
    assert "If you choose “Disagree”, say briefly why under “Comments”" in text(
        response
    )
    assert '<a href="#u1-c">Go to Comments</a>' in page


def test_optional_items_are_not_counted_as_open(hall: Hall, rater: Client) -> None:
    slip = hall.slip()
    response = post(rater, "/b/", {"key": slip.key.hex, "lang": "en"})
    assert "0 / 3 answered" in text(response)
    sent = hall.ids(slip) | {"lang": "en"}
    page = text(post(rater, "/b/submit", sent))
    assert "no answers yet to its 3 items" in page


def test_the_fullest_ballot_fits_into_the_request() -> None:
    definition = parse(mixed())
    subjects = rated(definition)
    fullest = max(
        len(str({i.key: [o.key for o in i.scale.options]}))
        for i in subjects[0].form.items
    )
    assert request_size(subjects) > 3000 + fullest


def test_papers_are_named_by_kind(db: None, rater: Client) -> None:
    content = mixed()
    one = {"unit": "A", "title": "年度", "body": "正文"}
    content["documents"] = [
        one,
        one | {"subject": "p2", "kind": "self", "title": "述职"},
        one | {"subject": "p2", "kind": "leader", "title": "点评", "author": "张书记"},
        one | {"subject": "p3", "kind": "self", "title": "别人的"},
    ]
    hall = make_mixed_box(content)
    with translation.override("en"):
        page = text(post(rater, "/b/", {"code": peers(hall, "p3"), "lang": "en"}))
    assert "Read first: 年度 (about 1 minute) 正文" in page
    assert "Self-assessment: 述职 (about 1 minute)" in page
    assert "Comment of the leader: 点评 (about 1 minute) 张书记 正文" in page
    assert "别人的" not in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("comments", "sentence"),
    [
        ("themes", "passes it on in its own words"),
        ("verbatim", "takes out names, and passes the rest on word for word"),
    ],
)
def test_raters_are_told_what_becomes_of_a_comment(
    rater: Client, comments: str, sentence: str
) -> None:
    content = mixed()
    content["campaign"]["comments"] = comments
    hall = make_mixed_box(content)
    sent = {"code": peers(hall, "p3"), "lang": "en"}
    with translation.override("en"):
        assert sentence in text(post(rater, "/b/", sent))


def peers(hall: Hall, bearer: str) -> str:
    piles = {place.key: pile for (pool, place), pile in hall.slips.items()}
    return piles[bearer][0].code

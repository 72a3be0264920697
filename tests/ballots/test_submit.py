"""Submitting: taken once, acknowledged alike, and nothing typed is lost."""

import html
import json
import logging
import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client

from ballots import pages
from ballots.models import Slip, Ticket
from campaigns.definition import Place
from tests.ballots.make import Hall, make_open_box
from tests.ballots.posting import (
    OVER,
    ballot,
    chosen,
    hidden,
    opened,
    post,
    post_json,
    text,
    untouched,
)


def test_a_form_is_taken_and_acknowledged(hall: Hall, rater: Client) -> None:
    slip = hall.slip("cross")
    fields = hall.fields(slip, "fair", **{"c.D": "多听\r\n意见", "out.B": "1"})
    response = post(rater, "/b/submit", fields)
    receipt = hall.ticket(slip).receipt
    assert response.status_code == 200
    page = text(response)
    assert f"您的回执号 {pages.grouped(str(receipt))} " in page
    assert "您对 4 个单位的评价已经封存" in page
    assert "单位甲" not in page
    assert slip.key.hex not in response.content.decode()
    cards = opened(hall, slip)
    assert cards["A"].values == (1,) * 14
    assert cards["B"].values is None
    assert cards["D"].comment == "多听\n意见"
    assert Session.objects.count() == 0
    assert "Set-Cookie" not in response.headers


def test_json_is_taken_and_acknowledged(hall: Hall, rater: Client) -> None:
    slip = hall.slip("cross")
    data = ballot(hall, slip)
    data["answers"]["C"] = None
    data["comments"]["A"] = "好"
    response = post_json(rater, data)
    assert response.status_code == 200
    answer = response.json()
    assert answer["receipt"] == hall.ticket(slip).receipt
    assert not answer["again"]
    assert pages.grouped(answer["receipt"]) in answer["html"]
    assert opened(hall, slip)["C"].values is None
    assert response["Cache-Control"] == "no-store"


def test_the_same_number_again_gets_the_same_receipt(hall: Hall, rater: Client) -> None:
    slip = hall.slip()
    first = post_json(rater, ballot(hall, slip)).json()
    hall.box.close()
    other = ballot(hall, slip, answers=hall.answers(slip, "poor"), definition="other")
    again = post_json(rater, other)
    assert again.status_code == 200
    assert (again.json()["receipt"], again.json()["again"]) == (first["receipt"], True)
    sentence = "您的票在第一次提交时已经收下；之后的改动没有计入。"
    for path in ("/b/", "/b/submit"):
        response = post(rater, path, hall.fields(slip))
        assert response.status_code == 200
        assert sentence in text(response)
        assert pages.grouped(first["receipt"]) in text(response)
    assert sentence in again.json()["html"]
    assert opened(hall, slip)["A"].values == (0,) * 14


def test_acknowledgements_of_a_pool_have_one_length(hall: Hall, rater: Client) -> None:
    sizes, form_sizes = set(), set()
    for number, option in enumerate(("good", "fair", "poor")):
        slip = hall.slip("own", Place("unit", "ABC"[number]))
        data = ballot(hall, slip, comments={"ABC"[number]: "评" * 100 * number})
        data["answers"] = hall.answers(slip, option)
        replies = [post_json(rater, data) for _ in range(2)]
        sizes |= {len(reply.content) for reply in replies}
        form_sizes.add(len(post(rater, "/b/submit", hall.fields(slip)).content))
    assert len(sizes) == len(form_sizes) == 1


def test_the_fullest_ballot_fits_the_padded_request(hall: Hall, rater: Client) -> None:
    slip = hall.slip("cross")
    size = int(re.findall(r'data-size="(\d+)"', _page(rater, slip))[0])
    data = ballot(hall, slip, comments=dict.fromkeys("ABCD", "评" * 500))
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    assert len(body) <= size < 2 * len(body) + 8000


def _page(rater: Client, slip: Slip) -> str:
    return post(rater, "/b/", {"code": slip.code}).content.decode()


@pytest.mark.parametrize(
    ("language", "heading", "line"),
    [
        ("zh-hans", "还差 3 项没有选，暂未提交", "单位乙： 听取意见情况 第 4 项"),
        ("en", "3 items are not answered, so nothing", "Unit B: Listening to"),
    ],
)
def test_gaps_are_listed_and_the_rest_is_kept(
    hall: Hall, rater: Client, language: str, heading: str, line: str
) -> None:
    slip = hall.slip("cross")
    fields = hall.fields(slip) | {"lang": language, "c.A": "意见", "skey": "d" * 32}
    gaps = {f"a.B.{item}" for item in ("overall", "opinion-4", "rectify-3")}
    for name in gaps:
        del fields[name]
    response = post(rater, "/b/submit", fields)
    assert response.status_code == 422
    page = response.content.decode()
    assert heading in text(response)
    assert line.replace(" ", "") in text(response).replace(" ", "").replace("\xa0", "")
    assert chosen(response) == {name for name in fields if name.startswith("a.")}
    assert hidden(response, "skey") == "d" * 32
    assert "意见</textarea>" in page
    assert page.count('class="why"') == 3
    assert set(re.findall(r'href="#(u2-\d+)"', page)) <= set(
        re.findall(r'id="(.*?)"', page)
    )
    assert 'name="unit"' not in page
    assert untouched(hall)


def test_an_empty_card_is_one_line(hall: Hall, rater: Client) -> None:
    slip = hall.slip("cross")
    fields = {k: v for k, v in hall.fields(slip).items() if k[:4] != "a.C."}
    page = text(post(rater, "/b/submit", fields))
    assert "还差 14 项没有选" in page
    assert "单位丙：14 项都还没有选" in page


def test_gaps_of_one_card_do_not_name_it(hall: Hall, rater: Client) -> None:
    slip = hall.slip()
    fields = hall.fields(slip)
    del fields["a.A.overall"]
    response = post(rater, "/b/submit", fields)
    link = re.findall(r'<li><a href="#u1-\d+">(.*?)</a>', response.content.decode())
    assert link == ["您对该单位领导班子的总体评价"]


def test_gaps_as_json_name_their_places(hall: Hall, rater: Client) -> None:
    slip = hall.slip("cross")
    data = ballot(hall, slip, comments={"C": "评" * 501})
    del data["answers"]["B"]["study-2"]
    response = post_json(rater, data)
    assert response.status_code == 422
    answer = response.json()
    assert answer["error"] == "incomplete"
    assert answer["gaps"] == [["B", "study-2"]]
    assert answer["long"] == ["C"]
    assert 'href="#u3-c"' in answer["html"]


def test_a_comment_that_is_too_long_is_kept_whole(hall: Hall, rater: Client) -> None:
    slip = hall.slip()
    response = post(rater, "/b/submit", hall.fields(slip, **{"c.A": "评" * 501}))
    assert response.status_code == 422
    assert "意见太长，暂未提交" in text(response)
    assert "意见建议，最多 500 字" in text(response)
    assert "评" * 501 + "</textarea>" in response.content.decode()
    assert len(chosen(response)) == 14


def test_a_ballot_full_of_gaps_is_told_first_that_it_is_too_late(
    hall: Hall, rater: Client
) -> None:
    slip = hall.slip()
    hall.change(**OVER)
    for fields in (hall.ids(slip), hall.fields(slip) | {"definition": "other"}):
        assert post(rater, "/b/submit", fields).status_code == 410


def test_another_form_than_the_frozen_one_is_not_taken(
    hall: Hall, rater: Client
) -> None:
    slip = hall.slip()
    fields = hall.fields(slip, definition="0" * 64, **{"a.A.gone": "good"})
    response = post(rater, "/b/submit", fields)
    assert response.status_code == 409
    assert "评价表有变动，暂未提交" in text(response)
    assert len(chosen(response)) == 14
    assert hidden(response, "definition") == hall.box.definition.hash
    scripted = post_json(rater, ballot(hall, slip, definition="0" * 64))
    assert (scripted.status_code, scripted.json()["error"]) == (409, "changed")
    assert untouched(hall)


def broken(*_args: Any, **_kwargs: Any) -> Any:
    raise OperationalError("no room for 7K3M")


def test_a_busy_database_keeps_ballot_and_number(
    hall: Hall, rater: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slip = hall.slip()
    monkeypatch.setattr(Ticket, "cast", broken)
    fields = hall.fields(slip, **{"c.A": "意见"})
    response = post(rater, "/b/submit", fields)
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "现在提交的人多，您的票还没有收下 请 10 秒后再按一次" in text(response)
    assert hidden(response, "skey") == fields["skey"]
    assert len(chosen(response)) == 14
    assert "意见</textarea>" in response.content.decode()
    scripted = post_json(rater, ballot(hall, slip))
    assert (scripted.status_code, scripted["Retry-After"]) == (503, "10")
    assert scripted.json()["error"] == "busy"
    monkeypatch.undo()
    assert post(rater, "/b/submit", fields).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_commit_that_fails_is_never_acknowledged(
    rater: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = make_open_box()
    slip = hall.slip()
    monkeypatch.setattr("django.db.connection.commit", broken)
    assert post(rater, "/b/submit", hall.fields(slip)).status_code == 503
    monkeypatch.undo()
    assert untouched(hall)


@pytest.mark.parametrize("path", ["/b/", "/b/submit"])
def test_without_a_database_all_can_be_sent_again(
    hall: Hall, rater: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    slip = hall.slip()
    monkeypatch.setattr("ballots.models.ticket.TicketQuerySet.annotate", broken)
    fields = hall.fields(slip, **{"c.A": "<意见>"})
    response = post(rater, path, fields)
    assert response.status_code == 503
    assert 'value="&lt;意见&gt;"' in response.content.decode()
    again = re.findall(r'hidden" name="(.*?)" value="(.*?)"', response.content.decode())
    assert {html.unescape(k): html.unescape(v) for k, v in again} == fields
    assert f'action="{path}"' in response.content.decode()
    assert post_json(rater, ballot(hall, slip)).status_code == 503


def test_a_failing_lookup_of_receipts_is_busy(
    rater: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ballots.views.receipts.Receipt.objects", None)
    assert rater.post("/r/", {"n": "1"}).status_code == 503
    monkeypatch.setattr("ballots.views.rater.page", broken)
    with pytest.raises(OperationalError):
        rater.get("/b/")


def test_a_fault_of_ours_says_nothing_of_the_request(
    hall: Hall,
    rater: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    slip = hall.slip()

    def fault(*_args: Any) -> None:
        raise RuntimeError(slip.code)

    monkeypatch.setattr("ballots.views.rater.check", fault)
    with caplog.at_level(logging.DEBUG, logger="ballots"):
        response = post(rater, "/b/submit", hall.fields(slip))
    assert response.status_code == 503
    assert [r.getMessage() for r in caplog.records if r.name == "ballots"] == [
        "RuntimeError"
    ]
    assert slip.code not in caplog.text
    assert slip.key.hex not in caplog.text
    assert not any(r.exc_info for r in caplog.records)

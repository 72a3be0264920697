"""The rater's pages: every refusal has its sentence, and nothing typed is lost."""

import html
import json
import logging
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from ballots import pages
from ballots.checker import unpack
from ballots.models import Receipt, Slip, Ticket
from ballots.sealing import Binding, Envelope, unseal
from campaigns.definition import Place
from campaigns.models import Campaign
from tests.ballots.make import Hall, document, make_open_box

FORM = "application/x-www-form-urlencoded"
LATE = datetime(2026, 6, 18, 3, 30, tzinfo=UTC)
NOBODYS = "7K3MQ9TR2XWD8"


@pytest.fixture
def hall(db: None) -> Hall:
    return make_open_box()


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "zh-CN,zh;q=0.9"})


def post(client: Client, path: str, fields: Mapping[str, str], **more: Any) -> Any:
    return client.post(path, urlencode(fields), content_type=FORM, **more)


def post_json(client: Client, data: object) -> Any:
    return client.post("/b/submit", json.dumps(data), content_type="application/json")


def ballot(hall: Hall, slip: Slip, **more: Any) -> dict[str, Any]:
    """What the page's script sends."""
    made = hall.ids(slip) | {"answers": hall.answers(slip), "comments": {}, "pad": ""}
    return made | more


def text(response: HttpResponse) -> str:
    """What can be read on the page, without its tags."""
    body = re.sub(r"<template.*?</template>", "", response.content.decode(), flags=re.S)
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", body).split()))


def chosen(response: HttpResponse) -> set[str]:
    """The names of the answers that are chosen on the page."""
    page = response.content.decode()
    return set(re.findall(r'name="([^"]*)" value="[^"]*"[^>]* checked', page))


def hidden(response: HttpResponse, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', response.content.decode())
    assert found
    return found[1]


def untouched(hall: Hall) -> bool:
    return not Ticket.objects.exclude(box=None, receipt=None, skey_hash=None).exists()


def opened(hall: Hall, slip: Slip) -> Any:
    """The cards in the envelope, as the opening will find them."""
    ticket = hall.ticket(slip)
    envelope = Envelope(bytes(ticket.box or b""), bytes(ticket.signature or b""))
    binding = Binding(hall.campaign.pk, hall.box.definition.hash)
    private = bytes.fromhex(hall.box.key_file.read_text())
    plain = unseal(envelope, private, slip.key.public, binding)
    return unpack(hall.subjects(slip), plain)


# the code's page ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "accept", "heading"),
    [
        ("", "zh-CN", "输入评议码"),
        ("", "en-GB,en", "Enter the code"),
        ("?lang=en", "zh-CN", "Enter the code"),
        ("?lang=zh-hans", "en", "输入评议码"),
        ("?lang=xx", "en", "Enter the code"),
        ("", "fr", "输入评议码"),
    ],
)
def test_the_language_is_the_one_asked_for(
    client: Client, query: str, accept: str, heading: str
) -> None:
    response = client.get(f"/b/{query}", headers={"accept-language": accept})
    assert heading in text(response)


@pytest.mark.parametrize("path", ["/b/", "/b/secret", "/r/", "/r/?n=1", "/r/?campaign=1"])
@pytest.mark.django_db
def test_pages_leave_and_take_no_cookie(client: Client, path: str) -> None:
    client.cookies["django_language"] = "en"
    response = client.get(path)
    assert "Set-Cookie" not in response.headers
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert 'lang="zh-Hans"' in response.content.decode()


@pytest.mark.xfail(
    strict=True,
    reason="Django's LoginRequiredMiddleware looks at request.user before it looks "
    "whether the view needs one",
)
def test_a_session_is_not_even_looked_up(
    hall: Hall, client: Client, admin_user: Any, django_assert_num_queries: Any
) -> None:
    client.force_login(admin_user)
    fields = {"key": hall.slip().key.hex, "lang": "en"}
    with django_assert_num_queries(1):
        response = post(client, "/b/", fields)
    assert "Cookie" not in response["Vary"]


def test_a_code_opens_its_ballot(hall: Hall, client: Client) -> None:
    slip = hall.slip("cross")
    response = post(client, "/b/", {"code": slip.code.lower(), "lang": "zh-hans"})
    assert response.status_code == 200
    assert slip.code not in response.content.decode()
    assert hidden(response, "key") == slip.key.hex
    assert hidden(response, "definition") == hall.box.definition.hash
    assert re.fullmatch("[0-9a-f]{32}", hidden(response, "skey"))
    assert chosen(response) == set()
    page = text(response)
    assert "1/4 单位甲" in page
    assert page.count("您对该单位领导班子的总体评价") == 4
    assert "您是：第一组 全评参评人员 ，请评 4 个单位" in page
    assert " · ".join(word for word, _english in slip.key.words) in page


def test_an_own_rater_sees_only_the_own_unit(hall: Hall, client: Client) -> None:
    slip = hall.slip("own", Place("unit", "B"))
    page = text(post(client, "/b/", {"code": slip.code, "lang": "en"}))
    assert "You rate Unit B" in page
    assert "Unit A" not in page
    assert "Leave this unit out" not in page


def test_every_page_gets_a_number_of_its_own(hall: Hall, client: Client) -> None:
    fields = {"key": hall.slip().key.hex, "lang": "en"}
    numbers = {hidden(post(client, "/b/", fields), "skey") for _ in range(3)}
    assert len(numbers) == 3


def test_a_ballot_by_key_takes_one_query_and_no_template(
    hall: Hall,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
) -> None:
    fields = [{"key": hall.slip("cross").key.hex, "lang": "en"} for _ in range(2)]
    post(client, "/b/", fields[0])
    monkeypatch.setattr(pages, "render_to_string", None)
    with django_assert_num_queries(1):
        response = post(client, "/b/", fields[1])
    assert hidden(response, "key") == fields[1]["key"]


def test_few_pages_are_kept(
    hall: Hall, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "KEPT", 1)
    monkeypatch.setattr(pages, "_kept", {})
    for unit in "ABA":
        place = Place("unit", unit)
        key = hall.slip("own", place).key.hex
        assert post(client, "/b/", {"key": key}).status_code == 200
        assert [key[4] for key in pages._kept] == [place]


def test_what_belongs_to_the_form_is_on_the_page(db: None, client: Client) -> None:
    content = document(blank="abstain")
    content["documents"] = [{"unit": "A", "title": "工作报告", "body": "第一段\n\n第二段"}]
    content["forms"][0]["note"] = "请按平时的了解评价。"
    hall = make_open_box(content, drill=True)
    page = text(post(client, "/b/", {"code": hall.slip().code}))
    assert "先看工作报告（约 1 分钟） 第一段 第二段" in page
    assert "没有选的项，按这一项弃权记。" in page
    assert "演练 Drill. 这是演练，投的票不算数。" in page
    assert "请按平时的了解评价。" in page


def test_long_answers_stand_below_each_other(db: None, client: Client) -> None:
    content = document()
    content["scales"][0]["options"][0]["label"] = "非常满意"
    hall = make_open_box(content)
    response = post(client, "/b/", {"code": hall.slip().code})
    assert 'class="opts opts-long"' in response.content.decode()


def test_the_switch_of_language_loses_nothing(hall: Hall, client: Client) -> None:
    slip = hall.slip("cross")
    fields = hall.fields(slip, "poor") | {
        "switch": "en",
        "c.A": "写了\r\n一半",
        "out.B": "1",
    }
    response = post(client, "/b/", fields)
    assert hidden(response, "skey") == fields["skey"]
    assert len(chosen(response)) == 57
    assert "写了\n一半</textarea>" in response.content.decode()
    assert "Leave this unit out" in text(response)
    assert untouched(hall)


# why a slip may not be used ----------------------------------------------------------


def use(hall: Hall, slip: Slip) -> None:
    post(Client(), "/b/submit", hall.fields(slip))


def void(hall: Hall, slip: Slip) -> None:
    Ticket.objects.filter(pk=slip.key.public).update(state=Ticket.State.VOID)


def change(**columns: Any) -> Callable[[Hall, Slip], None]:
    return lambda hall, _slip: hall.change(**columns)


def suspend(hall: Hall, _slip: Slip) -> None:
    hall.change(state=Campaign.State.SUSPENDED)


EARLY = {"opens_at": datetime(2099, 6, 18, 1, 30, tzinfo=UTC), "closes_at": None}
OVER = {"opens_at": LATE - timedelta(hours=2), "closes_at": LATE}
REFUSALS = {
    "used": (use, 409, "这张纸条已经投过票 不能再投。如果不是您投的，请马上找会场工作人员。"),
    "void": (void, 410, "这张纸条已经作废"),
    "early": (
        change(**EARLY),
        403,
        "投票 6 月 18 日 9:30（北京时间）开始 到时再扫一次就行，纸条不会失效。",
    ),
    "frozen": (change(state="frozen", opens_at=None), 403, "投票还没有开始"),
    "over": (
        change(**OVER),
        410,
        "投票已在 6 月 18 日 11:30（北京时间）截止 这张票没有计入。",
    ),
    "closed": (change(state="closed"), 410, "投票已经截止 这张票没有计入。"),
    "suspended": (suspend, 403, "投票暂停了 纸条不会失效，恢复投票后再扫一次就行。"),
}
IN_ENGLISH = {
    "used": "This slip has already been used It cannot vote again. If it was not you,",
    "void": "This slip is void It cannot vote. Ask the staff for another one.",
    "early": "Voting opens on 18 June, 9:30 (Beijing time) Scan again then;",
    "frozen": "Voting has not opened yet Scan again then; your slip stays valid.",
    "over": "Voting closed on 18 June, 11:30 (Beijing time) This ballot was not",
    "closed": "Voting has closed This ballot was not counted.",
    "suspended": "Voting is suspended Nothing is lost: your slip stays valid.",
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("case", REFUSALS)
def test_a_slip_that_may_not_vote_is_told_why(
    hall: Hall, client: Client, case: str, language: str
) -> None:
    spoil, status, sentence = REFUSALS[case]
    slip = hall.slip()
    spoil(hall, slip)
    before = list(Ticket.objects.order_by("pk").values_list("state", "receipt"))
    wanted = sentence if language == "zh-hans" else IN_ENGLISH[case]
    ids = {"lang": language, "skey": "e" * 32}
    entered = post(client, "/b/", {"code": slip.code, "lang": language})
    sent = post(client, "/b/submit", hall.fields(slip) | ids)
    scripted = post_json(client, ballot(hall, slip) | ids)
    for response in (entered, sent):
        assert response.status_code == status
        assert wanted in text(response)
    assert f'value="{slip.code}"' in entered.content.decode()
    assert scripted.status_code == status
    assert wanted.split(maxsplit=1)[0] in scripted.json()["html"]
    after = list(Ticket.objects.order_by("pk").values_list("state", "receipt"))
    assert after == before


@pytest.mark.parametrize("typed", [NOBODYS + "C", NOBODYS, "1234", "<b>", "评议", "0" * 500])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh-hans", "这个评议码不存在。请对照纸条再看一遍，常见的看错：8 和 B、2 和 Z、5 和 S。"),
        ("en", "No slip has this code. Check it against your slip; 8 and B,"),
    ],
)
def test_an_unknown_code_stays_in_the_field(
    hall: Hall, client: Client, typed: str, language: str, sentence: str
) -> None:
    response = post(client, "/b/", {"code": typed, "lang": language})
    assert response.status_code == 404
    assert sentence in text(response)
    assert f'value="{html.escape(typed)}"' in response.content.decode()


def test_an_empty_field_is_told_so(hall: Hall, client: Client) -> None:
    response = post(client, "/b/", {"code": " "})
    assert response.status_code == 422
    assert "还没有输入评议码" in text(response)


def test_a_key_that_nobody_has_is_unknown(hall: Hall, client: Client) -> None:
    fields = hall.fields(hall.slip()) | {"key": "0" * 64}
    for path in ("/b/", "/b/submit"):
        response = post(client, path, fields)
        assert response.status_code == 404
        assert "这个评议码不存在" in text(response)


# submitting --------------------------------------------------------------------------


def test_a_form_is_taken_and_acknowledged(hall: Hall, client: Client) -> None:
    slip = hall.slip("cross")
    fields = hall.fields(slip, "fair", **{"c.D": "多听\r\n意见", "out.B": "1"})
    response = post(client, "/b/submit", fields)
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


def test_json_is_taken_and_acknowledged(hall: Hall, client: Client) -> None:
    slip = hall.slip("cross")
    data = ballot(hall, slip)
    data["answers"]["C"] = None
    data["comments"]["A"] = "好"
    response = post_json(client, data)
    assert response.status_code == 200
    answer = response.json()
    assert answer["receipt"] == hall.ticket(slip).receipt
    assert not answer["again"]
    assert pages.grouped(answer["receipt"]) in answer["html"]
    assert opened(hall, slip)["C"].values is None
    assert response["Cache-Control"] == "no-store"


def test_the_same_number_again_gets_the_same_receipt(
    hall: Hall, client: Client
) -> None:
    slip = hall.slip()
    first = post_json(client, ballot(hall, slip)).json()
    hall.box.close()
    other = ballot(hall, slip, answers=hall.answers(slip, "poor"), definition="other")
    again = post_json(client, other)
    assert again.status_code == 200
    assert (again.json()["receipt"], again.json()["again"]) == (first["receipt"], True)
    sentence = "您的票在第一次提交时已经收下；之后的改动没有计入。"
    for path in ("/b/", "/b/submit"):
        response = post(client, path, hall.fields(slip))
        assert response.status_code == 200
        assert sentence in text(response)
        assert pages.grouped(first["receipt"]) in text(response)
    assert sentence in again.json()["html"]
    assert opened(hall, slip)["A"].values == (0,) * 14


def test_acknowledgements_of_a_pool_have_one_length(hall: Hall, client: Client) -> None:
    sizes, form_sizes = set(), set()
    for number, option in enumerate(("good", "fair", "poor")):
        slip = hall.slip("own", Place("unit", "ABC"[number]))
        data = ballot(hall, slip, comments={"ABC"[number]: "评" * 100 * number})
        data["answers"] = hall.answers(slip, option)
        replies = [post_json(client, data) for _ in range(2)]
        sizes |= {len(reply.content) for reply in replies}
        form_sizes.add(len(post(client, "/b/submit", hall.fields(slip)).content))
    assert len(sizes) == len(form_sizes) == 1


def test_the_fullest_ballot_fits_the_padded_request(hall: Hall, client: Client) -> None:
    slip = hall.slip("cross")
    size = int(re.findall(r'data-size="(\d+)"', _page(client, slip))[0])
    data = ballot(hall, slip, comments=dict.fromkeys("ABCD", "评" * 500))
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    assert len(body) <= size < 2 * len(body) + 8000


def _page(client: Client, slip: Slip) -> str:
    return post(client, "/b/", {"code": slip.code}).content.decode()


@pytest.mark.parametrize(
    ("language", "heading", "line"),
    [
        ("zh-hans", "还差 3 项没有选，暂未提交", "单位乙： 听取意见情况 第 4 项"),
        ("en", "3 items are not answered, so nothing", "Unit B: Listening to"),
    ],
)
def test_gaps_are_listed_and_the_rest_is_kept(
    hall: Hall, client: Client, language: str, heading: str, line: str
) -> None:
    slip = hall.slip("cross")
    fields = hall.fields(slip) | {"lang": language, "c.A": "意见", "skey": "d" * 32}
    gaps = {f"a.B.{item}" for item in ("overall", "opinion-4", "rectify-3")}
    for name in gaps:
        del fields[name]
    response = post(client, "/b/submit", fields)
    assert response.status_code == 422
    page = response.content.decode()
    assert heading in text(response)
    assert line.replace(" ", "") in text(response).replace(" ", "").replace("\xa0", "")
    assert chosen(response) == {name for name in fields if name.startswith("a.")}
    assert hidden(response, "skey") == "d" * 32
    assert "意见</textarea>" in page
    assert page.count('class="why"') == 3
    assert set(re.findall(r'href="#(u2-\d+)"', page)) <= set(re.findall(r'id="(.*?)"', page))
    assert 'name="unit"' not in page
    assert untouched(hall)


def test_an_empty_card_is_one_line(hall: Hall, client: Client) -> None:
    slip = hall.slip("cross")
    fields = {k: v for k, v in hall.fields(slip).items() if k[:4] != "a.C."}
    page = text(post(client, "/b/submit", fields))
    assert "还差 14 项没有选" in page
    assert "单位丙：14 项都还没有选" in page


def test_gaps_of_one_card_do_not_name_it(hall: Hall, client: Client) -> None:
    slip = hall.slip()
    fields = hall.fields(slip)
    del fields["a.A.overall"]
    response = post(client, "/b/submit", fields)
    link = re.findall(r'<li><a href="#u1-\d+">(.*?)</a>', response.content.decode())
    assert link == ["您对该单位领导班子的总体评价"]


def test_gaps_as_json_name_their_places(hall: Hall, client: Client) -> None:
    slip = hall.slip("cross")
    data = ballot(hall, slip, comments={"C": "评" * 501})
    del data["answers"]["B"]["study-2"]
    response = post_json(client, data)
    assert response.status_code == 422
    answer = response.json()
    assert answer["error"] == "incomplete"
    assert answer["gaps"] == [["B", "study-2"]]
    assert answer["long"] == ["C"]
    assert 'href="#u3-c"' in answer["html"]


def test_a_comment_that_is_too_long_is_kept_whole(hall: Hall, client: Client) -> None:
    slip = hall.slip()
    response = post(client, "/b/submit", hall.fields(slip, **{"c.A": "评" * 501}))
    assert response.status_code == 422
    assert "意见太长，暂未提交" in text(response)
    assert "意见建议，最多 500 字" in text(response)
    assert "评" * 501 + "</textarea>" in response.content.decode()
    assert len(chosen(response)) == 14


def test_a_ballot_full_of_gaps_is_told_first_that_it_is_too_late(
    hall: Hall, client: Client
) -> None:
    slip = hall.slip()
    hall.change(**OVER)
    for fields in (hall.ids(slip), hall.fields(slip) | {"definition": "other"}):
        assert post(client, "/b/submit", fields).status_code == 410


def test_another_form_than_the_frozen_one_is_not_taken(
    hall: Hall, client: Client
) -> None:
    slip = hall.slip()
    fields = hall.fields(slip, definition="0" * 64, **{"a.A.gone": "good"})
    response = post(client, "/b/submit", fields)
    assert response.status_code == 409
    assert "评价表有变动，暂未提交" in text(response)
    assert len(chosen(response)) == 14
    assert hidden(response, "definition") == hall.box.definition.hash
    scripted = post_json(client, ballot(hall, slip, definition="0" * 64))
    assert (scripted.status_code, scripted.json()["error"]) == (409, "changed")
    assert untouched(hall)


# what no page of ours sends ---------------------------------------------------------


def nested(depth: int) -> bytes:
    return b"[" * depth


BODIES: dict[str, Any] = {
    "no JSON": b"{",
    "list": b"[]",
    "number": b"1",
    "no UTF-8": b'{"key": "\xff"}',
    "UTF-16": '{"key": "a"}'.encode("utf-16"),
    "deep": nested(200_000),
    "too much": b" " * (1024 * 1024 + 1),
    "digits": b'{"key": ' + b"1" * 5000 + b"}",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_bodies_that_are_no_ballot(hall: Hall, client: Client, body: bytes) -> None:
    response = client.post("/b/submit", body, content_type="application/json")
    assert response.status_code == 400
    assert "收到的内容不是一张评价表，没有提交" in response.json()["html"]


def test_a_name_that_stands_twice_is_refused(hall: Hall, client: Client) -> None:
    slip = hall.slip()
    body = json.dumps(ballot(hall, slip)).replace(
        '"overall": "good"', '"overall": "good", "overall": "poor"'
    )
    response = client.post("/b/submit", body, content_type="application/json")
    assert response.status_code == 400
    fields = [*hall.fields(slip).items(), ("a.A.overall", "poor")]
    response = client.post("/b/submit", urlencode(fields), content_type=FORM)
    assert response.status_code == 400
    assert untouched(hall)


SPOILT: list[dict[str, Any]] = [
    {"answers": {"B": {"overall": "good"}}},
    {"answers": {"A": {"overall": "best"}}},
    {"answers": {"A": {"overall": ["good"]}}},
    {"answers": {"A": {"overall": {"good": 1}}}},
    {"answers": {"A": ["good"]}},
    {"answers": {"A": {"overall\0": "good"}}},
    {"answers": []},
    {"answers": None},
    {"comments": []},
    {"comments": {"A": 7}},
    {"comments": {"A": "a\0b"}},
    {"comments": {"B": ""}},
    {"key": ["0" * 64]},
    {"key": "0"},
    {"key": None},
    {"skey": "x"},
    {"skey": 7},
    {"skey": ""},
    {"definition": {}},
    {"code": "7K3M"},
]


@pytest.mark.parametrize("spoilt", SPOILT, ids=[str(n) for n in range(len(SPOILT))])
def test_json_with_other_things_is_refused(
    hall: Hall, client: Client, spoilt: dict[str, Any]
) -> None:
    response = post_json(client, ballot(hall, hall.slip()) | spoilt)
    assert response.status_code == 400
    assert response.json()["error"] == "tampered"
    assert untouched(hall)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"a.B.overall": "good"},
        {"a.A.overall": "best"},
        {"a.A.overall": "g\0"},
        {"c.B": "x"},
        {"out.B": "1"},
        {"key": ""},
        {"key": "xyz"},
        {"skey": ""},
        {"skey": "A" * 32},
    ],
    ids=str,
)
def test_forms_with_other_things_are_refused(
    hall: Hall, client: Client, spoilt: dict[str, str]
) -> None:
    response = post(client, "/b/submit", hall.fields(hall.slip()) | spoilt)
    assert response.status_code == 400
    assert "收到的内容不是一张评价表" in text(response)
    assert untouched(hall)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"code=%ff%fe", FORM),
        (b"code=\xff", FORM),
        (b"code=%B4", f"{FORM}; charset=gbk"),
        (b"--x", "multipart/form-data; boundary=x"),
        (b"code=7K3M", "text/plain"),
        (b"a=1&" * 30_000, FORM),
    ],
    ids=["percent", "bytes", "gbk", "multipart", "plain", "fields"],
)
def test_other_kinds_of_bodies_are_refused(
    client: Client, body: bytes, kind: str
) -> None:
    response = client.post("/b/", body, content_type=kind)
    assert response.status_code == 400
    assert "收到的内容不是一张评价表" in text(response)


@pytest.mark.parametrize(
    ("site", "status"),
    [("cross-site", 403), ("same-origin", 200), ("same-site", 200), ("none", 200)],
)
def test_a_form_of_another_site_is_refused(
    hall: Hall, client: Client, site: str, status: int
) -> None:
    headers = {"sec-fetch-site": site}
    fields = hall.fields(hall.slip())
    response = post(client, "/b/submit", fields, headers=headers)
    assert response.status_code == status
    assert ("来自别的网站，没有收下" in text(response)) == (status == 403)
    assert untouched(hall) == (status == 403)
    # a link from elsewhere is a way in like any other
    assert client.get("/b/", headers=headers).status_code == 200


def test_the_address_of_an_answer_leads_back(client: Client) -> None:
    response = client.get("/b/submit")
    assert (response.status_code, response["Location"]) == (302, "/b/")


@pytest.mark.django_db
def test_looking_consumes_nothing(client: Client, hall: Hall) -> None:
    slip = hall.slip()
    for _ in range(2):
        client.get(f"/b/?code={slip.code}")
        client.head("/b/")
        post(client, "/b/", {"code": slip.code})
    assert untouched(hall)


# when the database fails ---------------------------------------------------------------


def broken(*_args: Any, **_kwargs: Any) -> Any:
    raise OperationalError("no room for 7K3M")


def test_a_busy_database_keeps_ballot_and_number(
    hall: Hall, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slip = hall.slip()
    monkeypatch.setattr(Ticket, "cast", broken)
    fields = hall.fields(slip, **{"c.A": "意见"})
    response = post(client, "/b/submit", fields)
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "现在提交的人多，您的票还没有收下 请 10 秒后再按一次" in text(response)
    assert hidden(response, "skey") == fields["skey"]
    assert len(chosen(response)) == 14
    assert "意见</textarea>" in response.content.decode()
    scripted = post_json(client, ballot(hall, slip))
    assert (scripted.status_code, scripted["Retry-After"]) == (503, "10")
    assert scripted.json()["error"] == "busy"
    monkeypatch.undo()
    assert post(client, "/b/submit", fields).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_commit_that_fails_is_never_acknowledged(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = make_open_box()
    slip = hall.slip()
    monkeypatch.setattr("django.db.connection.commit", broken)
    assert post(client, "/b/submit", hall.fields(slip)).status_code == 503
    monkeypatch.undo()
    assert untouched(hall)


@pytest.mark.parametrize("path", ["/b/", "/b/submit"])
def test_without_a_database_all_can_be_sent_again(
    hall: Hall, client: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    slip = hall.slip()
    monkeypatch.setattr("ballots.models.ticket.TicketQuerySet.for_rater", broken)
    fields = hall.fields(slip, **{"c.A": "<意见>"})
    response = post(client, path, fields)
    assert response.status_code == 503
    assert 'value="&lt;意见&gt;"' in response.content.decode()
    again = re.findall(r'hidden" name="(.*?)" value="(.*?)"', response.content.decode())
    assert {html.unescape(k): html.unescape(v) for k, v in again} == fields
    assert f'action="{path}"' in response.content.decode()
    assert post_json(client, ballot(hall, slip)).status_code == 503


def test_a_failing_lookup_of_receipts_is_busy(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ballots.views.rater.Receipt.objects", None)
    assert client.get("/r/?n=1").status_code == 503
    monkeypatch.setattr("ballots.views.rater.page", broken)
    with pytest.raises(OperationalError):
        client.get("/b/")


def test_a_fault_of_ours_says_nothing_of_the_request(
    hall: Hall,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    slip = hall.slip()

    def fault(*_args: Any) -> None:
        raise RuntimeError(slip.code)

    monkeypatch.setattr("ballots.views.rater.check", fault)
    with caplog.at_level(logging.DEBUG, logger="ballots"):
        response = post(client, "/b/submit", hall.fields(slip))
    assert response.status_code == 503
    assert [r.getMessage() for r in caplog.records if r.name == "ballots"] == [
        "RuntimeError"
    ]
    assert slip.code not in caplog.text
    assert slip.key.hex not in caplog.text
    assert not any(r.exc_info for r in caplog.records)


# receipts --------------------------------------------------------------------------------


@pytest.fixture
def counted(db: None) -> Campaign:
    campaign = make_open_box().campaign
    numbers = ("0AAA00000001", "0BBB00000002", "0CCC00000003")
    Receipt.objects.bulk_create(Receipt(campaign=campaign, number=n) for n in numbers)
    return campaign


@pytest.mark.parametrize("typed", ["0BBB00000002", " obbb-oooo ooo2 ", "OBBB0000 0002"])
def test_a_receipt_is_found_however_it_is_typed(
    counted: Campaign, client: Client, typed: str
) -> None:
    response = client.get("/r/", {"n": typed})
    assert response.status_code == 200
    assert "查到了，这张票在票箱里，已经计数。 集中联评" in text(response)


def test_a_receipt_that_is_not_there(counted: Campaign, client: Client) -> None:
    response = client.get("/r/", {"n": "0BBB00000009", "lang": "en"})
    assert response.status_code == 404
    assert "This number is not among the receipts" in text(response)
    assert 'value="0BBB00000009"' in response.content.decode()


def test_the_receipts_of_a_campaign_are_listed_sorted(
    counted: Campaign, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = text(client.get("/r/", {"campaign": counted.pk}))
    assert "共有 3 个回执号" in page
    assert "0AAA 0000 0001 0BBB 0000 0002 0CCC 0000 0003" in page
    monkeypatch.setattr("ballots.views.rater.RECEIPTS_A_PAGE", 2)
    first = client.get("/r/", {"campaign": counted.pk})
    second = client.get("/r/", {"campaign": counted.pk, "page": "2"})
    assert "0CCC" not in text(first)
    assert "下一页" in text(first)
    assert "0CCC 0000 0003" in text(second)
    assert "上一页" in text(second)


@pytest.mark.parametrize("campaign", ["0", "-1", "x", "9" * 40, "²"])
def test_a_box_that_is_not_open_lists_nothing(
    counted: Campaign, client: Client, campaign: str
) -> None:
    response = client.get("/r/", {"campaign": campaign})
    assert response.status_code == 404
    assert "没有可以列出的回执号" in text(response)


def test_a_campaign_that_is_open_lists_no_receipt(hall: Hall, client: Client) -> None:
    use(hall, hall.slip())
    assert client.get("/r/", {"campaign": hall.campaign.pk}).status_code == 404


def test_the_page_on_secrecy_says_what_is_left_to_trust(client: Client) -> None:
    assert "这一点只能靠信任和监督" in text(client.get("/b/secret"))
    assert "that is the trust that remains" in text(client.get("/b/secret?lang=en"))


def test_times_are_those_of_the_campaigns_zone(db: None, client: Client) -> None:
    hall = make_open_box(document(time_zone="Asia/Urumqi"))
    later = timezone.now() + timedelta(days=30)
    hall.change(closes_at=later.replace(month=12, day=31, hour=3, minute=30))
    page = text(post(client, "/b/", {"code": hall.slip().code}))
    assert "请在 12 月 31 日 9:30（Asia/Urumqi）前提交" in page

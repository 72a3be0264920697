"""A slip that may not vote is told why, in the rater's language; nothing is stored."""

import html
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from ballots.models import Slip, Ticket
from campaigns.models import Campaign
from tests.ballots.make import Hall
from tests.ballots.posting import (
    NOBODYS,
    OVER,
    ballot,
    post,
    post_json,
    text,
    use,
)


def void(hall: Hall, slip: Slip) -> None:
    Ticket.objects.filter(pk=slip.key.public).update(state=Ticket.State.VOID)


def unactivated(_hall: Hall, slip: Slip) -> None:
    Ticket.objects.filter(pk=slip.key.public).update(state=Ticket.State.ISSUED)


def change(**columns: Any) -> Callable[[Hall, Slip], None]:
    return lambda hall, _slip: hall.change(**columns)


def suspend(hall: Hall, _slip: Slip) -> None:
    hall.change(state=Campaign.State.SUSPENDED)


EARLY = {"opens_at": datetime(2099, 6, 18, 1, 30, tzinfo=UTC), "closes_at": None}
REFUSALS = {
    "used": (
        use,
        409,
        "这张纸条已经投过票 不能再投。如果不是您投的，请马上找会场工作人员。",
    ),
    "void": (void, 410, "这张纸条已经作废"),
    "inactive": (unactivated, 403, "这张纸条还没有启用 请让工作人员启用，再扫一次。"),
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
    "suspended": (
        suspend,
        403,
        "投票暂停了 您填的内容还在这一页，恢复投票后再提交就行。",
    ),
}
IN_ENGLISH = {
    "used": "This slip has already been used It cannot vote again. If it was not you,",
    "void": "This slip is void It cannot vote. Ask the staff for another one.",
    "inactive": "This slip is not active yet Ask the staff to activate it, then",
    "early": "Voting opens on 18 June, 9:30 (Beijing time) Scan again then;",
    "frozen": "Voting has not opened yet Scan again then; your slip stays valid.",
    "over": "Voting closed on 18 June, 11:30 (Beijing time) This ballot was not",
    "closed": "Voting has closed This ballot was not counted.",
    "suspended": "Voting is suspended Your answers are kept in this page;",
}


NOT_USED = {
    "您填的内容还在这一页，恢复投票后再提交就行。": (
        "纸条不会失效，恢复投票后再扫一次就行。"
    ),
    "Your answers are kept in this page;": "Nothing is lost: your slip stays valid.",
    "这张票没有计入。": "这张纸条没有投过票，现在不能再投了。",
    "This ballot was not": "This slip was not used",
    "used counted.": "used, and it can no longer vote.",
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("case", REFUSALS)
def test_a_slip_that_may_not_vote_is_told_why(
    hall: Hall, rater: Client, case: str, language: str
) -> None:
    spoil, status, sentence = REFUSALS[case]
    slip = hall.slip()
    spoil(hall, slip)
    before = list(Ticket.objects.order_by("pk").values_list("state", "receipt"))
    wanted = sentence if language == "zh-hans" else IN_ENGLISH[case]
    ids = {"lang": language, "skey": "e" * 32}
    entered = post(rater, "/b/", {"code": slip.code, "lang": language})
    sent = post(rater, "/b/submit", hall.fields(slip) | ids)
    scripted = post_json(rater, ballot(hall, slip) | ids)
    for response in (entered, sent):
        assert response.status_code == status
    assert wanted in text(sent)
    # who only asks to enter has no ballot yet
    for submitted, asked in NOT_USED.items():
        wanted = wanted.replace(submitted, asked)
    assert wanted in text(entered)
    assert f'value="{slip.code}"' in entered.content.decode()
    assert scripted.status_code == status
    assert wanted.split(maxsplit=1)[0] in scripted.json()["html"]
    after = list(Ticket.objects.order_by("pk").values_list("state", "receipt"))
    assert after == before


@pytest.mark.parametrize(
    "typed", [NOBODYS + "C", NOBODYS + "D", "<b>", "评议", "0" * 500]
)
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "zh-hans",
            "这个评议码不存在。请对照纸条再看一遍，常见的看错："
            "8 和 B、2 和 Z、5 和 S。",
        ),
        ("en", "No slip has this code. Check it against your slip; 8 and B,"),
    ],
)
def test_an_unknown_code_stays_in_the_field(
    hall: Hall, rater: Client, typed: str, language: str, sentence: str
) -> None:
    response = post(rater, "/b/", {"code": typed, "lang": language})
    assert response.status_code == 404
    assert sentence in text(response)
    assert f'value="{html.escape(typed)}"' in response.content.decode()


@pytest.mark.parametrize("typed", [NOBODYS, "1234", NOBODYS + "C2"])
def test_missing_symbols_are_said(hall: Hall, rater: Client, typed: str) -> None:
    response = post(rater, "/b/", {"code": typed})
    assert response.status_code == 422
    assert f"评议码有 14 位，您输入了 {len(typed)} 位。" in text(response)
    assert f'value="{typed}"' in response.content.decode()


def test_an_empty_field_is_told_so(hall: Hall, rater: Client) -> None:
    response = post(rater, "/b/", {"code": " "})
    assert response.status_code == 422
    assert "还没有输入评议码" in text(response)


def test_a_key_that_nobody_has_is_unknown(hall: Hall, rater: Client) -> None:
    fields = hall.fields(hall.slip()) | {"key": "0" * 64}
    for path in ("/b/", "/b/submit"):
        response = post(rater, path, fields)
        assert response.status_code == 404
        assert "这个评议码不存在" in text(response)

"""The rater's pages: the code, the ballot and its language."""

import re
from typing import Any

import pytest
from django.test import Client

from ballots import pages
from campaigns.definition import Place
from tests.ballots.make import Hall, document, make_open_box
from tests.ballots.posting import chosen, hidden, post, text, untouched


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
    rater: Client, query: str, accept: str, heading: str
) -> None:
    response = rater.get(f"/b/{query}", headers={"accept-language": accept})
    assert heading in text(response)


@pytest.mark.parametrize(
    "path", ["/b/", "/b/secret", "/r/", "/r/?n=1", "/r/?campaign=1"]
)
@pytest.mark.django_db
def test_pages_leave_and_take_no_cookie(rater: Client, path: str) -> None:
    rater.cookies["django_language"] = "en"
    response = rater.get(path)
    assert "Set-Cookie" not in response.headers
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert 'lang="zh-Hans"' in response.content.decode()


def test_a_session_is_not_even_looked_up(
    hall: Hall, rater: Client, admin_user: Any, django_assert_num_queries: Any
) -> None:
    fields = {"key": hall.slip().key.hex, "lang": "en"}
    post(rater, "/b/", fields)  # the place is known from now on
    rater.force_login(admin_user)
    with django_assert_num_queries(1):
        response = post(rater, "/b/", fields)
    assert "Cookie" not in response["Vary"]


def test_a_code_opens_its_ballot(hall: Hall, rater: Client) -> None:
    slip = hall.slip("cross")
    response = post(rater, "/b/", {"code": slip.code.lower(), "lang": "zh-hans"})
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


def test_an_own_rater_sees_only_the_own_unit(hall: Hall, rater: Client) -> None:
    slip = hall.slip("own", Place("unit", "B"))
    page = text(post(rater, "/b/", {"code": slip.code, "lang": "en"}))
    assert "You rate Unit B" in page
    assert "Unit A" not in page
    assert "Leave this unit out" not in page


def test_every_page_gets_a_number_of_its_own(hall: Hall, rater: Client) -> None:
    fields = {"key": hall.slip().key.hex, "lang": "en"}
    numbers = {hidden(post(rater, "/b/", fields), "skey") for _ in range(3)}
    assert len(numbers) == 3


def test_a_ballot_by_key_takes_one_query_and_no_template(
    hall: Hall,
    rater: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
) -> None:
    fields = [{"key": hall.slip("cross").key.hex, "lang": "en"} for _ in range(2)]
    assert post(rater, "/b/", fields[0]).status_code == 200
    monkeypatch.setattr(pages, "render_to_string", None)
    with django_assert_num_queries(1):
        response = post(rater, "/b/", fields[1])
    assert hidden(response, "key") == fields[1]["key"]


def test_few_pages_are_kept(
    hall: Hall, rater: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "KEPT", 1)
    monkeypatch.setattr(pages, "PLACES_KEPT", 1)
    monkeypatch.setattr(pages, "_kept", {})
    for unit in "ABA":
        place = Place("unit", unit)
        key = hall.slip("own", place).key.hex
        assert post(rater, "/b/", {"key": key}).status_code == 200
        assert [key[5] for key in pages._kept] == [place]
        assert [kept for _pool, kept in pages._places.values()] == [place]


def test_what_belongs_to_the_form_is_on_the_page(db: None, rater: Client) -> None:
    content = document(blank="abstain")
    content["documents"] = [
        {"unit": "A", "title": "工作报告", "body": "第一段\n\n第二段"}
    ]
    content["forms"][0]["note"] = "请按平时的了解评价。"
    hall = make_open_box(content, drill=True)
    page = text(post(rater, "/b/", {"code": hall.slip().code}))
    assert "先看工作报告（约 1 分钟） 第一段 第二段" in page
    assert "没有选的项，按这一项弃权记。" in page
    assert "演练 Drill. 这是演练，投的票不算数。" in page
    assert "请按平时的了解评价。" in page


def test_long_answers_stand_below_each_other(db: None, rater: Client) -> None:
    content = document()
    content["scales"][0]["options"][0]["label"] = "非常满意"
    hall = make_open_box(content)
    response = post(rater, "/b/", {"code": hall.slip().code})
    assert 'class="opts opts-long"' in response.content.decode()


def test_the_switch_of_language_loses_nothing(hall: Hall, rater: Client) -> None:
    slip = hall.slip("cross")
    fields = hall.fields(slip, "poor") | {
        "switch": "en",
        "c.A": "写了\r\n一半",
        "out.B": "1",
    }
    response = post(rater, "/b/", fields)
    assert hidden(response, "skey") == fields["skey"]
    assert len(chosen(response)) == 57
    assert "写了\n一半</textarea>" in response.content.decode()
    assert "Leave this unit out" in text(response)
    assert untouched(hall)

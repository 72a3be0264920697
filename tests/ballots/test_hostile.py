"""What no page of ours sends: 4xx with a sentence, and nothing stored."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from tests.ballots.make import Hall
from tests.ballots.posting import FORM, ballot, post, post_json, text, untouched


def nested(depth: int) -> bytes:
    return b"[" * depth


BODIES: dict[str, Any] = {
    "no JSON": b"{",
    "list": b"[]",
    "number": b"1",
    "no UTF-8": b'{"key": "\xff"}',
    "UTF-16": '{"key": "a"}'.encode("utf-16"),
    "deep": nested(200_000),
    "digits": b'{"key": ' + b"1" * 5000 + b"}",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_bodies_that_are_no_ballot(hall: Hall, rater: Client, body: bytes) -> None:
    response = rater.post("/b/submit", body, content_type="application/json")
    assert response.status_code == 400
    assert "收到的内容不是一张评价表，没有提交" in response.json()["html"]


def test_a_ballot_is_read_up_to_a_size_only(hall: Hall, rater: Client) -> None:
    """Of whatever is sent no more is kept in memory."""
    slip, most = hall.slip(), settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert most == 1024 * 1024
    response = post_json(rater, ballot(hall, slip, pad="x" * most))
    assert response.status_code == 400
    assert response.json()["error"] == "tampered"
    form = hall.fields(slip, pad="x" * most)
    assert post(rater, "/b/submit", form).status_code == 400
    assert untouched(hall)
    # the control: a smaller one is a ballot like any other
    small = ballot(hall, slip, pad="x" * (most - 10_000))
    assert post_json(rater, small).status_code == 200


def test_a_name_that_stands_twice_is_refused(hall: Hall, rater: Client) -> None:
    slip = hall.slip()
    body = json.dumps(ballot(hall, slip)).replace(
        '"overall": "good"', '"overall": "good", "overall": "poor"'
    )
    response = rater.post("/b/submit", body, content_type="application/json")
    assert response.status_code == 400
    fields = [*hall.fields(slip).items(), ("a.A.overall", "poor")]
    response = rater.post("/b/submit", urlencode(fields), content_type=FORM)
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
    hall: Hall, rater: Client, spoilt: dict[str, Any]
) -> None:
    response = post_json(rater, ballot(hall, hall.slip()) | spoilt)
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
    hall: Hall, rater: Client, spoilt: dict[str, str]
) -> None:
    response = post(rater, "/b/submit", hall.fields(hall.slip()) | spoilt)
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
        ("&".join(f"x{n}=1" for n in range(30_000)).encode(), FORM),
    ],
    ids=["percent", "bytes", "gbk", "multipart", "plain", "fields"],
)
def test_other_kinds_of_bodies_are_refused(
    rater: Client, body: bytes, kind: str
) -> None:
    response = rater.post("/b/", body, content_type=kind)
    assert response.status_code == 400
    assert "收到的内容不是一张评价表" in text(response)


@pytest.mark.parametrize(
    ("site", "status"),
    [("cross-site", 403), ("same-origin", 200), ("same-site", 200), ("none", 200)],
)
def test_a_form_of_another_site_is_refused(
    hall: Hall, rater: Client, site: str, status: int
) -> None:
    headers = {"sec-fetch-site": site}
    fields = hall.fields(hall.slip())
    response = post(rater, "/b/submit", fields, headers=headers)
    assert response.status_code == status
    assert ("来自别的网站，没有收下" in text(response)) == (status == 403)
    assert untouched(hall) == (status == 403)
    # a link from elsewhere is a way in like any other
    assert rater.get("/b/", headers=headers).status_code == 200


def test_the_address_of_an_answer_leads_back(rater: Client) -> None:
    response = rater.get("/b/submit")
    assert (response.status_code, response["Location"]) == (302, "/b/")


@pytest.mark.django_db
def test_looking_consumes_nothing(rater: Client, hall: Hall) -> None:
    slip = hall.slip()
    for _ in range(2):
        rater.get(f"/b/?code={slip.code}")
        rater.head("/b/")
        post(rater, "/b/", {"code": slip.code})
    assert untouched(hall)

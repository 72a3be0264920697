"""The catalogue of trust.md 4B at the rater's door: codes, comments, requests.

4xx with a sentence or a ballot taken; never a 500, a row where none belongs, much
memory or much time.
"""

import json
import resource
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.test import Client

from ballots.models import Comment, Ticket
from tests.ballots.desk import make_hall
from tests.ballots.make import Hall
from tests.ballots.posting import (
    FORM,
    NOBODYS,
    ballot,
    opened,
    post,
    post_json,
    untouched,
)

MEGABYTE = 1024 * 1024
ZALGO = "坏" + "\u0335\u0322\u0489" * 100

CODES = {
    "wrong check symbol": "7K3M Q9TR2 XWD80",
    "nobody's": NOBODYS,
    "a megabyte less a little": "7" * (MEGABYTE - 100),
    "SQL": "' OR 1=1; DROP TABLE ballots_ticket; --",
    "markup": "<script>alert(1)</script>",
    "a template": "{{7*7}}{% debug %}",
    "a path": "../../etc/passwd",
    "emoji": "🗳️" * 14,
    "right to left": "\u202e7K3MQ9TR2XWD8A",
    "Arabic digits": "٧٧٧٧٧٧٧٧٧٧٧٧٧٧",
    "spaces alone": " \u3000\t",
    "line breaks": "\r\nSet-Cookie: a=b\r\n",
    "a long word": "ZZZZ" * 5000,
}

COMMENTS = {
    "markup": "<script>fetch('/b/')</script></style><b>",
    "a template": "{{7*7}} {% load i18n %}",
    "an attachment": "<link rel=attachment href=file:///etc/passwd>",
    "a style": "@import url(//example.org/x.css);",
    "a formula": '=HYPERLINK("http://example.org","看")',
    "full-width formula": "＝1+1",
    "other signs": "+1 -1 @SUM(A1)",
    "right to left": "好\u202e坏\u202c",
    "zero width": "李\u200b某\u200d\ufeff",
    "Zalgo": ZALGO,
    "rare characters": "喆堃䶮𠮷𰻞",
    "decomposed": "cafe\u0301",
    "full-width": "１２３ＡＢＣ",
    "control": "a\x01\x08\x1b[31mb",
    "tab and return": "\t=1\r\n好",
    "lone surrogate": "a\ud800b",
    "a quote": "'); DELETE FROM ballots_ballot; --",
}

HEADERS = [
    {"host": "evil.example"},
    {"host": "evil.example:80@127.0.0.1"},
    {"x-forwarded-host": "evil.example"},
    {"x-forwarded-for": "'; --", "forwarded": "for=evil"},
    {"x-http-method-override": "DELETE"},
    {"accept-language": "xx-" * 2000},
    {"cookie": "sessionid=" + "a" * 4000},
]
HIDDEN = set("\0\x01\x08\x1b\u202e\u200b\u200d\ufeff\ud800")


@pytest.fixture(autouse=True)
def modest() -> Iterator[None]:
    """Each test: under 100 MB more than before."""
    before = _peak()
    yield
    assert _peak() - before < 100 * MEGABYTE


def _peak() -> int:
    """The most memory this process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_codes_that_are_none_are_told_so(hall: Hall, rater: Client) -> None:
    for name, code in CODES.items():
        response = post(rater, "/b/", {"code": code})
        assert 400 <= response.status_code < 500, name
        assert response.content.decode().count('name="code"') == 1, name
        assert "<script>alert" not in response.content.decode(), name
    assert untouched(hall)


def test_unknown_void_and_unused_codes_are_told_in_one_way(
    hall: Hall, rater: Client
) -> None:
    slip = hall.slip()
    Ticket.objects.filter(pk=slip.key.public).update(state="void")
    void, unknown = (
        post(rater, "/b/", {"code": code}) for code in (slip.code, NOBODYS + "5")
    )
    assert {void.status_code, unknown.status_code} <= {404, 409, 410}
    for response in (void, unknown):
        assert slip.key.public not in response.content.decode()


def test_comments_come_out_of_the_box_as_text_or_are_refused(
    rater: Client, database_url: str
) -> None:
    hall = make_hall()
    pile = iter([slip for pile in hall.slips.values() for slip in pile])
    for name, comment in COMMENTS.items():
        slip = next(pile)
        subject = hall.subjects(slip)[0].key
        response = post_json(rater, ballot(hall, slip, comments={subject: comment}))
        assert response.status_code == 200, name
        kept = opened(hall, slip)[subject].comment
        assert kept.encode().decode() == kept, name
        assert not set(kept) & HIDDEN, name
    hall.box.close()
    hall.box.unseal()
    stored = list(Comment.objects.values_list("text", flat=True))
    assert len(stored) == len(COMMENTS)
    assert not [row for row in stored if set(row) & HIDDEN]


def test_comment_of_a_megabyte_is_refused_and_nothing_stored(
    hall: Hall, rater: Client
) -> None:
    slip = hall.slip()
    for size in (MEGABYTE // 4, MEGABYTE):
        body = ballot(hall, slip, comments={"A": "坏" * (size // 3)})
        response = rater.post(
            "/b/submit",
            json.dumps(body, ensure_ascii=False).encode(),
            content_type="application/json",
        )
        assert response.status_code == (400 if size == MEGABYTE else 422)
    assert untouched(hall)


def test_headers_of_others_change_nothing(hall: Hall, rater: Client) -> None:
    for headers in HEADERS:
        response = rater.get("/b/", headers=headers)
        assert response.status_code in (200, 400), headers
        assert "evil" not in response.content.decode(), headers
        assert not response.cookies, headers


def test_other_methods_consume_nothing(hall: Hall, rater: Client) -> None:
    body = urlencode(hall.fields(hall.slip()))
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
        for path in ("/b/", "/b/submit", "/b/secret", "/r/"):
            response = rater.generic(method, path, body, content_type=FORM)
            assert response.status_code < 500, (method, path)
    assert untouched(hall)

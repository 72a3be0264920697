"""Papers beside the form: whose are shown to whom, and their files by hash."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ballots.views import reading
from campaigns.definition import Place
from campaigns.models import Campaign, Document, PaperFile
from tests.ballots.make import Hall, document, make_open_box
from tests.ballots.posting import post, text
from tests.make import behind, unguarded

PDF = b"%PDF-1.4 of unit "
STATES = ("frozen", "open", "suspended")
OVER = ("closed", "counted", "released", "archived", "void")


def kept(unit: str) -> dict[str, Any]:
    content = PDF + unit.encode()
    file = PaperFile.objects.of(content, "pdf", 2)
    return {"sha256": file.pk, "size": len(content), "pages": 2}


def paper(unit: str, **more: Any) -> dict[str, Any]:
    body = f"# 一、方式\n单位{unit}的话，“原话”。"
    return {"unit": unit, "title": f"报告{unit}", "body": body, **more}


@pytest.fixture
def hall(db: None) -> Hall:
    """Each unit has a report with its file; A has a speech as well."""
    content = document()
    content["documents"] = [paper(unit, pdf=kept(unit)) for unit in "ABCD"]
    speech = {"kind": "speech", "title": "活动开展情况报告", "body": "讲话稿。"}
    content["documents"].append(paper("A", pdf=kept("S")) | speech)
    return make_open_box(content)


@pytest.fixture
def rater() -> Client:
    return Client()


def address(unit: str) -> str:
    return f"/b/papers/{kept(unit)['sha256']}.pdf"


def got(answer: Any) -> bytes:
    """All of it; the client closes the answer at its end, as a server does."""
    return b"".join(answer.streaming_content)


# on the ballot ------------------------------------------------------------------------


def test_an_own_unit_rater_gets_the_report_of_his_unit_alone(
    hall: Hall, rater: Client
) -> None:
    page = post(rater, "/b/", {"code": hall.slip().code, "lang": "zh-hans"})
    assert "先看报告A" in text(page)
    assert "单位A的话，“原话”。" in text(page)
    assert address("A") in page.content.decode()
    for unit in "BCD":
        assert f"报告{unit}" not in text(page)
        assert address(unit) not in page.content.decode()


def test_a_cross_unit_rater_gets_the_reports_of_the_whole_group(
    hall: Hall, rater: Client
) -> None:
    page = post(rater, "/b/", {"code": hall.slip("cross").code, "lang": "zh-hans"})
    for unit in "ABCD":
        assert f"先看报告{unit}" in text(page)
        assert address(unit) in page.content.decode()


def test_the_speech_is_heard_and_not_read(hall: Hall, rater: Client) -> None:
    for slip in (hall.slip(), hall.slip("cross")):
        page = post(rater, "/b/", {"code": slip.code, "lang": "zh-hans"})
        assert "活动开展情况报告" not in page.content.decode()
        assert "讲话稿" not in page.content.decode()
        assert address("S") not in page.content.decode()
    assert rater.get(address("S")).status_code == 404


def test_a_report_that_is_a_file_only(db: None, rater: Client) -> None:
    content = document()
    content["documents"] = [paper("A", pdf=kept("A"), body="")]
    hall = make_open_box(content)
    page = text(post(rater, "/b/", {"code": hall.slip().code, "lang": "en"}))
    assert "Read first: 报告A (about 3 minutes)" in page
    assert "This paper is there as a file only, such as a scan" in page
    assert "Take it away as PDF 2 pages" in page


def test_how_a_report_is_laid_out(hall: Hall, rater: Client) -> None:
    page = post(rater, "/b/", {"code": hall.slip().code}).content.decode()
    assert '<h3 class="read-h" dir="auto">一、方式</h3><p dir="auto">' in page.replace(
        "\n", ""
    )


# the file -----------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
def test_everybody_gets_it_at_the_same_address(
    state: str, hall: Hall, rater: Client
) -> None:
    hall.change(state=state)
    answer = rater.get(address("A"))
    assert got(answer) == PDF + b"A"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Length"] == str(len(PDF) + 1)
    head = rater.head(address("A"))
    assert (head.status_code, got(head)) == (200, b"")


@pytest.mark.parametrize(("states", "status"), [(OVER, 410), (("draft",), 404)])
def test_before_freezing_and_after_closing_it_is_not_given_out(
    states: tuple[str, ...], status: int, hall: Hall, rater: Client
) -> None:
    for state in states:
        hall.change(state=state)
        answer = rater.get(address("A"), headers={"accept-language": "en"})
        assert answer.status_code == status
    assert ("until voting closed" in text(answer)) is (status == 410)


def test_there_is_no_such_file(hall: Hall, rater: Client) -> None:
    answer = rater.get(f"/b/papers/{'0' * 64}.pdf", headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert "There is no such paper" in text(answer)
    # kept, and no paper's
    lone = PaperFile.objects.of(b"%PDF- lone", "pdf", 1)
    assert rater.get(f"/b/papers/{lone.pk}.pdf").status_code == 404
    assert rater.get("/b/papers/nonsense.pdf").status_code == 404


def test_a_changed_byte_is_not_given_out(
    hall: Hall, rater: Client, caplog: pytest.LogCaptureFixture
) -> None:
    digest = kept("A")["sha256"]
    PaperFile.objects.filter(pk=digest).update(content=PDF + b"X")
    answer = rater.get(address("A"), headers={"accept-language": "en"})
    assert answer.status_code == 410
    assert "not the one that was fixed" in text(answer)
    assert [record.getMessage() for record in caplog.records] == ["PaperFileAltered"]
    # the next one is not kept waiting by it
    assert got(rater.get(address("B"))) == PDF + b"B"


def test_another_file_under_the_paper_does_not_take_its_address(
    hall: Hall, rater: Client
) -> None:
    """The address on the ballot comes from what was frozen."""
    other = PaperFile.objects.of(b"%PDF- other", "pdf", 1)
    with unguarded():
        Document.objects.filter(unit__code="A").update(pdf=other)
    page = post(rater, "/b/", {"code": hall.slip().code}).content.decode()
    assert address("A") in page
    assert other.pk not in page
    assert rater.get(address("A")).status_code == 404


def test_reading_leaves_room_for_voting(hall: Hall, rater: Client) -> None:
    answers = [rater.get(address("A")) for _n in range(reading.AT_ONCE)]
    late = rater.get(address("A"), headers={"accept-language": "en"})
    assert (late.status_code, late["Retry-After"]) == (503, "60")
    assert "Many are fetching papers just now" in text(late)
    for answer in answers:
        assert got(answer) == PDF + b"A"
    assert got(rater.get(address("A"))) == PDF + b"A"


def test_closed_twice_makes_room_once() -> None:
    assert reading.room.acquire(blocking=False)
    content = reading.Lent()
    content.close()
    content.close()  # one time too many would raise
    assert content.closed


def test_what_goes_wrong_makes_room_again(
    hall: Hall, rater: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "attached", lambda *_what: 1 / 0)
    for _n in range(reading.AT_ONCE + 1):
        assert rater.get(address("A")).status_code == 503
    monkeypatch.undo()
    assert got(rater.get(address("A"))) == PDF + b"A"


def test_a_drill_gives_out_the_files_of_its_original(hall: Hall, rater: Client) -> None:
    from ballots.rehearsal import copy_as_drill  # noqa: PLC0415 - only here

    drill = copy_as_drill(hall.campaign)
    behind(hall.campaign, state="released")
    assert rater.get(address("A")).status_code == 410
    drill.freeze()
    assert got(rater.get(address("A"))) == PDF + b"A"


# what it leaves -----------------------------------------------------------------------


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


def test_reading_leaves_no_trace(
    hall: Hall, log: pytest.LogCaptureFixture, admin_user: Any
) -> None:
    """Neither row nor cookie nor line, whoever's browser it is."""
    client = Client(REMOTE_ADDR="203.0.113.77", headers={"user-agent": "Canary/1"})
    client.force_login(admin_user)
    where = address("A")
    sessions = list(Session.objects.values_list())
    before = rows()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(where)
        got(answer)
        refused = client.get(f"/b/papers/{'0' * 64}.pdf")
        got(client.post(where))
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert not refused.cookies
    assert rows() == before
    assert list(Session.objects.values_list()) == sessions
    for query in queries.captured_queries:
        assert query["sql"].split()[0] in ("SELECT", "SAVEPOINT", "RELEASE")
        assert "session" not in query["sql"]
    assert "/b/" not in log.text
    assert "203.0.113.77" not in log.text


def rows() -> dict[str, int]:
    models = (Campaign, Document, PaperFile, Session)
    return {model.__name__: model.objects.count() for model in models}


def test_the_address_says_nothing_of_a_slip(hall: Hall, rater: Client) -> None:
    """Of two raters with different slips the same; the page has no other link."""
    place = Place("unit", "A")
    pages = [
        post(rater, "/b/", {"code": hall.slip("own", place).code}).content.decode()
        for _n in range(2)
    ]
    links = [
        sorted(
            part.split('"')[0] for part in page.split('href="')[1:] if "papers" in part
        )
        for page in pages
    ]
    assert links[0] == links[1]
    assert any(address("A") in link for link in links[0])

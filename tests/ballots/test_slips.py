"""Slips on paper: every code once, nowhere else, and worthless when half handed out."""

import logging
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from ballots import codes
from ballots.models import Batch, Box, Slip, Ticket
from ballots.models.issuing import SLIPS_A_REQUEST
from ballots.rehearsal import issue_all
from ballots.sealing import Key, stretch
from ballots.views import slips as views
from campaigns.models import Campaign
from tests.ballots.desk import make_office, the_group
from tests.make import make_campaign, make_document, unguarded

PDFTOTEXT = shutil.which("pdftotext") or "pdftotext"
CODE = re.compile(
    r"\b[0-9A-HJKMNP-TV-Z]{4} [0-9A-HJKMNP-TV-Z]{5} [0-9A-HJKMNP-TV-Z]{5}\b"
)


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def office(client: Client, django_user_model: Any) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    return make_office(django_user_model, client)


@pytest.fixture
def box(db: None) -> Box:
    return Box.objects.freeze(make_campaign())


def ask(office: Client, box: Box) -> Any:
    return office.post(f"/desk/{box.pk}/slips/G1/")


@pytest.fixture
def blank() -> Iterator[None]:
    """Papers that take no time, of more than one chunk."""
    with patch("ballots.views.slips.pdf", return_value=b"%PDF-" * views.CHUNK):
        yield


def hang_up(response: Any) -> None:
    """What a server does when it is done with an answer, but for the connection."""
    for close in response._resource_closers:
        close()


def read(pdf: bytes) -> str:
    """The text of a PDF as it is laid out."""
    done = subprocess.run(
        [PDFTOTEXT, "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return done.stdout.decode()


def made_by(issue: Any, slips: list[Slip]) -> Any:
    """Keeps the slips that a request made, for the test alone."""

    def issuing(*args: Any, **kwargs: Any) -> Any:
        batch, made = issue(*args, **kwargs)
        slips.extend(made)
        return batch, made

    return issuing


@pytest.fixture
def slips() -> Iterator[list[Slip]]:
    """The slips of all requests of a test."""
    found: list[Slip] = []
    with patch.object(
        Box, "issue", autospec=True, side_effect=made_by(Box.issue, found)
    ):
        yield found


def test_every_code_is_on_paper_once(
    box: Box, office: Client, slips: list[Slip]
) -> None:
    response = ask(office, box)
    pdf = response.getvalue()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(pdf))
    assert response["Cache-Control"] == "no-store"
    text = read(pdf)
    printed = Counter(CODE.findall(text))
    assert printed == Counter(codes.pretty(slip.code) for slip in slips)
    assert set(printed.values()) == {1}
    keys = {slip.key.public for slip in slips}
    assert keys == set(Ticket.objects.values_list("pk", flat=True))
    by_pool = Counter(Ticket.objects.values_list("pool__key", "unit__code"))
    assert by_pool == {**{("own", u): 15 for u in "ABCD"}, ("cross", None): 20}


def test_slip_says_what_it_must(box: Box, office: Client, slips: list[Slip]) -> None:
    with override_settings(PUBLIC_BASE_URL="https://ping.example.gov.cn"):
        text = read(ask(office, box).getvalue())
    assert text.count("ping.example.gov.cn") == 81
    assert "https" not in text
    assert text.count("单位甲") == 16
    (first, one), (second, two) = slips[0].key.words
    assert f"{first} · {second}" in text
    assert f"{one} · {two}" in text
    cover = text[: text.index("\f")]
    batch = Batch.objects.get()
    assert re.search(rf"第\s*{batch.number}\s*批", cover)
    assert batch.root[:32] in cover
    assert batch.root[32:] in cover
    assert "先清点再发放，剩余的作废。" in cover
    assert not CODE.search(cover)
    assert "演练" not in text


def test_eight_slips_a_sheet_and_each_place_apart(
    box: Box, office: Client, slips: list[Slip]
) -> None:
    pages = read(ask(office, box).getvalue()).split("\f")[:-1]
    assert [len(CODE.findall(page)) for page in pages] == [
        0, *[8, 7] * 4, 8, 8, 4
    ]  # fmt: skip
    for page in pages[1:]:
        names = ("单位甲", "单位乙", "单位丙", "单位丁", "第一组")
        assert sum(name in page for name in names) == 1


WORD = re.compile(
    r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>'
)
SLIP = (105.0, 74.25)
MARGIN = 4.5  # what is drawn stays 5 mm away; these are the boxes of the type


LONGEST = {"zh-CN": "12 月 30 日 23:59", "en": "30 September, 23:59"}


@pytest.mark.parametrize("language", LONGEST)
def test_nothing_stands_near_a_cut(
    language: str, box: Box, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the line that says until when is the one that may need a line more
    monkeypatch.setattr("ballots.when.moment", lambda *_args: LONGEST[language])
    office.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    pdf = ask(office, box).getvalue()
    command = [PDFTOTEXT, "-bbox", "-f", "2", "-", "-"]
    found = subprocess.run(command, input=pdf, capture_output=True, check=True)
    words = WORD.findall(found.stdout.decode())
    assert len(words) > 80 * 8
    for *corners, word in words:
        left, top, right, bottom = (float(each) / 72 * 25.4 for each in corners)
        for low, high, size in ((left, right, SLIP[0]), (top, bottom, SLIP[1])):
            assert low // size == high // size, word
            assert low % size >= MARGIN, word
            assert high % size <= size - MARGIN, word


def test_a_drill_is_marked_on_every_slip(office: Client) -> None:
    drill = Box.objects.freeze(make_campaign(drill=True))
    pages = read(ask(office, drill).getvalue()).split("\f")[:-1]
    assert all("演练" in page for page in pages)


def test_slips_in_english(box: Box, office: Client, slips: list[Slip]) -> None:
    office.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    text = read(ask(office, box).getvalue())
    assert "Count before handing out; void what is left over." in text
    assert text.count("Unit A") == 16


def test_file_is_named_by_rfc_6266(box: Box, office: Client, blank: None) -> None:
    with unguarded():
        Campaign.objects.update(title='“甲”/乙"\r\n丙')
    named = ask(office, box)["Content-Disposition"]
    assert named.startswith(f'attachment; filename="slips-{box.pk}-1.pdf"; ')
    assert named.endswith(
        f"filename*=UTF-8''{quote('“甲” 乙   丙 第一组 评议码条 1.pdf')}"
    )


def test_what_the_qr_code_holds(box: Box) -> None:
    slip = box.issue(the_group(box))[1][0]
    with patch("ballots.views.slips.qr_svg", return_value="<svg/>") as drawn:
        views.face(slip, "https://ping.example.gov.cn")
    drawn.assert_called_once_with(f"https://ping.example.gov.cn/b/#{slip.code}")


def test_code_stretches_to_the_ticket(box: Box) -> None:
    from ballots.models import Salt  # noqa: PLC0415

    slip = box.issue(the_group(box))[1][0]
    key = Key(stretch(codes.fold(codes.pretty(slip.code)), Salt.objects.value()))
    assert key.public == slip.key.public


def test_code_is_nowhere_but_on_paper(
    box: Box,
    office: Client,
    slips: list[Slip],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with (
        caplog.at_level(logging.DEBUG),
        CaptureQueriesContext(connection) as queries,
    ):
        response = ask(office, box)
        response.getvalue()
        office.get(f"/desk/{box.pk}/")
    sql = "\n".join(query["sql"] for query in queries.captured_queries)
    assert slips[0].key.public in sql
    session = str(dict(office.session.items()))
    places = [sql, caplog.text, str(response.headers), session, repr(slips)]
    for slip in slips:
        for secret in (slip.code, codes.pretty(slip.code), slip.key.hex):
            assert not any(secret in place for place in places)


# handing over ------------------------------------------------------------------


def test_a_whole_download_stays_valid(box: Box, office: Client, blank: None) -> None:
    response = ask(office, box)
    response.getvalue()
    hang_up(response)
    assert not Batch.objects.get().void


@pytest.mark.parametrize("chunks", [0, 1])
def test_a_broken_download_voids_the_batch(
    chunks: int, box: Box, office: Client, blank: None
) -> None:
    response = ask(office, box)
    for _number in range(chunks):
        next(iter(response.streaming_content))
    hang_up(response)
    hang_up(response)
    batch = Batch.objects.get()
    assert batch.void
    assert set(batch.tickets.values_list("state", flat=True)) == {"void"}
    page = office.get(f"/desk/{box.pk}/").content.decode()
    assert "第 1 批已作废，这批评议码条不能投票。" in page
    assert "还缺 80" in page
    ask(office, box).getvalue()
    page = office.get(f"/desk/{box.pk}/").content.decode()
    assert "这批评议码条不能投票" not in page
    assert box.snapshot().account == {
        "printed": 160, "used": 0, "unused": 80, "void": 80, "kept": 0
    }  # fmt: skip


@pytest.mark.parametrize(("locked", "void"), [(4, True), (5, False)])
def test_a_broken_download_is_voided_though_many_are_voting(
    locked: int,
    void: bool,
    box: Box,
    office: Client,
    blank: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    response, declare = ask(office, box), Box.void
    times = iter([OperationalError("lock timeout")] * locked)

    def voiding(*args: Any, **how: Any) -> None:
        if error := next(times, None):
            raise error
        declare(*args, **how)

    monkeypatch.setattr(Box, "void", voiding)
    monkeypatch.setattr(views, "PAUSE", 0)
    hang_up(response)
    assert Batch.objects.get().void is void
    assert ("batch 1 is not handed out in full" in caplog.text) is not void


def test_a_download_that_breaks_after_closing(
    box: Box, office: Client, blank: None
) -> None:
    response = ask(office, box)
    Campaign.objects.update(state="closed")
    hang_up(response)
    assert not Batch.objects.get().void


@pytest.mark.parametrize("error", [ValueError("7K3M Q9TR2 XWD8H"), KeyboardInterrupt()])
def test_sheets_that_cannot_be_made(
    error: BaseException,
    box: Box,
    office: Client,
    slips: list[Slip],
    caplog: pytest.LogCaptureFixture,
) -> None:
    office.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    with patch("ballots.views.slips.pdf", side_effect=error):
        if isinstance(error, Exception):
            response = ask(office, box)
            assert response.status_code == 500
            assert "No slip has been handed out." in response.content.decode()
            assert "no slips: ValueError" in caplog.text
            assert "7K3M" not in caplog.text
        else:
            with pytest.raises(KeyboardInterrupt):
                ask(office, box)
    assert Batch.objects.get().void


# asking ------------------------------------------------------------------------


def test_asking_makes_nothing(box: Box, office: Client) -> None:
    page = office.get(f"/desk/{box.pk}/slips/G1/").content.decode()
    assert "为“第一组”生成 80 张评议码条？" in page
    assert not Batch.objects.exists()
    assert not Ticket.objects.exists()


def test_nothing_is_left_to_print(box: Box, office: Client) -> None:
    issue_all(box)
    url = f"/desk/{box.pk}/slips/G1/"
    asked = office.get(url)
    assert asked.status_code == 409
    assert "“第一组”的 80 张评议码条已经齐了" in asked.content.decode()
    assert office.post(url).status_code == 409
    assert Batch.objects.count() == 1


def test_slips_after_closing_are_refused(box: Box, office: Client) -> None:
    Campaign.objects.update(state="closed")
    url = f"/desk/{box.pk}/slips/G1/"
    assert office.get(url).status_code == 409
    assert office.post(url).status_code == 409
    assert not Batch.objects.exists()


def test_slips_while_the_campaign_is_busy(box: Box, office: Client) -> None:
    with patch.object(Box, "issue", side_effect=OperationalError("lock timeout")):
        assert ask(office, box).status_code == 503


def test_a_large_group_comes_in_parts(office: Client) -> None:
    document = make_document()
    document["pools"][0]["quota"] = 60
    box = Box.objects.freeze(make_campaign(document))
    url = f"/desk/{box.pk}/slips/G1/"
    assert "还缺 60 张" in office.get(url).content.decode()
    with translation.override("zh-hans"):
        first = read(ask(office, box).getvalue())
    assert len(CODE.findall(first)) == SLIPS_A_REQUEST
    assert "本组还有 60 张待打印" in first
    assert "应有 260 = 已生成 200 + 还缺 60" in office.get(box.desk).content.decode()
    second = read(ask(office, box).getvalue())
    assert len(CODE.findall(second)) == 60
    assert not set(CODE.findall(first)) & set(CODE.findall(second))
    assert ask(office, box).status_code == 409
    assert [batch.slips for batch in Batch.objects.order_by("number")] == [200, 60]
    assert all(batch.intact() for batch in Batch.objects.all())


def test_frames_of_an_error_hide_the_codes() -> None:
    """Where an error page is sent to somebody, it shows no variable of these."""
    for view in (views.sheets, views.face, views._printed):
        assert hasattr(view, "__wrapped__")
    assert Path(views.__file__).read_text().count("@sensitive_variables()") == 3


def test_one_group_after_the_other(client: Client, django_user_model: Any) -> None:
    """Nobody goes back to the desk fifty times."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    office, content = make_office(django_user_model, client), make_document()
    content["groups"] = [
        {"key": "G1", "title": "第一组", "units": ["A", "B"]},
        {"key": "G2", "title": "第二组", "units": ["C", "D"]},
    ]
    box = Box.objects.freeze(make_campaign(content))
    path = f"/desk/{box.pk}/slips/G2/"
    other = f'href="/desk/{box.pk}/slips/G1/">第一组</a>'
    assert other in office.get(path).content.decode()
    box.issue(box.definition.groups["G1"])
    assert "第一组" not in office.get(path).content.decode()

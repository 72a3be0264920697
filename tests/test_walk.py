"""The walk through the whole product, by HTTP alone: from the preset to the papers."""

import re
import subprocess
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from ballots.codes import fold
from campaigns.models import Campaign, GroupUnit, Team
from tests.ballots.trustees import words_on

FORM = "application/x-www-form-urlencoded"
CODE = re.compile(r"\b[0-9A-Z]{4} [0-9A-Z]{5} [0-9A-Z]{5}\b")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(database_url: str) -> Client:
    """The campaign office, signed in."""
    client = Client()
    client.force_login(get_user_model().objects.create_user("office", is_staff=True))
    return client


@pytest.fixture
def supervisor() -> Client:
    """A member of the team that will read the results."""
    user = get_user_model().objects.create_user("supervisor")
    Team.objects.create(name="第三组督导组").members.add(user)
    client = Client()
    client.force_login(user)
    return client


def configure(office: Client) -> Campaign:
    """New campaign from the preset, in the admin."""
    now = timezone.localtime()
    opens, closes = now - timedelta(hours=1), now + timedelta(days=1)
    data = {
        "title": "第一环节集中联评",
        "stage": "“学习教育、听取意见”环节",
        "office": "示例区群众评议活动办公室",
        "opens_at_0": f"{opens:%Y-%m-%d}",
        "opens_at_1": f"{opens:%H:%M}",
        "closes_at_0": f"{closes:%Y-%m-%d}",
        "closes_at_1": f"{closes:%H:%M}",
        "units": "A 区城市管理局\nB 区行政服务中心\nC 陆喆堃䶮办公室\nD 区统计局",
    }
    page = "/admin/campaigns/campaign/preset/?preset=joint-appraisal"
    answer = office.post(page, data | {"preset": "joint-appraisal"})
    assert answer.status_code == 302, answer.text
    GroupUnit.objects.update(team=Team.objects.get())
    return Campaign.objects.get()


def act(office: Client, campaign: Campaign, name: str, reason: str = "") -> None:
    """Read the confirmation, then do it."""
    path = f"/desk/{campaign.pk}/{name}/"
    assert office.get(path).status_code == 200
    answer = office.post(path, {"reason": reason})
    assert answer.status_code == 302, answer.text


def print_slips(
    office: Client, campaign: Campaign, folder: Path
) -> dict[str, list[str]]:
    """The codes on the printed slips: by unit, and under "" of the whole group."""
    answer = office.post(f"/desk/{campaign.pk}/slips/G1/")
    assert answer.status_code == 200
    paper = folder / "slips.pdf"
    paper.write_bytes(b"".join(answer.streaming_content))
    answer.close()
    command = ["pdftotext", "-layout", str(paper), "-"]
    pages = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    codes: dict[str, list[str]] = {}
    for page in pages.split("\f"):
        found = CODE.findall(page)
        names = ("区城市管理局", "区行政服务中心", "陆喆堃䶮办公室", "区统计局")
        unit = next((name for name in names if name in page), "")
        codes.setdefault(unit if found else "cover", []).extend(found)
    del codes["cover"]
    return codes


def vote(code: str, choose: dict[str, str], out: str = "") -> HttpResponse:
    """A rater without script: the code, the form, the receipt."""
    client = Client()
    page = post(client, "/b/", {"code": code, "lang": "zh-hans"})
    assert page.status_code == 200, page.text
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    names = set(re.findall(r'name="(a\.\w+\.[\w-]+)"', page.text))
    answers = {
        name: choose[name.split(".")[1]] for name in names if name.split(".")[1] != out
    }
    left = {f"out.{out}": "1"} if out else {}
    return post(client, "/b/submit", {**dict(hidden), **answers, **left})


def post(client: Client, path: str, data: dict[str, str]) -> HttpResponse:
    return client.post(path, urlencode(data), content_type=FORM)


def everybody_votes(codes: dict[str, list[str]]) -> None:
    """A 23 of 35, B 24 of 35, C 20 of 30 with five cards left out, D all."""
    own = {"区城市管理局": ("A", 10), "区行政服务中心": ("B", 12),
           "陆喆堃䶮办公室": ("C", 10), "区统计局": ("D", 15)}  # fmt: skip
    for unit, (key, good) in own.items():
        assert len(codes[unit]) == 15
        for number, code in enumerate(codes[unit]):
            answer = vote(code, {key: "good" if number < good else "fair"})
            assert answer.status_code == 200, answer.text
    assert len(codes[""]) == 20
    for number, code in enumerate(codes[""]):
        choose = {
            "A": "good" if number < 13 else "poor",
            "B": "good" if number < 12 else "fair",
            "C": "good" if number < 10 else "fair",
            "D": "good",
        }
        answer = vote(code, choose, out="C" if number >= 15 else "")
        assert answer.status_code == 200, answer.text


def agree(supervisor: Client) -> None:
    """The second person: from the start page to the button."""
    waiting = re.search(r'href="(/desk/\d+/proposals/\d+/)"', supervisor.get("/").text)
    assert waiting
    assert supervisor.get(waiting[1]).status_code == 200
    assert supervisor.post(waiting[1], {"answer": "agree"}).status_code == 302


def print_cards(
    office: Client, supervisor: Client, campaign: Campaign, folder: Path
) -> dict[str, str]:
    """Office, team and archive print a card each and try them out: the words."""
    archive = Client()
    archive.force_login(get_user_model().objects.create_user("dang", is_staff=True))
    holders = {"office": office, "team": supervisor, "archive": archive}
    path, words = f"/desk/{campaign.pk}/cards/", {}
    for role, holder in holders.items():
        paper = holder.post(f"{path}{role}/")
        words[role] = words_on(paper.content, folder)["zh"]
    assert office.post(f"/desk/{campaign.pk}/open/").status_code == 409
    assert office.post(f"{path}trial/", words).status_code == 302
    return words


def open_box(office: Client, campaign: Campaign, words: dict[str, str]) -> None:
    """Open it from the desk with two cards and wait for the child process."""
    path = f"/desk/{campaign.pk}/unseal/"
    assert office.post(path, {"team": words["team"]}).status_code == 422
    two = {role: words[role] for role in ("archive", "team")}
    assert office.post(path, two).status_code == 302
    for _attempt in range(300):
        campaign.refresh_from_db()
        if campaign.state == campaign.State.COUNTED:
            return
        time.sleep(0.1)
    raise TimeoutError


def rates(workbook: bytes) -> set[float]:
    """Every number of the workbook's first sheet."""
    sheet = load_workbook(BytesIO(workbook)).worksheets[0]
    return {
        round(cell.value, 4)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    }


def test_from_the_preset_to_the_papers(
    office: Client, supervisor: Client, tmp_path: Path
) -> None:
    campaign = configure(office)
    act(office, campaign, "freeze")
    codes = print_slips(office, campaign, tmp_path)
    assert sum(map(len, codes.values())) == 80
    assert all(fold(code) for pile in codes.values() for code in pile)
    words = print_cards(office, supervisor, campaign, tmp_path)
    act(office, campaign, "open")
    first = codes["区统计局"][0]
    everybody_votes(codes)
    assert vote_again(first).status_code == 409
    assert supervisor.get(f"/results/{campaign.pk}/G1/").status_code != 200
    act(office, campaign, "close")
    open_box(office, campaign, words)
    act(office, campaign, "release")
    agree(supervisor)

    page = supervisor.get(f"/results/{campaign.pk}/G1/").text
    for words in ("建议返工补课", "差 1 票", "恰好达到 2/3", "23/35", "24/35", "20/30"):
        assert words in page
    unit = supervisor.get(f"/results/{campaign.pk}/G1/A/").text
    assert "65.7" in unit
    assert "差 1 票" in unit
    papers(supervisor, campaign, tmp_path)


def vote_again(code: str) -> HttpResponse:
    return post(Client(), "/b/", {"code": code, "lang": "zh-hans"})


def papers(supervisor: Client, campaign: Campaign, folder: Path) -> None:
    """PDF and workbook say what the page says, to the last glyph."""
    base = f"/results/{campaign.pk}/G1/"
    pdf = supervisor.get(f"{base}report.pdf")
    content = pdf.getvalue() if pdf.streaming else pdf.content
    paper = folder / "report.pdf"
    paper.write_bytes(content)
    command = ["pdftotext", str(paper), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for words in ("陆喆堃䶮办公室", "建议返工补课", "65.7", "68.6", "66.7"):
        assert words in text
    book = supervisor.get(f"{base}workbook.xlsx")
    found = rates(book.getvalue() if book.streaming else book.content)
    assert {round(23 / 35, 4), round(24 / 35, 4), round(20 / 30, 4), 1.0} <= found

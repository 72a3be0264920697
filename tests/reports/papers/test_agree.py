"""Page, PDF, workbook, DOCX, JSON and CSV of one campaign agree in every figure."""

import csv
import json
import re
import subprocess
from html import unescape
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import override
from docx import Document
from openpyxl import load_workbook

from campaigns.models import Campaign
from reports import pdf
from tests.reports.papers.make import made, make_material, make_varied
from tests.reports.test_views import make_office, page

pytestmark = pytest.mark.django_db
# three counts and the rate that follows from them
Figures = list[tuple[str, ...]]
IN_TEXT = re.compile(r"(\d+) (\d+) (\d+) ▼? ?(\d+\.\d) ?%")


def of_json(subject: dict) -> Figures:
    """Of every item, then of every pool's overall item, what is not hidden."""
    items = [item for section in subject["sections"] for item in section["items"]]
    items += [i for pool in subject["pools"] for i in pool["items"] if i["main"]]
    shown = [item for item in items if item["counts"] is not None]
    return [
        (*map(str, item["counts"].values()), item["rate"]["printed"])
        for item in shown
        if item["rate"]
    ]


def of_text(text: str) -> Figures:
    return IN_TEXT.findall(" ".join(text.replace("\xa0", " ").split()))


def of_page(html: str) -> Figures:
    """The rows of the items; bars are left out."""
    found = []
    for row in re.findall(r'<tr[^>]* role="row">(.*?)</tr>', html, re.DOTALL):
        cells = re.findall(r'<td class="n[^>]*>(.*?)</td>', row, re.DOTALL)
        texts = [unescape(re.sub("<[^>]+>", " ", cell)).strip("▼ \n") for cell in cells]
        if len(texts) == 4 and re.fullmatch(r"\d+\.\d", texts[3]):
            found.append(tuple(texts))
    return found


def of_sheet(sheet) -> Figures:
    """Three counts stand before blank and rate."""
    found = []
    for row in sheet.iter_rows(values_only=True):
        counts, rate = row[2:5], row[6] if len(row) > 6 else None
        if all(isinstance(n, int) for n in counts) and isinstance(rate, float):
            found.append((*map(str, counts), f"{rate * 100:.1f}"))
    return found


def of_tables(document) -> dict[str, Figures]:
    """The tables of a DOCX under the name of the subject they are about."""
    found, subject = {}, ""
    for block in document.iter_inner_content():
        if not hasattr(block, "rows"):
            subject = block.text if block.style.name == "Subtitle" else subject
            continue
        for row in block.rows:
            cells = [cell.text for cell in row.cells]
            text = " ".join([*cells[-5:-2], cells[-1]])
            if len(cells) == 7 and (
                match := IN_TEXT.fullmatch(text.replace("\xa0", " "))
            ):
                found.setdefault(subject, []).append(match.groups())
    return found


def of_csv(text: str) -> dict[str, Figures]:
    """Rows of answers and the rate after them, item by item and pool by pool."""
    found, counts = {}, []
    for row in csv.DictReader(StringIO(text.removeprefix("\ufeff"))):
        main = row["item"] == "overall"
        if row["figure"] == "answers" and row["count"] and (main or not row["pool"]):
            counts.append(row["count"])
        if row["figure"] == "rate" and counts:
            figures = (*counts, row["printed"])
            found.setdefault(row["subject"], []).append(figures)
            counts = []
    return found


def printed(content: bytes, tmp_path) -> str:
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    command = ["/usr/bin/pdftotext", "-layout", path, "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def command(campaign: Campaign, how: str) -> str:
    out = StringIO()
    call_command("results", str(campaign.pk), how, "--language", "en", stdout=out)
    return out.getvalue()


def test_all_agree_in_every_figure(tmp_path):
    campaign = make_varied()
    material = make_material(campaign)
    (group,) = json.loads(command(campaign, "--json"))["groups"]
    rows = of_csv(command(campaign, "--csv"))
    with override("en"):
        book = load_workbook(BytesIO(made(material, "group-G1", "xlsx")))
    tables = of_tables(Document(BytesIO(made(material, "group-G1", "docx"))))
    client = make_office()
    for subject in group["subjects"]:
        key, wanted = subject["key"], of_json(subject)
        assert len(set(wanted)) > 8  # no two alike: a row in another's place shows
        assert rows[key] == wanted
        assert of_sheet(book[subject["name"]]) == wanted
        assert tables[subject["name"]] == wanted
        address = reverse("reports:subject", args=[campaign.pk, "G1", key])
        items = of_page(page(client, address))
        assert items == wanted[: len(items)]
        assert len(items) == 14
        text = _paper(material, key, tmp_path)
        assert of_text(text) == wanted
        assert _account(subject) in " ".join(text.split())


def _paper(material, key: str, tmp_path) -> str:
    """The PDF; its bars, which repeat the counts, are no rows of a table."""
    (group,) = material.report.groups
    subject = next(one for one in group.subjects if one.key == key)
    with override("en"):
        html = pdf.subject_html(material.report, group, subject)
        html = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
        return printed(pdf.render(html), tmp_path)


def _account(subject: dict) -> str:
    account = subject["account"]
    numbers = [account[name] for name in ("issued", "returned", "valid", "void")]
    return "Issued {} Returned {} Valid {} Void ballots {}".format(*numbers)


def heat_of(subject: dict) -> list[str]:
    """What a row of the heat map shows: overall, each other section, each pool."""
    others = [s for s in subject["sections"] if not any(i["main"] for i in s["items"])]
    rates = [subject["rate"], *(one["rate"] for one in others)]
    pools = [pool["rate"] for pool in subject["pools"] if not pool["hidden"]]
    return [rate["printed"] for rate in (*rates, *pools)]


def heat_on(html: str) -> dict[str, list[str]]:
    """The rows of a heat map by the name they begin with, on a page or a paper."""
    found = {}
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL):
        head = re.search(r"<th[^>]*>(.*?)</th>(.*)", row, re.DOTALL)
        if head and "<td" in head[2]:
            cells = re.findall(r"<td[^>]*>(.*?)</td>", head[2], re.DOTALL)
            texts = [" ".join(re.sub("<[^>]+>", " ", one).split()) for one in cells]
            rates = [re.search(r"\b(\d+\.\d)\b", text) for text in texts]
            name = re.match(r"Unit \w", re.sub("<[^>]+>", "", head[1]).strip())
            assert name
            found[name[0]] = [rate[1] for rate in rates if rate]
    return found


def test_heat_map_and_account_say_the_same_as_the_json():
    campaign = make_varied()
    report = make_material(campaign).report
    whole = json.loads(command(campaign, "--json"))
    (group,) = whole["groups"]
    wanted = {one["name"]: heat_of(one) for one in group["subjects"]}
    address = reverse("reports:group", args=[campaign.pk, "G1"])
    told = page(make_office(), address)
    with override("en"):
        paper = pdf.group_html(report, report.groups[0])
    assert heat_on(told) == wanted
    (heat,) = re.findall(r'<table class="heat">.*?</table>', paper, re.DOTALL)
    assert heat_on(heat) == wanted
    rows = list(csv.DictReader(StringIO(command(campaign, "--csv")[1:])))
    for part in (whole, group, *group["subjects"]):
        where = ("" if part is whole else "G1", part.get("unit", ""))
        for name, n in part["account"].items():
            if name in ("issued", "returned", "valid", "void", "abstained"):
                (row,) = (
                    r for r in rows
                    if (r["group"], r["unit"], r["pool"]) == (*where, "")
                    and r["figure"] == name
                )  # fmt: skip
                assert row["count"] == str(n)
    for subject in group["subjects"]:
        mine = [r for r in rows if (r["subject"], r["pool"]) == (subject["key"], "")]
        sections = [r["printed"] for r in mine if r["figure"] == "section"]
        assert sections == [one["rate"]["printed"] for one in subject["sections"]]
    issued = group["account"]["issued"]
    assert f"Issued {issued}" in " ".join(re.sub("<[^>]+>", " ", told).split())


def test_summary_says_the_same_as_the_json(tmp_path):
    campaign = make_varied()
    material = make_material(campaign)
    (group,) = json.loads(command(campaign, "--json"))["groups"]
    wanted = {
        one["name"]: (one["rate"]["hits"], one["rate"]["of"], one["rate"]["printed"])
        for one in group["subjects"]
    }
    with override("en"):
        sheet = load_workbook(BytesIO(made(material, "summary", "xlsx")))["Results"]
    told = {
        row[0]: (row[1], row[2], f"{row[3] * 100:.1f}")
        for row in sheet.iter_rows(values_only=True)
        if isinstance(row[1], int)
    }
    assert told == wanted
    document = Document(BytesIO(made(material, "summary", "docx")))
    text = " ".join(printed(made(material, "summary", "pdf"), tmp_path).split())
    for name, (hits, of, rate) in wanted.items():
        row = next(
            [cell.text for cell in row.cells]
            for table in document.tables
            for row in table.rows
            if row.cells[0].text == name
        )
        assert row[1:3] == [str(hits), str(of)]
        assert row[3].strip("▼").replace("\xa0", " ") == f"{rate} %"
        assert re.search(rf"{name} {hits} {of} ▼?{re.escape(rate)} %", text)

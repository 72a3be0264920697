"""Hostile names in what is taken away: nothing runs, nothing is fetched."""

import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from reports import excel, pdf
from reports.worksheet import Fonts, Page, saved, sheet_name
from tests.canary import Canary
from tests.make import Document, make_document
from tests.reports.sample import make_report

FORMULAS = [
    *(f"{first}1+1" for first in "=+-@\t\r\0＝＋－＠"),
    ' =HYPERLINK("http://127.0.0.1/","x")',
    "\n=cmd|' /C calc'!A0",
    "=SUM(1+1)*cmd|' /C calc'!A0",
    "@SUM(1+9)",
    '＝WEBSERVICE("http://127.0.0.1/")',
    "'=1+1",
    "{=1+1}",
]
STRANGE = [
    "a\0b\x01c\x0bd\x1fe",
    "\ud800 alone",
    "\uffff\ufffe",
    "\u202egnirts",
    "a\u200db\ufeffc",
    "ทีท\u0e49\u0e49\u0e49\u0e49",
    "𠮷" * 20_000,
    "长" * 40_000,
    "</t></is></c><c><f>1+1</f></c>",
    "_x003D_1+1",
    "{{7*7}}",
    "{% debug %}",
]


def cells_of(content: bytes) -> list:
    book = load_workbook(BytesIO(content))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]


def _heights(sheet: Any) -> list[float]:
    return [row.height for row in sheet.row_dimensions.values()]


def in_libreoffice(content: bytes, folder: Path) -> str:
    """The workbook as LibreOffice understands it, as one XML."""
    path = folder / "book.xlsx"
    path.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["/usr/bin/soffice", profile, "--headless", "--convert-to", "fods"]
    subprocess.run(
        [*command, "--outdir", folder, path], check=True, capture_output=True
    )
    return (folder / "book.fods").read_text()


def make_book(texts: list[str]) -> bytes:
    """A workbook that has each text as a line, in a head, and in a table."""
    book = Workbook()
    book.remove(book.active)
    for number, text in enumerate(texts):
        sheet = book.create_sheet(sheet_name(text[:40], book.sheetnames))
        page = Page(sheet, Fonts("Arial", "Arial"), 1, "hidden", (20, 20))
        page.title(text)
        page.line(text)
        page.head([text, text])
        page.values([text, number])
    return saved(book, "".join(texts)[:200], None)


def test_no_cell_runs_in_openpyxl_or_libreoffice(tmp_path: Path) -> None:
    content = make_book([*FORMULAS, *STRANGE])
    cells = [cell for cell in cells_of(content) if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    texts = [cell for cell in cells if cell.data_type == "s"]
    assert len(texts) == 5 * len([*FORMULAS, *STRANGE])
    assert all(cell.quotePrefix for cell in texts)
    assert max(len(cell.value.encode("utf-16-le")) // 2 for cell in texts) <= 32_767
    rows = [row for sheet in load_workbook(BytesIO(content)) for row in _heights(sheet)]
    assert max(rows) == 409
    with ZipFile(BytesIO(content)) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/")]
        assert not [name for name in sheets if b"<f>" in archive.read(name)]
        assert not [n for n in archive.namelist() if "externalLink" in n]
    read = in_libreoffice(content, tmp_path)
    assert read.count("<table:table-row") > len(texts) / 5
    assert "table:formula=" not in read


def test_libreoffice_would_show_a_formula(tmp_path: Path) -> None:
    """The control: openpyxl makes one of any text that begins like one."""
    book = Workbook()
    book.active["A1"] = "=1+1"
    file = BytesIO()
    book.save(file)
    assert cells_of(file.getvalue())[0].data_type == "f"
    assert "table:formula=" in in_libreoffice(file.getvalue(), tmp_path)


# paper -------------------------------------------------------------------------


def make_hostile(address: str) -> Document:
    """The preset, with markup wherever an organiser or a campaign file names things."""
    document = make_document()
    markup = [
        "<link rel=attachment href=file:///etc/passwd>",
        f"<style>@import '{address}/a';</style>",
        f"<img src={address}/b>",
        f"</style><svg><image href='{address}/c'/></svg>",
    ]
    for unit, name in zip(document["units"], markup, strict=True):
        unit |= {"name": name, "name_en": name}
    document["groups"][0] |= {"title": markup[0], "title_en": markup[2]}
    document["campaign"] |= dict.fromkeys(("title", "title_en", "office"), markup[2])
    document["campaign"]["office_en"] = markup[2]
    lines = document["forms"][0]["lines"]
    for line in lines[1:3]:
        line |= {"text": f"{markup[1]}{markup[0]}", "text_en": markup[2]}
    return document


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_paper_with_hostile_names_asks_nobody_and_holds_no_file(
    language: str, canary: Canary, tmp_path: Path
) -> None:
    report = make_report(language, document=make_hostile(canary.address))
    (group,) = report.groups
    paper = tmp_path / "report.pdf"
    with override(language):
        paper.write_bytes(pdf.render_subject(report, group, group.subjects[0]))
        excel.render_workbook(report)
    assert canary.hits == []
    command = ["/usr/bin/pdfdetach", "-list", paper]
    listed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert listed.strip() == "0 embedded files"
    command = ["/usr/bin/pdftotext", paper, "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert "<img" in text
    assert "root:" not in text

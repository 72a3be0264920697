"""HTML to PDF, without a database."""

import logging
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from django.test import override_settings
from weasyprint import HTML

from paper.pdf import (
    ForeignAddress,
    MissingGlyphs,
    Printed,
    fonts_css,
    pages,
    render,
    typeset,
)
from tests.canary import Canary


def page(body: str) -> str:
    return f"<!doctype html><html lang='zh-Hans'><title>评议</title><body>{body}</html>"


def fonts_of(pdf: bytes, folder: Path) -> set[str]:
    """The names of the fonts embedded in a PDF, without the subset's prefix."""
    path = folder / "page.pdf"
    path.write_bytes(pdf)
    listing = subprocess.run(
        ["/usr/bin/pdffonts", path], capture_output=True, text=True, check=True
    ).stdout
    return {line.split()[0].partition("+")[2] for line in listing.splitlines()[2:]}


def test_render_gives_the_same_bytes_twice() -> None:
    first = render(page("<h1>群众评议</h1>"))
    assert first.startswith(b"%PDF")
    assert render(page("<h1>群众评议</h1>")) == first


def test_render_draws_rare_characters_in_noto(tmp_path: Path) -> None:
    pdf = render(page("<h1>喆 堃 䶮 㛃</h1><p class='sans'>喆 堃 䶮 㛃</p>"))
    fonts = fonts_of(pdf, tmp_path)
    assert all(
        font.startswith(("Noto-Sans-CJK-SC", "Noto-Serif-CJK-SC")) for font in fonts
    )


def test_render_warns_of_a_character_that_no_font_has() -> None:
    with pytest.warns(MissingGlyphs, match=r"缺字: no font for \u0378 \(U\+0378\)$"):
        render(page("\u0378\u0378"))


def test_pages_are_counted_before_and_after_printing() -> None:
    html = page("<p>甲</p><p style='break-before: page'>乙</p>")
    assert pages(html) == 2
    assert typeset(html).pages == 2
    assert typeset(html).content == render(html)


def test_render_ignores_what_other_threads_and_other_lines_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def noisy(html: str, css: str) -> Printed:
        logger = logging.getLogger("weasyprint")
        logger.warning("Ignored `gap: x`")
        say = threading.Thread(
            target=logger.warning, args=(".notdef glyph: %s %04X", "x", 1)
        )
        say.start()
        say.join()
        return Printed(b"%PDF", 1)

    monkeypatch.setattr("paper.pdf._write", noisy)
    assert render(page("")) == b"%PDF"


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "http://127.0.0.1:9/x.png"]
)
def test_render_asks_nobody(address: str) -> None:
    with pytest.raises(ForeignAddress):
        render(page(f"<img src='{address}'>"))


@override_settings(PRINT_FONT_BODY="", PRINT_FONT_TITLE="")
def test_noto_alone_needs_no_rule() -> None:
    assert fonts_css() == ""


@override_settings(PRINT_FONT_BODY='仿宋_GB2312"\\', PRINT_FONT_TITLE="方正小标宋简体")
def test_fonts_of_the_office_stand_before_noto() -> None:
    assert fonts_css().splitlines() == [
        'html { font-family: "仿宋_GB2312", "Noto Serif CJK SC", serif }',
        ".office-name, .report h1 "
        '{ font-family: "方正小标宋简体", "Noto Serif CJK SC", serif }',
    ]


FOREIGN = [
    "<link rel='attachment' href='{}'>",
    "<a rel='attachment' href='{}'>x</a>",
    "<link rel='stylesheet' href='{}'>",
    "<style>@import '{}';</style>",
    "<style>@import url({});</style>",
    "<style>body {{ background: url({}) }}</style><p>x",
    "<style>@font-face {{ font-family: x; src: url({}) }}</style><p>x",
    "<style>p::before {{ content: url({}) }}</style><p>x",
    "<img src='{}'>",
    "<object data='{}'></object>",
    "<embed src='{}'>",
    "<svg width='9' height='9'><image width='9' height='9' href='{}'/></svg>",
    "<svg width='9' height='9'><use href='{}#a'/></svg>",
]


@pytest.mark.parametrize("markup", FOREIGN)
def test_nothing_outside_is_asked_even_by_markup_that_got_through(
    markup: str, canary: Canary, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary in the file")
    for address in (f"{canary.address}/x", f"file://{secret}"):
        with suppress(ForeignAddress):
            pdf = render(page(markup.format(address)))
            paper = tmp_path / "page.pdf"
            paper.write_bytes(pdf)
            command = ["/usr/bin/pdfdetach", "-list", paper]
            listed = subprocess.run(command, capture_output=True, text=True, check=True)
            assert listed.stdout.strip() == "0 embedded files"
            assert b"canary" not in pdf
    assert canary.hits == []


def test_canary_sings_when_it_is_asked(canary: Canary) -> None:
    """The control: with the library's own fetcher the first of them gets through."""
    HTML(string=page(FOREIGN[0].format(f"{canary.address}/x"))).write_pdf()
    assert canary.hits == ["/x"]


@pytest.mark.parametrize("rel", ["attachment", "stylesheet"])
def test_address_without_a_scheme_reads_no_file(rel: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("p::before { content: 'canary' }")
    pdf = render(page(f"<link rel={rel} href='{secret}'><p>x"))
    assert pdf == render(page(f"<link rel={rel} href='{secret}'><p>x"))
    assert b"EmbeddedFile" not in pdf
    paper = tmp_path / "page.pdf"
    paper.write_bytes(pdf)
    command = ["/usr/bin/pdftotext", paper, "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert text.strip() == "x"

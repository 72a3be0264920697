"""HTML to PDF: the print stylesheet, the fonts of the site, nothing from outside."""

import hashlib
import logging
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject
from weasyprint import CSS, HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher

PAPER_CSS = "css/paper.css"
PARTS_CSS = "css/parts.css"
_LOGGER = logging.getLogger("weasyprint")


class ForeignAddress(ValueError):
    """The document names an address that printing would have to ask for."""


class MissingGlyphs(UserWarning):
    """缺字: no installed font has these characters, so the paper shows empty boxes.

    A warning, because a paper with one empty box is worth more than none on the evening
    of the result; tests turn warnings into errors.
    """


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF, and how many pages it has."""

    content: bytes
    pages: int


def render(html: str, *, stylesheets: tuple[str, ...] = (PAPER_CSS,)) -> bytes:
    """Print a whole HTML document; the same document gives the same bytes.

    `stylesheets` are paths under static/. Only `data:` addresses are read, others raise
    ForeignAddress: whatever a text from outside names, printing it neither opens a file
    nor asks a server.
    """
    return typeset(html, stylesheets=stylesheets).content


def typeset(
    html: str, *, stylesheets: tuple[str, ...] = (PAPER_CSS,), first: int = 1
) -> Printed:
    """The same with the number of its pages, which only the layout knows.

    `first` is the number of the first page.
    """
    css = _css(stylesheets)
    if first > 1:
        css += f"\n@page :first {{ counter-reset: page {first} }}"
    with _watched():
        return _write(html, css)


def in_parts(
    htmls: Sequence[str], *, stylesheets: tuple[str, ...] = (PAPER_CSS,)
) -> Iterator[bytes]:
    """A long document as parts to be joined, the pages numbered through.

    A document of a hundred pages takes a process half a gigabyte, for good. How many
    pages there are is known when all are laid out, so of several parts none says it.
    """
    if len(htmls) > 1:
        stylesheets = (*stylesheets, PARTS_CSS)
    page = 1
    for html in htmls:
        part = typeset(html, stylesheets=stylesheets, first=page)
        page += part.pages
        yield part.content


def joined(files: Sequence[bytes]) -> bytes:
    """Several PDFs as one; the same ones give the same bytes."""
    if len(files) == 1:
        return files[0]
    writer, whole = PdfWriter(), BytesIO()
    for file in files:
        writer.append(BytesIO(file), import_outline=False)
    first = PdfReader(BytesIO(files[0])).metadata
    writer.add_metadata(dict(first) if first else {})
    name = hashlib.sha256(b"".join(files)).digest()[:16]
    writer._ID = ArrayObject([ByteStringObject(name)] * 2)
    writer.write(whole)
    return whole.getvalue()


def pages(html: str, *, stylesheets: tuple[str, ...] = (PAPER_CSS,)) -> int:
    """How many pages it would have; in half the time that printing it takes."""
    with _watched():
        return len(_laid_out(html, _css(stylesheets)).pages)


def _write(html: str, css: str) -> Printed:
    document = _laid_out(html, css)
    # what is on the paper names the file, never a moment or chance
    name = hashlib.sha256(f"{html}\0{css}".encode()).digest()[:16]
    return Printed(document.write_pdf(pdf_identifier=name), len(document.pages))


def _laid_out(html: str, css: str) -> Any:
    fetcher = URLFetcher(allowed_protocols={"data"}, fail_on_errors=True)
    sheet = CSS(string=css, url_fetcher=fetcher)
    return HTML(string=html, url_fetcher=fetcher).render(stylesheets=[sheet])


def _css(stylesheets: tuple[str, ...]) -> str:
    return "\n".join([*(_sheet(path) for path in stylesheets), fonts_css()])


@contextmanager
def _watched() -> Iterator[None]:
    """Refuse foreign addresses; warn of characters that no font has."""
    with _missing_glyphs() as missing:
        try:
            yield
        except FatalURLFetchingError as error:
            # Not an Exception in WeasyPrint: it would go past a server's handlers.
            raise ForeignAddress(str(error)) from error
    if missing:
        glyphs = ", ".join(dict.fromkeys(missing))
        warnings.warn(MissingGlyphs(f"缺字: no font for {glyphs}"), stacklevel=4)


def fonts_css() -> str:
    """The office's own fonts, as far as settings name any, in front of Noto."""
    body, title = settings.PRINT_FONT_BODY, settings.PRINT_FONT_TITLE
    rules = []
    if body:
        rules.append(f"html {{ font-family: {_family(body)} }}")
    if title:
        rules.append(f".office-name, .report h1 {{ font-family: {_family(title)} }}")
    return "\n".join(rules)


def _family(name: str) -> str:
    plain = name.replace("\\", "").replace('"', "")
    return f'"{plain}", "Noto Serif CJK SC", serif'


def _sheet(path: str) -> str:
    """The stylesheet as it stands in static/, not as collected under a hashed name."""
    return (Path(settings.BASE_DIR) / "static" / path).read_text(encoding="utf-8")


class _GlyphHandler(logging.Handler):
    """Collects what WeasyPrint says about missing glyphs in one thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread = threading.get_ident()
        self.glyphs: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the characters; WeasyPrint passes them as arguments of the line."""
        mine = record.thread == self.thread
        if mine and str(record.msg).startswith(".notdef glyph"):
            glyph, code = record.args  # type: ignore[misc]
            self.glyphs.append(f"{glyph} (U+{code:04X})")


@contextmanager
def _missing_glyphs() -> Iterator[list[str]]:
    """The characters that no font had while the block ran, in this thread."""
    handler = _GlyphHandler()
    _LOGGER.addHandler(handler)
    try:
        yield handler.glyphs
    finally:
        _LOGGER.removeHandler(handler)

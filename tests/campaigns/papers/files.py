"""Papers as people send them: made by python-docx and others, or by hand."""

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from weasyprint import HTML

MADE = Path(__file__).parent / "made"
TITLE = "区统计局征求意见情况报告"
FACE = "font-family:'Noto Sans CJK SC'; font-size:12pt; line-height:1.5"


def made(name: str) -> bytes:
    """A file that another program has saved."""
    return (MADE / name).read_bytes()


def word(*paragraphs: str, build: Callable[[Any], None] | None = None) -> bytes:
    """A .docx with these paragraphs, and with what `build` does to it."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if build:
        build(document)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def body(*paragraphs: str) -> bytes:
    """A .docx whose body is this XML."""

    def build(document: Any) -> None:
        for xml in paragraphs:
            spaces = nsdecls("w", "a", "pic", "wp", "r")
            more = (
                ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
                ' xmlns:v="urn:schemas-microsoft-com:vml"'
            )
            wrapped = parse_xml(f"<w:p {spaces}{more}>{xml}</w:p>")
            document.element.body.insert(0, wrapped)

    return word(build=build)


def packed(parts: Mapping[str, bytes], base: bytes = b"") -> bytes:
    """An archive whose parts are these, or has these besides."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as new:
        if base:
            with ZipFile(BytesIO(base)) as old:
                for name in set(old.namelist()) - set(parts):
                    new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return file.getvalue()


def part(content: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(content)) as file:
        return file.read(name)


def related(content: bytes, kind: str, target: str, mode: str = "External") -> bytes:
    """The .docx with one more relation of its main part."""
    name = "word/_rels/document.xml.rels"
    spaces = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    row = (
        f'<Relationship Id="rX" Type="{spaces}/{kind}" Target="{target}"'
        f' TargetMode="{mode}"/></Relationships>'
    )
    rels = part(content, name).replace(b"</Relationships>", row.encode())
    return packed({name: rels}, content)


def pdf(html: str) -> bytes:
    """A PDF as WeasyPrint prints it."""
    page = f'<html lang="zh-Hans"><body style="{FACE}">{html}</body></html>'
    printed: bytes = HTML(string=page).write_pdf()
    return printed


def pages(n: int = 1, build: Callable[[PdfWriter], None] | None = None) -> bytes:
    """A PDF of blank pages, and with what `build` does to it."""
    writer = PdfWriter()
    for _number in range(n):
        writer.add_blank_page(595, 842)
    if build:
        build(writer)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def named(**values: Any) -> DictionaryObject:
    """A dictionary of a PDF."""
    return DictionaryObject({NameObject(f"/{k}"): v for k, v in values.items()})


def name(text: str) -> NameObject:
    return NameObject(f"/{text}")


def words(text: str) -> TextStringObject:
    return TextStringObject(text)


def numbers(*values: float) -> ArrayObject:
    return ArrayObject(FloatObject(value) for value in values)


def number(value: int) -> NumberObject:
    return NumberObject(value)


def stream(data: bytes, **values: Any) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    made.update(named(**values))
    return made


def everything(content: bytes) -> list[Any]:
    """Every object of a PDF, also of what no page leads to."""
    reader = PdfReader(BytesIO(content))
    ids = {number for table in reader.xref.values() for number in table}
    return [reader.get_object(number) for number in sorted(ids) if number]

"""Hostile and clumsy files: each a sentence, nothing stored."""

import json
import os
import random
import re
import traceback
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject

from campaigns.papers import apart, refusals
from campaigns.papers.reading import Refused, kinds, parts, passive, pdf, read
from campaigns.papers.reading.__main__ import answer
from tests.campaigns.papers import files
from tests.campaigns.papers.files import (
    made,
    name,
    named,
    packed,
    pages,
    part,
    related,
    word,
    words,
)

pytestmark = pytest.mark.usefixtures("english")
WORD = word("甲。", "乙。")
PDF = pages()
OLE = kinds.OLD_OFFICE + b"\0" * 600
MAIN = "word/document.xml"
TYPES = "[Content_Types].xml"
BOMB = (
    b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>"
    b"<w:document xmlns:w='x'>&b;</w:document>"
)
CHILD = "tests.campaigns.papers.child"
OURS = "/campaigns/papers/"
OUTSIDE = b"<!DOCTYPE x SYSTEM 'http://127.0.0.1:1/x.dtd'><x/>"


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read(content)
    return refusals.sentence(refused.value)


def locked_zip() -> bytes:
    """As an archive that asks for a password: its flag is set at every part."""
    content = bytearray(packed({MAIN: b"x"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    return bytes(content)


def twice() -> bytes:
    """Two parts of one name: one is looked at, which one is read?"""
    content = packed({MAIN: b"<a/>", "word/documenu.xml": BOMB}, WORD)
    return content.replace(b"word/documenu.xml", MAIN.encode())


def macros() -> bytes:
    kinds_ = part(WORD, TYPES).replace(
        b"wordprocessingml.document.main",
        b"wordprocessingml.document.macroEnabled.main",
    )
    return packed({TYPES: kinds_}, WORD)


def template() -> bytes:
    kinds_ = part(WORD, TYPES).replace(b"document.main+xml", b"template.main+xml")
    return packed({TYPES: kinds_}, WORD)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\0\0\r\n  ", "The file is empty."),
        (b"x" * (kinds.LARGEST + 1), "The file is larger than 10 MB."),
        (OLE, "This is a file of the old kind (.doc or .wps). Open it in Word"),
        (made("old.doc"), "This is a file of the old kind"),
        (OLE + kinds.ENCRYPTED, "The file is protected by a password"),
        (b"{\\rtf1 hello}", "This is a file in rich text format (.rtf). Open it in"),
        (made("open.odt"), "This is an OpenDocument file (.odt). Open it in Word"),
        (packed({"OFD.xml": b"<x/>"}), "This is an OFD file. Export it as PDF"),
        (b"\x89PNG\r\n", "This is a picture."),
        (b"\xff\xd8\xff\xe0", "This is a picture."),
        (b"RIFF1234WEBPVP8 ", "This is a picture."),
        (b"<html><script>1</script>", "This is a web page."),
        (b"\xef\xbb\xbf <!DOCTYPE html>", "This is a web page."),
        (b"MZ\x90\0\x03" + bytes(range(256)), "This is neither a Word document"),
        (b"\xff\xfe\xff", "This is neither a Word document"),
        (b"\x81\xff\x81\xff", "This is neither a Word document"),
        (b"\x01\x02\x03abc", "This is neither a Word document"),
        (packed({"xl/workbook.xml": b"<x/>"}), "This is a workbook."),
        (packed({"ppt/presentation.xml": b"<x/>"}), "These are slides."),
        (packed({"a.txt": b"a"}), "The document is damaged"),
        (packed({MAIN: b"<a/>", TYPES: b"<a/>"}), "The document is damaged"),
        (twice(), "The document is damaged"),
        (template(), "The document is damaged"),
        (locked_zip(), "The file is protected by a password"),
        (packed({"word/vbaProject.bin": b"x"}, WORD), "The document holds macros"),
        (packed({"word/activeX/activeX1.xml": b"<x/>"}, WORD), "The document holds"),
        (macros(), "The document holds macros"),
        (packed({"word/embeddings/oleObject1.bin": b"x"}, WORD), "Other files are"),
        (packed({"word/embeddings/a.docx": b"x"}, WORD), "Other files are embedded"),
        (related(WORD, "aFChunk", "x.html", "Internal"), "Other files are embedded"),
        (related(WORD, "attachedTemplate", "http://x/y.dotm"), "The document fetches"),
        (related(WORD, "image", "https://x/y.png"), "The document fetches parts"),
        (packed({"word/big.bin": b"0" * (parts.UNPACKED + 1)}, WORD), "Unpacked, the"),
        (packed({"word/x.xml": b" " * (parts.TEXTS + 1)}, WORD), "Unpacked, the file"),
        (packed({f"word/{n}": b"" for n in range(parts.MEMBERS)}, WORD), "Unpacked, t"),
    ],
    ids=map(str, range(36)),
)  # fmt: skip
def test_what_is_no_paper(content: bytes, sentence: str) -> None:
    assert refusal(content).startswith(sentence)


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 and nothing behind",
        WORD[: len(WORD) // 2],
        packed({MAIN: b"<w:document"}, WORD),
        packed({MAIN: BOMB}, WORD),
        packed({"word/styles.xml": BOMB}, WORD),
        packed({MAIN: BOMB.decode().encode("utf-16")}, WORD),
        packed({"word/_rels/document.xml.rels": OUTSIDE}, WORD),
        packed({MAIN: b"<x/>"}, WORD),
        b"%PDF-1.7 and nothing behind",
        PDF[: len(PDF) // 2],
        b"%PDF-1.4\n" + b"[" * 100_000,
    ],
    ids=map(str, range(11)),
)
def test_damaged_files_are_told_from_ours(content: bytes) -> None:
    """Refused, or a class of an error for the log: never a word of the paper."""
    told, again = answer(content)
    assert set(told) <= {"refused", "failed"}
    assert told
    assert re.fullmatch(r"[\w ]+", str(next(iter(told.values()))))
    assert again == b""


def test_a_link_that_is_only_clicked_on_is_no_danger() -> None:
    assert read(related(WORD, "hyperlink", "https://example.org/")).text


def test_a_workbook_of_a_chart_is_no_danger() -> None:
    name_ = "word/embeddings/Microsoft_Excel_Sheet1.xlsx"
    assert read(packed({name_: b"x"}, WORD)).text


# PDF --------------------------------------------------------------------------------


def root(**values: Any) -> bytes:
    """A page in a file whose root says something more."""
    return pages(1, lambda writer: writer.root_object.update(named(**values)))


def on_page(**values: Any) -> bytes:
    return pages(1, lambda writer: writer.pages[0].update(named(**values)))


def locked() -> bytes:
    return pages(1, lambda writer: writer.encrypt("", "owner", algorithm="RC4-128"))


ARRAY = ArrayObject()
ACTION = {"S": name("JavaScript"), "JS": words("app.alert(1)")}
LAUNCH = {"S": name("Launch"), "F": words("cmd.exe")}
LINK = named(Subtype=name("Link"), Rect=files.numbers(0, 0, 1, 1), A=named(**LAUNCH))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pages(0), "The PDF is damaged."),
        (b"MZ" + PDF, "The PDF is damaged."),
        (pages(pdf.PAGES + 1), "The file has more than 50 pages"),
        (locked(), "The file is protected by a password or against copying."),
        (root(Names=named(JavaScript=named(Names=ARRAY))), "The PDF holds scripts"),
        (root(OpenAction=named(**ACTION)), "The PDF holds scripts"),
        (root(OpenAction=named(**LAUNCH)), "The PDF holds scripts"),
        (root(AcroForm=named(XFA=words("<xdp/>"))), "The PDF holds scripts"),
        (on_page(AA=named(O=named(**ACTION))), "The PDF holds scripts"),
        (on_page(Annots=ArrayObject([LINK])), "The PDF holds scripts"),
        (root(Names=named(EmbeddedFiles=named(Names=ARRAY))), "Other files are"),
        (pages(1, lambda writer: writer.add_attachment("a.exe", b"MZ")), "Other files"),
        (on_page(Contents=files.stream(b"", F=words("\\\\server\\x"))), "Other files"),
    ],
    ids=map(str, range(13)),
)  # fmt: skip
def test_what_a_pdf_does_by_itself(content: bytes, sentence: str) -> None:
    assert refusal(content).startswith(sentence)


def test_where_it_opens_is_no_danger() -> None:
    view = ArrayObject([files.number(0), name("Fit")])
    assert read(root(OpenAction=view)).pages == 1


def test_more_objects_than_a_paper_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passive, "OBJECTS", 3)
    assert refusal(PDF).startswith("The file takes too long to read.")


@pytest.mark.parametrize("what", ["zip", "html", "docx"])
def test_two_kinds_in_one_file(what: str) -> None:
    """It is what it begins with; raters get nothing of the rest."""
    tail = {
        "zip": packed({"a.exe": b"MZ"}),
        "html": b"<script>x</script>",
        "docx": WORD,
    }
    found = read(PDF + tail[what])
    assert found.kind == "pdf"
    assert found.pdf == read(PDF).pdf
    if what == "docx":
        assert read(WORD + b"\n%PDF-1.7\n").kind == "docx"


def test_every_refusal_has_its_sentence() -> None:
    for code in refusals.SENTENCES:
        text = refusals.sentence(Refused(code))
        assert text.endswith(".")
        assert "%" not in text


# apart ------------------------------------------------------------------------------


def test_it_is_read_in_another_process() -> None:
    found = apart.read(made("report.pdf"))
    assert found.title == files.TITLE
    assert found.pdf == read(made("report.pdf")).pdf


def test_a_refusal_comes_from_there() -> None:
    with pytest.raises(Refused) as refused:
        apart.read(macros())
    assert refused.value.code == "macros"


@pytest.mark.parametrize(
    ("content", "code"), [(b"PK\x03\x04", "broken docx"), (b"%PDF-", "broken pdf")]
)
def test_a_damaged_file_is_said_and_its_error_logged(
    content: bytes, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Refused) as refused:
        apart.read(content)
    assert refused.value.code == code
    (record,) = caplog.records
    assert re.fullmatch(r"a paper could not be read: \w+", record.getMessage())


def bombed() -> bytes:
    """A page whose text unpacks to a thousand times its size."""

    def build(writer: PdfWriter) -> None:
        content = files.stream(b"(A) Tj " * 9_000_000).flate_encode()
        writer.pages[0][name("Contents")] = writer._add_object(content)

    return pages(1, build)


def test_what_takes_too_much_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "WAIT", 0.2)
    with pytest.raises(Refused) as refused:
        apart.read(bombed())
    assert refused.value.code == "heavy"


@pytest.mark.parametrize(("what", "seconds"), [("memory", 10), ("time", 1)])
def test_the_limits_of_the_other_process_hold(
    what: str, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so, or is stopped: in neither case does this process suffer."""
    monkeypatch.setattr(apart, "PROGRAM", CHILD)
    monkeypatch.setattr(apart, "SECONDS", seconds)
    with pytest.raises(Refused) as refused:
        apart.read(what.encode())
    assert refused.value.code == "heavy"


def test_no_secret_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in ("SECRET_KEY", "DATABASE_URL", "EMAIL_URL", "KEY_DIR", "ANYTHING"):
        monkeypatch.setenv(each, "not for those who read papers")
    monkeypatch.setattr(apart, "PROGRAM", CHILD)
    told = apart.read(b"environment").text
    assert "not for those" not in told
    assert os.environ["PATH"] in json.loads(told)["PATH"]


# fuzz -------------------------------------------------------------------------------


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, left out, put twice, or the end cut off."""
    data = bytearray(content)
    for _n in range(chance.randint(1, 8)):
        at = chance.randrange(len(data))
        act = chance.randrange(4)
        if act == 0:
            data[at] = chance.randrange(256)
        elif act == 1:
            del data[at : at + chance.randint(1, 50)]
        elif act == 2:
            data[at:at] = data[at : at + chance.randint(1, 50)]
        else:
            data[at : at + 4] = chance.choice([b"\xff" * 4, b"0000", b"<<>>", b"&lt;"])
        data = data or bytearray(b"x")
    return bytes(data)


def unpacked(chance: random.Random) -> bytes:
    """A .docx one of whose parts is damaged, packed soundly."""
    content = made("report.docx")
    names = ("document", "styles", "numbering", "settings", "_rels/document.xml.rels")
    which = chance.choice(names)
    path = f"word/{which}" if "/" in which else f"word/{which}.xml"
    return packed({path: mutated(part(content, path), chance)}, content)


def stumbles(content: bytes) -> str:
    """Where reading it breaks off, if not with a refusal: the file of the code."""
    try:
        read(content)
    except Refused:
        return ""
    except Exception as error:
        return traceback.extract_tb(error.__traceback__)[-1].filename
    return ""


@pytest.mark.parametrize("seed", range(24))
def test_mutated_files_are_read_or_refused(seed: int) -> None:
    """What else they lead to, a library stumbles over: nothing of ours does."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated
    bases = (made("report.docx"), made("report.pdf"))
    for content in (*(mutated(base, chance) for base in bases), unpacked(chance)):
        assert OURS not in stumbles(content)
    assert not stumbles(mutated("一、甲\n乙。".encode("gbk"), chance))


def test_no_mistake_of_ours_hides_in_the_net(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "known", lambda _content: 1 / 0)
    assert answer(b"x") == ({"failed": "ZeroDivisionError"}, b"")
    monkeypatch.undo()
    assert answer(WORD)[0]["text"] == "甲。\n\n乙。"


def test_the_process_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    from campaigns.papers.reading import __main__ as child  # noqa: PLC0415

    out = BytesIO()
    limits: list[Any] = []
    monkeypatch.setattr(child.resource, "setrlimit", lambda *how: limits.append(how))
    monkeypatch.setattr(child.logging, "disable", lambda: None)
    monkeypatch.setattr(child.sys, "argv", ["", "5"])
    monkeypatch.setattr(child.sys, "stdin", type("I", (), {"buffer": BytesIO(PDF)}))
    monkeypatch.setattr(child.sys, "stdout", type("O", (), {"buffer": out}))
    child.main()
    line, _end, again = out.getvalue().partition(b"\n")
    assert b'"kind": "pdf"' in line
    assert again.startswith(b"%PDF-")
    assert len(limits) == 3

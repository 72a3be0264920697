"""The parts of a .docx, looked at before anything opens it."""

import re
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring

from campaigns.papers.reading.found import Refused

UNPACKED = 64 * 1024 * 1024
TEXTS = 24 * 1024 * 1024  # of it what is XML, and read
MEMBERS = 2000
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main"
OTHERS = {
    "xl/workbook.xml": "workbook",
    "ppt/presentation.xml": "slides",
    "mimetype": "odt",
    "OFD.xml": "ofd",
}
# a link that somebody may click on opens nothing by itself
HARMLESS = ("/hyperlink",)
PROGRAM = re.compile(r"vbaproject\.bin$|vbadata\.xml$|/activex/", re.IGNORECASE)
OBJECT = re.compile(r"/embeddings/.*\.(?!xlsx$)\w+$|/oleobject", re.IGNORECASE)
CHUNK = "/afchunk"


def refuse(content: bytes) -> None:
    """Raise Refused for what is no plain .docx, and whatever a damaged one leads to."""
    with ZipFile(BytesIO(content)) as archive:
        _sizes(archive)
        _names([part.filename for part in archive.infolist()])
        for part in archive.infolist():
            name = part.filename
            if name.endswith((".xml", ".rels")):
                # no DTD: no entity that grows, none that asks for a file or a server
                root = fromstring(archive.read(part), forbid_dtd=True)
                _look(name, root)


def is_workbook(name: str) -> bool:
    """Whether a part holds the numbers of a chart: a package of its own."""
    return name.lower().endswith(".xlsx")


def inside(content: bytes) -> None:
    """Look at such a package as at the one around it. Raises Refused."""
    with ZipFile(BytesIO(content)) as archive:
        _sizes(archive)
        names = [part.filename for part in archive.infolist()]
        if any(PROGRAM.search(name) for name in names):
            raise Refused("macros")
        if any(OBJECT.search(name) or is_workbook(name) for name in names):
            raise Refused("objects")
        for name in names:
            if name.endswith((".xml", ".rels")):
                fromstring(archive.read(name), forbid_dtd=True)


def _sizes(archive: ZipFile) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("locked")
    texts = (p.file_size for p in parts if p.filename.endswith((".xml", ".rels")))
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MEMBERS or unpacked > UNPACKED or sum(texts) > TEXTS:
        raise Refused("unpacked")


def _names(names: list[str]) -> None:
    if any(PROGRAM.search(name) for name in names):
        raise Refused("macros")
    if any(OBJECT.search(name) for name in names):
        raise Refused("objects")
    for name, code in OTHERS.items():
        if name in names:
            raise Refused(code)
    # of two with one name, one was looked at and the other may be read
    if "word/document.xml" not in names or len(set(names)) < len(names):
        raise Refused("broken docx")


def _look(name: str, root: Element) -> None:
    if name == "[Content_Types].xml":
        kinds = [str(each.get("ContentType", "")) for each in root]
        if any("macroEnabled" in kind for kind in kinds):
            raise Refused("macros")
        if not any(kind.startswith(MAIN) for kind in kinds):
            raise Refused("broken docx")
    if name.endswith(".rels"):
        for each in root:
            _relation(str(each.get("Type", "")), each.get("TargetMode") == "External")


def _relation(kind: str, outside: bool) -> None:
    if kind.lower().endswith(CHUNK):
        raise Refused("objects")
    if outside and not kind.endswith(HARMLESS):
        raise Refused("outside")

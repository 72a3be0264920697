"""A file that is kept as a file: its pages or pictures, without what nobody sees.

Of it no text is read. What runs, opens or brings something is refused, as of a paper.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml

from campaigns.papers.reading import kinds, parts, pdf, picture
from campaigns.papers.reading.found import Refused

EPOCH = (1980, 1, 1, 0, 0, 0)
SPACE = b"http://schemas.openxmlformats.org/"
# who wrote it, for how long, with what: by what their names end with
PROPERTIES = {
    ("core.xml", ".psmdcp"): b'<coreProperties xmlns="%spackage/2006/metadata/'
    b'core-properties"/>' % SPACE,
    ("docprops/app.xml",): b'<Properties xmlns="%sofficeDocument/2006/'
    b'extended-properties"/>' % SPACE,
    ("docprops/custom.xml",): b'<Properties xmlns="%sofficeDocument/2006/'
    b'custom-properties"/>' % SPACE,
}  # fmt: skip
# at a comment, a revision, a name in the list of those who wrote: who, and when
WHO = frozenset(("author", "initials", "userId"))
WHEN = frozenset(("date", "dateUtc"))
WORD = "/word"  # in the name of each of its namespaces that has them
NOBODY = "—"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file written anew, and what it is."""

    kind: str
    pages: int
    content: bytes

    def told(self) -> dict[str, Any]:
        """All but the bytes."""
        return {"kind": self.kind, "pages": self.pages}


def known(content: bytes) -> str:
    """pdf, docx, jpg or png. Raises Refused for anything else."""
    if len(content) > kinds.LARGEST:
        raise Refused("large")
    if picture.kind_of(content):
        return picture.kind_of(content)
    if picture.is_other(content):
        raise Refused("other picture")
    try:
        kind = kinds.known(content)
    except Refused as error:
        other = {"picture": "other picture", "page": "no evidence"}
        raise Refused(other.get(error.code, error.code)) from error
    if kind == "text":
        raise Refused("no evidence")
    return kind


def keep(content: bytes) -> Kept:
    """Raises Refused, and whatever a damaged file leads to."""
    kind = known(content)
    pages, anew = {"pdf": pdf.anew, "docx": _word}.get(kind, _picture)(content)
    if len(anew) > kinds.LARGEST:
        raise Refused("large")
    return Kept(kind, pages, anew)


def _picture(content: bytes) -> tuple[int, bytes]:
    return 1, picture.written_anew(content)


def _word(content: bytes) -> tuple[int, bytes]:
    parts.refuse(content)
    docx.Document(BytesIO(content))
    return 0, _package(content)


def _package(content: bytes) -> bytes:
    """The same parts, unsigned, the properties empty, each picture written anew."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w") as new:
        for name in sorted(old.namelist(), key=_first):
            # an entry that comes with its own head does not ask how the file packs
            part, entry = _part(name, old.read(name)), ZipInfo(name, EPOCH)
            new.writestr(entry, part, compress_type=ZIP_DEFLATED)
    return file.getvalue()


def _first(name: str) -> bool:
    """Some readers look for the list of contents at the beginning."""
    return name != "[Content_Types].xml"


def _part(name: str, content: bytes) -> bytes:
    for ends, empty in PROPERTIES.items():
        if name.lower().endswith(ends):
            return empty
    if name.endswith(".xml"):
        return _unsigned(content)
    if parts.is_workbook(name):
        parts.inside(content)
        return _package(content)
    if picture.is_other(content):
        raise Refused("picture inside")
    return picture.written_anew(content) if picture.form_of(content) else content


def _unsigned(content: bytes) -> bytes:
    """XML of a document without who wrote what in it, and when."""
    root, signed = parse_xml(content), False
    for element in root.iter("{*}*"):
        for name in list(element.attrib):
            space, _brace, local = name.rpartition("}")
            if WORD in space and local in WHO | WHEN:
                signed = True
                if local in WHO:
                    element.set(name, NOBODY)
                else:
                    del element.attrib[name]
    return serialize_part_xml(root) if signed else content

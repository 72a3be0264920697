"""A PDF with nothing in it but its pages: no script, no file inside, no history.

What does something by itself is refused, so that whoever uploads it knows. What is
given to raters is written anew from the pages all the same: what hides behind them, the
names of authors, earlier states of the file, goes no further.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
)

from campaigns.papers.reading.found import Refused
from campaigns.papers.reading.photo import without_notes

OBJECTS = 200_000
SCRIPTS = {"/JS", "/JavaScript", "/XFA"}
FILES = {"/EF", "/EmbeddedFiles", "/RichMediaContent", "/RichMediaSettings"}
ACTIONS = {"/JavaScript", "/Launch", "/GoToE", "/GoToR", "/ImportData", "/SubmitForm",
           "/Rendition", "/Movie", "/Sound", "/RichMediaExecute"}  # fmt: skip
# of a page; what a reader does with one is not among it
KEPT = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents",
        "/Group")  # fmt: skip
# of a picture or a drawing: who made it with what
DROPPED = {"/Metadata", "/PieceInfo", "/OPI", "/Ref", "/AF"}
PHOTO = ("/DCTDecode", "/DCT")  # a JPEG as it came from the camera
TREE = ("/Page", "/Pages", "/Catalog")
HIDDEN = 0b100010  # flags of an annotation: hidden, not to be shown
PRINTED = 0b1000100  # printed, not to be changed


def refuse_active(reader: PdfReader) -> None:
    """Raise Refused for a file that runs, opens or brings something."""
    for each in _dictionaries(reader):
        keys = set(each)
        if keys & SCRIPTS or each.get("/S") in ACTIONS:
            raise Refused("active")
        if keys & FILES or each.get("/Type") == "/EmbeddedFile":
            raise Refused("files")
        if isinstance(each, StreamObject) and "/F" in keys:
            raise Refused("files")  # what belongs here lies in another file


def _dictionaries(reader: PdfReader) -> Iterator[Any]:
    """Everything that can be reached from the file's root."""
    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    left = OBJECTS
    while waiting:
        each = waiting.pop()
        left -= 1
        if left < 0:
            raise Refused("heavy")
        if isinstance(each, IndirectObject):
            key = (each.idnum, each.generation)
            if key not in seen:
                seen.add(key)
                waiting.append(each.get_object())
        elif isinstance(each, DictionaryObject):
            yield each
            waiting += [each.raw_get(name) for name in each]
        elif isinstance(each, ArrayObject):
            waiting += list(each)


def written_anew(reader: PdfReader) -> bytes:
    """The pages as a file of their own; the same pages give the same bytes."""
    writer = PdfWriter()
    writer.metadata = None
    copy = Copy(writer)
    for page in reader.pages:
        made = writer.add_page(PageObject.create_blank_page(None, 1, 1))
        for name in KEPT:
            if name in page:
                made[NameObject(name)] = copy.of(page.raw_get(name))
        stamps = [copy.stamp(each) for each in _shown(page)]
        if stamps:
            made[NameObject("/Annots")] = ArrayObject(stamps)
    copy.fill()
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def _shown(page: PageObject) -> Iterator[DictionaryObject]:
    """Annotations with a look of their own, such as the seal of a signed paper."""
    rows = page.get("/Annots")
    for each in rows if isinstance(rows, ArrayObject) else ():
        row = each.get_object()
        if not isinstance(row, DictionaryObject) or int(row.get("/F", 0)) & HIDDEN:
            continue
        if "/Rect" in row and isinstance(row.get("/AP"), DictionaryObject):
            yield row


def _ways(stream: StreamObject) -> list[str]:
    """How a stream is packed, the outermost first."""
    found: Any = stream["/Filter"] if "/Filter" in stream else ArrayObject()
    rows = found if isinstance(found, ArrayObject) else [found]
    return [str(each.get_object()) for each in rows]


class Copy:
    """Copies what a page refers to into another file, each object once."""

    def __init__(self, writer: PdfWriter) -> None:
        self.writer = writer
        self.made: dict[tuple[int, int], Any] = {}
        self.waiting: list[tuple[Any, Any]] = []

    def of(self, value: Any) -> Any:
        """The copy; what it holds follows with `fill`, so that no depth is too deep."""
        if isinstance(value, IndirectObject):
            return self._referred(value)
        if isinstance(value, StreamObject):
            return self.writer._add_object(self._empty(value))
        if isinstance(value, DictionaryObject | ArrayObject):
            return self._empty(value)
        return value

    def _referred(self, value: IndirectObject) -> Any:
        key = (value.idnum, value.generation)
        if key not in self.made:
            there = value.get_object()
            if isinstance(there, DictionaryObject) and there.get("/Type") in TREE:
                self.made[key] = NullObject()
            elif isinstance(there, DictionaryObject | ArrayObject):
                self.made[key] = self.writer._add_object(self._empty(there))
            else:
                self.made[key] = NullObject() if there is None else there
        return self.made[key]

    def _empty(self, value: Any) -> Any:
        copy: Any = ArrayObject() if isinstance(value, ArrayObject) else None
        if isinstance(value, StreamObject):
            copy = EncodedStreamObject()
            copy._data = value._data
            if (ways := _ways(value)) and ways[-1] in PHOTO:
                self._photo(value, copy, packed=len(ways) > 1)
        elif copy is None:
            copy = DictionaryObject()
        self.waiting.append((value, copy))
        return copy

    def _photo(self, value: Any, copy: Any, *, packed: bool) -> None:
        """A JPEG without notes, out of whatever it was packed in besides."""
        copy._data = without_notes(value.get_data() if packed else value._data)
        if packed:
            copy[NameObject("/Filter")] = NameObject(PHOTO[0])
            how = value["/DecodeParms"] if "/DecodeParms" in value else NullObject()
            last = list(how)[-1] if isinstance(how, ArrayObject) and how else how
            copy[NameObject("/DecodeParms")] = self.of(last)

    def fill(self) -> None:
        while self.waiting:
            value, copy = self.waiting.pop()
            if isinstance(value, ArrayObject):
                copy.extend(self.of(each) for each in list.__iter__(value))
                continue
            less = DROPPED if isinstance(value, StreamObject) else ()
            for name in value:
                if name not in less and name not in copy:
                    copy[NameObject(name)] = self.of(value.raw_get(name))

    def stamp(self, row: DictionaryObject) -> IndirectObject:
        """An annotation that looks the same and does nothing."""
        looks: Any = row["/AP"]
        look = looks.raw_get("/N") if "/N" in looks else NullObject()
        there = look.get_object()
        if isinstance(there, DictionaryObject) and not isinstance(there, StreamObject):
            state = row.get("/AS", "/Off")
            look = there.raw_get(state) if state in there else NullObject()
        values = {
            "/Type": NameObject("/Annot"),
            "/Subtype": NameObject("/Stamp"),
            "/F": NumberObject(PRINTED),
            "/Rect": self.of(row.raw_get("/Rect")),
            "/AP": DictionaryObject({NameObject("/N"): self.of(look)}),
        }
        named = {NameObject(name): value for name, value in values.items()}
        return self.writer._add_object(DictionaryObject(named))

"""What is no workbook of lists, in a sentence; looked at before anything is opened."""

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZipFile

from django.utils.translation import gettext as _

LARGEST = 5 * 1024 * 1024
UNPACKED = 32 * 1024 * 1024
MEMBERS = 2000
OLD_OFFICE = bytes.fromhex("D0CF11E0A1B11AE1")
# names of parts of such a file are in UTF-16
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
PAGE = (b"<html", b"<!doctype", b"<table", b"<?xml", b"mime-version")


class Refused(ValueError):
    """A file is not taken at all; the message says what to do."""


def refuse_kind(content: bytes) -> None:
    """Raise Refused for a file that is no .xlsx by its first bytes."""
    if not content:
        raise Refused(_("The file is empty."))
    if len(content) > LARGEST:
        raise Refused(
            _(
                "The file is larger than %d MB. Take out pictures and sheets that are "
                "no lists, or upload it in parts."
            )
            % (LARGEST // 1024**2)
        )
    if content.startswith(OLD_OFFICE):
        raise Refused(_old(content))
    if not content.startswith(b"PK"):
        raise Refused(_text(content))


def _old(content: bytes) -> str:
    if ENCRYPTED in content:
        return _(
            "The workbook is protected by a password. Take the password off (File, "
            "Info, Protect Workbook) and save it again."
        )
    return _(
        "This is a file of the old kind (.xls). Open it and save it as “Excel workbook "
        "(.xlsx)”."
    )


def _text(content: bytes) -> str:
    start = content[:2000].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if start.startswith(PAGE):
        return _(
            "This is a web page with the ending of a workbook. Open it and save it as "
            "“Excel workbook (.xlsx)”."
        )
    if b"\0" not in start and (b"," in start or b"\t" in start or b";" in start):
        return _(
            "This is a text file (.csv). Open it in a spreadsheet and save it as "
            "“Excel workbook (.xlsx)”."
        )
    return _("This is not a workbook. Use the template, an .xlsx file.")


def refuse_parts(archive: ZipFile) -> None:
    """Raise Refused for what is packed otherwise, too much of it, or a program."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(
            _("The file is packed with a password. Send the workbook itself.")
        )
    if len(parts) > MEMBERS or sum(part.file_size for part in parts) > UNPACKED:
        raise Refused(
            _("Unpacked, the file is larger than %d MB. It is not opened.")
            % (UNPACKED // 1024**2)
        )
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(
            _(
                "The workbook holds macros (.xlsm). Save it as “Excel workbook "
                "(.xlsx)”, without macros."
            )
        )
    if "xl/workbook.xml" not in names:
        raise Refused(_other(names))


def _other(names: Iterable[str]) -> str:
    if "xl/workbook.bin" in names:
        return _("This is a binary workbook (.xlsb). Save it as .xlsx.")
    if "mimetype" in names:
        return _("This is an OpenDocument file (.ods). Save it as .xlsx.")
    if any(name.startswith("word/") for name in names):
        return _("This is a Word document. Copy its table into the template.")
    return broken()


def broken() -> str:
    return _(
        "The workbook is damaged and cannot be opened. Open it in a spreadsheet, save "
        "it again as .xlsx, and upload that."
    )


def opened(content: bytes) -> ZipFile:
    """The parts of a workbook. Raises Refused, and whatever a damaged file leads to."""
    refuse_kind(content)
    found = ZipFile(BytesIO(content))
    refuse_parts(found)
    return found

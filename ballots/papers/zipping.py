"""A ZIP that is made while it is taken away: one file in memory at a time."""

from collections.abc import Iterable, Iterator
from io import SEEK_SET, BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

BEGINNING = (1980, 1, 1, 0, 0, 0)  # no moment, so that the same files are the same ZIP
READABLE = 0o644 << 16
UNIX = 3


class Window:
    """What has been written and not yet taken; only in it can one go back.

    zipfile goes back to the head of the file it has just written, no further.
    """

    def __init__(self) -> None:
        self._taken, self._rest = 0, BytesIO()

    def tell(self) -> int:
        return self._taken + self._rest.tell()

    def seek(self, place: int, whence: int = SEEK_SET) -> int:
        return self._taken + self._rest.seek(place - self._taken, whence)

    def write(self, data: bytes) -> int:
        return self._rest.write(data)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def take(self) -> bytes:
        data = self._rest.getvalue()
        self._taken, self._rest = self._taken + len(data), BytesIO()
        return data


def zipped(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The bytes of the ZIP, file by file; PDFs are compressed already."""
    window = Window()
    with ZipFile(window, "w", ZIP_STORED) as archive:  # type: ignore[call-overload]
        for name, content in files:
            info = ZipInfo(name, BEGINNING)
            info.create_system, info.external_attr = UNIX, READABLE
            archive.writestr(info, content)
            yield window.take()
    yield window.take()

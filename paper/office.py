"""Files of an office suite, which are zip files: the same content, the same bytes."""

import re
from collections.abc import Iterable, Mapping
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)
# What XML cannot hold: no office opens a file that has it.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def legal(text: str, instead: str = "\ufffd") -> str:
    """The text as far as XML can hold it."""
    return ILLEGAL.sub(instead, text)


def pack(
    files: Iterable[tuple[str, bytes]], into: IO[bytes], how: int = ZIP_DEFLATED
) -> None:
    """Write a zip file that does not tell when it was made."""
    with ZipFile(into, "w", how) as archive:
        for name, content in files:
            archive.writestr(ZipInfo(name, EPOCH), content, how)


def repack(
    draft: IO[bytes], into: IO[bytes], parts: Mapping[str, bytes] | None = None
) -> None:
    """The same for one that a library has written; `parts` take the place of its."""
    own = parts or {}
    with ZipFile(draft) as old:
        names = old.namelist()
        pack(((name, own.get(name) or old.read(name)) for name in names), into)

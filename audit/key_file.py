"""A private key in a file that its owner alone may read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PrivateFile:
    """Thirty-two bytes as hex, on the disk for good before anything names them."""

    path: Path

    def read(self) -> bytes:
        """Raises FileNotFoundError where the key is not on this server."""
        return bytes.fromhex(self.path.read_text())

    @contextmanager
    def made(self, private: bytes) -> Iterator[None]:
        """Keep the key from before its row exists; without a row there is no file.

        Raises FileExistsError: no new key ever meets an old one.
        """
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        try:
            with os.fdopen(handle, "w") as file:
                file.write(private.hex())
                file.flush()
                os.fsync(file.fileno())
            self._settle()
            yield
        except BaseException:
            self.path.unlink(missing_ok=True)
            raise

    def _settle(self) -> None:
        """Have the name on the disk as well, not only what the file holds."""
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

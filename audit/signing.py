"""The site's signing key: Ed25519, in a file; a key is known by its hash."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from django.conf import settings

ID = 32  # digits of the hash of the public half by which a key is known


def key_id(public: bytes) -> str:
    """The name of a key, which nobody can give to another one."""
    return hashlib.sha256(public).hexdigest()[:ID]


def signed_by(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the key with this public half signed the message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class SigningFile:
    """The private half, in a file that its owner alone may read."""

    path: Path

    @classmethod
    def of(cls, key: str) -> "SigningFile":
        return cls(Path(settings.KEY_DIR) / f"signing-{key}.key")

    def sign(self, message: bytes) -> bytes:
        """Raises FileNotFoundError where the key is not on this server."""
        private = bytes.fromhex(self.path.read_text())
        return Ed25519PrivateKey.from_private_bytes(private).sign(message)

    @contextmanager
    def made(self, private: bytes) -> Iterator[None]:
        """On the disk before anything names it; without a row there is no file."""
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

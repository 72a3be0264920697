"""The site's signing key: Ed25519, in a file; a key is known by its hash."""

import hashlib
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from django.conf import settings

from audit.key_file import PrivateFile

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


class SigningFile(PrivateFile):
    """The private half."""

    __slots__ = ()

    @classmethod
    def of(cls, key: str) -> "SigningFile":
        return cls(Path(settings.KEY_DIR) / f"signing-{key}.key")

    def sign(self, message: bytes) -> bytes:
        """Raises FileNotFoundError where the key is not on this server."""
        return Ed25519PrivateKey.from_private_bytes(self.read()).sign(message)

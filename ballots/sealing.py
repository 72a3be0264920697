"""Keys, envelopes and signatures: what makes the box a box (design §4.3 to 4.5).

The code is stretched to a seed; the seed signs; the database keeps the public half
only. An envelope is HPKE (RFC 9180), bound to campaign and definition.
"""

import hashlib
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from ballots.codes import ALPHABET
from ballots.wordlist import WORDS

SUITE_NAME = b"appraisal-1:HPKE-X25519-HKDF-SHA256-ChaCha20Poly1305:Ed25519"
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
RAW = serialization.Encoding.Raw
RECEIPT_SYMBOLS = 12


class BadEnvelope(Exception):
    """An envelope is not signed by its ticket or does not open."""


def stretch(code: str, salt: bytes) -> bytes:
    """The 32-byte seed of a code: scrypt, about 7 ms on purpose."""
    return hashlib.scrypt(code.encode(), salt=salt, n=2**12, r=8, p=1, dklen=32)


@dataclass(frozen=True, slots=True)
class Key:
    """The right to vote that a code carries, without the code."""

    seed: bytes

    @classmethod
    def from_hex(cls, text: str) -> "Key":
        """Read the 64 hex digits the page carries. Raises ValueError."""
        seed = bytes.fromhex(text)
        if len(seed) != 32 or len(text) != 64:
            raise ValueError("not a key")
        return cls(seed)

    @property
    def hex(self) -> str:
        return self.seed.hex()

    @property
    def signer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def public(self) -> str:
        """The ticket's primary key: the public half in hex."""
        raw = self.signer.public_key().public_bytes(RAW, serialization.PublicFormat.Raw)
        return raw.hex()

    @property
    def words(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Two check words (核对语), Chinese and English, the same on slip and page."""
        mark = hashlib.sha256(b"words" + self.seed).digest()
        return WORDS[mark[0] % len(WORDS)], WORDS[mark[1] % len(WORDS)]


@dataclass(frozen=True, slots=True)
class Binding:
    """What an envelope is bound to: it opens and verifies for nothing else."""

    campaign: int
    definition: str

    @property
    def info(self) -> bytes:
        return b"|".join(
            (SUITE_NAME, str(self.campaign).encode(), self.definition.encode())
        )


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed ballot as the database keeps it until opening."""

    box: bytes
    signature: bytes

    @property
    def receipt(self) -> str:
        """Twelve Crockford symbols of the randomised box; silent on the ballot."""
        number = int.from_bytes(hashlib.sha256(self.box).digest())
        return "".join(ALPHABET[number >> 5 * i & 31] for i in range(RECEIPT_SYMBOLS))


def new_box() -> tuple[bytes, bytes]:
    """A fresh key pair of a box: private and public half, 32 bytes each."""
    private = X25519PrivateKey.from_private_bytes(os.urandom(32))
    public = private.public_key().public_bytes(RAW, serialization.PublicFormat.Raw)
    return private.private_bytes_raw(), public


def seal(plain: bytes, box_public: bytes, key: Key, binding: Binding) -> Envelope:
    """Seal the padded plaintext for the box and sign it with the ticket's key."""
    public = X25519PublicKey.from_public_bytes(box_public)
    box = SUITE.encrypt(plain, public, info=binding.info)
    return Envelope(box, key.signer.sign(_digest(box, binding)))


def unseal(
    envelope: Envelope, private: bytes, ticket_public: str, binding: Binding
) -> bytes:
    """The plaintext. Raises BadEnvelope for a forged, foreign or broken envelope."""
    verifier = Ed25519PublicKey.from_public_bytes(bytes.fromhex(ticket_public))
    try:
        verifier.verify(envelope.signature, _digest(envelope.box, binding))
        key = X25519PrivateKey.from_private_bytes(private)
        return SUITE.decrypt(envelope.box, key, info=binding.info)
    except (InvalidSignature, InvalidTag, ValueError) as error:
        raise BadEnvelope from error


def _digest(box: bytes, binding: Binding) -> bytes:
    return hashlib.sha256(binding.info + b"|" + box).digest()


def merkle_root(leaves: list[str]) -> str:
    """Root over the sorted leaves (hex), leaf and node hashed apart (RFC 6962)."""
    level = [hashlib.sha256(b"\0" + leaf.encode()).digest() for leaf in sorted(leaves)]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        odd = level[-1:] if len(level) % 2 else []
        level = [hashlib.sha256(b"\1" + a + b).digest() for a, b in pairs] + odd
    return level[0].hex() if level else ""

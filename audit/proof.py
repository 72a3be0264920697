"""Whether a file is what left this site: by its hash, or by its signature file."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit.models import Export, SigningKey, canonical
from audit.signing import key_id, signed_by

PROOF = ("public", "signature")
TEXTS = ("kind", "name", "sha256", "by", "at", "key", *PROOF)
NUMBERS = ("campaign", "version")


class NotOurs(Exception):
    """The file is not what left the site; the word says why."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the site said of a file when it left."""

    campaign: int
    kind: str
    name: str
    version: int
    sha256: str
    by: str
    at: datetime
    key: str


def by_hash(content: bytes) -> Proof:
    """What is recorded of these bytes; the latest time they left. Raises NotOurs."""
    return by_digest(hashlib.sha256(content).hexdigest())


def by_digest(digest: str) -> Proof:
    """The same of a file whose SHA-256 is known. Raises NotOurs."""
    rows = Export.objects.filter(sha256=digest).select_related("key")
    export = rows.order_by("-pk").first()
    if export is None:
        raise NotOurs("unknown")
    if not export.holds:
        raise NotOurs("forged")
    return _proof(export.said())


def by_signature(content: bytes, text: bytes, key: str = "") -> Proof:
    """What the signature file says of these bytes. Raises NotOurs.

    `key`: the name of a key that is trusted where its site's database is not at hand.
    """
    said = _read(text)
    public, signature = (bytes.fromhex(said.pop(name)) for name in PROOF)
    if said["key"] != key_id(public) or not _trusted(said["key"], key):
        raise NotOurs("stranger")
    if not signed_by(public, signature, canonical(said)):
        raise NotOurs("forged")
    if said["sha256"] != hashlib.sha256(content).hexdigest():
        raise NotOurs("changed")
    return _proof(said)


def _trusted(name: str, key: str) -> bool:
    if key:
        return name == key
    return SigningKey.objects.filter(pk=name).exists()


def _read(text: bytes) -> dict[str, Any]:
    """A signature file of the right shape; NotOurs for any other."""
    try:
        said = json.loads(text)
        shaped = all(isinstance(said[name], str) for name in TEXTS)
        shaped = shaped and all(isinstance(said[name], int) for name in NUMBERS)
        for name in PROOF:
            bytes.fromhex(said[name])
        datetime.fromisoformat(said["at"])
    except (ValueError, TypeError, KeyError, RecursionError):
        shaped = False
    if not shaped:
        raise NotOurs("unreadable")
    return dict(said)


def _proof(said: dict[str, Any]) -> Proof:
    fields = {name: said[name] for name in Proof.__dataclass_fields__}
    return Proof(**fields | {"at": datetime.fromisoformat(said["at"])})

"""What leaves the site is recorded and signed; signatures outlive their keys."""

import hashlib
import json
import os
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from audit.chain import walk
from audit.models import SITE, Entry, Export, SigningKey
from audit.proof import NotOurs, Proof, by_hash, by_signature
from audit.signing import SigningFile, key_id, signed_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]
CONTENT = b"%PDF a report"


def make_export(content: bytes = CONTENT, **how: object) -> Export:
    said = {"kind": "pdf", "name": "报告.pdf", "version": 1, "by": "li"}
    return Export.objects.sign(content, campaign=7, **said | how)


def why(
    content: bytes = CONTENT, text: str | bytes | None = None, key: str = ""
) -> str:
    """Why a file is refused; with `text` by its signature file."""
    raw = text.encode() if isinstance(text, str) else text or b""
    with pytest.raises(NotOurs) as caught:
        _ask(content, text is None, raw, key)
    return str(caught.value)


def _ask(content: bytes, alone: bool, signature: bytes, key: str) -> Proof:
    return by_hash(content) if alone else by_signature(content, signature, key)


# the key -----------------------------------------------------------------------


def test_key_is_made_on_first_use_for_its_owner_alone(keys: Path) -> None:
    key = SigningKey.objects.current()
    (file,) = keys.iterdir()
    assert file.name == f"signing-{key.pk}.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o400
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert key.pk == str(key) == key_id(bytes(key.public))
    assert SigningKey.objects.current() == key
    ((action, detail),) = Entry.objects.of(SITE).values_list("action", "detail")
    assert (action, detail) == ("signing key", {"key": key.pk})


def test_file_and_its_name_are_on_the_disk_before_anything_names_it(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[bool] = []
    sync = os.fsync

    def note(handle: int) -> None:
        settled.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        assert not SigningKey.objects.exists()
        sync(handle)

    monkeypatch.setattr("audit.key_file.os.fsync", note)
    SigningKey.objects.current()
    assert settled == [False, True]


def test_without_a_row_there_is_no_file(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_what: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("audit.models.export.record", fail)
    with pytest.raises(RuntimeError):
        SigningKey.objects.renew()
    assert list(keys.iterdir()) == []


def test_key_that_is_not_here_gives_way_to_a_new_one(keys: Path) -> None:
    old = SigningKey.objects.current()
    old.file.path.unlink()
    with pytest.raises(FileNotFoundError):
        old.file.sign(b"")
    assert SigningKey.objects.current() != old
    assert SigningKey.objects.count() == 2


def test_old_exports_still_verify_after_a_new_key(keys: Path) -> None:
    old = make_export()
    out = StringIO()
    call_command("renew_signing_key", by="boss", stdout=out)
    (file,) = keys.iterdir()
    assert file.name == f"signing-{out.getvalue().strip()}.key"
    new = make_export(b"another")
    assert old.key != new.key
    assert by_hash(CONTENT).key == old.key_id
    assert by_signature(CONTENT, old.signature_file().encode()).name == "报告.pdf"
    assert Entry.objects.of(SITE).last().actor == "boss"


def test_signature_is_that_of_one_key_on_one_message() -> None:
    key, other = SigningKey.objects.current(), SigningKey.objects.renew()
    signature = key.file.sign(b"message")
    assert signed_by(bytes(key.public), signature, b"message")
    assert not signed_by(bytes(key.public), signature, b"Message")
    assert not signed_by(bytes(other.public), signature, b"message")
    assert not signed_by(b"short", signature, b"message")
    assert SigningFile.of(key.pk) == key.file


# the export --------------------------------------------------------------------


def test_export_is_recorded_with_its_hash_in_the_chain() -> None:
    export = make_export()
    digest = hashlib.sha256(CONTENT).hexdigest()
    entry = list(walk(7))[-1]
    assert (entry.action, entry.actor, entry.seq) == ("export", "li", export.seq)
    assert entry.detail == {"kind": "pdf", "version": 1, "sha256": digest}
    assert str(export) == "报告.pdf"
    found = by_hash(CONTENT)
    assert found == Proof(
        7, "pdf", "报告.pdf", 1, digest, "li", export.at, export.key_id
    )


def test_the_same_file_may_leave_again() -> None:
    make_export()
    make_export(by="wang")
    assert by_hash(CONTENT).by == "wang"
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.update(seq=1)


def test_every_flipped_byte_of_a_file_is_refused() -> None:
    text = make_export().signature_file()
    for place in range(len(CONTENT)):
        flipped = bytearray(CONTENT)
        flipped[place] ^= 1
        assert why(bytes(flipped)) == "unknown"
        assert why(bytes(flipped), text) == "changed"


@pytest.mark.parametrize(
    ("column", "value"),
    [("campaign", 8), ("kind", "xlsx"), ("name", "x"), ("version", 2), ("by", "x"),
     ("signature", b"0" * 64)],
)  # fmt: skip
def test_what_is_stored_of_an_export_cannot_be_altered(
    column: str, value: object
) -> None:
    make_export()
    Export.objects.update(**{column: value})
    assert why() == "forged"


def test_a_public_half_under_a_name_that_is_not_its_own_is_refused() -> None:
    export = make_export()
    other = SigningKey.objects.renew()
    Export.objects.update(signature=other.file.sign(export.statement()))
    SigningKey.objects.filter(pk=export.key_id).update(public=other.public)
    assert why() == "forged"


# the signature file ------------------------------------------------------------


def test_every_flipped_digit_of_a_signature_file_is_refused() -> None:
    text = make_export().signature_file().encode()
    said = json.loads(text)
    for place in range(len(text)):
        flipped = bytearray(text)
        flipped[place] ^= 1
        try:
            same = json.loads(bytes(flipped)) == said
        except ValueError:
            same = False
        if not same:
            reasons = ("forged", "stranger", "unreadable", "changed")
            assert why(CONTENT, bytes(flipped)) in reasons


def test_signature_file_of_another_site_needs_its_key_to_be_trusted() -> None:
    export = make_export()
    text, key = export.signature_file(), export.key_id
    Export.objects.all().delete()
    SigningKey.objects.all().delete()
    assert why(CONTENT, text) == "stranger"
    assert why(CONTENT, text, "0" * 32) == "stranger"
    assert by_signature(CONTENT, text.encode(), key).campaign == 7


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "\xff", "[" * 100_000, '{"campaign": 7}', "null"]
)
def test_what_is_no_signature_file_is_refused(text: str) -> None:
    assert why(CONTENT, text) == "unreadable"


@pytest.mark.parametrize(
    ("name", "value"), [("at", "x"), ("public", "x"), ("version", "1"), ("by", None)]
)
def test_signature_file_of_another_shape_is_refused(name: str, value: object) -> None:
    said = json.loads(make_export().signature_file())
    assert why(CONTENT, json.dumps(said | {name: value})) == "unreadable"

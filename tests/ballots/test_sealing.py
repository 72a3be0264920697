"""The envelope opens for one key, one campaign, one definition, one ticket."""

import dataclasses
import hashlib

import pytest

from ballots import sealing
from ballots.codes import ALPHABET
from ballots.sealing import BadEnvelope, Binding, Envelope, Key, seal, unseal

PLAIN = b"good fair poor" + bytes(200)
KEY = Key(bytes(range(32)))
BINDING = Binding(7, "d" * 64)


@pytest.fixture(name="box")
def made_box() -> tuple[bytes, bytes]:
    return sealing.new_box()


def test_what_is_sealed_opens(box: tuple[bytes, bytes]) -> None:
    envelope = seal(PLAIN, box[1], KEY, BINDING)
    assert unseal(envelope, box[0], KEY.public, BINDING) == PLAIN


def test_an_envelope_shows_nothing_but_its_length(box: tuple[bytes, bytes]) -> None:
    first, second = (seal(PLAIN, box[1], KEY, BINDING) for _ in range(2))
    assert PLAIN[:14] not in first.box
    assert first.box != second.box
    assert first.receipt != second.receipt
    assert len(first.box) == len(second.box) == len(PLAIN) + 48


@pytest.mark.parametrize(
    "binding", [Binding(8, "d" * 64), Binding(7, "e" * 64)], ids=["campaign", "form"]
)
def test_an_envelope_is_for_one_campaign_and_form(
    box: tuple[bytes, bytes], binding: Binding
) -> None:
    envelope = seal(PLAIN, box[1], KEY, BINDING)
    with pytest.raises(BadEnvelope):
        unseal(envelope, box[0], KEY.public, binding)


def test_a_signed_envelope_of_another_campaign_does_not_open(
    box: tuple[bytes, bytes],
) -> None:
    other = Binding(8, "d" * 64)
    foreign = seal(PLAIN, box[1], KEY, other).box
    signature = KEY.signer.sign(sealing._digest(foreign, BINDING))
    with pytest.raises(BadEnvelope):
        unseal(Envelope(foreign, signature), box[0], KEY.public, BINDING)


def test_a_changed_envelope_does_not_open(box: tuple[bytes, bytes]) -> None:
    envelope = seal(PLAIN, box[1], KEY, BINDING)
    changed = dataclasses.replace(envelope, box=envelope.box[:-1] + b"\0")
    with pytest.raises(BadEnvelope):
        unseal(changed, box[0], KEY.public, BINDING)


def test_an_envelope_of_another_ticket_does_not_count(box: tuple[bytes, bytes]) -> None:
    envelope = seal(PLAIN, box[1], Key(bytes(32)), BINDING)
    with pytest.raises(BadEnvelope):
        unseal(envelope, box[0], KEY.public, BINDING)


def test_another_box_has_another_key(box: tuple[bytes, bytes]) -> None:
    envelope = seal(PLAIN, box[1], KEY, BINDING)
    with pytest.raises(BadEnvelope):
        unseal(envelope, sealing.new_box()[0], KEY.public, BINDING)


def test_a_receipt_is_a_hash_of_the_sealed_box(box: tuple[bytes, bytes]) -> None:
    envelope = seal(PLAIN, box[1], KEY, BINDING)
    assert len(envelope.receipt) == sealing.RECEIPT_SYMBOLS
    assert set(envelope.receipt) <= set(ALPHABET)
    number = int.from_bytes(hashlib.sha256(envelope.box).digest())
    assert envelope.receipt[0] == ALPHABET[number % 32]


def test_a_code_is_stretched_with_the_sites_salt() -> None:
    seeds = {sealing.stretch("7K3M", bytes(16)), sealing.stretch("7K3M", b"1" * 16)}
    assert len(seeds) == 2
    assert sealing.stretch("7K3M", bytes(16)) in seeds
    assert {len(seed) for seed in seeds} == {32}


def test_a_key_survives_the_page() -> None:
    again = Key.from_hex(KEY.hex)
    assert again == KEY
    assert again.public == KEY.public
    assert again.words == KEY.words
    assert KEY.hex not in KEY.public


@pytest.mark.parametrize("text", ["", "00", "z" * 64, "0" * 66, " " + "00" * 32, "评"])
def test_other_texts_are_no_key(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Key.from_hex(text)


def test_check_words_have_both_languages() -> None:
    for chinese, english in KEY.words:
        assert english.isascii()
        assert not chinese.isascii()


def test_the_root_depends_on_every_leaf_and_on_no_order() -> None:
    leaves = ["aa", "bb", "cc"]
    roots = {
        sealing.merkle_root(part)
        for part in (leaves, leaves[::-1], leaves[:2], leaves[:1], ["aa", "bb", "cd"])
    }
    assert len(roots) == 4
    assert sealing.merkle_root([]) == ""

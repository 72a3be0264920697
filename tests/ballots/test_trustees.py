"""Trustee cards as secrets and words: what is read, what is refused, what opens."""

import unicodedata

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from ballots.sealing import new_box
from ballots.trustees import (
    CHINESE,
    ENGLISH,
    HAN,
    Secret,
    Wrapping,
    WrongKey,
    WrongWords,
    lines,
    verify,
    wordlist,
)

secrets = st.binary(min_size=16, max_size=16).map(Secret)
ZEROS = Secret(bytes(16))


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@given(secrets)
def test_every_way_of_typing_a_card_reads_the_same(secret: Secret) -> None:
    english = " ".join(secret.words(ENGLISH))
    chinese = "".join(secret.words(CHINESE))
    for typed in (
        english,
        f"  {english.upper()}\n",
        full_width(english).replace(" ", "　"),
        english.replace(" ", ", "),
        chinese,
        "　".join(chinese),
        "、".join(chinese) + "。",
        secret.digits,
        full_width(secret.digits) + "\r\n",
    ):
        assert Secret.read(typed) == secret


def test_words_are_those_of_the_standard() -> None:
    assert ZEROS.words(ENGLISH) == ["abandon"] * 11 + ["about"]
    assert ZEROS.words(CHINESE) == ["的"] * 11 + ["在"]
    assert ZEROS.digits == "0000" * 11 + "0003"


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_every_word_of_a_list_is_told_apart(language: str) -> None:
    words = wordlist(language).wordlist
    assert len(set(words)) == 2048
    folded = [unicodedata.normalize("NFKC", word).casefold() for word in words]
    assert folded == words
    assert all(bool(HAN.fullmatch(word)) is (language == CHINESE) for word in words)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "A card has 12 words; here are 0."),
        ("abandon ability", "A card has 12 words; here are 2."),
        ("的" * 13, "A card has 12 words; here are 13."),
        ("abandon " * 6 + "abandonn " + "abandon " * 5, "Word 7 is not in the list."),
        ("的" * 3 + "囧" + "的" * 8, "Word 4 is not in the list."),
        ("的" * 11 + "a", "Word 12 is not in the list."),
        ("0000" * 11 + "2048", "Word 12 is not in the list."),
        ("0000" * 11, "A card has 12 words; here are 11."),
        ("abandon " * 12, "Each word is in the list, but the checksum does not fit"),
        ("的" * 12, "Each word is in the list, but the checksum does not fit"),
        ("a" * 100_000, "A card has 12 words; here are 1."),
    ],
)
def test_what_is_no_card_is_refused_with_a_sentence(typed: str, why: str) -> None:
    with translation.override("en"), pytest.raises(WrongWords) as refused:
        Secret.read(typed)
    assert str(refused.value).startswith(why)
    assert "abandonn" not in str(refused.value)


def test_a_secret_is_never_shown() -> None:
    assert repr(Secret(b"0123456789abcdef")) == "Secret()"


def test_a_card_is_of_one_role_of_one_campaign() -> None:
    keys = {ZEROS.public(c, r) for c in (1, 2) for r in ("office", "team")}
    assert len(keys) == 4
    assert len(Secret.new().entropy) == 16
    assert Secret.new() != Secret.new()


@pytest.fixture
def pair() -> tuple[Secret, Secret]:
    return Secret.new(), Secret.new()


def wrapped(pair: tuple[Secret, Secret]) -> tuple[Wrapping, bytes, bytes]:
    """How the key is bound, the key, and the key wrapped for the pair."""
    private, public = new_box()
    how = Wrapping(7, ("office", "team"), public)
    one, two = pair[0].public(7, "office"), pair[1].public(7, "team")
    return how, private, how.wrap(private, one, two)


def test_both_cards_unwrap_the_key_and_no_other_two(
    pair: tuple[Secret, Secret],
) -> None:
    how, private, sealed = wrapped(pair)
    assert private not in sealed
    assert how.unwrap(sealed, *pair) == private
    for wrong in (pair[::-1], (pair[0],) * 2, (pair[1],) * 2, (pair[0], Secret.new())):
        with pytest.raises(WrongKey):
            how.unwrap(sealed, *wrong)


@pytest.mark.parametrize(
    "other",
    [
        {"campaign": 8},
        {"pair": ("office", "archive")},
        {"box": bytes(32)},
    ],
)
def test_a_wrapped_key_opens_for_nothing_else(
    pair: tuple[Secret, Secret], other: dict[str, object]
) -> None:
    how, _private, sealed = wrapped(pair)
    values = {"campaign": how.campaign, "pair": how.pair, "box": how.box}
    with pytest.raises(WrongKey):
        Wrapping(**(values | other)).unwrap(sealed, *pair)  # type: ignore[arg-type]


def test_a_broken_wrap_is_a_wrong_key(pair: tuple[Secret, Secret]) -> None:
    how, _private, sealed = wrapped(pair)
    for broken in (b"", sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1])):
        with pytest.raises(WrongKey):
            how.unwrap(broken, *pair)


def test_a_wrapped_key_of_another_box_is_refused(pair: tuple[Secret, Secret]) -> None:
    how, _private, _sealed = wrapped(pair)
    keys = pair[0].public(7, "office"), pair[1].public(7, "team")
    with pytest.raises(WrongKey):
        how.unwrap(how.wrap(new_box()[0], *keys), *pair)
    with pytest.raises(WrongKey):
        verify(how.box, b"short")


def test_the_pipe_holds_a_card_a_line() -> None:
    assert lines([ZEROS, ZEROS]) == (ZEROS.digits + "\n").encode() * 2

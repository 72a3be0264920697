"""Trustee cards (保管卡): secrets on paper, any two of which open a box (trust.md T2).

A card is 128 random bits, from which a key pair follows; the database keeps the public
half. The box's own key is sealed to each pair of cards, one within the other. Nothing
here touches the database.
"""

import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from mnemonic import Mnemonic

from ballots.sealing import SUITE, SUITE_NAME

SECRET_BYTES = 16
WORDS = 12
DIGITS = 4  # a word as the QR code holds it: its place in the list
ENGLISH, CHINESE = "english", "chinese_simplified"
HAN = re.compile(r"[\u4e00-\u9fff]")


class WrongWords(ValueError):
    """What was typed is no card; the sentence says why, never what was typed."""


class WrongKey(Exception):
    """The key does not belong to this box, or the cards do not open it."""


@cache
def wordlist(language: str) -> Mnemonic:
    """The 2,048 words of BIP 39 and their checksum."""
    return Mnemonic(language)


@dataclass(frozen=True, slots=True)
class Secret:
    """What a card carries; it is printed and typed, and never stored."""

    # never shown: a traceback or a log may hold what stands around it
    entropy: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "Secret":
        return cls(os.urandom(SECRET_BYTES))

    @classmethod
    @sensitive_variables()
    def read(cls, text: str) -> "Secret":
        """Read twelve words, Chinese or English, or the digits of the QR code.

        Case, full width and what stands between the words do not matter; between
        Chinese words nothing need stand. Raises WrongWords.
        """
        plain = unicodedata.normalize("NFKC", text).casefold()
        language = CHINESE if HAN.search(plain) else ENGLISH
        words = wordlist(language).wordlist
        typed = _split(plain, words)
        if len(typed) != WORDS:
            text = _("A card has %(all)d words; here are %(n)d.")
            raise WrongWords(text % {"all": WORDS, "n": len(typed)})
        for number, word in enumerate(typed, 1):
            if word not in words:
                raise WrongWords(_("Word %(n)d is not in the list.") % {"n": number})
        try:
            found = wordlist(language).to_entropy(typed)
        except ValueError:
            text = _(
                "Each word is in the list, but the checksum does not fit: one of them "
                "is another, or two have changed places."
            )
            raise WrongWords(text) from None
        return cls(bytes(found))

    def words(self, language: str) -> list[str]:
        """The twelve words; both languages say the same."""
        return wordlist(language).to_mnemonic(self.entropy).split(" ")

    @property
    def digits(self) -> str:
        """As the QR code has it: digits alone, which no keyboard layout changes."""
        words = wordlist(ENGLISH).wordlist
        return "".join(f"{words.index(w):0{DIGITS}}" for w in self.words(ENGLISH))

    def key(self, campaign: int, role: str) -> X25519PrivateKey:
        """The key pair of this card, for one role of one campaign."""
        info = _info(b"trustee", campaign, role.encode())
        seed = HKDF(SHA256(), 32, salt=None, info=info).derive(self.entropy)
        return X25519PrivateKey.from_private_bytes(seed)

    def public(self, campaign: int, role: str) -> bytes:
        """What the database keeps of the card."""
        return self.key(campaign, role).public_key().public_bytes_raw()


def _split(plain: str, words: list[str]) -> list[str]:
    """The words, as far as they can be told apart; one that has none is empty."""
    if HAN.search(plain):
        return [character for character in plain if character.isalnum()]
    if re.search(r"[^\W\d_]", plain):
        return re.findall(r"[^\W\d_]+", plain)
    digits = re.sub(r"\D", "", plain)
    places = [int(digits[i : i + DIGITS]) for i in range(0, len(digits), DIGITS)]
    return [words[place] if place < len(words) else "" for place in places]


def _info(what: bytes, campaign: int, *rest: bytes) -> bytes:
    return b"|".join((SUITE_NAME, what, str(campaign).encode(), *rest))


@dataclass(frozen=True, slots=True)
class Wrapping:
    """What a wrapped key is bound to: it opens for nothing else."""

    campaign: int
    pair: tuple[str, str]
    box: bytes  # the public half

    @property
    def info(self) -> bytes:
        roles = "+".join(self.pair).encode()
        return _info(b"wrap", self.campaign, roles, self.box)

    def wrap(self, private: bytes, first: bytes, second: bytes) -> bytes:
        """Seal the box's key to one card, and that to the other one."""
        for public in (first, second):
            key = X25519PublicKey.from_public_bytes(public)
            private = SUITE.encrypt(private, key, info=self.info)
        return private

    def unwrap(self, sealed: bytes, first: Secret, second: Secret) -> bytes:
        """The box's key again. Raises WrongKey."""
        for secret, role in ((second, self.pair[1]), (first, self.pair[0])):
            try:
                key = secret.key(self.campaign, role)
                sealed = SUITE.decrypt(sealed, key, info=self.info)
            except (InvalidTag, ValueError):
                raise WrongKey from None
        verify(self.box, sealed)
        return sealed


def verify(public: bytes, private: bytes) -> None:
    """Whether a key is that of a box: with another every envelope would be void."""
    try:
        found = X25519PrivateKey.from_private_bytes(private).public_key()
    except ValueError:
        raise WrongKey from None
    if found.public_bytes_raw() != public:
        raise WrongKey


def lines(secrets: Iterable[Secret]) -> bytes:
    """Cards as they go through a pipe: one a line, as the QR code has it."""
    return "".join(f"{secret.digits}\n" for secret in secrets).encode()

"""The rater's pages as bytes: rendered once a pool, place and language, then kept.

What differs from ticket to ticket is spliced in. No request is passed to a template, so
that none can reach for a session, a user or a cookie.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from ballots.cards import NOTHING, CardView, cards, request_size
from ballots.checker import Checked
from ballots.models import OpenLink, Ticket
from ballots.refusals import Refusal, incomplete, moment
from ballots.sealing import RECEIPT_SYMBOLS, Key
from ballots.sending import Sent
from ballots.spoiling import rules
from campaigns.definition import Definition, Place, Pool, Subject
from campaigns.frozen import frozen
from campaigns.models import Campaign

KEPT = 256
PLACES_KEPT = 50_000
_kept: dict[tuple[Any, ...], bytes] = {}
_places: dict[tuple[Any, ...], tuple[str, Place]] = {}
# nothing that an organiser could write into a form
MARKS = {name: f"{name}-{secrets.token_hex(16)}" for name in ("key", "skey", "words")}
RECEIPT_MARK = "0" * RECEIPT_SYMBOLS


def page(template: str, of: str = "ballots", **context: Any) -> bytes:
    """A page of the rater's that belongs to no ticket; `of` is the app that has it."""
    language = get_language()
    shared = {"language": language, "other": OTHER["en" if language != "en" else "zh"]}
    return render_to_string(f"{of}/{template}.html", shared | context).encode()


# the other language, as its readers know it
OTHER = {
    "en": {"code": "en", "lang": "en", "name": "English"},
    "zh": {"code": "zh-hans", "lang": "zh-Hans", "name": "中文"},
}


def grouped(receipt: str) -> str:
    """A receipt in groups of four, as it is shown."""
    return " ".join(receipt[i : i + 4] for i in range(0, len(receipt), 4))


def check_words(key: Key) -> str:
    """The two words that stand on the slip as well."""
    return " · ".join(pair[get_language() == "en"] for pair in key.words)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The ballot of one pool at one place, alike for all its tickets."""

    definition: Definition
    pool: Pool
    place: Place
    campaign: Campaign

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        """The sheet of a ticket; queries only for a place it has not seen yet."""
        definition = frozen(ticket.campaign)
        where = (ticket.unit_id, ticket.group_id, ticket.bearer_id)
        ids = (ticket.pool_id, *where, definition.hash)
        known = _places.get(ids)
        if known is None:
            if len(_places) >= PLACES_KEPT:
                _places.clear()
            # from freezing on, what these rows are called does not change
            known = _places[ids] = (ticket.pool.key, ticket.place)
        return cls(definition, definition.pools[known[0]], known[1], ticket.campaign)

    @property
    def closes(self) -> str:
        return moment(self.campaign.closes_at, self.campaign)

    @property
    def subjects(self) -> list[Subject]:
        return self.definition.subjects_at(self.pool, self.place)

    @property
    def of_units(self) -> bool:
        """Whether units are rated, and not persons or what they have pledged."""
        return all(subject.kind == "team" for subject in self.subjects)

    @property
    def link(self) -> str:
        """The address of an open pool; empty where slips are printed."""
        return OpenLink.objects.token(self.campaign, self.pool)

    @property
    def rules(self) -> list[str]:
        """What makes a card void, said before it is filled in."""
        return rules(self.definition, self.subjects)

    def blank(self, key: Key, skey: str) -> bytes:
        """The ballot with nothing chosen."""
        ballot = self._keep("ballot", lambda: self._ballot(MARKS, self._cards()))
        mine = {"key": key.hex, "skey": skey, "words": check_words(key)}
        for name, mark in MARKS.items():
            ballot = ballot.replace(mark.encode(), mine[name].encode())
        return ballot

    def filled(
        self, sent: Sent, refusal: Refusal | None = None, checked: Checked | None = None
    ) -> bytes:
        """The ballot with what was sent, and above it what stood in the way."""
        key = sent.sender
        marks = {"key": key.hex, "skey": sent.skey, "words": check_words(key)}
        return self._ballot(marks, self._cards(sent, checked), refusal=refusal)

    def gaps(self, sent: Sent, checked: Checked) -> Refusal:
        return incomplete(self._cards(sent, checked))

    def _cards(
        self, sent: Sent = NOTHING, checked: Checked | None = None
    ) -> list[CardView]:
        return cards(self.definition, self.subjects, sent, checked)

    def _ballot(
        self,
        marks: Mapping[str, str],
        views: list[CardView],
        refusal: Refusal | None = None,
    ) -> bytes:
        filled = marks is not MARKS
        return page(
            "ballot",
            sheet=self,
            definition=self.definition,
            marks=marks,
            cards=views,
            units=self.of_units,
            link=self.link,
            total=sum(card.total for card in views),
            closes=self.closes,
            place=self.definition.place_name(self.place),
            size=request_size(self.subjects),
            filled=filled,
            faulty=any(card.faulty for card in views),
            refusal=refusal,
        )

    def receipt(self, receipt: str, *, again: bool, as_json: bool) -> bytes:
        """The acknowledgement; within a pool its length says nothing."""
        first, later = (
            self._keep(f"receipt {late}", partial(self._receipt, again=late))
            for late in (False, True)
        )
        body = (later if again else first).decode()
        body = body.replace(grouped(RECEIPT_MARK), grouped(receipt))
        size = max(len(first), len(later))
        if as_json:
            answer = {"receipt": receipt, "again": again, "html": body}
            # room for what JSON escapes: quotes and ends of lines
            body, size = json.dumps(answer, ensure_ascii=False), size * 2
        return body.encode().ljust(size)

    def _receipt(self, *, again: bool) -> bytes:
        address = urlsplit(settings.PUBLIC_BASE_URL).netloc
        return page(
            "receipt",
            definition=self.definition,
            receipt=grouped(RECEIPT_MARK),
            again=again,
            units=self.of_units,
            count=len(self.subjects),
            link=self.link,
            closes=self.closes,
            address=address + reverse("ballots:receipts"),
        )

    def _keep(self, name: str, make: Callable[[], bytes]) -> bytes:
        """What `make` gives, made once: the hash names the definition's content."""
        what = (self.definition.hash, self.pool.key, self.place)
        key = (name, get_language(), self.campaign.closes_at, *what)
        known = _kept.get(key)
        if known is None:
            if len(_kept) >= KEPT:
                # of two threads at the same, one finds nothing left to drop
                _kept.pop(next(iter(_kept)), None)
            known = _kept[key] = make()
        return known

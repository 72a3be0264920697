"""Raters: what the page of a browser sends, again and again until it is answered.

A rater's history is a list of (what was sent, how it went): `ok`, `fail`, `unknown`.
Unknown is everything that is no answer of the site about this ballot: a connection
that ends, a page that is cut off, a 503. The same is sent again then, as the page does.
"""

import http.client
import json
import random
import re
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.faults.proxy import HOST

FORM = "application/x-www-form-urlencoded"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
NUMBER = re.compile(r'<p class="receipt-no">([0-9A-Z ]+)</p>')
TIMEOUT = 10.0
BACKOFF = (0.05, 1.0)
OPTIONS = ("good", "fair", "poor")
# a rater whom the site asks to come back, and who does
LATER = {"suspended", "early", "403"}

Answer = tuple[int, bytes]


@dataclass(slots=True)
class Rater:
    """One page with one ballot. Two raters with one code are two tabs."""

    code: str
    answers: dict[str, dict[str, str]]
    by_form: bool = False
    page: dict[str, str] = field(default_factory=dict)
    receipt: str = ""
    refusal: str = ""
    history: list[tuple[str, str, str]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def done(self) -> bool:
        return bool(self.receipt or self.refusal)

    def vote(self, port: int, until: float) -> None:
        """Enter and submit, until there is a definite answer or no time is left."""
        began = time.monotonic()
        self.come(port, until)
        if self.page and not self.done:
            self._insist(lambda: self.submit(port), until)
        self.seconds = time.monotonic() - began

    def come(self, port: int, until: float) -> None:
        """Enter, unless the ballot is here already."""
        if not self.page:
            self._insist(lambda: self.enter(port), until)

    def _insist(self, send: Callable[[], str], until: float) -> None:
        wait, most = BACKOFF
        while send() == "unknown" and time.monotonic() < until:
            time.sleep(random.uniform(wait / 2, wait))  # noqa: S311
            wait = min(2 * wait, most)

    def enter(self, port: int) -> str:
        """Fetch the ballot; `ok` when its page is here."""
        fields = {"code": self.code, "lang": "en"}
        return self._try("enter", port, "/b/", urlencode(fields), FORM, self._entered)

    def submit(self, port: int) -> str:
        """Send the ballot; `ok` when it is acknowledged."""
        if self.by_form:
            body, kind = urlencode(self._fields()), FORM
        else:
            body, kind = json.dumps(self._ballot()), "application/json"
        return self._try("submit", port, "/b/submit", body, kind, self._acknowledged)

    def _fields(self) -> dict[str, str]:
        answers = self.answers.items()
        chosen = {f"a.{s}.{i}": o for s, card in answers for i, o in card.items()}
        return self.page | chosen

    def _ballot(self) -> dict[str, object]:
        return self.page | {"answers": self.answers, "comments": {}, "pad": ""}

    def _try(
        self,
        what: str,
        port: int,
        path: str,
        body: str,
        kind: str,
        read: Callable[[bytes], bool],
    ) -> str:
        how = "unknown"
        try:
            status, text = post(port, path, body, kind)
            detail = str(status)
            if status == 200 and read(text):
                how = "ok"
            elif 400 <= status < 500:
                how = self._refused(text, detail)
        except (OSError, http.client.HTTPException) as error:
            detail = type(error).__name__
        self.history.append((what, how, detail))
        return how

    def _refused(self, text: bytes, status: str) -> str:
        """A definite no; or `unknown`, when the site asks to come back."""
        reason = status
        if text.startswith(b"{"):
            reason = json.loads(text)["error"]
        if reason in LATER:
            return "unknown"
        self.refusal = reason
        return "fail"

    def _entered(self, text: bytes) -> bool:
        page = dict(HIDDEN.findall(text.decode()))
        receipt = NUMBER.search(text.decode())
        if receipt:
            self.receipt = receipt[1].replace(" ", "")
            return True
        wanted = ("key", "skey", "definition", "lang")
        self.page = {n: page[n] for n in wanted if n in page}
        return len(self.page) == len(wanted)

    def _acknowledged(self, text: bytes) -> bool:
        if self.by_form:
            found = NUMBER.search(text.decode())
            receipt = found[1].replace(" ", "") if found else ""
        else:
            receipt = json.loads(text)["receipt"]
        self.receipt = receipt
        return bool(receipt)


def post(port: int, path: str, body: str, kind: str) -> Answer:
    """One request on a connection of its own. Raises what a cut line raises."""
    connection = http.client.HTTPConnection(HOST, port, timeout=TIMEOUT)
    try:
        headers = {"Content-Type": kind, "Connection": "close"}
        connection.request("POST", path, body.encode(), headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def answers(chance: random.Random, cards: dict[str, Sequence[str]]) -> dict:
    """A ballot at random: every item of every card."""
    return {s: {i: chance.choice(OPTIONS) for i in items} for s, items in cards.items()}


class Crowd:
    """Raters who vote side by side; `done` of them have a definite answer."""

    def __init__(self, raters: Iterable[Rater], port: int, seconds: float) -> None:
        self.raters, self.port = list(raters), port
        self.until = time.monotonic() + seconds
        self.changed = threading.Condition()
        self.acknowledged = 0

    def vote(self, at_once: int = 32) -> None:
        """All of them; returns when each has a definite answer, or time is up."""
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(self._one, self.raters))

    def _one(self, rater: Rater) -> None:
        rater.vote(self.port, self.until)
        with self.changed:
            self.acknowledged += bool(rater.receipt)
            self.changed.notify_all()

    def wait_for(self, acknowledged: int) -> bool:
        """Wait until so many are acknowledged; False when time is up."""
        with self.changed:
            left = self.until - time.monotonic()
            return self.changed.wait_for(
                lambda: self.acknowledged >= acknowledged, timeout=max(0, left)
            )

    def at(self, acknowledged: int, act: Callable[[], object]) -> threading.Thread:
        """Do something beside them, as soon as so many are acknowledged."""
        from django.db import connection

        def run() -> None:
            try:
                if self.wait_for(acknowledged):
                    act()
            finally:
                connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

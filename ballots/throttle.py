"""Slows who guesses codes, and never who holds one (trust.md T11).

Only failures are counted, in the memory of the process and nowhere else, under a hash
of the address whose key is random and changes every hour; a failure counts for ten
minutes. However many there were, a code is looked up all the same: a valid one passes.
"""

import hmac
import secrets
import time
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

LIMIT = (
    30  # a hall behind one address mistypes a few; 65 bits are not guessed by thirty
)
SPAN = 10 * 60
HOUR, MINUTE = 60 * 60, 60
MOST = 50_000  # addresses remembered at once


def address(request: HttpRequest) -> str | None:
    """Where a request comes from: behind our proxy what it added, else who connects.

    Whatever a client sends of this header stands before what the proxy adds.
    """
    found = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_TLS_PROXY:
        header = request.META.get("HTTP_X_FORWARDED_FOR", "")
        found = header.rpartition(",")[2].strip() or found
    try:
        return str(ip_address(found))
    except ValueError:
        return None


@dataclass
class Failures:
    """Failures by address, as long as they count; `limit` of them are let pass."""

    limit: int = LIMIT
    key: bytes = b""
    key_until: float = 0
    swept_at: float = 0
    seen: dict[bytes, tuple[int, float]] = field(default_factory=dict)

    def note(self, where: str | None) -> bool:
        """Count a failure; whether there were too many from there."""
        now = time.monotonic()
        if now >= self.key_until or len(self.seen) >= MOST:
            self.key, self.key_until = secrets.token_bytes(32), now + HOUR
            self.seen = {}
        self._sweep(now)
        name = hmac.digest(self.key, str(where).encode(), sha256)
        number, until = self.seen.get(name, (0, now + SPAN))
        self.seen[name] = number + 1, until
        return number >= self.limit

    def _sweep(self, now: float) -> None:
        """Once a minute what does not count any more is forgotten."""
        if now >= self.swept_at:
            self.seen = {n: row for n, row in self.seen.items() if row[1] > now}
            self.swept_at = now + MINUTE


failures = Failures()

"""A real SMTP server of the test's own, which keeps what it is sent."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class PostOffice:
    """What has arrived; addresses in `unknown` are refused, those in `busy` put off.

    `moods` are what it says of the next letters once it has them: an answer that begins
    with 250 takes one, and without any it hangs up.
    """

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    busy: set[str] = field(default_factory=set)
    moods: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.unknown:
            return "550 no such mailbox"
        if address in self.busy:
            return "450 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: Any, _session: Any, envelope: Any
    ) -> str:
        mood = self.moods.pop(0) if self.moods else "250 taken"
        if not mood:
            server.transport.close()
        if not mood.startswith("250"):
            return mood
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return mood

    def text(self, number: int = -1) -> str:
        """The words of a letter."""
        body = self.letters[number].get_body()
        assert body
        return str(body.get_content())


@contextmanager
def serving(settings: Any) -> Iterator[PostOffice]:
    """The site sends its mail to this server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    office = PostOffice(port)
    server = Controller(office, hostname="127.0.0.1", port=port)
    server.start()
    settings.SENDS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    try:
        yield office
    finally:
        server.stop()

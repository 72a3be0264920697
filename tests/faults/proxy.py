"""A network that loses requests and answers, on this machine only.

One request a connection. Of those that are to be lost some never reach the site, some
lose half of the answer, most the whole of it: the site has done its work and nobody
hears of it.
"""

import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

HOST = "127.0.0.1"
PATIENCE = 15.0
AT_ONCE = 256
# how a connection is lost; the answer most of all
WAYS = ("answer", "answer", "answer", "request", "half", "reset")


class Proxy:
    """Listens on a port of its own and passes on to the site's."""

    def __init__(self, port: int, loss: float, seed: int) -> None:
        self.upstream, self.loss = port, loss
        self.chance = random.Random(seed)  # noqa: S311 - faults that can be repeated
        self.counts: Counter[str] = Counter()
        self.guard = threading.Lock()
        self.places = threading.BoundedSemaphore(AT_ONCE)
        self.listener = socket.create_server((HOST, 0), backlog=AT_ONCE)
        self.port = self.listener.getsockname()[1]

    def serve(self) -> None:
        while True:
            try:
                client, _address = self.listener.accept()
            except OSError:  # closed: the scene is over
                return
            self.places.acquire()
            threading.Thread(target=self._pass, args=(client,), daemon=True).start()

    def _fate(self) -> str:
        """What becomes of a connection; counted."""
        with self.guard:
            lost = self.chance.random() < self.loss
            return self.chance.choice(WAYS) if lost else "passed"

    def _count(self, what: str) -> None:
        with self.guard:
            self.counts[what] += 1

    def _pass(self, client: socket.socket) -> None:
        try:
            with client:
                client.settimeout(PATIENCE)
                fate = self._fate()
                request = _read_request(client)
                answer = b"" if fate == "request" else self._ask(request)
                self._count(fate if answer or fate == "request" else "no answer")
                _return(client, answer, fate)
        except OSError:
            self._count("broken")
        finally:
            self.places.release()

    def _ask(self, request: bytes) -> bytes:
        """The site's whole answer; empty when it gave none."""
        with suppress(OSError), socket.create_connection((HOST, self.upstream)) as site:
            site.settimeout(PATIENCE)
            site.sendall(request)
            parts = iter(lambda: site.recv(65536), b"")
            return b"".join(parts)
        return b""


def _read_request(client: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _some(client)
    head, _end, body = data.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
    while len(body) < int(length or 0):
        body += _some(client)
    return head + b"\r\n\r\n" + body


def _some(client: socket.socket) -> bytes:
    data = client.recv(65536)
    if not data:
        raise ConnectionResetError
    return data


def _return(client: socket.socket, answer: bytes, fate: str) -> None:
    if fate == "passed":
        client.sendall(answer)
    elif fate == "half":
        client.sendall(answer[: len(answer) // 2])
    elif fate == "reset":
        # no orderly end but a RST, as from a router that forgot the connection
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@contextmanager
def proxy(port: int, loss: float, seed: int = 1) -> Iterator[Proxy]:
    """A proxy before the site at `port`, gone at the end of the block."""
    made = Proxy(port, loss, seed)
    thread = threading.Thread(target=made.serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.listener.shutdown(socket.SHUT_RDWR)
        made.listener.close()
        thread.join(PATIENCE)

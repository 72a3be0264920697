"""What the log may hold."""

import logging

BALLOT_PATH = "/b/"


class NoBallotRequests(logging.Filter):
    """Drop every record about a request to the ballot.

    A line there would tie a time, and a proxy's line beside it an address, to a vote.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record unless it tells of a request under `/b/`."""
        return not (
            _request_path(record).startswith(BALLOT_PATH)
            or f" {BALLOT_PATH}" in _request_line(record)
        )


def _request_path(record: logging.LogRecord) -> str:
    """The path of the request that Django's loggers attach to a record."""
    return getattr(getattr(record, "request", None), "path", "")


def _request_line(record: logging.LogRecord) -> str:
    """`GET /path HTTP/1.1`: the first argument of the development server's records."""
    args = record.args
    first = args[0] if isinstance(args, tuple) and args else ""
    return first if record.name == "django.server" and isinstance(first, str) else ""

"""Reads campaign documents; every refusal names the place and the mistake."""

from campaigns.parser.row import KEY, DocumentError, Row
from campaigns.parser.whole import VERSION, parse

__all__ = ["KEY", "VERSION", "DocumentError", "Row", "parse"]

"""System checks: `manage.py check --database default` says what voting would refuse."""

from collections.abc import Sequence
from typing import Any

import openpyxl
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.db import DatabaseError

from ballots import safety


def server(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Warnings, so that `migrate` sets up a database that is still to be configured."""
    if "default" not in (databases or ()):
        return []
    try:
        found = safety.faults()
    except DatabaseError as error:
        text = f"The database cannot be asked: {type(error).__name__}."
        return [CheckWarning(text, id="ballots.W002")]
    return [CheckWarning(fault.text, id="ballots.W001") for fault in found]


def workbooks(**_kwargs: Any) -> list[CheckMessage]:
    """Without defusedxml a workbook's XML can open files and eat the memory."""
    if openpyxl.DEFUSEDXML:
        return []
    text = "openpyxl reads without defusedxml: install it, unset OPENPYXL_DEFUSEDXML."
    return [Error(text, id="ballots.E001")]

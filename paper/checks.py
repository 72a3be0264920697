"""System checks: what this machine needs before a paper comes out right."""

import subprocess
from ctypes import CDLL
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

FAMILIES = ("Noto Sans CJK SC", "Noto Serif CJK SC")
SUBSET_LIBRARY = "libharfbuzz-subset.so.0"
INSTALL = "apt-get install -y fonts-noto-cjk libharfbuzz-subset0"


def fonts(**kwargs: Any) -> list[CheckMessage]:
    """Chinese needs the Noto fonts; another font in their place prints other shapes."""
    try:
        missing = [family for family in FAMILIES if family not in _matched(family)]
    except OSError:
        return [Error("fc-match is not installed.", hint=INSTALL, id="paper.E001")]
    return [
        Error(f"The font {family} is not installed.", hint=INSTALL, id="paper.E002")
        for family in missing
    ]


def subsetting(**kwargs: Any) -> list[CheckMessage]:
    """Without HarfBuzz's subsetter a page takes seconds and megabytes."""
    try:
        CDLL(SUBSET_LIBRARY)
    except OSError:
        text = f"{SUBSET_LIBRARY} is not installed: PDFs are slow and large."
        return [CheckWarning(text, hint=INSTALL, id="paper.W001")]
    return []


def _matched(family: str) -> str:
    """The families of the font that fontconfig would take for `family`."""
    command = ["fc-match", "--format", "%{family}", family]
    return subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=False
    ).stdout

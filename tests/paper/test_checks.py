"""What `check` says of a machine that lacks fonts or libraries."""

import subprocess
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.checks import run_checks

from paper import checks


def test_this_machine_has_what_papers_need() -> None:
    assert checks.fonts() == checks.subsetting() == []
    assert [found for found in run_checks() if found.id.startswith("paper.")] == []


def test_a_font_in_place_of_noto_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def other(*args: Any, **kwargs: Any) -> SimpleNamespace:
        return SimpleNamespace(stdout="Noto Sans CJK JP,Noto Sans CJK SC")

    monkeypatch.setattr(subprocess, "run", other)
    (found,) = checks.fonts()
    assert (found.id, found.level) == ("paper.E002", 40)
    assert "Noto Serif CJK SC" in found.msg


def test_no_fontconfig_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*args: Any, **kwargs: Any) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(subprocess, "run", absent)
    assert [found.id for found in checks.fonts()] == ["paper.E001"]


def test_no_subsetter_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "SUBSET_LIBRARY", "libnone.so.0")
    (found,) = checks.subsetting()
    assert (found.id, found.level) == ("paper.W001", 30)
    assert "apt-get install" in str(found.hint)

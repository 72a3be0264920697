"""Fixtures for the work in the background."""

from pathlib import Path
from typing import Any

import pytest

from tests.jobs.kinds import JOBS


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    """Where the kinds of work count; the site knows them."""
    path = tmp_path / "ledger"
    path.touch()
    monkeypatch.setenv("JOB_LEDGER", str(path))
    settings.JOBS = JOBS
    return path

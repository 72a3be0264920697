"""A folder of keys for each test."""

from pathlib import Path

import pytest
from django.conf import LazySettings


@pytest.fixture
def keys(tmp_path: Path, settings: LazySettings) -> Path:
    """Where the site's keys are kept."""
    settings.KEY_DIR = tmp_path / "keys"
    return tmp_path / "keys"

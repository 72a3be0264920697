"""Static files for serving."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings


@pytest.fixture
def collected(tmp_path: Path) -> Path:
    """The static files as script/setup collects them."""
    backend = {"staticfiles": {"BACKEND": "appraisal.storage.GzipManifestStorage"}}
    with override_settings(STORAGES=backend, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_style_sheets_have_a_gzip_copy_and_no_other(collected: Path) -> None:
    (hashed,) = (collected / "vendor").glob("bootstrap.min.*.css")
    packed = hashed.with_name(f"{hashed.name}.gz")
    assert packed.stat().st_size * 7 < hashed.stat().st_size
    assert list(collected.rglob("*.br")) == []

"""Rules that the files of the project keep, and no other tool checks."""

import hashlib
import re

import pytest
from coverage import Coverage
from django.core.management import call_command

from appraisal.environment import BASE_DIR
from tests.traced import Following, is_unlike

LOCKS = ["requirements.lock", "requirements-dev.lock"]
HOST = re.compile(r"https?://|index-url|find-links|file:|^#(?!\s+via )", re.MULTILINE)
# What the content security policy blocks, or the browser then silently leaves out.
INLINE = re.compile(
    r"""<style | <script(?![^>]*\ssrc=) | \sstyle\s*= | \son\w+\s*=
      | \shx-on | javascript:""",
    re.IGNORECASE | re.VERBOSE,
)
TEMPLATE_DIR = BASE_DIR / "templates"
TEMPLATES = sorted(str(p.relative_to(TEMPLATE_DIR)) for p in TEMPLATE_DIR.rglob("*.*"))


@pytest.mark.parametrize("name", LOCKS)
def test_lock_has_hashes_and_names_no_host(name: str) -> None:
    text = (BASE_DIR / name).read_text()
    assert HOST.findall(text) == []
    packages = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert [package for package in packages if "--hash=sha256:" not in package] == []


def test_locks_agree() -> None:
    pin = re.compile(r"^[\w.-]+==\S+", re.MULTILINE)
    run, dev = (set(pin.findall((BASE_DIR / name).read_text())) for name in LOCKS)
    assert run - dev == set()


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_has_nothing_inline(name: str) -> None:
    assert INLINE.findall((TEMPLATE_DIR / name).read_text()) == []


@pytest.mark.parametrize(
    "text",
    [
        "<p style='x'>",
        "<style>",
        "<script>",
        "<script defer>",
        "<a onclick=x>",
        "<a href='javascript:x'>",
        "<p hx-on:click=x>",
    ],
)
def test_inline_is_recognised(text: str) -> None:
    assert INLINE.search(text)


def test_script_with_source_is_not_inline() -> None:
    assert not INLINE.search('<script src="{% static "js/a.js" %}" defer></script>')


def test_vendored_files_are_what_they_say() -> None:
    folder = BASE_DIR / "static" / "vendor"
    noted = set(re.findall(r"sha256 (\w{64})", (folder / "VENDORED.txt").read_text()))
    files = [file for file in folder.iterdir() if file.name != "VENDORED.txt"]
    assert {hashlib.sha256(file.read_bytes()).hexdigest() for file in files} == noted


def test_what_asks_for_its_database_is_followed_on_both(monkeypatch) -> None:
    modules = ("campaigns/test_guard.py", "reports/test_lock_order.py")
    for database in ("sqlite", "postgresql"):
        monkeypatch.setenv("TEST_DATABASE", database)
        mine = Following(Coverage()).mine
        assert [mine(f"tests/{module}") for module in modules] == [True, True]
    assert not is_unlike("tests/campaigns/test_words.py")


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)

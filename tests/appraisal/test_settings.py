"""Settings: what the environment makes of them."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection

from appraisal.environment import BASE_DIR, allowed_hosts, database, secret_key


@pytest.fixture
def read_settings(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Read the settings file anew, in an environment of the test's choice."""

    def read(**environment: str) -> dict[str, Any]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(BASE_DIR / "appraisal" / "settings.py"))

    return read


def test_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret.key"
    made = secret_key(path)
    assert len(made) == 50
    assert path.stat().st_mode & 0o777 == 0o600
    assert secret_key(path) == made
    assert [file.name for file in path.parent.iterdir()] == ["secret.key"]


def test_secret_key_of_the_faster_process_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret.key"
    path.write_text("the other's")
    monkeypatch.setattr(Path, "exists", lambda self: False)
    assert secret_key(path) == "the other's"


@pytest.mark.parametrize(
    ("base_url", "extra", "expected"),
    [
        ("http://127.0.0.1:8000", [], ["127.0.0.1", "localhost"]),
        ("https://a.example/", [], ["a.example", "localhost", "127.0.0.1"]),
        ("https://a.example", ["b"], ["a.example", "localhost", "127.0.0.1", "b"]),
        ("", [], ["localhost", "127.0.0.1"]),
    ],
)
def test_allowed_hosts(base_url: str, extra: list[str], expected: list[str]) -> None:
    assert allowed_hosts(base_url, extra) == expected


def test_database_is_sqlite_when_none_is_named() -> None:
    assert database("")["NAME"] == str(BASE_DIR / "var" / "appraisal.sqlite3")


def test_database_of_the_tests_is_a_file_beside() -> None:
    assert database("sqlite:////srv/a.sqlite3")["TEST"]["NAME"] == "/srv/test.sqlite3"


def test_database_on_postgresql_keeps_connections() -> None:
    config = database("postgresql://app@/votes?host=/run/pg")
    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert config["OPTIONS"] == {"host": "/run/pg"}
    assert (config["CONN_MAX_AGE"], config["CONN_HEALTH_CHECKS"]) == (60, True)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="pragmas are SQLite's")
@pytest.mark.parametrize(
    ("pragma", "expected"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("secure_delete", 1),
        ("busy_timeout", 20_000),
        ("foreign_keys", 1),
    ],
)
def test_sqlite_is_durable_and_forgets_what_is_erased(
    pragma: str, expected: str | int
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone() == (expected,)


def test_behind_https_cookies_are_bound_to_the_host(read_settings: Any) -> None:
    site = read_settings(
        PUBLIC_BASE_URL="https://a.example/", SECURE_PROXY_SSL_HEADER_ON="true"
    )
    assert site["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert site["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    assert site["SESSION_COOKIE_SECURE"] is site["CSRF_COOKIE_SECURE"] is True
    assert site["CSRF_TRUSTED_ORIGINS"] == ["https://a.example"]
    assert site["SECURE_HSTS_SECONDS"] == 31_536_000
    assert site["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert site["SECURE_SSL_REDIRECT"] is True


def test_the_proxy_header_is_believed_only_when_told(read_settings: Any) -> None:
    site = read_settings(PUBLIC_BASE_URL="https://a.example")
    assert "SECURE_PROXY_SSL_HEADER" not in site
    assert "SECURE_SSL_REDIRECT" not in site


def test_over_http_nothing_claims_to_be_secure(read_settings: Any) -> None:
    site = read_settings(PUBLIC_BASE_URL="http://127.0.0.1:8000")
    assert site["SESSION_COOKIE_SECURE"] is False
    assert "SESSION_COOKIE_NAME" not in site
    assert "SECURE_HSTS_SECONDS" not in site


def test_argon2_comes_first(read_settings: Any) -> None:
    assert read_settings()["PASSWORD_HASHERS"][0].endswith("Argon2PasswordHasher")


def test_debug_and_demo_are_off_unless_asked(read_settings: Any) -> None:
    site = read_settings()
    assert (site["DEBUG"], site["DEMO"]) == (False, False)


def test_an_unsafe_database_is_allowed_only_when_told(
    read_settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_settings()["UNSAFE_DATABASE_ALLOWED"] is True  # by the test run
    monkeypatch.delenv("UNSAFE_DATABASE_ALLOWED")
    assert read_settings()["UNSAFE_DATABASE_ALLOWED"] is False


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"PUBLIC_BASE_URL": "https://a.example"}, True),
        ({"PUBLIC_BASE_URL": "http://127.0.0.1:8000"}, False),
        ({"PUBLIC_BASE_URL": "http://a.example", "SECOND_FACTOR": "true"}, True),
        ({"PUBLIC_BASE_URL": "https://a.example", "SECOND_FACTOR": "false"}, False),
    ],
)
def test_a_second_factor_is_asked_for_where_the_site_is_public(
    environment: dict[str, str], expected: bool, read_settings: Any
) -> None:
    assert read_settings(**environment)["SECOND_FACTOR"] is expected


def test_a_password_has_fifteen_characters() -> None:
    with pytest.raises(ValidationError):
        validate_password("fourteen chars")
    validate_password("fifteen letters")


def test_only_two_languages_chinese_first() -> None:
    assert settings.LANGUAGE_CODE == "zh-hans"
    assert [code for code, _name in settings.LANGUAGES] == ["zh-hans", "en"]


def test_the_processes_of_a_machine_share_one_cache(read_settings: Any) -> None:
    """The turnout is counted once a minute, not once a minute and process."""
    first, second = (read_settings()["CACHES"]["default"] for _process in range(2))
    assert first == second
    assert first["BACKEND"].endswith("filebased.FileBasedCache")
    assert Path(first["LOCATION"]).is_absolute()


def test_without_a_mail_server_nothing_is_sent_or_printed(read_settings: Any) -> None:
    found = read_settings(PUBLIC_BASE_URL="https://a.example")
    assert not found["SENDS_MAIL"]
    assert found["EMAIL_BACKEND"].endswith("dummy.EmailBackend")
    assert found["DEFAULT_FROM_EMAIL"] == "appraisal@a.example"
    found = read_settings(EMAIL_URL="smtp+tls://u:p@h:587", MAIL_FROM="o@b.example")
    assert found["SENDS_MAIL"]
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("h", 587)
    assert found["EMAIL_USE_TLS"]
    assert found["DEFAULT_FROM_EMAIL"] == "o@b.example"


def test_long_work_runs_in_a_thread_unless_told_otherwise(read_settings: Any) -> None:
    assert read_settings()["WORKS_IN_THREAD"]
    assert not read_settings(TASK_WORKER="process")["WORKS_IN_THREAD"]

"""The commands `presets` and `load_preset`."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from campaigns.files import PRESETS
from campaigns.models import Campaign, Unit

pytestmark = pytest.mark.django_db


def run(*words: str) -> tuple[str, str]:
    out, errors = StringIO(), StringIO()
    call_command(*words, stdout=out, stderr=errors)
    return out.getvalue(), errors.getvalue()


def test_presets() -> None:
    out, errors = run("presets")
    assert "joint-appraisal\t集中联评" in out.splitlines()
    assert errors == ""


def test_load_preset_prints_the_id_last() -> None:
    out, errors = run("load_preset", "joint-appraisal")
    assert (out.split()[-1], errors) == (str(Campaign.objects.get().pk), "")


def test_load_preset_takes_a_file() -> None:
    run("load_preset", str(PRESETS / "joint-appraisal.toml"))
    assert Campaign.objects.get().is_draft


@pytest.mark.usefixtures("english")
def test_a_unit_under_another_name_is_said() -> None:
    Unit.objects.create(code="A", name="区统计局", name_en="Statistics")
    _out, errors = run("load_preset", "joint-appraisal")
    said = "Unit A is there already as “区统计局”; it keeps that name.\n"
    assert errors == said


@pytest.mark.parametrize("content", [None, "a =", "version = 7"])
def test_refusals_are_one_line_and_status_2(
    tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "mine.toml"
    if content:
        file.write_text(content)
    with pytest.raises(CommandError) as caught:
        run("load_preset", str(file))
    assert caught.value.returncode == 2
    assert len(str(caught.value).splitlines()) == 1
    assert not Campaign.objects.exists()


@pytest.mark.usefixtures("english")
def test_what_no_table_can_hold_is_refused_with_its_line(tmp_path: Path) -> None:
    source = (PRESETS / "joint-appraisal.toml").read_text()
    file = tmp_path / "mine.toml"
    file.write_text(source.replace("title = ", f"title = '{'x' * 200}' # ", 1))
    with pytest.raises(CommandError, match=r"^line \d+, campaign.title: Ensure"):
        run("load_preset", str(file))

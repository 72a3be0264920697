"""What is taken along: the drawn with room for notes, after the password."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory
from django.urls import reverse

from campaigns.models import Draw
from reports.talks import paper
from reports.trail import line
from tests.reports.talks.make import (
    acts,
    at,
    entries,
)

pytestmark = pytest.mark.django_db


def words(content: bytes, folder: Path) -> str:
    file = folder / "paper.pdf"
    file.write_bytes(content)
    command = ["pdftotext", "-layout", str(file), "-"]
    return subprocess.check_output(command, text=True)


def test_everybody_drawn_is_on_the_paper(
    row: Draw, team: Client, tmp_path: Path
) -> None:
    answer = team.get(at(row.campaign, "printed", row.pk))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    assert "People to talk with.pdf" in answer["Content-Disposition"]
    text = words(answer.content, tmp_path)
    assert all(name.split()[0] in text for name in row.names)
    assert text.count("科员") == 15
    assert text.count("138000000") == 15
    assert "Reserves, in the order drawn" in text
    assert acts(row.campaign) == ["names printed"]
    entry = entries(row.campaign)[0]
    assert entry.detail == {"kind": "talks", "draw": row.pk}
    assert "List of names taken away" in line(entry).text


def test_a_list_of_its_own_is_printed_as_it_was_typed(
    row: Draw, team: Client, tmp_path: Path
) -> None:
    listed = Draw(campaign=row.campaign, unit=row.unit, title="x", number=2, seed="s")
    listed.take(["王五 三号楼", "赵六"])
    listed.save()
    content = team.get(at(row.campaign, "printed", listed.pk)).content
    text = words(content, tmp_path)
    assert "三号楼" in text
    assert "Reserves" not in text


@pytest.mark.parametrize("name", ["printed", "roster"])
def test_names_take_the_password_again(
    name: str, row: Draw, team: Client, settings: Any
) -> None:
    settings.SECOND_FACTOR = True
    request = RequestFactory().get(at(row.campaign, name, row.pk))
    request.user, request.session = get_user_model().objects.get(), {}
    answer = getattr(paper, name)(request, pk=row.campaign.pk, unit="A", draw=row.pk)
    back = at(row.campaign, "drawn", row.pk)
    assert answer["Location"] == f"{reverse('again')}?next={back}"
    assert acts(row.campaign) == []

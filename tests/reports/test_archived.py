"""After archiving every page and file is what it was, for whoever could read it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Export
from ballots.models import Box, Comment, CommentRelease, Summary, Ticket
from ballots.models.archiving import Archiving
from ballots.rehearsal import cast, issue_all, read
from campaigns.models import Campaign, Group, Rater, Role, Unit
from reports.models import Release
from reports.parts import parts
from tests.ballots.desk import agreed
from tests.ballots.over import make_roster
from tests.ballots.test_opening import count
from tests.make import behind, make_campaign, make_entry, make_known
from tests.reports.test_views import addresses, make_office

pytestmark = pytest.mark.django_db
WORDS = ("少开会", "多下社区", "张科长态度不好", "谢谢")
BALLOTS = [
    *(make_entry("own", unit, 6, {unit: "good"}) for unit in "ABCD"),
    *(make_entry("own", "A", 1, {"A": "poor"}, {"A": text}) for text in WORDS),
    make_entry("cross", "G1", 8, dict.fromkeys("ABCD", "good")),
    make_entry("cross", "G1", 3, dict.fromkeys("ABCD", "fair")),
]


@pytest.fixture
def campaign(django_user_model: Any) -> Campaign:
    """Through the sealed path to the release: 21 ballots on A, four with words."""
    cache.clear()
    box = Box.objects.freeze(make_campaign())
    make_roster(box.campaign)
    slips = issue_all(box)
    box.open_voting()
    for entry in read(box.definition, {"ballots": BALLOTS}):
        cast(box, slips[entry.pool.key, entry.place].pop(), entry)
    box.close()
    count(box)
    for row in Comment.objects.all():
        row.review, row.published = "passed", row.text.replace("张科长", "〔某人〕")
        row.save()
    Comment.objects.filter(text="谢谢").update(review="withheld", published="")
    Summary.objects.create(
        campaign=box.campaign, subject=box.campaign.subjects.get(key="A"), text="多走动"
    )
    CommentRelease.objects.create(campaign=box.campaign)
    box.campaign.refresh_from_db()
    agreed(box, "release")
    make_known(box.campaign)
    return box.campaign


def readers(campaign: Campaign, users: Any) -> dict[str, Client]:
    """Whoever may read something of it, and somebody who may not."""
    found = {"office": make_office()}
    unit, group = Unit.objects.get(code="A"), Group.objects.get(campaign=campaign)
    for kind, place in (
        ("head", {"unit": unit}), ("liaison", {"unit": unit}),
        ("teller", {"group": group}), ("auditor", {}),
    ):  # fmt: skip
        user = users.objects.create_user(kind)
        Role.objects.create(user=user, kind=kind, **place)
        found[kind] = Client()
        found[kind].force_login(user)
    found["supervisor"] = Client()
    found["supervisor"].force_login(users.objects.get(username="supervisor"))
    return found


def pages(campaign: Campaign, clients: dict[str, Client]) -> dict[Any, Any]:
    """Every page and file that is offered there, as everybody gets it."""
    found = {}
    # each office paper takes seconds; whole ones are made by the command below
    paths = [path for path in addresses(campaign) if not path.endswith("report.pdf")]
    paths += [reverse("ballots:turnout", args=[campaign.pk]), "/r/"]
    paths += [f"/r/?campaign={campaign.pk}&lang=en"]
    paths += [reverse("reports:comments", args=[campaign.pk])]
    for name, client in clients.items():
        for path in paths:
            answer = client.get(path, headers={"accept-language": "en"})
            text = re.sub(
                rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.content
            )
            # the list of campaigns says in which state each is
            found[name, path] = (
                answer.status_code,
                text.replace(b"Archived", b"Released"),
            )
    return found


def files(campaign: Campaign, folder: Path) -> dict[str, bytes]:
    """What the commands write and print, in both languages."""
    found = {}
    for language in ("zh-hans", "en"):
        paper, book = folder / "r.pdf", folder / "r.xlsx"
        call_command("report", campaign.pk, pdf=paper, xlsx=book, language=language,
                     stdout=StringIO())  # fmt: skip
        found[f"pdf {language}"] = paper.read_bytes()
        found[f"xlsx {language}"] = book.read_bytes()
        for json in (True, False):
            out = StringIO()
            call_command(
                "results", campaign.pk, json=json, language=language, stdout=out
            )
            found[f"{json} {language}"] = out.getvalue().encode()
    return found


def test_page_paper_workbook_and_json_are_the_same_bytes(
    campaign: Campaign, django_user_model: Any, tmp_path: Path
) -> None:
    clients = readers(campaign, django_user_model)
    before = pages(campaign, clients), files(campaign, tmp_path)
    Archiving(campaign.box).do("office", "x")
    assert not Ticket.objects.exists()
    assert not Rater.objects.exists()
    campaign.refresh_from_db()
    after = pages(campaign, clients), files(campaign, tmp_path)
    for old, new in zip(before, after, strict=True):
        assert [key for key in old if old[key] != new[key]] == []
    statuses = {key[0]: [] for key in before[0]}
    for (name, _path), (status, _content) in before[0].items():
        statuses[name].append(status)
    assert statuses["office"].count(200) == 7
    assert statuses["head"].count(200) > statuses["teller"].count(200)
    assert len(before[1]["pdf en"]) > 10_000
    assert b"21" in before[1]["True en"]


def test_the_control_one_figure_shows(campaign: Campaign, tmp_path: Path) -> None:
    before = files(campaign, tmp_path)
    campaign.tallies.filter(item="overall", value=0).update(n=1)
    with pytest.raises(CommandError):  # it is too close to the one that was released
        files(campaign, tmp_path)
    Release.objects.all().delete()
    after = files(campaign, tmp_path)
    assert [key for key in before if before[key] == after[key]] == []


def test_the_chain_holds_and_files_from_before_verify(
    campaign: Campaign, tmp_path: Path
) -> None:
    files(campaign, tmp_path)
    Archiving(campaign.box).do("office", "x")
    out = StringIO()
    call_command("verify_audit", campaign.pk, stdout=out)
    call_command("verify_export", tmp_path / "r.pdf", stdout=out)
    assert all(export.holds for export in Export.objects.all())


def test_my_work_of_the_team_says_the_day_until_it_is_done(
    campaign: Campaign, django_user_model: Any
) -> None:
    user = django_user_model.objects.get(username="supervisor")
    (part,) = parts(user)
    assert part.when
    behind(campaign, ended_at=timezone.now() - timedelta(days=100))
    Archiving(campaign.box).do()
    assert list(parts(user)) == []


@pytest.fixture(autouse=True)
def uncached() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()

"""The same results give the same bytes, whenever, wherever and in whatever order."""

import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.utils.translation import override

from audit.models import Export
from ballots.models import Account, Comment, CommentRelease, Tally
from campaigns.models import Campaign
from reports import excel, pdf
from reports.build import build
from reports.plain import plain
from tests.reports.papers.make import made, make_material
from tests.reports.sample import make_document_of, make_result

WORDS = ["少开会", "多下社区", "窗口要有人", "办得快", "态度好", "电话打不通"]


def make_one() -> Campaign:
    """Results of one unit, with comments: the shortest paper that has everything."""
    campaign = make_result(document=make_document_of(1))
    comment_on(campaign, WORDS)
    CommentRelease.objects.create(campaign=campaign)
    return campaign


def make_files(campaign: Campaign) -> dict[str, bytes]:
    """What a supervisor takes away."""
    with override("zh-hans"):
        report = build(campaign)
        (group,) = report.groups
        return {
            "pdf": pdf.render_subject(report, group, group.subjects[0]),
            "xlsx": excel.render_workbook(report),
            "json": make_json(campaign),
            **make_papers(campaign),
        }


def make_papers(campaign: Campaign) -> dict[str, bytes]:
    """The official papers, which are made of the same report."""
    material = make_material(campaign, "zh-hans")
    names = [("feedback-A", "docx"), ("draft-A", "docx"), ("minutes", "docx")]
    names += [("summary", how) for how in ("pdf", "docx", "xlsx")]
    return {f"{name}.{how}": made(material, name, how) for name, how in names}


def make_json(campaign: Campaign) -> bytes:
    with override("zh-hans"):
        return json.dumps(plain(build(campaign)), ensure_ascii=False).encode()


def comment_on(campaign: Campaign, words: Iterable[str]) -> None:
    """Comments under fresh random keys, as every opening gives them."""
    subject = campaign.subjects.get(key="A")
    Comment.objects.filter(campaign=campaign).delete()
    for text in words:
        Comment.objects.create(
            campaign=campaign,
            subject=subject,
            text=text,
            published=text,
            review=Comment.Review.PASSED,
        )


def shuffle(campaign: Campaign, chance: random.Random) -> None:
    """Store every counted row anew, in another order and under other keys."""
    for model in (Tally, Account):
        rows: list[Any] = list(model.objects.filter(campaign=campaign))
        model.objects.filter(campaign=campaign).delete()
        chance.shuffle(rows)
        for row in rows:
            row.pk = None
        model.objects.bulk_create(rows)
    comment_on(campaign, chance.sample(WORDS, len(WORDS)))


@pytest.mark.django_db
def test_order_of_what_was_counted_leaves_no_trace() -> None:
    campaign = make_one()
    first = make_files(campaign)
    assert all(word in first["json"].decode() for word in WORDS)
    shuffle(campaign, random.Random(7))  # noqa: S311 - an order, no secret
    assert make_files(campaign) == first


@pytest.mark.django_db
def test_without_the_sorting_it_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the test above would see an order."""
    monkeypatch.setattr("reports.remarks.sorted", list, raising=False)
    campaign = make_one()
    first = make_json(campaign)
    comment_on(campaign, reversed(WORDS))
    assert make_json(campaign) != first


@pytest.mark.django_db
def test_one_vote_makes_every_file_another() -> None:
    campaign = make_one()
    first = make_files(campaign)
    rows = Tally.objects.filter(campaign=campaign, subject__key="A", item="overall")
    for value, n in ((0, 9), (1, 5)):
        rows.filter(pool__key="own", value=value).update(n=n)
    second = make_files(campaign)
    # the minutes tell of ballots, and not of what is on them
    same = [kind for kind in first if first[kind] == second[kind]]
    assert same == ["minutes.docx"]


@pytest.mark.django_db
def test_looking_and_taking_away_change_no_file() -> None:
    campaign = make_one()
    first = make_files(campaign)
    Export.objects.sign(b"", campaign=campaign.pk, kind="pdf", name="x", version=0)
    assert make_files(campaign) == first
    campaign.box.tell("release", "li")  # the control: an act does
    assert make_files(campaign) != first


PLACES = (
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "77", "TZ": "America/New_York", "LC_ALL": "C", "HOME": "/"},
)


@pytest.mark.django_db(transaction=True)
def test_another_process_at_another_time_writes_the_same(
    database_url: str, tmp_path: Path
) -> None:
    campaign = make_one()
    runs = []
    for number, place in enumerate(PLACES):
        folder = tmp_path / str(number)
        folder.mkdir()
        runs.append(_files_of(campaign, folder, place))
        time.sleep(2.1)  # two seconds are the finest that a zip file tells apart
    first, second = runs
    assert first == second
    assert len(first["r.pdf"]) > 10_000
    assert len(first["r.xlsx"]) > 5_000
    assert first["r.json"].startswith(b"{")


def _files_of(
    campaign: Campaign, folder: Path, place: dict[str, str]
) -> dict[str, Any]:
    manage = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py")]
    files = ["--pdf", str(folder / "r.pdf"), "--xlsx", str(folder / "r.xlsx")]
    env = os.environ | place
    pk = str(campaign.pk)
    subprocess.run([*manage, "report", pk, *files], env=env, check=True, cwd=folder)
    done = subprocess.run(
        [*manage, "results", pk, "--json"], env=env, check=True, capture_output=True
    )
    names = ("r.pdf", "r.xlsx")
    return {name: (folder / name).read_bytes() for name in names} | {
        "r.json": done.stdout
    }


@pytest.mark.django_db
def test_no_file_tells_when_it_was_made(tmp_path: Path) -> None:
    files = make_files(make_one())
    book = tmp_path / "r.xlsx"
    book.write_bytes(files["xlsx"])
    with ZipFile(book) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core) == ["2026-06-18T07:20:00Z"] * 2
    paper = tmp_path / "r.pdf"
    paper.write_bytes(files["pdf"])
    command = ["/usr/bin/pdfinfo", "-isodates", paper]
    info = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    dates = re.findall(r"^(CreationDate|ModDate): +(\S+)", info, re.MULTILINE)
    assert dates == [
        ("CreationDate", "2026-06-18T07:20:00Z"),
        ("ModDate", "2026-06-18T07:20:00Z"),
    ]

"""All papers as one ZIP: whole after a kill, gone after a day, recorded when taken."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from audit.models import Entry
from ballots.models import Box
from ballots.papers import bundle, volumes
from ballots.papers.naming import in_zip, plain
from ballots.papers.pack import PAPERS, Pack, Report
from ballots.papers.zipping import Window, zipped
from campaigns.again import RECENT
from campaigns.definition import Group
from campaigns.text import Text
from jobs.models import Job, Outcome
from jobs.running import work_off
from tests.appraisal import signing
from tests.appraisal.test_signing_in import age
from tests.ballots.test_papers import box, enrol, office
from tests.jobs.work import now, silence, work
from tests.make import make_campaign, make_document
from tests.reports.sample import make_document_in_two_groups

__all__ = ["box", "office"]
pytestmark = pytest.mark.django_db
outside = pytest.mark.django_db(transaction=True)
State = Job.State
REPORT = "第一段。\n\n第二段。"


@pytest.fixture
def two(database_url: str) -> Box:
    """Two groups of two units, with a report in the first."""
    document = make_document_in_two_groups()
    for pool in document["pools"]:
        pool["quota"] = 1
    document["documents"] = [
        {"unit": "A", "title": "征求意见情况报告", "body": REPORT, "author": "班子"},
        {"unit": "A", "title": "自评", "body": "好", "kind": "self"},
    ]
    return Box.objects.freeze(make_campaign(document))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Papers are blank, and what was printed is noted: typesetting takes a second."""
    made: list[str] = []

    def blank(text: str) -> Any:
        made.append(text)
        return bundle.Printed(b"%PDF", 3)

    monkeypatch.setattr(bundle, "printed", blank)
    return made


def ask(office: Client, box: Box) -> Job:
    answer = office.post(f"/desk/{box.pk}/papers/zip/")
    job = Job.objects.latest("pk")
    assert answer["Location"] == f"/jobs/{job.pk}/"
    return job


def taken(office: Client, box: Box, asked: str = "") -> bytes:
    answer = office.get(f"/desk/{box.pk}/papers/papers.zip{asked}")
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "no-store"
    return b"".join(answer.streaming_content)


def names(content: bytes) -> list[str]:
    archive = ZipFile(BytesIO(content))
    assert archive.testzip() is None
    return archive.namelist()


def looked(office: Client, box: Box) -> str:
    return " ".join(office.get(f"/desk/{box.pk}/papers/").text.split())


@outside
def test_everything_is_in_it_group_by_group(
    two: Box, office: Client, tmp_path: Path
) -> None:
    enrol(two, name="张三")
    job = ask(office, two)
    assert job.total == 2 * len(PAPERS)
    assert "It is being made: 0 of 14" in looked(office, two)
    work_off()
    content = taken(office, two)
    found = names(content)
    assert found[:2] == [
        "01 Group 1/1 Cover sheet Group 1.pdf",
        "01 Group 1/2 Notice to the raters Group 1.pdf",
    ]
    assert len(found) == 7 + 6  # nobody of the second group has a report
    cover, reports = (words(content, found[n], tmp_path) for n in (0, 6))
    for said in ("Group 1", "Unit A", "Annex 2: the roster 1 4", "Together 6 13",
                 "on the list / due"):  # fmt: skip
        assert said in cover
    assert "第二段。" in reports
    assert "自评" not in reports
    assert names(taken(office, two, "?group=G2")) == found[7:]
    told = Entry.objects.filter(action="names printed").values_list("detail", flat=True)
    assert list(told) == [{"group": "", "kind": "zip"}, {"group": "G2", "kind": "zip"}]
    office.head(f"/desk/{two.pk}/papers/papers.zip")
    assert told.count() == 2
    assert office.get(f"/jobs/{job.pk}/").context["after"] == f"/desk/{two.pk}/papers/"


def words(content: bytes, name: str, folder: Path) -> str:
    file = folder / "paper.pdf"
    file.write_bytes(ZipFile(BytesIO(content)).read(name))
    text = subprocess.check_output(
        ["/usr/bin/pdftotext", "-layout", file, "-"], text=True
    )
    return " ".join(text.split())


@outside
def test_the_same_papers_are_the_same_bytes(
    two: Box, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the tellers' sheet says as of which minute it is: another minute, another paper
    monkeypatch.setattr(Pack, "now", "28 November, 9:42")
    found = set()
    for _time in range(2):
        ask(office, two)
        work_off()
        found.add(taken(office, two))
        assert Outcome.objects.values("job").distinct().count() == 1
        time.sleep(1.1)  # a second that a date could show
    assert len(found) == 1


def test_each_reads_it_in_his_language(
    two: Box, office: Client, quick: list[str]
) -> None:
    ask(office, two)
    chinese = Client(headers={"accept-language": "zh-CN"})
    chinese.force_login(get_user_model().objects.get())
    ask(chinese, two)
    work()
    assert names(taken(chinese, two))[0].startswith("01 第一组/1 ")
    assert Outcome.objects.values("job").distinct().count() == 2


def test_what_is_alike_in_all_groups_is_printed_once(
    two: Box, office: Client, quick: list[str]
) -> None:
    ask(office, two)
    work()
    assert len(quick) == 12
    assert len(names(taken(office, two))) == 13


def test_what_was_broken_off_goes_on(
    two: Box, office: Client, quick: list[str]
) -> None:
    job = ask(office, two)
    running = Job.objects.claim(job.pk)
    assert running
    steps = bundle.make(running)
    while next(steps) < 5:
        pass
    steps.close()
    printed = len(quick)
    silence(job)
    Job.objects.resume()
    work()
    assert (now(job).state, now(job).done) == (State.DONE, 14)
    # the form is printed again for the second group, nothing else
    assert len(quick) == 12 + 1
    assert printed == 5
    assert len(names(taken(office, two))) == 13


DIES = """
import os, signal, sys
import django
django.setup()
from ballots.papers.bundle import Bundle
from jobs.running import work_off
store = Bundle._store
def dying(self, key, name, paper):
    store(self, key, name, paper)
    if sys.argv[1] == "die" and key.startswith("0001/03"):
        os.kill(os.getpid(), signal.SIGKILL)
Bundle._store = dying
work_off()
"""


def worker(how: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "appraisal.settings"}
    return subprocess.Popen([sys.executable, "-c", DIES, how], env=environment)


@outside
def test_a_killed_process_loses_no_paper(two: Box, office: Client) -> None:
    job = ask(office, two)
    assert worker("die").wait(60) == -signal.SIGKILL
    assert now(job).outcomes.count() == 3
    assert now(job).done == 2
    silence(job)
    assert worker("live").wait(60) == 0
    assert now(job).state == State.DONE
    assert len(names(taken(office, two))) == 13


@outside
def test_after_a_day_it_is_erased(two: Box, office: Client, quick: list[str]) -> None:
    job = ask(office, two)
    work_off()
    text = looked(office, two)
    assert "Ready: made" in text
    assert f"/desk/{two.pk}/papers/papers.zip?group=G1" in text
    Job.objects.update(finished_at=timezone.now() - timedelta(hours=23))
    work_off()
    assert Outcome.objects.exists()
    Job.objects.update(finished_at=timezone.now() - timedelta(hours=25))
    # nobody has looked yet: it is not given out any more all the same
    answer = office.get(f"/desk/{two.pk}/papers/papers.zip", follow=True)
    assert "The ZIP is not there any more." in answer.text
    assert "Make the ZIP" in looked(office, two)
    work_off()
    assert not Outcome.objects.exists()
    assert Job.objects.get() == job


@outside
def test_what_nobody_went_on_with_is_erased_as_well(two: Box) -> None:
    job = bundle.start(two.campaign, 2, "office")
    row = job.outcomes.create(key="0001/01/0001", name="x", content=b"x")
    assert str(row) == f"papers {job.pk} 0001/01/0001"
    long_ago = timezone.now() - timedelta(hours=25)
    Job.objects.update(seen_at=long_ago, state=State.FAILED)
    Outcome.objects.erase()
    assert not Outcome.objects.exists()


def test_when_it_is_made_anew_the_old_one_goes(
    two: Box, office: Client, quick: list[str]
) -> None:
    old = ask(office, two)
    assert ask(office, two) == old  # it is being made already
    work()
    assert old.outcomes.exists()
    new = ask(office, two)
    assert new != old
    assert not old.outcomes.exists()
    assert office.get(f"/desk/{two.pk}/papers/papers.zip").status_code == 302


def test_what_was_not_finished_says_so(
    two: Box, office: Client, quick: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(office, two)
    pk = two.pk
    monkeypatch.setattr(Box.objects, "select_related", gone)
    work()
    monkeypatch.undo()
    assert "not there any more" in now(job).error
    assert "It was not finished." in looked(office, two)
    assert office.get(f"/desk/{pk}/papers/papers.zip").status_code == 302


def gone(*_names: str) -> Any:
    return Box.objects.none()


def test_the_password_is_asked_for_again(
    two: Box, client: Client, quick: list[str], settings: Any
) -> None:
    settings.SECOND_FACTOR = True
    signing.make_user()
    signing.sign_in(client)
    signing.enrol(client)
    client.post(f"/desk/{two.pk}/papers/zip/")
    work()
    path = f"/desk/{two.pk}/papers/papers.zip"
    age(client, RECENT + 1)
    answer = client.get(path)
    assert answer["Location"] == f"/accounts/again/?next=/desk/{two.pk}/papers/"
    assert not Entry.objects.filter(action="names printed").exists()
    age(client, -RECENT)
    assert client.get(path)["Content-Type"] == "application/zip"


@pytest.mark.parametrize("method", ["get", "head"])
def test_who_comes_back_without_a_form_only_looks(
    method: str, two: Box, office: Client
) -> None:
    answer = getattr(office, method)(f"/desk/{two.pk}/papers/zip/")
    assert answer["Location"] == f"/desk/{two.pk}/papers/"
    assert not Job.objects.exists()


def test_what_there_is_not(two: Box, office: Client) -> None:
    draft = make_campaign(make_document())
    for path in ("papers.zip", "zip/"):
        assert office.get(f"/desk/{draft.pk}/papers/{path}").status_code == 404
    zips = f"/desk/{two.pk}/papers/papers.zip"
    assert office.get(f"{zips}?group=G9").status_code == 404
    assert office.get(f"/desk/{two.pk}/papers/G2/reports.pdf").status_code == 404


# single papers ------------------------------------------------------------------


def test_the_cover_sheet_alone(two: Box, office: Client, tmp_path: Path) -> None:
    answer = office.get(f"/desk/{two.pk}/papers/G2/cover.pdf")
    file = tmp_path / "paper.pdf"
    file.write_bytes(answer.content)
    text = subprocess.check_output(["/usr/bin/pdftotext", "-layout", file, "-"])
    said = " ".join(text.decode().split())
    assert "Group 2" in said
    assert "Reports of the units" not in said
    assert "Together 5 12" in said


def test_a_paper_that_is_too_long_is_in_the_zip(
    two: Box, office: Client, quick: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(volumes, "MOST", 2)
    for what in ("roster", "cover"):
        answer = office.get(f"/desk/{two.pk}/papers/G1/{what}.pdf", follow=True)
        assert "It is in the ZIP." in answer.text
    ask(office, two)
    work()
    found = names(taken(office, two, "?group=G2"))
    assert "02 Group 2/4 Annex 2 the roster Group 2 (1).pdf" in found
    assert "02 Group 2/4 Annex 2 the roster Group 2 (2).pdf" in found


def test_a_long_list_is_cut_and_no_line_is_lost(box: Box) -> None:
    definition = box.definition
    group = definition.groups["G1"]
    for n in range(5):
        enrol(box, name=f"王{n}")
    pack = Pack(box.campaign, definition, group)
    whole = [line for sheet in pack.sheets() for line in sheet.lines]
    volumes.LONGEST, before = 1, volumes.LONGEST
    rows, volumes.ROWS = volumes.ROWS, 2
    try:
        files = volumes.volumes(pack, "roster")
    finally:
        volumes.LONGEST, volumes.ROWS = before, rows
    cut = [line for parts in files for sheet in parts for line in sheet.lines]
    assert cut == whole
    assert max(len(sheet.lines) for parts in files for sheet in parts) == 2


def test_a_long_report_is_cut_and_no_word_is_lost() -> None:
    text = tuple(f"{n} " + "长" * (n % 90) for n in range(3000))
    report = Report(Text("单位"), Text("报告"), Text(""), text)
    parts = list(volumes._bound(report))
    assert [line for part, _n in parts for line in part.paragraphs] == list(text)
    assert len(parts) > 1
    assert all(n <= volumes.LONGEST for _part, n in parts)


# names and bytes ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("第一组", "第一组"),
        ('a/b\\c:d*e?"<f>|g', "a b c d e f g"),
        ("..", ""),
        ("组\n一.", "组 一"),
        ("长" * 99, "长" * 40),
    ],
)
def test_names_of_files(text: str, name: str) -> None:
    assert plain(text) == name


def test_groups_of_one_name_have_folders_of_their_own() -> None:
    one = Group("G1", Text("组"), "A", ("A",))
    assert in_zip(1, one, 2, "通知") == "01 组/2 通知 组.pdf"
    assert in_zip(2, one, 2, "通知", 3) == "02 组/2 通知 组 (3).pdf"


def test_the_zip_holds_one_file_in_memory() -> None:
    taken: list[int] = []

    def files() -> Iterator[tuple[str, bytes]]:
        for n in range(3):
            yield f"第{n}.pdf", bytes(100_000)

    parts = []
    for part in zipped(files()):
        parts.append(part)
        taken.append(len(part))
    assert max(taken) < 101_000
    content = b"".join(parts)
    assert names(content) == ["第0.pdf", "第1.pdf", "第2.pdf"]
    assert all(info.flag_bits & 0x8 == 0 for info in ZipFile(BytesIO(content)).filelist)
    assert names(b"".join(zipped([]))) == []
    Window().flush()

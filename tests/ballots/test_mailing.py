"""Letters to raters: each once, to lists alone, whatever is killed or refused."""

import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from audit.models import Entry
from ballots.mailing import sending
from ballots.mailing.letter import Writer
from ballots.models import Box, Letter, Mailing, Ticket
from ballots.rehearsal import copy_as_drill
from campaigns import post
from campaigns.approval.board import Board
from campaigns.contact import email_in
from campaigns.models import Campaign, Rater, Submission
from campaigns.post import Answer, Postman
from jobs.models import Job
from tests.ballots.desk import vote
from tests.ballots.make import Hall, make_open_box
from tests.ballots.test_papers import enrol, office
from tests.campaigns.books import HEAD, workbook
from tests.jobs.work import now, silence, work
from tests.make import behind, make_campaign, make_document
from tests.post_office import PostOffice, serving
from tests.reports.sample import make_document_in_two_groups

__all__ = ["office"]
pytestmark = pytest.mark.django_db
State = Campaign.State


@pytest.fixture
def mail(settings: Any) -> Iterator[PostOffice]:
    with serving(settings) as server:
        yield server


@pytest.fixture
def box(database_url: str) -> Box:
    """Two groups; three raters with an address, one with a phone, one with nothing."""
    document = make_document_in_two_groups()
    for pool in document["pools"]:
        pool["quota"] = 3
    box = Box.objects.freeze(make_campaign(document))
    enrol(box, name="张三", contact="zhang@example.org")
    enrol(box, "cross", "B", name="李四", contact="13800000001，li@example.org")
    enrol(box, name="王五", contact="13800000002")
    enrol(box, name="赵六")
    enrol(box, unit="C", name="钱七", contact="qian@example.org")
    return box


ALL = ["zhang@example.org", "li@example.org", "qian@example.org"]


def to(mail: PostOffice) -> list[str]:
    return [str(letter["To"]) for letter in mail.letters]


def send(office: Client, box: Box) -> Any:
    answer = office.post(f"/desk/{box.pk}/mail/notice/")
    work()
    return answer


def remind(office: Client, box: Box, pool: str = "own", group: str = "") -> Any:
    asked = {"pool": pool, "group": group}
    answer = office.post(f"/desk/{box.pk}/mail/reminder/", asked)
    work()
    return answer


def looked(office: Client, box: Box) -> str:
    answer = office.get(f"/desk/{box.pk}/mail/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return " ".join(answer.text.split())


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("", ""),
        ("13800000001", ""),
        ("zhang@example.org", "zhang@example.org"),
        ("手机 138 0000 0001；zhang@example.org", "zhang@example.org"),
        ("电话：138/zhang@example.org、li@example.org", "zhang@example.org"),
        ("微信 @zhang", ""),
        ("zhang@", ""),
        ("zhang@example.org\r\nBcc: x@example.org", "zhang@example.org"),
    ],
)
def test_an_address_is_found_in_whatever_the_contact_holds(
    contact: str, address: str
) -> None:
    assert email_in(contact) == address


# the notice ---------------------------------------------------------------------


def test_the_page_counts_who_is_reached(
    box: Box, office: Client, mail: PostOffice
) -> None:
    text = looked(office, box)
    assert "Of 5 raters on the lists 3 have an e-mail address; 2 get the notice" in text
    assert f"/desk/{box.pk}/mail/" in office.get(box.desk).text
    for name in ("张三", "zhang@example.org"):
        assert name not in text
    page = office.get(f"/desk/{box.pk}/mail/notice/")
    assert "3 letters go out; each once" in page.text
    assert "2 raters have no e-mail address" in page.text
    assert "Send 3 letters" in page.text
    assert not mail.letters


def test_each_gets_one_letter_however_often_it_is_pressed(
    box: Box, office: Client, mail: PostOffice
) -> None:
    first = office.post(f"/desk/{box.pk}/mail/notice/")
    again = office.post(f"/desk/{box.pk}/mail/notice/")
    assert first["Location"] == again["Location"]
    work()
    assert to(mail) == ALL
    assert "Everybody with an e-mail address has got it." in looked(office, box)
    late = send(office, box)
    assert late.status_code == 409
    assert "nobody left with an e-mail address" in late.text
    assert office.get(f"/desk/{box.pk}/mail/notice/").status_code == 409
    assert to(mail) == ALL
    row = Mailing.objects.get()
    assert (row.sent, row.refused, row.by) == (3, 0, "office")
    assert str(row) == f"notice {row.pk}"
    assert str(Letter.objects.first()).startswith(str(row))


def test_the_notice_waits_until_the_lists_are_approved(
    box: Box, office: Client, mail: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind(box.campaign, approval="lists")
    text = looked(office, box)
    told = "The notice goes out when all lists are approved: 6 are not yet."
    assert told in text
    assert f'<a href="/lists/{box.pk}/board/">To the lists</a>' in text
    for answer in (office.get(f"/desk/{box.pk}/mail/notice/"), send(office, box)):
        assert answer.status_code == 409
        assert told in answer.text
    # approval is taken back after the page was looked at
    with monkeypatch.context() as patch:
        patch.setattr(Mailing, "obstacle", "")
        answer = send(office, box)
    assert answer.status_code == 409
    assert told in answer.text
    assert not Mailing.objects.exists()
    approve(box)
    send(office, box)
    assert to(mail) == ALL


def test_letters_that_wait_stay_when_approval_is_taken_back(
    box: Box, office: Client, mail: PostOffice
) -> None:
    behind(box.campaign, approval="lists")
    approve(box)
    office.post(f"/desk/{box.pk}/mail/notice/")
    Submission.objects.filter(kind="list").update(state="returned")
    work()
    assert not mail.letters
    assert "not approved by the supervision team" in Job.objects.get().error


def approve(box: Box) -> None:
    for item in Board(Campaign.objects.get(pk=box.pk)).items:
        item.row.state, item.row.digest = "approved", item.digest
        item.row.save()


def test_the_letter_says_all_in_both_languages(
    box: Box, office: Client, mail: PostOffice
) -> None:
    page = office.get(f"/desk/{box.pk}/mail/notice/").text
    send(office, box)
    own, cross = mail.text(0), mail.text(1)
    for text in (own, cross, page):
        for said in ("张三", "Dear") if text == own else ("Dear",):
            assert said in text
        for said in ("/b/", "/r/", "anonymous", "receipt", "单位", "Voting: "):
            assert said in text
    assert "Unit A" in own
    assert "Unit B" not in own
    assert "Unit A" in cross
    assert "Unit B" in cross
    assert "(name)" in page
    letter = mail.letters[0]
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "\n" not in str(letter["Subject"])


def test_before_a_window_is_set_the_letter_says_so(box: Box) -> None:
    Campaign.objects.filter(pk=box.pk).update(opens_at=None, closes_at=None)
    writer = Writer(Campaign.objects.get(pk=box.pk), "notice")
    assert all("told when voting begins" in each.text for each in writer.samples())


def test_a_pool_of_the_whole_campaign_rates_all_of_it(db: None) -> None:
    box = Box.objects.freeze(make_campaign(make_document("model-selection")))
    for kind in ("notice", "reminder"):
        for each in Writer(box.campaign, kind).samples():
            assert "every unit of the campaign" in each.text


@pytest.mark.parametrize(
    ("hours", "said"),
    [(48, None), (20, "send it at once"), (-1, "has been open since"), (None, None)],
)
def test_it_says_when_it_is_late(
    hours: int | None, said: str | None, box: Box, office: Client, mail: PostOffice
) -> None:
    opens = None if hours is None else timezone.now() + timedelta(hours=hours)
    closes = timezone.now() + timedelta(days=9)
    Campaign.objects.filter(pk=box.pk).update(opens_at=opens, closes_at=closes)
    text = office.get(f"/desk/{box.pk}/mail/notice/").text
    assert ("a day ahead, and voting" in text) == bool(said)
    assert (said or "Send 3 letters") in text


def test_whom_the_server_refuses_is_listed_and_tried_again_once_mended(
    box: Box, office: Client, mail: PostOffice
) -> None:
    mail.unknown.add("li@example.org")
    send(office, box)
    text = looked(office, box)
    assert "李四" in text
    assert "li@example.org" in text
    assert "张三" not in text
    assert (Mailing.objects.get().sent, Mailing.objects.get().refused) == (2, 1)
    Rater.objects.filter(name="李四").update(contact="li.si@example.org")
    assert "Send to those not reached yet" in looked(office, box)
    assert "1 letter goes out" in office.get(f"/desk/{box.pk}/mail/notice/").text
    send(office, box)
    assert to(mail) == ["zhang@example.org", "qian@example.org", "li.si@example.org"]
    assert "李四" not in looked(office, box)
    assert (Mailing.objects.get().sent, Mailing.objects.get().refused) == (3, 0)


def test_many_refused_ones_are_cut_short(
    box: Box, office: Client, mail: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ballots.views.mail.SHOWN", 1)
    mail.unknown.update(ALL)
    send(office, box)
    assert "and 2 more" in looked(office, box)


def test_lists_that_are_exchanged_bring_nobody_a_second_letter(
    box: Box, office: Client, mail: PostOffice
) -> None:
    """Another order, a mended contact, somebody new: only he gets one."""
    send(office, box)
    people = {"孙八": "sun@example.org", "赵六": "", "张三": "san@example.org"}
    rows = [["A", "单位甲", "本单位", *(name, "", to)] for name, to in people.items()]
    before = Rater.objects.get(name="张三").pk
    book = workbook({"参评人员": [HEAD, *rows]})
    upload(office, box, book)
    assert Rater.objects.get(name="张三").pk == before
    assert not Rater.objects.filter(name="王五").exists()
    send(office, box)
    assert to(mail) == [*ALL, "sun@example.org"]


def upload(office: Client, box: Box, book: bytes) -> None:
    file = SimpleUploadedFile("lists.xlsx", book)
    page = office.post(f"/lists/{box.pk}/upload/", {"file": file, "rest": "keep"})
    carried = re.search(r'name="lists" value="([^"]+)"', page.text)
    assert carried, page.text
    office.post(f"/lists/{box.pk}/take-over/", {"lists": carried[1]})


def test_who_leaves_the_list_takes_the_mark_along(
    box: Box, office: Client, mail: PostOffice
) -> None:
    send(office, box)
    Rater.objects.all().delete()
    assert not Letter.objects.exists()
    assert Mailing.objects.get().sent == 3
    assert "No roster yet" in looked(office, box)


def test_who_goes_while_letters_are_sent(
    box: Box, office: Client, mail: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Off the list before his letter, without an address, off it just after."""
    office.post(f"/desk/{box.pk}/mail/notice/")
    waiting = Mailing.waiting

    def then(mailing: Mailing) -> list[int]:
        found = waiting(mailing)
        Rater.objects.filter(name="张三").delete()
        Rater.objects.filter(name="李四").update(contact="")
        return found

    monkeypatch.setattr(Mailing, "waiting", then)
    take = Postman.hand_over

    def leaving(postman: Postman, letter: Any) -> Answer:
        answer = take(postman, letter)
        Rater.objects.filter(name="钱七").delete()
        return answer

    monkeypatch.setattr(Postman, "hand_over", leaving)
    work()
    assert to(mail) == ["qian@example.org"]
    assert not Letter.objects.exists()
    assert Mailing.objects.get().sent == 1
    assert Job.objects.get().state == "done"


# trouble ------------------------------------------------------------------------


def test_what_was_broken_off_goes_on_with_the_rest(
    box: Box, office: Client, mail: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.post(f"/desk/{box.pk}/mail/notice/")
    job = Job.objects.get()
    running = Job.objects.claim(job.pk)
    assert running
    steps = sending.send(running)
    assert next(steps) == 1
    steps.close()
    silence(job)
    Job.objects.resume()
    work()
    assert to(mail) == ALL
    assert (now(job).state, now(job).done, now(job).total) == ("done", 3, 3)


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_sends_no_letter_twice(
    box: Box, office: Client, mail: PostOffice
) -> None:
    """Killed for real after its first letter; another one goes on."""
    office.post(f"/desk/{box.pk}/mail/notice/")
    job = Job.objects.get()
    child = worker(mail, "die")
    assert child.wait(60) == -signal.SIGKILL
    assert to(mail) == ALL[:1]
    silence(job)
    assert worker(mail, "live").wait(60) == 0
    assert to(mail) == ALL
    assert now(job).state == "done"


DIES = """
import os, signal, sys
import django
django.setup()
from ballots.models import Mailing
from jobs.running import work_off
note = Mailing.note
def dying(*args, **kwargs):
    note(*args, **kwargs)
    if sys.argv[1] == "die":
        os.kill(os.getpid(), signal.SIGKILL)
Mailing.note = dying
work_off()
"""


def worker(mail: PostOffice, how: str) -> Any:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "appraisal.settings",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
    }
    return subprocess.Popen([sys.executable, "-c", DIES, how], env=environment)


def test_without_its_server_the_mail_waits(
    box: Box, office: Client, mail: PostOffice, settings: Any
) -> None:
    settings.EMAIL_PORT = 1
    send(office, box)
    job = Job.objects.get()
    assert "mail server cannot be reached" in office.get(f"/jobs/{job.pk}/").text
    assert "broken off" in looked(office, box)
    settings.EMAIL_PORT = mail.port
    send(office, box)
    assert to(mail) == ALL


UNSENT = "Raters should know a day ahead: the notice is not sent."


def reminded(box: Box, office: Client, hours: float) -> bool:
    """Whether the desk says so with that long to go; it stops nothing."""
    begins = timezone.now() + timedelta(hours=hours)
    behind(box.campaign, opens_at=begins, closes_at=begins + timedelta(days=1))
    fresh = Box.objects.get(pk=box.pk)
    with override("en"):
        found = [row for row in fresh.blockers() if row.text == UNSENT]
    assert all(
        (row.url, row.stops) == (f"/desk/{box.pk}/mail/", False) for row in found
    )
    assert (UNSENT in office.get(box.desk).text) == bool(found)
    return bool(found)


def test_the_desk_reminds_of_the_notice_from_two_days_before_opening(
    box: Box, office: Client, mail: PostOffice
) -> None:
    assert not reminded(box, office, 49)
    assert reminded(box, office, 47)
    assert reminded(box, office, 20)
    assert reminded(box, office, -1)  # not opened yet: a late notice is better
    send(office, box)
    assert not reminded(box, office, 20)


def test_a_notice_that_reached_nobody_is_not_sent(
    box: Box, office: Client, mail: PostOffice, settings: Any
) -> None:
    settings.EMAIL_PORT = 1
    send(office, box)
    assert Mailing.objects.exists()
    assert reminded(box, office, 20)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda box, settings: setattr(settings, "SENDS_MAIL", False),
        lambda box, settings: box.campaign.raters.update(contact="微信 @zhang"),
        lambda box, settings: behind(box.campaign, drill=True),
        lambda box, settings: behind(box.campaign, state="open"),
    ],
    ids=["no mail", "no addresses", "drill", "open"],
)
def test_the_desk_is_silent_where_no_notice_can_be_sent_or_known_of(
    box: Box, office: Client, mail: PostOffice, settings: Any, spoil: Any
) -> None:
    assert reminded(box, office, 20)
    spoil(box, settings)
    assert not reminded(box, office, 20)


def test_the_reminder_takes_as_many_queries_for_many_raters(
    box: Box, office: Client, mail: PostOffice
) -> None:
    assert reminded(box, office, 20)
    found = []
    for number in range(2):
        with CaptureQueriesContext(connection) as seen:
            assert reminded(box, office, 20)
        found.append(len(seen))
        for each in range(5):
            enrol(box, "cross", "C", name=f"某{number}{each}", contact="a@example.org")
    assert found[0] == found[1]


def test_a_site_that_lost_its_server_marks_nobody(
    box: Box, office: Client, mail: PostOffice, settings: Any
) -> None:
    office.post(f"/desk/{box.pk}/mail/notice/")
    settings.SENDS_MAIL = False
    work()
    assert Job.objects.get().state == "failed"
    assert not Letter.objects.exists()


def test_who_is_put_off_is_not_reached_yet_and_not_refused(
    box: Box, office: Client, mail: PostOffice
) -> None:
    mail.busy = {"li@example.org"}
    send(office, box)
    assert to(mail) == ["zhang@example.org", "qian@example.org"]
    assert Letter.objects.count() == 2
    assert (Mailing.objects.get().refused, Mailing.objects.get().left()) == (0, 1)


def test_a_reminder_that_was_put_off_is_gone_on_with_the_same_day(
    office: Client, mail: PostOffice, database_url: str
) -> None:
    box = make_open_box().box
    enrol(box, name="张三", contact="zhang@example.org")
    enrol(box, name="李四", contact="li@example.org")
    mail.busy = {"zhang@example.org"}
    remind(office, box)
    page = f"/jobs/{Job.objects.get().pk}/"
    assert "Not everybody has a letter yet" in office.get(page).text
    assert "broken off" in looked(office, box)
    mail.busy = set()
    assert remind(office, box).status_code == 409  # its reminder of the day is begun
    office.post(page)
    work()
    assert to(mail) == ["li@example.org", "zhang@example.org"]
    assert Job.objects.get().state == "done"
    told = Entry.objects.filter(action="letters sent").order_by("pk")
    assert [entry.detail["sent"] for entry in told] == [1, 2]


def test_a_server_that_takes_nothing_is_not_asked_for_ever(
    box: Box, office: Client, mail: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post, "MANY", 2)
    mail.busy = set(ALL)
    send(office, box)
    assert "takes no more letters at the moment" in Job.objects.get().error
    mail.busy = set()
    send(office, box)
    assert to(mail) == ALL


def test_the_log_and_the_queue_hold_no_name(
    box: Box,
    office: Client,
    mail: PostOffice,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    mail.unknown.add("li@example.org")
    with caplog.at_level(logging.DEBUG):
        send(office, box)
        settings.EMAIL_PORT = 1
        send(office, box)
    rows = [*Job.objects.values_list(), *Entry.objects.values_list()]
    # without the log of the test's own mail server
    lines = [row.getMessage() for row in caplog.records if row.name != "mail.log"]
    assert lines
    for text in (str(lines), str(rows)):
        for name in ("张三", "zhang@", "李四", "li@"):
            assert name not in text
    told = Entry.objects.filter(action="letters sent").get().detail
    assert told == {"mailing": "notice", "pool": "", "group": "",
                    "sent": 2, "refused": 1}  # fmt: skip


# when none can go out -----------------------------------------------------------


@pytest.mark.parametrize("path", ["notice", "reminder"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_mail_the_page_offers_the_paper(
    path: str, method: str, box: Box, office: Client
) -> None:
    text = looked(office, box)
    assert "This site sends no e-mail." in text
    assert f"/desk/{box.pk}/papers/" in text
    answer = getattr(office, method)(f"/desk/{box.pk}/mail/{path}/")
    assert answer.status_code == 409
    assert "Nothing was sent." in answer.text
    assert not Mailing.objects.exists()


def test_a_drill_sends_nothing(box: Box, office: Client, mail: PostOffice) -> None:
    """Nor does work that was begun before it was one."""
    drill = Box.objects.freeze(copy_as_drill(box.campaign))
    enrol(drill, name="张三", contact="zhang@example.org")
    for path in ("notice", "reminder"):
        answer = office.post(f"/desk/{drill.pk}/mail/{path}/")
        assert answer.status_code == 409
        assert "This is a drill" in answer.text
    office.post(f"/desk/{box.pk}/mail/notice/")
    behind(box.campaign, drill=True)
    work()
    assert not mail.letters
    assert Job.objects.get().state == "failed"


@pytest.mark.parametrize("state", ["closed", "suspended", "released"])
def test_after_closing_nothing_goes_out(
    state: str, box: Box, office: Client, mail: PostOffice
) -> None:
    office.post(f"/desk/{box.pk}/mail/notice/")
    behind(box.campaign, state=state)
    work()
    assert not mail.letters
    assert "cannot go out now" in Job.objects.get().error
    answer = office.post(f"/desk/{box.pk}/mail/notice/")
    assert answer.status_code == 409
    assert "between freezing and closing" in answer.text


def test_the_state_that_changes_while_somebody_presses(
    box: Box, office: Client, mail: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Mailing, "obstacle", "")
    behind(box.campaign, state="closed")
    answer = office.post(f"/desk/{box.pk}/mail/notice/")
    assert answer.status_code == 409
    assert "in another state by now" in answer.text
    assert not Mailing.objects.exists()


def test_a_draft_has_nobody_to_write_to(office: Client) -> None:
    assert office.get(f"/desk/{make_campaign().pk}/mail/").status_code == 404


def test_a_campaign_that_is_deleted_meanwhile(
    box: Box, office: Client, mail: PostOffice
) -> None:
    office.post(f"/desk/{box.pk}/mail/notice/")
    Mailing.objects.all().delete()
    work()
    job = Job.objects.get()
    assert "not there any more" in job.error
    assert office.get(f"/jobs/{job.pk}/").context["after"] == "/desk/"


# reminders ----------------------------------------------------------------------


@pytest.fixture
def hall(db: None) -> Hall:
    """Voting is open in two groups; everybody has an address."""
    document = make_document_in_two_groups()
    document["pools"][0]["quota"] = 2
    document["pools"][1]["quota"] = 1
    hall = make_open_box(document)
    for unit in "ABCD":
        for n in range(2):
            enrol(hall.box, unit=unit, name=f"王{n}", contact=f"{unit}{n}@example.org")
        enrol(hall.box, "cross", unit, name="李", contact=f"{unit}x@example.org")
    return hall


def test_a_reminder_goes_to_a_whole_pool(
    hall: Hall, office: Client, mail: PostOffice
) -> None:
    page = office.get(f"/desk/{hall.box.pk}/mail/reminder/?pool=own&group=G2")
    assert "Send 4 reminders" in page.text
    assert "everybody alike" in page.text
    answer = remind(office, hall.box, "own", "G2")
    assert answer["Location"] == f"/jobs/{Job.objects.get().pk}/"
    assert to(mail) == [f"{u}{n}@example.org" for u in "CD" for n in range(2)]
    assert "Nobody can see who has voted" in mail.text()
    assert "all groups" not in looked(office, hall.box).split("What went out")[1][:900]
    remind(office, hall.box, "cross")
    assert to(mail)[4:] == [f"{u}x@example.org" for u in "ABCD"]
    assert Mailing.objects.reminders(hall.campaign).count() == 2


def recipients(office: Client, hall: Hall, mail: PostOffice) -> list[str]:
    mail.letters.clear()
    Mailing.objects.all().delete()
    remind(office, hall.box)
    return to(mail)


def test_whom_it_goes_to_does_not_depend_on_who_has_voted(
    hall: Hall, office: Client, mail: PostOffice
) -> None:
    """The same people, in the same order, with the same words."""
    before = recipients(office, hall, mail)
    words = [mail.text(n) for n in range(len(before))]
    rows = list(Mailing.objects.values_list("sent", "refused"))
    for place, pile in hall.slips.items():
        for slip in pile[: 1 + (place[0] == "own")]:
            vote(hall.box, slip)
    assert Ticket.objects.used().count() == 10
    assert recipients(office, hall, mail) == before
    assert [mail.text(n) for n in range(len(before))] == words
    assert list(Mailing.objects.values_list("sent", "refused")) == rows


def test_no_table_of_tickets_is_read_for_letters(
    hall: Hall, office: Client, mail: PostOffice
) -> None:
    with CaptureQueriesContext(connection) as queries:
        office.get(f"/desk/{hall.box.pk}/mail/")
        office.get(f"/desk/{hall.box.pk}/mail/reminder/?pool=own")
        remind(office, hall.box)
    read = " ".join(query["sql"] for query in queries.captured_queries)
    assert "campaigns_rater" in read
    for model in (Ticket, *map(apps.get_model, ("ballots.Ballot", "ballots.Receipt"))):
        assert model._meta.db_table not in read


def test_the_tables_hold_nothing_of_tickets() -> None:
    """A mark is rater, mailing, sent or refused; no time says when it was made."""
    columns = {f.column for f in Letter._meta.fields}
    assert columns == {"id", "mailing_id", "rater_id", "refused"}
    related = {f.related_model for f in Mailing._meta.fields if f.related_model}
    assert {model.__name__ for model in related} == {"Campaign", "Pool", "Group"}


@pytest.mark.parametrize(
    ("first", "then", "goes"),
    [
        (("own", ""), ("own", ""), False),
        (("own", ""), ("own", "G1"), False),
        (("own", "G1"), ("own", ""), False),
        (("own", "G1"), ("own", "G1"), False),
        (("own", "G1"), ("own", "G2"), True),
        (("own", ""), ("cross", ""), True),
    ],
)
def test_one_reminder_a_pool_and_day(
    first: Any, then: Any, goes: bool, hall: Hall, office: Client, mail: PostOffice
) -> None:
    remind(office, hall.box, *first)
    n = len(mail.letters)
    query = f"?pool={then[0]}&group={then[1]}"
    page = office.get(f"/desk/{hall.box.pk}/mail/reminder/{query}")
    answer = remind(office, hall.box, *then)
    assert (page.status_code == 200) == goes
    assert (answer.status_code == 302) == goes
    assert (len(mail.letters) > n) == goes
    if not goes:
        assert "has had its reminder today" in page.text
        assert "has had its reminder today" in answer.text
        Mailing.objects.update(day=hall.campaign.today() - timedelta(days=1))
        assert remind(office, hall.box, *then).status_code == 302


def test_yesterdays_reminder_is_not_sent_today(
    hall: Hall, office: Client, mail: PostOffice
) -> None:
    office.post(f"/desk/{hall.box.pk}/mail/reminder/", {"pool": "own"})
    Mailing.objects.update(day=hall.campaign.today() - timedelta(days=1))
    work()
    assert not mail.letters
    assert "it is another day" in Job.objects.get().error


def test_nobody_in_the_pool_has_an_address(
    hall: Hall, office: Client, mail: PostOffice
) -> None:
    Rater.objects.update(contact="")
    page = office.get(f"/desk/{hall.box.pk}/mail/reminder/?pool=own")
    answer = remind(office, hall.box)
    for each in (page, answer):
        assert each.status_code == 409
        assert "nobody left with an e-mail address" in each.text
    assert not Mailing.objects.exists()
    assert "Nobody on the lists has an e-mail address." in looked(office, hall.box)


@pytest.mark.parametrize("asked", ["", "?pool=voted", "?pool=own&group=G9"])
def test_what_cannot_be_chosen(
    asked: str, hall: Hall, office: Client, mail: PostOffice
) -> None:
    answer = office.get(f"/desk/{hall.box.pk}/mail/reminder/{asked}")
    assert answer.status_code == 422
    assert "invalid-feedback" in answer.text


def test_reminders_are_for_while_voting_is_open(
    box: Box, office: Client, mail: PostOffice
) -> None:
    answer = remind(office, box)
    assert answer.status_code == 409
    assert "Reminders go out while voting is open." in answer.text

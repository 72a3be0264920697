"""What is stored and logged says nothing of who voted how (design §4, trust.md §1).

Each test holds data that could leak, and shows that it would find them if they did.
"""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, models
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballots import codes
from ballots.models import Ballot, Box, Comment, OpenLink, Receipt, Slip, Ticket
from ballots.rehearsal import issue_all
from campaigns.files import presets, read
from campaigns.load import load
from tests.ballots.mixed import make_mixed_box

FORM = "application/x-www-form-urlencoded"
CANARY = "金丝雀在矿井里唱歌"
POSTGRESQL = connection.vendor == "postgresql"

COLUMNS = {
    "Ticket": {"code_pk", "campaign_id", "pool_id", "unit_id", "group_id",
               "bearer_id", "batch_id", "state", "box", "signature", "skey_hash",
               "receipt"},
    "Ballot": {"uuid", "campaign_id", "subject_id", "pool_id", "answers"},
    "Comment": {"uuid", "campaign_id", "subject_id", "text", "review", "published",
                "reason", "reader"},
    "CommentRelease": {"campaign_id", "released_at", "released_by"},
    "Summary": {"subject_id", "campaign_id", "text"},
    "Receipt": {"campaign_id", "number"},
    "Tally": {"id", "campaign_id", "subject_id", "pool_id", "item", "value", "n"},
    "Account": {"id", "campaign_id", "pool_id", "subject_id", "unit_id", "group_id",
                "issued", "returned", "abstained", "valid", "void"},
    "OpenLink": {"token", "pool_id"},
    "Salt": {"id", "salt"},
    "Batch": {"id", "campaign_id", "group_id", "number", "slips", "root", "made_at",
              "made_by", "void"},
    "Box": {"campaign_id", "custody", "public_key", "closed_with", "closed_at",
            "opened_at", "rewritten"},
}  # fmt: skip

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def box(database_url: str) -> Box:
    """An open box of the preset."""
    now = timezone.now()
    campaign = load(
        read(presets()["joint-appraisal"]),
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=1),
    )
    return Box.objects.freeze(campaign)


@pytest.fixture
def slips(box: Box) -> list[Slip]:
    """The slips of the cross-unit pool; voting is open."""
    everything = issue_all(box)
    box.open_voting()
    return next(pile for (pool, _), pile in everything.items() if pool == "cross")


def post(client: Client, path: str, data: dict[str, str]) -> HttpResponse:
    """A form as browsers send it."""
    return client.post(path, urlencode(data), content_type=FORM)


def send(client: Client, slip: Slip, options: dict[str, str], comment: str) -> str:
    """Vote as a browser without script does; the page that answers."""
    page = post(client, "/b/", {"code": slip.code, "lang": "zh-hans"})
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    names = set(re.findall(r'name="(a\.\w+\.[\w-]+)"', page.text))
    answers = {name: options[name.split(".")[1]] for name in names}
    notes = {"c.A": comment}
    done = post(client, "/b/submit", {**dict(hidden), **answers, **notes})
    assert done.status_code == 200, done.text
    return done.text


def options(a: str) -> dict[str, str]:
    return {"A": a, "B": "good", "C": "fair", "D": "poor"}


def dump() -> str:
    """Every row of every table, as text; bytes both as hex and as characters."""
    rows = []
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.values_list():
            for value in row:
                if isinstance(value, bytes | memoryview):
                    data = bytes(value)
                    value = data.hex() + data.decode(errors="ignore")
                rows.append(str(value))
    return "\n".join(rows)


def test_schema_holds_nothing_but_what_is_listed() -> None:
    found = {
        model.__name__: {field.column for field in model._meta.fields}
        for model in apps.get_app_config("ballots").get_models()
    }
    assert found == COLUMNS


def test_acts_of_raters_have_no_counting_key() -> None:
    for model in (Ticket, Ballot, Comment, Receipt):
        assert not isinstance(model._meta.pk, models.AutoField)
        kinds = {type(field) for field in model._meta.fields}
        assert not kinds & {models.DateTimeField, models.GenericIPAddressField}


def test_before_opening_nothing_stored_can_be_read(slips: list[Slip]) -> None:
    for slip in slips[:3]:
        send(Client(), slip, options("good"), CANARY)
    text = dump()
    assert CANARY not in text
    for slip in slips[:3]:
        assert slip.code not in text
        assert slip.key.hex not in text
    assert slips[0].key.public in text  # the dump does hold the tickets


def test_after_opening_only_the_comment_is_there(box: Box, slips: list[Slip]) -> None:
    send(Client(), slips[0], options("good"), CANARY)
    receipt = Ticket.objects.get(pk=slips[0].key.public).receipt
    box.close()
    box.unseal()
    assert dump().count(CANARY) == 1
    assert not Ticket.objects.exclude(
        box=None, signature=None, skey_hash=None, receipt=None
    ).exists()
    assert Receipt.objects.get().number == receipt


def test_one_length_for_every_envelope(slips: list[Slip]) -> None:
    send(Client(), slips[0], options("good"), "")
    send(Client(), slips[1], options("poor"), CANARY * 20)
    sizes = {len(bytes(t.box)) for t in Ticket.objects.used()}
    assert len(sizes) == 1


def test_receipt_of_the_same_answers_differs(slips: list[Slip]) -> None:
    pages = [send(Client(), slip, options("good"), "") for slip in slips[:2]]
    numbers = [re.search(r"receipt-no[^>]*>([^<]+)<", page) for page in pages]
    assert len({number[1] for number in numbers if number}) == 2


@pytest.mark.skipif(not POSTGRESQL, reason="xmin is PostgreSQL's")
def test_xmin_of_all_ballots_is_one(box: Box, slips: list[Slip]) -> None:
    for slip in slips[:6]:
        send(Client(), slip, options("good"), CANARY)
    assert xmins("ballots_ticket WHERE state = 'used'") == 6  # the trap is there
    box.close()
    box.unseal()
    assert xmins("ballots_ballot") == 1
    assert xmins("ballots_comment") == 1
    assert xmins("ballots_ticket") == 1


def xmins(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(DISTINCT xmin::text) FROM {table}")  # noqa: S608
        return int(cursor.fetchone()[0])


def stored_order(box: Box) -> list[int]:
    """The overall answers on subject A, in the order of the table's pages."""
    sql = (
        "SELECT answers FROM ballots_ballot b JOIN campaigns_subject s"
        " ON s.id = b.subject_id WHERE s.key = 'A' ORDER BY b.ctid"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql if POSTGRESQL else sql.replace("ctid", "rowid"))
        return [bytes(row[0])[1] for row in cursor.fetchall()]


def test_order_of_storage_is_not_the_order_of_voting(
    box: Box, slips: list[Slip]
) -> None:
    # twelve for and eight against: chance keeps the order once in 125,970 runs
    for number, slip in enumerate(slips):
        send(Client(), slip, options("good" if number < 12 else "poor"), "")
    box.close()
    box.unseal()
    order = stored_order(box)
    assert sorted(order) == [0] * 12 + [2] * 8
    assert order != sorted(order)


def test_tickets_lie_in_the_order_of_their_keys(slips: list[Slip]) -> None:
    place = "ctid" if POSTGRESQL else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT code_pk FROM ballots_ticket ORDER BY {place}")  # noqa: S608
        stored = [row[0] for row in cursor.fetchall()]
    assert stored == sorted(stored)


def test_voting_leaves_no_session_and_no_cookie(slips: list[Slip]) -> None:
    client = Client()
    send(client, slips[0], options("good"), CANARY)
    assert not client.cookies
    assert not Session.objects.exists()


def test_a_session_of_staff_is_not_touched(
    slips: list[Slip], django_user_model: type
) -> None:
    client = Client()
    client.force_login(django_user_model.objects.create_user("office"))
    before = list(Session.objects.values_list())
    send(client, slips[0], options("good"), CANARY)
    assert list(Session.objects.values_list()) == before


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


def test_logs_and_sql_hold_no_code_and_no_answer(
    slips: list[Slip], log: pytest.LogCaptureFixture
) -> None:
    slip, other = slips[0], slips[1]
    with CaptureQueriesContext(connection) as queries:
        send(Client(), slip, options("good"), CANARY)
        post(Client(), "/b/", {"code": slip.code})  # spent
        post(Client(), "/b/", {"code": "7K3M Q9TR 2XWD 8H"})  # mistyped
        post(Client(), "/b/submit", {"key": other.key.hex, "a.A.overall": "nonsense"})
    sql = "\n".join(query["sql"] for query in queries.captured_queries)
    assert slip.key.public in sql  # the statements are really there
    for text in (sql, log.text):
        for secret in (slip.code, codes.pretty(slip.code), slip.key.hex, CANARY,
                       other.key.hex, CANARY.encode().hex(), "nonsense"):  # fmt: skip
            assert secret not in text
    assert "/b/" not in log.text


@pytest.fixture
def link(transactional_db: None) -> OpenLink:
    """The open link of a campaign that takes ballots."""
    make_mixed_box()
    return OpenLink.objects.get()


def test_an_open_link_leaves_nothing_of_the_rater(
    link: OpenLink, log: pytest.LogCaptureFixture
) -> None:
    client = Client(REMOTE_ADDR="203.0.113.77", headers={"user-agent": "Canary/1"})
    with CaptureQueriesContext(connection) as queries:
        start = f"/b/open/{link.token}/"
        client.get(start)
        page = client.get(f"{start}?unit=B").text
        sent = dict(
            re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
        )
        answers = {"a.B.overall": "good", "a.B.grade": "agree", "a.B.points": "77"}
        done = post(client, "/b/submit", sent | answers | {"c.B": CANARY})
        client.get("/b/open/nonsense/")
    assert done.status_code == 200, done.text
    assert not client.cookies
    assert not Session.objects.exists()
    sql = "\n".join(query["sql"] for query in queries.captured_queries)
    ticket = Ticket.objects.get(batch=None)
    assert ticket.pk in sql  # the statements are really there
    for text in (dump(), sql, log.text):
        for secret in (sent["key"], CANARY, "203.0.113.77", "Canary/1"):
            assert secret not in text
    assert "/b/" not in log.text


def test_opening_process_prints_no_key(
    box: Box, slips: list[Slip], capfd: pytest.CaptureFixture[str]
) -> None:
    send(Client(), slips[0], options("good"), CANARY)
    box.close()
    private = box.key_file.read_text()
    box.unseal()
    out = "".join(capfd.readouterr())
    assert private not in out
    assert CANARY not in out


def test_results_need_the_campaign_to_be_counted(
    box: Box, slips: list[Slip], capsys: pytest.CaptureFixture[str]
) -> None:
    send(Client(), slips[0], options("good"), CANARY)
    with pytest.raises(Exception, match=r".") as refused:
        call_command("results", box.pk, "--json")
    assert getattr(refused.value, "returncode", None) == 2
    assert capsys.readouterr().out == ""

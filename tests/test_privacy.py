"""What is stored and logged says nothing of who voted how (design §4, trust.md §1).

Each test holds data that could leak, and shows that it would find them if they did.
"""

import logging
import os
import re
import subprocess
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, models
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ballots import codes, opening
from ballots.forensics.carving import image
from ballots.models import (
    Ballot,
    Batch,
    Box,
    Comment,
    Letter,
    OpenLink,
    Receipt,
    Slip,
    Ticket,
)
from ballots.models.archiving import Archiving
from ballots.rehearsal import issue_all
from ballots.sealing import SUITE, Binding
from ballots.trustees import CHINESE, ENGLISH
from ballots.views.trustees import try_out
from campaigns.definition import Place
from campaigns.models import Campaign, Draw, Rater
from reports.models import Feedback, Interview, SmallRating
from tests.ballots.desk import agreed, vote
from tests.ballots.make import make_open_box
from tests.ballots.mixed import make_mixed_box
from tests.ballots.named import ELSEWHERE, WAIVED, name_everywhere
from tests.ballots.over import CONTACT, DRAWN, NAME, WORDS, make_over
from tests.ballots.trustees import make_cards_hall
from tests.make import make_campaign

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
    "Mailing": {"id", "campaign_id", "kind", "pool_id", "group_id", "by", "made_at",
                "day", "sent", "refused"},
    "Letter": {"id", "mailing_id", "rater_id", "refused"},
    "Salt": {"id", "salt"},
    "Batch": {"id", "campaign_id", "group_id", "number", "slips", "root", "made_at",
              "made_by", "void", "completes", "proposal_id", "used", "unused",
              "kept", "voided"},
    "Proposal": {"id", "campaign_id", "act", "about", "detail", "reason", "state",
                 "asked_by", "asked_at", "answer", "answered_by", "answered_at"},
    "Box": {"campaign_id", "custody", "public_key", "tried_at", "closed_with",
            "closed_at", "opened_at", "rewritten", "last_turnout"},
    "Trustee": {"id", "campaign_id", "role", "public_key", "printed_at", "printed_by"},
    "Wrap": {"id", "campaign_id", "first", "second", "sealed"},
}  # fmt: skip

# tables with names of people who were asked, or with words about them
NAMED = {
    "ballots.Comment", "campaigns.Agreement", "campaigns.Draw", "campaigns.Exchange",
    "campaigns.GroupUnit", "campaigns.Rater", "campaigns.Submission", "jobs.Outcome",
    "reports.Evidence", "reports.Interview",
}  # fmt: skip
# tables without: numbers, rules, what is published, accounts of those who organise
NAMELESS = {
    *(f"audit.{name}" for name in ("Entry", "Export", "SigningKey")),
    *(f"ballots.{name}" for name in COLUMNS if name != "Comment"),
    *(f"campaigns.{name}" for name in (
        "Account", "Campaign", "Document", "Form", "Formula", "Group", "Indicator",
        "IndicatorStep", "IndicatorValue", "Invitation", "Line", "Option", "PaperFile",
        "Pool", "Quorum", "Rate", "Reminder", "Role", "Rule", "Scale", "Step",
        "Subject", "Team", "Unit")),
    "jobs.Job",
    *(f"reports.{name}" for name in (
        # points rest on released comments alone, in the words of whoever keeps them
        "Announcement", "Asked", "Basis", "Case", "Feedback", "Measure", "Point",
        "PointStep", "Progress", "Release", "SmallRating", "Step", "Token")),
}  # fmt: skip

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def box(database_url: str) -> Box:
    """A frozen box of the preset, with a key file."""
    return Box.objects.freeze(make_campaign())


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


def dump(models: Iterable[Any] = ()) -> str:
    """Every row of every table, as text; bytes both as hex and as characters."""
    rows = []
    for model in models or apps.get_models(include_auto_created=True):
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


def test_the_roster_holds_nothing_of_what_a_rater_does() -> None:
    """Who was asked, no time, nothing that leads to a ticket nor from one."""
    columns = {field.column for field in Rater._meta.fields}
    assert columns == {"id", "campaign_id", "pool_id", "unit_id", "name", "category",
                       "contact", "position", "namesake"}  # fmt: skip
    kinds = {type(field) for field in Rater._meta.fields}
    assert not kinds & {models.DateTimeField, models.DateField}
    # that somebody was written to, which goes to whole lists
    assert [each.related_model for each in Rater._meta.related_objects] == [Letter]
    kinds = {type(field) for field in Letter._meta.fields}
    assert not kinds & {models.DateTimeField, models.DateField}


def test_after_archiving_no_row_says_who_was_asked() -> None:
    over = make_over()
    name_everywhere(over)
    slip = over.slips["own", Place("unit", "B")][0]
    secrets = (NAME, CONTACT, DRAWN, WORDS, *ELSEWHERE, slip.key.public)
    before = dump()
    assert [secret for secret in secrets if secret not in before] == []
    assert Letter.objects.exists()
    Archiving(over.box).do("office")
    after = dump()
    assert [secret for secret in secrets if secret in after] == []
    assert not Letter.objects.exists()
    assert WAIVED in after  # reports say it


def test_of_every_table_it_is_said_whether_it_holds_names() -> None:
    """A table that comes later fails here: fill it in `name_everywhere`, or say no."""
    over = make_over()
    name_everywhere(over)
    secrets = (NAME, CONTACT, DRAWN, WORDS, *ELSEWHERE)
    ours = ("audit", "ballots", "campaigns", "jobs", "paper", "reports")
    models = [m for app in ours for m in apps.get_app_config(app).get_models()]
    named = {
        model._meta.label
        for model in models
        if any(secret in dump([model]) for secret in secrets)
    }
    assert named == NAMED
    assert {model._meta.label for model in models} == NAMED | NAMELESS


def forward(model: Any) -> set[Any]:
    """Every table to which something leads from a row of this one."""
    found, left = set(), [model]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += [f.related_model for f in one._meta.fields if f.related_model]
            left += [f.related_model for f in one._meta.many_to_many]
    return found


def test_talks_and_ballots_know_nothing_of_each_other() -> None:
    """No key leads from a draw or a talk to a slip or a ballot, nor back."""
    talked = {Draw, Interview, Feedback, SmallRating}
    of_votes = {*apps.get_app_config("ballots").get_models(), Rater}
    for model in talked:
        assert not forward(model) & of_votes
    for model in of_votes:
        assert not forward(model) & talked
    assert Batch in forward(Ticket)  # the look finds what is there
    assert Draw in forward(Interview)


def test_a_talk_holds_no_name() -> None:
    columns = {field.column for field in Interview._meta.fields}
    assert columns == {"id", "campaign_id", "unit_id", "draw_id", "number", "outcome",
                       "held_on", "place", "notes", "points", "by_id",
                       "version"}  # fmt: skip


def test_acts_of_raters_have_no_counting_key() -> None:
    for model in (Ticket, Ballot, Comment, Receipt):
        assert not isinstance(model._meta.pk, models.AutoField)
        kinds = {type(field) for field in model._meta.fields}
        assert not kinds & {models.DateTimeField, models.GenericIPAddressField}
    # of the other kinds one holds the time and the machine, one grows with the time
    for model in (Ballot, Comment):
        assert model._meta.pk.default is uuid.uuid4


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


@pytest.mark.parametrize("shuffled", [True, False], ids=["shuffled", "control"])
def test_order_of_storage_is_not_the_order_of_voting(
    shuffled: bool, box: Box, slips: list[Slip], monkeypatch: pytest.MonkeyPatch
) -> None:
    # twelve for and eight against: chance keeps the order once in 125,970 runs
    for number, slip in enumerate(slips):
        send(Client(), slip, options("good" if number < 12 else "poor"), "")
    box.close()
    # a database may hand the envelopes out as they came in
    used, keys = opening._used, [slip.key.public for slip in slips]

    def as_voted(box: Box) -> Iterator[Ticket]:
        yield from sorted(used(box), key=lambda ticket: keys.index(ticket.pk))

    monkeypatch.setattr(opening, "_used", as_voted)
    if not shuffled:
        unmoved = SimpleNamespace(shuffle=lambda _rows: None)
        monkeypatch.setattr(opening.random, "SystemRandom", lambda: unmoved)
    key = bytes.fromhex(box.key_file.read_text())
    opening.open_box(box, key, lambda _done: None)
    order = stored_order(box)
    assert sorted(order) == [0] * 12 + [2] * 8
    assert (order != sorted(order)) is shuffled


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


# I6: with what the web server has nothing opens -----------------------------------


def everything(folder: Path) -> bytes:
    """All that the web server has: every row, and its files in this folder."""
    files = [image(file) for file in folder.rglob("*") if file.is_file()]
    return b"\n".join([dump().encode(), *files])


def openers(found: bytes, boxes: list[tuple[bytes, bytes, Binding]]) -> int:
    """Envelopes that some 32 bytes open which stand in hex in what was found."""
    keys = {bytes.fromhex(run[i : i + 64].decode())
            for run in re.findall(rb"(?i)[0-9a-f]{64,}", found)
            for i in range(0, len(run) - 63, 2)}  # fmt: skip
    return sum(any(opens(key, *box) for key in keys) for box in boxes)


def opens(key: bytes, public: bytes, box: bytes, binding: Binding) -> bool:
    """Whether `key` is the box's own; the cheap look first."""
    private = X25519PrivateKey.from_private_bytes(key)
    if private.public_key().public_bytes_raw() != public:
        return False
    return bool(SUITE.decrypt(box, private, info=binding.info))


def sealed_in(box: Box) -> list[tuple[bytes, bytes, Binding]]:
    binding = Binding(box.pk, box.campaign.definition_hash)
    public = bytes(Box.objects.get(pk=box.pk).public_key)
    used = Ticket.objects.filter(campaign=box.campaign).used()
    return [(public, bytes(ticket.box or b""), binding) for ticket in used]


@pytest.fixture
def own_keys(settings: Any, tmp_path: Path) -> Path:
    """A folder of keys that holds this test's alone."""
    settings.KEY_DIR = tmp_path / "keys"
    return tmp_path


def test_with_cards_nothing_on_the_server_opens_an_envelope(
    own_keys: Path, database_url: str, log: pytest.LogCaptureFixture
) -> None:
    hall, cards = make_cards_hall()
    vote(hall.box, hall.slip(), comment=CANARY)
    boxes = sealed_in(hall.box)
    assert len(boxes) == 1
    found = everything(own_keys) + log.text.encode()
    assert bytes(hall.box.public_key).hex().encode() in found  # it is all there
    assert openers(found, boxes) == 0
    private = hall.box.trustees.private(list(cards.values())[:2])
    assert openers(private.hex().encode(), boxes) == 1  # the look finds a key


def test_with_a_key_file_the_server_opens_envelopes(
    own_keys: Path, database_url: str
) -> None:
    """The control: what the weaker custody means."""
    hall = make_open_box()
    vote(hall.box, hall.slip(), comment=CANARY)
    assert openers(everything(own_keys), sealed_in(hall.box)) == 1


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Arguments and environment of the processes that the code starts."""
    seen: list[str] = []
    start = subprocess.Popen.__init__

    def starting(self: Any, *args: Any, **how: Any) -> None:
        seen.append(repr((args, how, dict(os.environ))))
        start(self, *args, **how)

    monkeypatch.setattr(subprocess.Popen, "__init__", starting)
    return seen


def test_no_secret_of_a_card_is_left_anywhere(
    own_keys: Path,
    database_url: str,
    log: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    started: list[str],
) -> None:
    """From printing over trial and opening to certification."""
    hall, cards = make_cards_hall()
    Box.objects.update(tried_at=None)
    Campaign.objects.update(state="frozen")
    assert try_out(hall.box, cards.values(), "li") == []
    Campaign.objects.update(state="open")
    vote(hall.box, hall.slip())
    hall.box.close()
    two = list(cards.values())[:2]
    private = hall.box.trustees.private(two)
    hall.box.unseal(two)
    found = everything(own_keys).decode(errors="ignore") + log.text
    agreed(hall.box, "release")
    # of the trial and the opening; the others read files for this test
    own = [call for call in started if "manage.py" in call]
    found += everything(own_keys).decode(errors="ignore")
    found += "".join([*capfd.readouterr(), *started])
    assert len(own) == 2
    assert bytes(hall.box.public_key).hex() in found
    for role, secret in cards.items():
        key = secret.key(hall.box.pk, role).private_bytes_raw()
        words = " ".join(secret.words(ENGLISH)), " ".join(secret.words(CHINESE))
        for one in (secret.entropy.hex(), key.hex(), secret.digits, *words):
            assert one not in found
    assert private.hex() not in found

"""Every change in the admin stands in the audit chain, without the words in it."""

import hashlib
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from audit.models import SITE, Entry
from campaigns.draw import list_hash
from campaigns.load import load
from campaigns.models import Campaign, Draw, Form, Team
from tests.campaigns.pages import change, save, typed, url
from tests.campaigns.rich import rich
from tests.campaigns.test_admin_figures import enter
from tests.campaigns.test_admin_sheet import paste
from tests.make import make_campaign

pytestmark = pytest.mark.django_db
Told = tuple[str, str, dict[str, Any]]
WORDS = "机密的说法"


def told(chain: int) -> list[Told]:
    rows = Entry.objects.of(chain)
    return [(entry.action, entry.actor, entry.detail) for entry in rows]


@pytest.fixture(autouse=True)
def no_words() -> Iterator[None]:
    """Whatever a test types as WORDS never reaches the chain."""
    yield
    kept = Entry.objects.values_list("actor", "action", "detail")
    assert WORDS not in json.dumps(list(kept), ensure_ascii=False)


# how a campaign begins -----------------------------------------------------------


def test_a_campaign_from_a_preset(office: Client) -> None:
    address = url("campaign", "preset") + "?preset=satisfaction-poll"
    initial = office.get(address).context["form"].initial
    sent = {name: value for name, value in initial.items() if value}
    sent |= {"title": WORDS, "preset": "satisfaction-poll"}
    assert office.post(address, sent).status_code == 302
    made = {"part": "campaign", "preset": "satisfaction-poll"}
    assert told(Campaign.objects.get().pk) == [("add", "office", made)]


def test_a_campaign_from_a_file_and_its_copy(office: Client) -> None:
    file = office.get(url("campaign", "export", make_campaign().pk)).content.decode()
    assert office.post(url("campaign", "import"), {"text": file}).status_code == 302
    second = Campaign.objects.first()
    assert second
    made = {"part": "campaign", "file": True}
    assert told(second.pk) == [("add", "office", made)]
    assert (
        office.post(url("campaign", "copy", second.pk), {"title": "联评"}).status_code
        == 302
    )
    third = Campaign.objects.first()
    assert third
    copied = {"part": "campaign", "copied": second.pk}
    assert told(third.pk) == [("add", "office", copied)]


def test_a_campaign_by_command() -> None:
    call_command("load_preset", "satisfaction-poll", stdout=StringIO())
    made = {"part": "campaign", "preset": "satisfaction-poll"}
    assert told(Campaign.objects.get().pk) == [("add", "", made)]


# what is changed -------------------------------------------------------------------


def test_a_changed_campaign_says_which_parts(office: Client) -> None:
    campaign = make_campaign()
    fields = {"title": WORDS, "rate_floor": 6, "pools-0-name": WORDS}
    assert save(office, campaign, **fields).status_code == 302
    detail = {"part": "campaign", "fields": "Title, A rate from … ballots on"}
    ((action, by, found),) = told(campaign.pk)
    assert (action, by) == ("change", "office")
    assert found == detail | {"pool changed": 1}


def test_a_part_is_named_by_its_key(office: Client) -> None:
    campaign = make_campaign()
    form = Form.objects.get(campaign=campaign)
    assert save(office, form, title=WORDS).status_code == 302
    detail = {"part": "form", "key": form.key, "fields": "Title"}
    assert told(campaign.pk) == [("change", "office", detail)]


def test_a_pasted_sheet_says_how_many_lines(office: Client) -> None:
    campaign = make_campaign()
    form = Form.objects.get(campaign=campaign)
    sheet = f"1. {WORDS}\t好\t一般\t差\n总体评价"
    assert paste(office, form, text=sheet, _save="1").status_code == 302
    detail = {"part": "form", "key": form.key, "pasted": 3}
    assert told(campaign.pk) == [("change", "office", detail)]


def test_what_belongs_to_no_campaign_stands_in_the_chain_of_the_site(
    office: Client,
) -> None:
    added = office.post(url("unit", "add"), {"code": "X", "name": WORDS})
    assert added.status_code == 302
    team = Team.objects.create(name=WORDS)
    assert save(office, team, name=f"{WORDS}2").status_code == 302
    unit, named = {"part": "unit", "key": "X"}, {"part": "team", "key": str(team.pk)}
    assert told(SITE) == [
        ("add", "office", unit),
        ("change", "office", named | {"fields": "Name"}),
    ]


def test_deleting_is_told_one_by_one(office: Client) -> None:
    first, second, third = (make_campaign() for _ in range(3))
    assert office.post(url("campaign", "delete", first.pk), {"post": "yes"}).url
    some = {"action": "delete_selected", "_selected_action": [second.pk, third.pk]}
    assert office.post(url("campaign", "changelist"), some | {"post": "yes"}).url
    assert not Campaign.objects.exists()
    for campaign in (first, second, third):
        assert told(campaign.pk) == [("delete", "office", {"part": "campaign"})]


def test_a_refused_deletion_is_not_told(office: Client) -> None:
    campaign = make_campaign()
    Campaign.objects.filter(pk=campaign.pk).update(state="open")
    assert office.post(url("campaign", "delete", campaign.pk), {"post": "yes"})
    assert Campaign.objects.exists()
    assert told(campaign.pk) == []


# figures, draws, accounts ----------------------------------------------------------


def test_figures_are_fixed_by_a_digest(office: Client) -> None:
    campaign = load(rich())
    enter(office, campaign, points_A="82.5", source_points=WORDS)
    enter(office, campaign)  # nothing new
    ((action, by, detail),) = told(campaign.pk)
    assert (action, by, detail["changed"]) == ("figures", "office", 2)
    words = User.objects.get().logentry_set.latest("action_time").change_message
    assert WORDS in words
    assert detail["words"] == hashlib.sha256(words.encode()).hexdigest()


def test_a_draw_is_fixed_by_digests(office: Client) -> None:
    campaign, lines = make_campaign(), [WORDS, "乙", "丙"]
    sent = {"title": WORDS, "lines": "\n".join(lines), "number": 2, "seed": "7"}
    assert office.post(url("campaign", "draws", campaign.pk), sent).status_code == 302
    row = Draw.objects.get()
    detail = {
        "part": "campaign",
        "draw": row.pk,
        "number": 2,
        "of": 3,
        "list": list_hash(lines),
        "drawn": list_hash(row.names),
    }
    assert told(campaign.pk) == [("draw", "office", detail)]


def test_accounts_are_told_by_login_name(client: Client) -> None:
    client.force_login(User.objects.create_superuser("boss"))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    user = User.objects.create_user("li")
    address = reverse("admin:auth_user_change", args=[user.pk])
    sent = typed(client.get(address)) | {"last_name": WORDS, "is_staff": "on"}
    assert client.post(address, sent).status_code == 302
    address = reverse("admin:auth_user_delete", args=[user.pk])
    assert client.post(address, {"post": "yes"}).status_code == 302
    account = {"part": "user", "key": "li"}
    assert told(SITE) == [
        (
            "change",
            "boss",
            account | {"fields": "Last name, Staff status, Date joined"},
        ),
        ("delete", "boss", account),
    ]


def test_change_page_is_still_found(office: Client) -> None:
    """Looking at a page in the admin changes nothing and is not told."""
    campaign = make_campaign()
    assert office.get(change(campaign)).status_code == 200
    assert told(campaign.pk) == []

"""The pages of the trustee cards, and the commands for a terminal."""

import io
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from audit.models import Entry
from ballots.forms import CardsForm
from ballots.models import Box, Proposal, Trustee, Wrap
from ballots.models.trustees import Trustees
from ballots.trustees import CHINESE, ENGLISH, Secret
from ballots.views.trustees import sheet, try_out
from campaigns.models import Campaign, GroupUnit, Team
from paper.pdf import render
from tests.ballots.desk import make_supervisor, vote
from tests.ballots.make import Hall
from tests.ballots.trustees import (
    Secrets,
    make_cards_box,
    make_cards_hall,
    print_cards,
    words_on,
)
from tests.make import make_campaign

State = Campaign.State


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def box(db: None) -> Box:
    return make_cards_box()


@pytest.fixture
def people(django_user_model: Any) -> Any:
    """Signs somebody in: of the office, or of the supervision team."""

    def person(name: str, campaign: Campaign | None = None) -> Client:
        user = django_user_model.objects.create_user(name, is_staff=campaign is None)
        if campaign:
            team = Team.objects.create(name=f"{name}的督导组")
            team.members.add(user)
            GroupUnit.objects.filter(group__campaign=campaign).update(team=team)
        client = Client(headers={"accept-language": "en"})
        client.force_login(user)
        return client

    return person


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def url(box: Box, rest: str = "") -> str:
    return f"/desk/{box.pk}/cards/{rest}"


# printing ----------------------------------------------------------------------


def test_each_prints_the_own_card_and_reads_the_same_from_both_languages(
    box: Box, people: Any, tmp_path: Path
) -> None:
    office, archive = people("wang"), people("zhao")
    team = people("li", box.campaign)
    for client, role in ((office, "office"), (team, "team"), (archive, "archive")):
        assert "Print the trustee card" in text(client.get(url(box, f"{role}/")))
        answer = client.post(url(box, f"{role}/"))
        assert answer.headers["Content-Type"] == "application/pdf"
        assert "no-store" in answer.headers["Cache-Control"]
        assert (
            f"trustee-card-{box.pk}-{role}.pdf"
            in (answer.headers["Content-Disposition"])
        )
        words = words_on(answer.content, tmp_path)
        secret = Secret.read(words["zh"])
        assert Secret.read(words["en"]) == secret
        assert Trustee.objects.get(role=role).fits(secret)
    page = text(office.get(url(box)))
    assert "printed by zhao" in page
    assert "Try the cards out" in page
    assert Box.objects.get(pk=box.pk).has_key


def test_page_offers_a_card_to_who_may_print_it(box: Box, people: Any) -> None:
    office, team = people("wang"), people("li", box.campaign)
    page = text(office.get(url(box)))
    offered = re.findall(r'href="/desk/\d+/cards/(\w+)/"', page)
    assert offered == ["office", "archive"]
    page = text(team.get(url(box)))
    assert re.findall(r'href="/desk/\d+/cards/(\w+)/"', page) == ["team", "archive"]
    assert "/desk/?" not in page
    assert f'href="/desk/{box.pk}/"' not in page
    office.post(url(box, "archive/"))
    page = text(office.get(url(box)))
    assert re.findall(r'href="/desk/\d+/cards/(\w+)/"', page) == ["archive"]
    assert "Print again" in page
    assert "worthless" in text(office.get(url(box, "archive/")))


def test_others_print_no_card(box: Box, people: Any) -> None:
    office, team = people("wang"), people("li", box.campaign)
    stranger = people("chen", make_campaign())
    assert office.post(url(box, "team/")).status_code == 403
    assert team.post(url(box, "office/")).status_code == 403
    for path in ("", "archive/", "trial/"):
        assert stranger.get(url(box, path)).status_code == 404
        assert Client().get(url(box, path)).status_code == 302
    assert office.get(url(box, "nobody/")).status_code == 404
    assert not Trustee.objects.exists()


def test_a_second_card_is_refused_with_why(box: Box, people: Any) -> None:
    office = people("wang")
    office.post(url(box, "office/"))
    answer = office.post(url(box, "archive/"))
    assert answer.status_code == 409
    assert "nobody ever holds two" in text(answer)


def test_a_box_with_a_file_has_no_cards(people: Any, db: None) -> None:
    office, draft = people("wang"), make_campaign()
    assert office.get(f"/desk/{draft.pk}/cards/").status_code == 404
    box = Box.objects.freeze(draft)
    assert office.get(url(box)).status_code == 404
    assert office.get(url(box, "office/")).status_code == 404


def test_no_card_outside_of_frozen(box: Box, people: Any) -> None:
    Campaign.objects.filter(pk=box.pk).update(state=State.CLOSED)
    answer = people("wang").post(url(box, "office/"))
    assert answer.status_code == 409
    assert "The campaign is “Closed” now." in text(answer)
    assert not Trustee.objects.exists()


def test_without_paper_there_is_no_card(
    box: Box, people: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with patch("ballots.views.trustees.pdf", side_effect=ValueError("secret words")):
        answer = people("wang").post(url(box, "office/"))
    assert answer.status_code == 500
    assert "The card could not be printed, and nothing was changed." in text(answer)
    assert not Trustee.objects.exists()
    assert "secret words" not in caplog.text
    assert "ValueError" in caplog.text


def test_a_locked_database_is_said(box: Box, people: Any) -> None:
    with patch.object(Trustees, "record", side_effect=OperationalError):
        assert people("wang").post(url(box, "office/")).status_code == 503


def test_logs_hold_nothing_of_a_card(
    box: Box,
    people: Any,
    caplog: pytest.LogCaptureFixture,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.KEY_DIR = tmp_path / "keys"
    office = people("wang")
    with caplog.at_level("DEBUG"), CaptureQueriesContext(connection) as queries:
        paper = office.post(url(box, "office/")).content
    told = "\n".join([caplog.text, *(query["sql"] for query in queries)]).lower()
    words = words_on(paper, tmp_path)
    secret = Secret.read(words["en"])
    key = secret.key(box.pk, "office").private_bytes_raw()
    assert secret.public(box.pk, "office").hex() in told  # the other half is there
    for private in (*words.values(), secret.digits, secret.entropy.hex(), key.hex()):
        assert private not in told
    assert list(tmp_path.iterdir()) == [tmp_path / "card.pdf"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_card_is_one_sheet_and_says_what_it_is_for(
    box: Box, language: str, tmp_path: Path
) -> None:
    secret = Secret.new()
    with translation.override(language):
        html = sheet(box, Trustee.Role.TEAM, secret)
    data = render(html, stylesheets=("css/paper.css", "css/trustee.css"))
    file = tmp_path / "card.pdf"
    file.write_bytes(data)
    command = ["pdfinfo", str(file)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages: +1\n", told)
    assert "(A4)" in told
    for word in (*secret.words(CHINESE), *secret.words(ENGLISH)):
        assert f">{word}</li>" in html
    office = box.campaign.office_text
    assert (office.en if language == "en" else office.zh) in html


# the trial ---------------------------------------------------------------------


@pytest.fixture
def printed(database_url: str) -> tuple[Box, Secrets]:
    box = make_cards_box()
    return box, print_cards(box)


def typed(cards: Secrets, **other: str) -> dict[str, str]:
    """The fields of the page, filled in several ways."""
    filled = {
        "office": "".join(cards["office"].words(CHINESE)),
        "team": " ".join(cards["team"].words(ENGLISH)),
        "archive": cards["archive"].digits + "\r\n",
    }
    return filled | other


@pytest.mark.django_db(transaction=True)
def test_three_cards_pass_the_trial(printed: tuple[Box, Secrets], people: Any) -> None:
    box, cards = printed
    # a login name may begin like an option of the child's command
    team = people("-li", box.campaign)
    page = text(team.get(url(box, "trial/")))
    assert page.count('autocomplete="off"') >= 3
    answer = team.post(url(box, "trial/"), typed(cards), follow=True)
    assert "Every pair of the cards opens the box." in text(answer)
    assert "None can be printed again." in text(answer)
    assert Box.objects.get(pk=box.pk).tried_at
    entry = Entry.objects.get(chain=box.pk, action="trial")
    assert entry.actor == "-li"
    # nothing more to try, nor to print
    assert team.get(url(box, "trial/")).status_code == 302
    assert team.post(url(box, "team/")).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_a_pair_that_fails_is_named(printed: tuple[Box, Secrets], people: Any) -> None:
    box, cards = printed
    Wrap.objects.filter(first="office", second="archive").update(sealed=b"broken")
    answer = people("wang").post(url(box, "trial/"), typed(cards))
    assert answer.status_code == 422
    assert "<li>campaign office and archive</li>" in text(answer)
    assert not Box.objects.get(pk=box.pk).tried_at


@pytest.mark.django_db(transaction=True)
def test_a_trial_that_was_broken_off_can_be_done_again(
    printed: tuple[Box, Secrets],
) -> None:
    box, cards = printed
    assert try_out(box, [*cards.values()][:2], "li") == ["all of them"]
    assert not Box.objects.get(pk=box.pk).tried_at
    assert try_out(box, cards.values(), "li") == []


WRONG = "The words are right, but of no card of this campaign"


@pytest.mark.parametrize(
    ("role", "words", "why"),
    [
        ("team", "abandon " * 6 + "wrng " + "abandon " * 5, "Word 7 is not in the"),
        ("team", "abandon " * 12, "the checksum does not fit"),
        ("team", "abandon " * 11 + "about", WRONG),
        ("team", "", "3 cards are needed; here are 2."),
        ("office", "的" * 13, "A card has 12 words; here are 13."),
    ],
)
def test_wrong_words_are_told_and_nothing_typed_comes_back(
    box: Box, people: Any, role: str, words: str, why: str
) -> None:
    cards = print_cards(box)
    given = typed(cards, **{role: words})
    answer = people("wang").post(url(box, "trial/"), given)
    assert answer.status_code == 422
    page = text(answer)
    assert why in page
    assert "What was typed is secret and is not shown again" in page
    for secret in given.values():
        assert not secret.strip() or secret.strip() not in page
    assert not Box.objects.get(pk=box.pk).tried_at


def test_a_card_in_the_field_of_another_is_named(box: Box, people: Any) -> None:
    cards = print_cards(box)
    swapped = typed(cards, team=cards["archive"].digits)
    page = text(people("wang").post(url(box, "trial/"), swapped))
    assert "This is the card “archive”; it belongs into that field." in page


def test_no_trial_without_three_cards(box: Box, people: Any) -> None:
    print_cards(box, ["office", "team"])
    office = people("wang")
    assert office.get(url(box, "trial/")).status_code == 302
    form = CardsForm(box, 3, {"archive": Secret.new().digits})
    assert WRONG in form.errors["archive"][0]


# opening -----------------------------------------------------------------------


@pytest.fixture
def closed(database_url: str) -> tuple[Hall, Secrets]:
    """A closed box with one envelope, and its cards."""
    hall, cards = make_cards_hall()
    vote(hall.box, hall.slip())
    hall.box.close()
    return hall, cards


def wait(box: Box) -> None:
    for _attempt in range(300):
        if Box.objects.get(pk=box.pk).opened_at and not box.progress.running:
            return
        time.sleep(0.1)
    raise TimeoutError


def second(box: Box) -> Client:
    """The second person, signed in."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_supervisor(box.campaign, "zweite"))
    return client


def waiting(box: Box) -> str:
    """The page of the proposal that waits."""
    return f"/desk/{box.pk}/proposals/{Proposal.objects.get(campaign=box.pk).pk}/"


@pytest.mark.django_db(transaction=True)
def test_two_cards_open_the_box_and_release_destroys_its_key(
    closed: tuple[Hall, Secrets], people: Any
) -> None:
    hall, cards = closed
    office, path = people("wang"), f"/desk/{hall.box.pk}/unseal/"
    page = text(office.get(path))
    assert "Two of the three cards" in page
    answer = office.post(path, typed(cards, team=""))
    assert answer.headers["Location"] == f"/desk/{hall.box.pk}/opening/"
    wait(hall.box)
    told = Entry.objects.get(chain=hall.box.pk, action="unseal")
    assert told.actor == "wang"
    release = f"/desk/{hall.box.pk}/release/"
    supervisor = second(hall.box)
    assert "shred all three" in text(office.get(release))
    office.post(release)
    page = supervisor.post(waiting(hall.box), {"answer": "agree"}, follow=True)
    assert "The trustee cards are worthless; shred them." in text(page)
    assert Box.objects.get(pk=hall.box.pk).rewritten
    assert office.get(path).status_code == 409


def where_the_wraps_lie() -> str:
    """The file of their table, another one after it was written anew."""
    if connection.vendor == "sqlite":
        return ""  # what is deleted is overwritten at once there
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_filepath('ballots_wrap')")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_of_a_void_campaign_no_wrapped_key_stays_in_the_files(
    closed: tuple[Hall, Secrets], people: Any
) -> None:
    """Its envelopes are still there, and the cards are still on paper."""
    box = closed[0].box
    supervisor, before = second(box), where_the_wraps_lie()
    people("wang").post(f"/desk/{box.pk}/annul/", {"reason": "票箱被毁"})
    page = supervisor.post(waiting(box), {"answer": "agree"}, follow=True)
    assert "The trustee cards are worthless; shred them." in text(page)
    assert not box.trustees.wrapped
    assert not before or where_the_wraps_lie() != before


@pytest.mark.django_db(transaction=True)
def test_release_stands_though_the_files_could_not_be_written_anew(
    closed: tuple[Hall, Secrets], people: Any
) -> None:
    hall, cards = closed
    hall.box.unseal(list(cards.values())[:2])
    supervisor = second(hall.box)
    office = people("wang")
    office.post(f"/desk/{hall.box.pk}/release/")
    with patch("ballots.views.together.rewrite", side_effect=DatabaseError):
        supervisor.post(waiting(hall.box), {"answer": "agree"})
    answer = office.get(f"/desk/{hall.box.pk}/")
    assert "What was erased still lies in the database's files." in text(answer)


@pytest.mark.django_db(transaction=True)
def test_one_card_or_a_wrong_one_opens_nothing(
    closed: tuple[Hall, Secrets], people: Any
) -> None:
    hall, cards = closed
    office, path = people("wang"), f"/desk/{hall.box.pk}/unseal/"
    answer = office.post(path, {"team": cards["team"].digits})
    assert answer.status_code == 422
    assert "2 cards are needed; here is 1." in text(answer)
    given = {"team": cards["team"].digits, "office": Secret.new().digits}
    assert WRONG in text(office.post(path, given))
    assert not hall.box.progress.running
    assert Box.objects.get(pk=hall.box.pk).opened_at is None


@pytest.mark.django_db(transaction=True)
def test_opening_with_cards_is_the_offices(
    closed: tuple[Hall, Secrets], people: Any
) -> None:
    hall, cards = closed
    path = f"/desk/{hall.box.pk}/unseal/"
    team = people("li", hall.campaign)
    assert team.post(path, typed(cards)).status_code == 403
    office = people("wang")
    with patch.object(Box, "start_unsealing", side_effect=OperationalError):
        assert office.post(path, typed(cards)).status_code == 503
    Wrap.objects.all().delete()
    answer = office.post(path, typed(cards))
    assert answer.status_code == 409
    assert "The wrapped keys of the box are not in the database." in text(answer)
    desk = text(office.get(f"/desk/{hall.box.pk}/"))
    assert "Restore them from a backup" in desk


def test_opening_says_when_the_cards_were_not_these(box: Box, people: Any) -> None:
    Campaign.objects.filter(pk=box.pk).update(state=State.CLOSED)
    box.progress_file.parent.mkdir(parents=True, exist_ok=True)
    box.progress_file.write_text("! WrongKey")
    page = text(people("wang").get(f"/desk/{box.pk}/opening/"))
    box.progress_file.unlink()
    assert "The two cards do not open this box." in page


# the desk ----------------------------------------------------------------------


def test_desk_says_how_the_cards_stand(box: Box, people: Any) -> None:
    office, desk = people("wang"), f"/desk/{box.pk}/"
    assert "3 trustee cards are not printed yet." in text(office.get(desk))
    print_cards(box)
    assert "have not been tried out together." in text(office.get(desk))
    box.trustees.passed("li")
    assert "Any two of three trustee cards open the box." in text(office.get(desk))


def test_freezing_says_what_cards_mean(db: None, people: Any) -> None:
    campaign = make_campaign()
    Campaign.objects.filter(pk=campaign.pk).update(custody="cards")
    office, path = people("wang"), f"/desk/{campaign.pk}/freeze/"
    page = text(office.get(path))
    assert "no ballot can ever be read" in page
    assert "a file on this server" not in page
    done = text(office.post(path, follow=True))
    assert "Now print the three trustee cards, then the slips." in done


# commands ----------------------------------------------------------------------


def run(name: str, box: Box, cards: list[str], **options: Any) -> str:
    out = io.StringIO()
    with patch("sys.stdin", io.StringIO("".join(f"{card}\n" for card in cards))):
        call_command(name, box.pk, stdout=out, **options)
    return out.getvalue()


def refused(name: str, box: Box, cards: list[str]) -> str:
    with pytest.raises(CommandError) as error:
        run(name, box, cards)
    assert error.value.returncode == 2
    return str(error.value)


def test_try_cards_reads_lines(box: Box) -> None:
    cards = print_cards(box)
    given = list(typed(cards).values())
    told = run("try_cards", box, [line.strip() for line in given], by="li")
    assert told.splitlines() == [
        "office+team opens", "office+archive opens", "team+archive opens",
    ]  # fmt: skip
    box.refresh_from_db()
    assert box.tried_at


def test_try_cards_refuses_what_does_not_fit(box: Box) -> None:
    assert "no three cards" in refused("try_cards", box, [])
    cards = [secret.digits for secret in print_cards(box).values()]
    assert refused("try_cards", box, [cards[0], "x"]).startswith("Card 2: A card has")
    stranger = [*cards[:2], Secret.new().digits]
    assert "none of this campaign" in refused("try_cards", box, stranger)
    twice = [cards[0], cards[1], cards[1]]
    assert "A pair does not open" in refused("try_cards", box, twice)
    Campaign.objects.filter(pk=box.pk).update(state=State.OPEN)
    assert "voting has begun" in refused("try_cards", box, cards)
    assert "no three cards" in refused("try_cards", Box(pk=0), cards)


def test_cards_are_typed_unseen_at_a_terminal(box: Box) -> None:
    cards = [secret.digits for secret in print_cards(box).values()]
    with (
        patch("sys.stdin.isatty", return_value=True, create=True),
        patch("getpass.getpass", side_effect=cards) as asked,
    ):
        call_command("try_cards", box.pk, stdout=io.StringIO())
    assert asked.call_count == 3


@pytest.mark.django_db(transaction=True)
def test_open_box_opens_with_two_cards(closed: tuple[Hall, Secrets]) -> None:
    hall, cards = closed
    two = [cards["archive"].digits, " ".join(cards["office"].words(ENGLISH))]
    run("open_box", hall.box, two)
    hall.campaign.refresh_from_db()
    assert hall.campaign.state == State.COUNTED
    acts = [entry.action for entry in Entry.objects.of(hall.box.pk)]
    assert acts[-2:] == ["unseal", "count"]
    assert "not closed" in refused("open_box", hall.box, two)


@pytest.mark.django_db(transaction=True)
def test_open_box_refuses_what_does_not_fit(closed: tuple[Hall, Secrets]) -> None:
    hall, cards = closed
    one = cards["team"].digits
    for given in ([one, one], [one, Secret.new().digits]):
        assert "not two cards of this" in refused("open_box", hall.box, given)
    Wrap.objects.all().delete()
    assert "wrapped keys of the box" in refused("open_box", hall.box, [])
    filed = Box.objects.freeze(make_campaign())
    assert "no box with trustee cards" in refused("open_box", filed, [])
    assert "no box with trustee cards" in refused("open_box", Box(pk=0), [])

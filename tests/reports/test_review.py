"""A supervision team reads comments, another member lets them go."""

from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import Entry
from ballots.models import Comment, CommentRelease, Summary
from campaigns.models import Campaign, Team
from tests.make import make_document
from tests.reports.sample import (
    make_comments,
    make_read,
    make_result,
    make_team,
)
from tests.reports.test_views import make_office, page, subject_of

pytestmark = pytest.mark.django_db
LONG = "希望各单位少开会、多办事、办实事"
WORDS = {"A": ["张三态度不好", "谢谢", LONG], "B": [LONG, "快", "慢"], "C": ["少"]}


@pytest.fixture
def campaign() -> Campaign:
    made = make_result(state="counted")
    make_comments(made, **WORDS)
    return made


@pytest.fixture
def reader(campaign: Campaign) -> Client:
    """The first member of the team of A and B."""
    return client(make_team(campaign, "A", "B", login="reader"))


@pytest.fixture
def second(reader: Client) -> Client:
    """Another member of the same team."""
    user = get_user_model().objects.create_user("second", first_name="Lee")
    Team.objects.get().members.add(user)
    return client(user)


def client(user) -> Client:
    made = Client()
    made.force_login(user)
    made.cookies["django_language"] = "en"
    return made


def comments(campaign: Campaign) -> str:
    return reverse("reports:comments", args=[campaign.pk])


def on(campaign: Campaign, subject: str = "A") -> str:
    return reverse("reports:comments_on", args=[campaign.pk, subject])


def release(campaign: Campaign) -> str:
    return reverse("reports:release_comments", args=[campaign.pk])


def row(text: str, subject: str = "A") -> Comment:
    return Comment.objects.get(text=text, subject__key=subject)


def decide(who: Client, words: str, act: str, subject: str = "A", **more: str):
    comment = row(words, subject)
    data = {"comment": str(comment.pk), "act": act, **more}
    return who.post(on(comment.campaign, subject), data)


def read_all(who: Client, **changed: str) -> None:
    """Passes on what is to be read, in the words of `changed` where there are any."""
    for key in "AB":
        for text in WORDS[key]:
            if words := changed.get(text):
                answer = decide(who, text, "redact", key, text=words)
            else:
                answer = decide(who, text, "pass", key)
            assert answer.status_code == 302


# who ---------------------------------------------------------------------------


def test_nobody_but_a_supervision_team_reads_comments(campaign, reader):
    other = make_result(state="counted")
    stranger = client(make_team(other, "A", login="stranger"))
    for address in (comments(campaign), on(campaign), release(campaign)):
        assert Client().get(address).status_code == 302
        assert stranger.get(address).status_code == 404
        assert make_office_once().get(address).status_code == 403
    assert "张三" not in page(make_office_once(), subject_of(campaign, "A"))
    assert "张三" in page(reader, on(campaign))


def make_office_once() -> Client:
    user = get_user_model().objects.filter(username="office").first()
    return client(user) if user else make_office()


def test_a_team_reads_what_is_on_its_own_units(campaign):
    alone = client(make_team(campaign, "B", login="alone"))
    text = page(alone, comments(campaign))
    assert on(campaign, "B") in text
    assert on(campaign, "A") not in text
    page(alone, on(campaign, "B"))
    for key in ("A", "C", "X"):
        page(alone, on(campaign, key), status=404)
    comment = row("谢谢")
    data = {"comment": str(comment.pk), "act": "pass"}
    assert alone.post(on(campaign, "B"), data).status_code == 404
    assert not row("谢谢").read


def test_before_the_box_is_opened_and_in_a_drill_there_is_nothing_to_read(campaign):
    reader = client(make_team(campaign, "A"))
    Campaign.objects.update(state="closed")
    page(reader, comments(campaign), status=404)
    drill = make_result(state="counted", drill=True)
    page(client(make_team(drill, "A", login="d")), comments(drill), status=404)


# reading -----------------------------------------------------------------------


def test_progress_is_counted_and_few_comments_are_read_by_nobody(campaign, reader):
    Team.objects.get().seats.update(team=None)
    campaign.groups.get().seats.update(team=Team.objects.get())
    text = page(reader, comments(campaign))
    assert "0 of 6 read" in text
    assert "1 more is read by nobody" in text
    assert "Unit C" not in text
    page(reader, on(campaign, "C"), status=404)
    decide(reader, "谢谢", "pass")
    assert "1 of 6 read" in page(reader, comments(campaign))


def test_nothing_unseen_goes_out_in_the_words_of_the_team(campaign, reader):
    """Pasted from elsewhere: a vertical tab, a direction, a half of a character."""
    decide(reader, "张三态度不好", "redact", text="〔某人〕\u202e态度\x0b不好\r\n完")
    assert row("张三态度不好").published == "〔某人〕态度 不好\n完"
    reader.post(on(campaign), {"summary": "多数\x0b满意\u200b\r\n谢谢"})
    assert Summary.objects.get().text == "多数 满意\n谢谢"
    nothing = decide(reader, "谢谢", "redact", text="\u200b\u202e")
    assert "Nothing is left." in nothing.text


def test_a_comment_is_passed_on_redacted_withheld_and_put_back(campaign, reader):
    assert decide(reader, "谢谢", "pass").headers["Location"] == on(campaign)
    decide(reader, "张三态度不好", "redact", text="〔某人〕\r\n态度不好")
    decide(reader, LONG, "withhold", reason="off")
    assert row("张三态度不好").published == "〔某人〕\n态度不好"
    text = page(reader, on(campaign))
    assert "3 of 3 read" in text
    assert "In these words:" in text
    assert "not about what is rated" in text
    assert "read by reader" in text
    assert "The same words stand on several units" in text
    assert "Done for all 2 that say the same" in text
    decide(reader, LONG, "undo")
    assert not row(LONG).read
    assert "2 of 3 read" in page(reader, on(campaign))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"act": "redact", "text": " "}, "Nothing is left."),
        ({"act": "redact", "text": "长" * 2001}, "longer than any comment"),
        ({"act": "withhold"}, "Choose why it is withheld."),
        ({"act": "withhold", "reason": "x"}, "is not one of the available choices"),
        ({"act": "burn"}, "is not one of the available choices"),
    ],
)
def test_a_decision_that_lacks_something_stores_nothing(reader, given, sentence):
    comment = row("谢谢")
    data = {"comment": str(comment.pk), **given}
    answer = reader.post(on(comment.campaign), data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert given.get("text", "").strip() in answer.text
    assert not row("谢谢").read
    assert not Entry.objects.filter(action__startswith="comment").exists()


def test_a_comment_that_is_not_there_is_refused(campaign, reader):
    other = "6b0f4c52-9d0a-4f0e-8a51-0d2f6a1f7a10"
    for key, status in ((other, 404), ("x", 422), ("", 422)):
        answer = reader.post(on(campaign), {"comment": key, "act": "pass"})
        assert answer.status_code == status


def test_a_summary_is_stored_and_one_too_long_is_not(campaign, reader):
    answer = reader.post(on(campaign), {"summary": "多数\r\n满意"})
    assert answer.headers["Location"] == on(campaign)
    assert Summary.objects.get().text == "多数\n满意"
    answer = reader.post(on(campaign), {"summary": "长" * 2001})
    assert answer.status_code == 422
    assert "At most 2000 characters." in answer.text
    assert "长" * 2001 in answer.text
    assert "多数" in page(reader, on(campaign))


def test_many_comments_come_page_by_page_unread_first(campaign, reader):
    make_comments(campaign, A=[f"意见{n:02}" for n in range(60)])
    decide(reader, "意见00", "pass")
    first = page(reader, on(campaign))
    assert "Page 1 of 2" in first
    assert "意见00" not in first
    assert "意见00" in page(reader, on(campaign) + "?page=2")


# letting go --------------------------------------------------------------------


def test_all_must_be_read_and_a_second_member_lets_go(campaign, reader, second):
    assert "6 comments have not been read: Unit A, Unit B." in page(
        reader, comments(campaign)
    )
    page(reader, release(campaign), status=409)
    read_all(reader, 张三态度不好="〔某人〕态度不好")
    text = page(reader, comments(campaign))
    assert (
        "You have redacted or withheld 1 comment: another member releases, Lee" in text
    )
    page(reader, release(campaign), status=409)
    assert reader.post(release(campaign)).status_code == 409
    assert not CommentRelease.objects.exists()
    text = page(second, release(campaign))
    assert "6 comments go out, 1 of them redacted; 0 are withheld" in text
    assert "The units get the summaries, not the words." in text
    assert "张三态度不好" in text
    assert "〔某人〕态度不好" in text
    assert "No summary yet, so the unit reads nothing of them: Unit A, Unit B." in text
    answer = second.post(release(campaign))
    assert answer.headers["Location"] == comments(campaign)
    done = page(second, comments(campaign))
    assert "6 comments are released." in done
    assert "Released by second" in done
    told = {"passed": 6, "redacted": 1, "withheld": 0}
    last = Entry.objects.get(action="comments released")
    assert (last.actor, last.detail) == ("second", told)


def test_who_has_read_everything_lets_nothing_go(campaign, reader, second):
    read_all(reader)
    text = page(reader, comments(campaign))
    assert "You have read all comments yourself: another member releases, Lee." in text
    assert second.post(release(campaign)).status_code == 302


def test_two_who_share_the_reading_may_let_go_if_they_changed_nothing(
    campaign, reader, second
):
    read_all(reader)
    decide(second, "快", "undo", "B")
    decide(second, "快", "pass", "B")
    assert reader.post(release(campaign)).status_code == 302


def test_one_alone_is_told_what_is_missing_and_how_to_mend_it(campaign, reader):
    read_all(reader)
    text = page(reader, comments(campaign))
    assert "You are the only one in the supervision teams of this campaign" in text
    assert "Ask the campaign office to add a second member" in text


def test_withheld_ones_are_shown_to_the_second_with_their_reason(
    campaign, reader, second
):
    read_all(reader)
    decide(reader, "慢", "undo", "B")
    decide(reader, "慢", "withhold", "B", reason="abuse")
    text = page(second, release(campaign))
    assert "insult, or accusation without any fact" in text
    assert "5 comments go out, 0 of them redacted; 1 are withheld" in text


def test_after_the_release_every_act_is_refused_and_what_was_typed_is_kept(
    campaign, reader, second
):
    read_all(reader)
    second.post(release(campaign))
    answer = reader.post(on(campaign), {"summary": "我的话"})
    assert answer.status_code == 409
    assert (
        "Nothing was stored: the comments have been released meanwhile." in answer.text
    )
    assert "我的话" in answer.text
    assert decide(reader, "谢谢", "undo").status_code == 409
    assert second.post(release(campaign)).status_code == 409
    page(second, release(campaign), status=409)
    text = page(reader, on(campaign))
    assert "Undo" not in text
    assert "None was written." in text


def test_an_archived_campaign_says_that_nothing_can_be_read(campaign, reader):
    Campaign.objects.update(state="archived")
    assert "the campaign is archived" in page(reader, comments(campaign))
    assert "Pass on as it is" not in page(reader, on(campaign))


def test_verbatim_is_said_where_it_was_fixed(django_user_model):
    document = make_document()
    document["campaign"]["comments"] = "verbatim"
    campaign = make_result(document=document, state="counted")
    make_comments(campaign, **WORDS)
    reader = client(make_team(campaign, "A", "B", login="reader"))
    second = django_user_model.objects.create_user("second")
    Team.objects.get().members.add(second)
    assert "The unit gets them word for word" in page(reader, comments(campaign))
    assert "the unit gets the comments themselves" in page(reader, on(campaign))
    read_all(reader)
    text = page(client(second), release(campaign))
    assert "The units get them word for word." in text
    assert "No summary yet" not in text


# where it leads ----------------------------------------------------------------


def test_my_work_and_the_results_lead_to_the_reading(campaign, reader):
    home = page(reader, reverse("home"))
    assert "0 of 6 read; not yet released" in home
    assert comments(campaign) in home
    assert comments(campaign) in page(reader, subject_of(campaign, "A"))
    assert comments(campaign) not in page(make_office(), subject_of(campaign, "A"))
    CommentRelease.objects.create(campaign=campaign, released_by="x")
    assert comments(campaign) not in page(reader, reverse("home"))


def test_what_was_released_stands_on_page_and_workbook(campaign, reader, second):
    read_all(reader, 张三态度不好="〔某人〕态度不好[+]")
    reader.post(on(campaign), {"summary": "多数满意"})
    second.post(release(campaign))
    text = page(make_office(), subject_of(campaign, "A"))
    for words in ("〔某人〕态度不好", "谢谢", "(several units)", "多数满意"):
        assert words in text
    assert "张三" not in text
    address = reverse("reports:group_workbook", args=[campaign.pk, "G1"])
    book = load_workbook(BytesIO(reader.get(address).content))
    cells = [
        tuple(c.value for c in cells) for cells in book["Comments"].iter_rows(max_col=2)
    ]
    assert ("Unit A", "谢谢") in cells
    assert [name for name, text in cells if text == LONG] == ["Several units"]
    assert ("[+], [-] and [*] stand for an emoji.", None) in cells
    assert ("Unit A", "多数满意") in cells


def test_without_an_emoji_its_marks_are_not_explained():
    campaign = make_read()
    address = reverse("reports:group_workbook", args=[campaign.pk, "G1"])
    book = load_workbook(BytesIO(make_office().get(address).content))
    texts = [str(row[0]) for row in book.worksheets[-2].values]
    assert any(text in ("Comments", "意见建议") for text in texts)
    assert not any(text.startswith("[+]") for text in texts)


def test_no_comments_make_no_sheet():
    campaign = make_result()
    address = reverse("reports:group_workbook", args=[campaign.pk, "G1"])
    book = load_workbook(BytesIO(make_office().get(address).content))
    assert "Comments" not in book.sheetnames


def test_without_comments_the_page_says_so(django_user_model):
    campaign = make_result(state="counted")
    reader = client(make_team(campaign, "A", login="reader"))
    assert "There is no comment to read" in page(reader, comments(campaign))

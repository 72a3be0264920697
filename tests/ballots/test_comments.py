"""Comments in the hands of a team: what a reader may do, and the trace it leaves."""

from typing import Any

import pytest

from audit.models import Entry
from ballots.models import Comment, CommentRelease, Summary
from campaigns.models import Campaign, Group, WrongState
from tests.reports.sample import make_comments, make_result, make_team

pytestmark = pytest.mark.django_db
SAME = "希望各单位少开会、多办事、办实事"
WORDS = {"A": ["张三态度不好", "谢谢", SAME], "B": [SAME, "谢谢"], "C": ["好"]}


@pytest.fixture
def campaign() -> Campaign:
    """Counted, with comments that nobody has read."""
    made = make_result(state="counted")
    make_comments(made, **WORDS)
    return made


@pytest.fixture
def reader(campaign: Campaign) -> Any:
    return make_team(campaign, "A", "B", login="reader")


def comment(text: str, subject: str = "A") -> Comment:
    return Comment.objects.get(text=text, subject__key=subject)


def trace() -> list[tuple[str, str, dict[str, Any]]]:
    rows = Entry.objects.filter(action__regex="^(comment|summary)").order_by("seq")
    return [(e.action, e.actor, e.detail) for e in rows]


def test_a_reader_sees_the_comments_on_the_units_of_his_team(
    campaign: Campaign, reader: Any
) -> None:
    mine = Comment.objects.for_user(reader)
    assert {c.subject.key for c in mine} == {"A", "B"}
    other = make_team(make_result(), "A", login="other")
    assert not Comment.objects.for_user(other).exists()


def test_the_responsible_team_of_a_group_sees_all_of_it(campaign: Campaign) -> None:
    host = make_team(campaign, login="host")
    assert not Comment.objects.for_user(host).exists()
    Group.objects.update(team=host.teams.get())
    assert Comment.objects.for_user(host).count() == 6


def test_comments_of_a_drill_are_nobodys_to_read() -> None:
    drill = make_result(state="counted", drill=True)
    make_comments(drill, A=["好"])
    assert not Comment.objects.for_user(make_team(drill, "A")).exists()


def test_what_is_passed_on_leaves_a_trace_without_its_words(reader: Any) -> None:
    row = comment("谢谢")
    assert row.pass_on(reader, "谢谢") == 1
    row.refresh_from_db()
    assert (row.review, row.published, row.reader) == ("passed", "谢谢", "reader")
    assert (row.read, row.redacted) == (True, False)
    told = {"comment": str(row.pk), "copies": 1}
    assert trace() == [("comment passed on", "reader", told)]


def test_what_is_redacted_keeps_the_original(reader: Any) -> None:
    row = comment("张三态度不好")
    row.pass_on(reader, "〔某人〕态度不好")
    row.refresh_from_db()
    assert (row.text, row.published) == ("张三态度不好", "〔某人〕态度不好")
    assert row.redacted
    assert Comment.objects.changed().get() == row
    assert trace()[0][0] == "comment redacted"
    assert "态度" not in str(trace())


def test_what_is_withheld_has_a_reason_from_the_list(reader: Any) -> None:
    row = comment("张三态度不好")
    row.withhold(reader, Comment.Reason.WRITER)
    row.refresh_from_db()
    assert (row.review, row.reason, row.published) == ("withheld", "writer", "")
    told = {"comment": str(row.pk), "copies": 1, "reason": "writer"}
    assert trace() == [("comment withheld", "reader", told)]
    assert Comment.objects.withheld().get() == row
    assert not Comment.objects.passed().exists()


def test_what_is_put_back_is_as_if_nobody_had_read_it(reader: Any) -> None:
    row = comment("张三态度不好")
    row.withhold(reader, Comment.Reason.WRITER)
    row.put_back(reader)
    row.refresh_from_db()
    assert (row.review, row.reason, row.reader) == ("unread", "", "")
    assert [act for act, _by, _told in trace()] == [
        "comment withheld",
        "comment put back",
    ]


def test_the_same_long_words_on_several_units_are_read_once(reader: Any) -> None:
    assert comment(SAME).pass_on(reader, SAME) == 2
    assert comment(SAME, "B").read
    assert comment("谢谢").pass_on(reader, "谢谢") == 1
    assert not comment("谢谢", "B").read


def test_the_same_words_on_the_units_of_another_team_are_left_alone(
    campaign: Campaign,
) -> None:
    alone = make_team(campaign, "B", login="alone")
    assert comment(SAME, "B").pass_on(alone, SAME) == 1
    assert not comment(SAME).read


def test_a_summary_is_written_over(campaign: Campaign, reader: Any) -> None:
    a = campaign.subjects.get(key="A")
    Summary.write(a, reader, "多数满意")
    Summary.write(a, reader, "多数满意，希望少开会")
    assert Summary.objects.get().text == "多数满意，希望少开会"
    assert trace()[1] == ("summary written", "reader", {"on": "A"})


def test_after_the_release_nothing_changes(campaign: Campaign, reader: Any) -> None:
    rows = Comment.objects.filter(campaign=campaign)
    comment("谢谢").pass_on(reader, "谢谢")
    comment("张三态度不好").pass_on(reader, "态度不好")
    comment(SAME).withhold(reader, Comment.Reason.OFF)
    CommentRelease.objects.make(campaign, reader, rows)
    told = {"passed": 2, "redacted": 1, "withheld": 2}
    assert trace()[-1] == ("comments released", "reader", told)
    before = list(rows.order_by("pk").values_list())
    for act in (
        lambda row: row.pass_on(reader, "x"),
        lambda row: row.withhold(reader, Comment.Reason.OFF),
        lambda row: row.put_back(reader),
        lambda row: Summary.write(row.subject, reader, "x"),
    ):
        with pytest.raises(WrongState):
            act(comment("谢谢"))
    assert list(rows.order_by("pk").values_list()) == before
    assert not Summary.objects.exists()


@pytest.mark.parametrize("state", ["closed", "archived"])
def test_comments_are_read_between_counting_and_archiving(
    campaign: Campaign, reader: Any, state: str
) -> None:
    Campaign.objects.update(state=state)
    with pytest.raises(WrongState):
        comment("谢谢").pass_on(reader, "谢谢")
    assert not trace()

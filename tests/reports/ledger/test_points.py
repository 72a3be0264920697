"""Points: whence they come, who may do what from where, and what stays of them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils.translation import override

from audit.models import Entry
from ballots.models import Comment, CommentRelease
from ballots.models.archiving import Archiving
from campaigns.models import Campaign, Unit
from reports.ledger.counts import counts
from reports.models import Meanwhile, Measure, NotReleased, Point, PointStep
from reports.trail import line
from tests.reports.cases import FAR, People, move, soon
from tests.reports.ledger.make import (
    ASKED,
    REDACTED,
    THANKS,
    bring,
    comment,
    enter,
    unit_of,
)
from tests.reports.sample import LONG
from tests.reports.test_measures import draw

pytestmark = pytest.mark.django_db
State = Point.State
KEEPING = ("word", "assign", "strike", "close", "send_back", "reopen", "rest_on")
GIVEN = {
    "word": ("换个说法",),
    "rest_on": ((),),
    "assign": ("", "李喆", None),
    "strike": ("重复",),
    "reply": ("已安排双岗", "accepted"),
    "draw": ("双岗值守", "李喆", None),
    "serve": (),  # a measure that is drawn for it
    "close": ("",),
    "send_back": ("没有说到周三", None),
    "reopen": ("群众仍不满意", None, True),
}


def do(point: Point, name: str, people: People, who: str) -> None:
    """One act with what it is given."""
    given = (draw(people),) if name == "serve" else GIVEN[name]
    getattr(point, name)(people[who], *given)


# the way -----------------------------------------------------------------------


def test_from_entered_to_closed_and_again(people, point):
    bring(point, people, "closed")
    point.reopen(people["boss"], "回访：仍没有人", soon(5), True)
    assert (point.state, point.reopened, point.answer) == (State.ASSIGNED, 1, "")
    bring(point, people, "answered")
    point.send_back(people["team"], "没有说到周三", soon(6))
    bring(point, people, "closed").reopen(people["team"], "又没人了", soon(7), False)
    assert point.reopened == 1
    steps = list(point.steps.all())
    assert [step.kind for step in steps] == [
        "entered", "assigned", "answered", "closed", "reopened", "answered",
        "sent-back", "answered", "closed", "reopened",
    ]  # fmt: skip
    assert [step.is_discontent for step in steps if step.kind == "reopened"] == [
        True, False,
    ]  # fmt: skip
    assert (steps[4].side, steps[4].name, steps[4].due) == ("office", "Boss", soon(5))
    with override("en"):
        assert steps[2].response == "accepted"
    assert (str(point), point.label) == (ASKED, "A-01")
    assert str(steps[0]).endswith("entered")


def test_the_log_has_fingerprints_and_no_words(people, point):
    bring(point, people, "closed").reopen(people["team"], "仍不满意", None, True)
    told = list(Entry.objects.of(people.campaign.pk).filter(action__startswith="point"))
    assert len(told) == 5
    text = str([entry.detail for entry in told])
    assert not any(words in text for words in (ASKED, LONG, "双岗", "仍不满意"))
    with override("en"):
        lines = [line(entry) for entry in told]
    assert ("comments merged into it", "1") in lines[0].details
    assert ("answer", "accepted") in lines[2].details


def test_where_an_act_comes_from(people, point):
    fits = {
        "entered": {"word", "rest_on", "assign", "strike"},
        "assigned": {"rest_on", "assign", "strike", "reply", "draw", "serve"},
        "answered": {"draw", "serve", "close", "send_back"},
        "closed": {"reopen"},
        "struck": set(),
    }
    for state in fits:
        for name in GIVEN:
            Point.objects.update(state=state)
            row = Point.objects.get()
            who = "team" if name in KEEPING else "liaison"
            if name in fits[state]:
                do(row, name, people, who)
            else:
                with pytest.raises(Meanwhile):
                    do(row, name, people, who)


def test_who_may_do_what(people, point):
    for name in GIVEN:
        unit = name not in KEEPING
        for who in ("team", "boss", "liaison", "head", "other", "auditor", "nobody"):
            if (who in ("liaison", "head")) is unit and who not in ("other", "auditor"):
                continue
            if who in ("team", "boss") and not unit:
                continue
            with pytest.raises(PermissionDenied):
                do(point, name, people, who)
    for who in ("liaison", "head", "other", "auditor", "nobody"):
        with pytest.raises(PermissionDenied):
            enter(people, who=who)
    assert PointStep.objects.count() == 1


def test_a_unit_reads_its_own_once_they_are_assigned(people, point):
    def readers() -> set[str]:
        rows = Point.objects
        return {who for who in people.users if rows.for_user(people[who]).exists()}

    keepers = {"boss", "deputy", "team", "auditor"}
    assert readers() == keepers
    assert not Point.objects.told().exists()
    bring(point, people, "assigned")
    assert readers() == keepers | {"liaison", "head"}
    assert Point.objects.told().get() == point
    people["team"].is_active = False
    assert "team" not in readers()


def test_no_step_is_ever_changed(point):
    with pytest.raises(DatabaseError), transaction.atomic():
        PointStep.objects.update(text="anders")


def test_two_who_see_the_same_point(people, point):
    """What was done meanwhile is seen by its step, where the state is the same."""
    bring(point, people, "assigned")
    mine = Point.objects.get()
    mine.seen = mine.steps.count()
    point.assign(people["boss"], "", "周敏", soon(9))
    with pytest.raises(Meanwhile):
        mine.reply(people["liaison"], "已办", "accepted")
    assert Point.objects.get().state == State.ASSIGNED


@pytest.mark.parametrize("zone", FAR)
def test_on_time_late_and_not_yet(people, point, zone):
    """A day ends where the campaign is, and not where the site is."""
    today = move(people.campaign, zone)
    bring(point, people, "assigned")
    for due, late in ((None, False), (today, False), (today - timedelta(days=1), True)):
        Point.objects.update(due=due)
        found = Point.objects.get()
        assert found.is_late is late
        assert Point.objects.late().exists() is late
        assert counts(Point.objects.all()).late == late
    bring(found, people, "answered")
    assert (found.is_late, found.was_late, found.answered_on) == (False, True, today)
    assert counts(Point.objects.all()).on_time == 0
    Point.objects.update(due=today)
    assert not Point.objects.get().was_late
    assert counts(Point.objects.all()).on_time == 1


def test_numbers_are_counted_within_a_unit(people, point):
    other = enter(people, unit=unit_of("B"))
    assert (enter(people).label, other.label) == ("A-02", "B-01")


def test_only_after_a_released_result_and_of_a_unit_that_takes_part(people):
    Campaign.objects.update(state="counted")
    with pytest.raises(Meanwhile):
        enter(people)
    Campaign.objects.update(state="archived")
    enter(people)
    stranger = Unit.objects.create(code="Z", name="别处")
    with pytest.raises(PermissionDenied):
        enter(people, who="boss", unit=stranger)


# comments ----------------------------------------------------------------------


def test_several_comments_in_one_point_and_one_in_several(people):
    some = [comment(people), comment(people, THANKS)]
    first = enter(people, *some)
    second = enter(people, comment(people))
    assert set(first.comments()) == set(some)
    assert {base.point for base in comment(people).bases.all()} == {first, second}
    second.rest_on(people["team"], some)  # one of them is there already
    assert second.bases.count() == 2
    assert str(second.bases.first()).startswith(str(second.pk))


def test_only_what_was_let_go_on_this_very_unit(people):
    withheld = Comment.objects.get(review="withheld")
    foreign = comment(people, THANKS, "B")
    unread = comment(people, THANKS)
    point = enter(people, comment(people))
    Comment.objects.filter(pk=unread.pk).update(review="unread")
    for row in (withheld, foreign, unread):
        for act in (
            lambda row=row: enter(people, row),
            lambda row=row: point.rest_on(people["team"], [row]),
        ):
            with pytest.raises(NotReleased):
                act()
    CommentRelease.objects.all().delete()
    with pytest.raises(NotReleased):
        enter(people, comment(people))
    assert Point.objects.count() == 1


def test_archiving_leaves_no_words_behind_that_were_not_released(people):
    point = enter(people, comment(people, REDACTED))
    Archiving(people.campaign.box).do("boss", "提前")
    rows = (Point, PointStep, Entry, Comment)
    kept = str([list(model.objects.values()) for model in rows])
    assert "张三" not in kept
    assert "慢" not in kept
    assert [row.published for row in point.comments()] == [REDACTED]
    Comment.objects.all().delete()
    assert (point.bases.count(), point.comments().count()) == (1, 0)


# measures ----------------------------------------------------------------------


def test_a_point_leads_to_measures_and_a_measure_serves_several(people, point):
    bring(point, people, "assigned")
    drawn = point.draw(people["head"], "双岗值守", "李喆", soon(20))
    assert (drawn.case, drawn.unit, drawn.state) == (None, point.unit, "planned")
    second = bring(enter(people), people, "answered")
    second.serve(people["liaison"], drawn)
    assert list(drawn.points.all()) == [point, second]
    with pytest.raises(Meanwhile):  # it does already
        second.serve(people["liaison"], drawn)
    gone = draw(people)
    drawn.withdraw(people["head"], "写错了")
    Measure.objects.get(pk=gone.pk).withdraw(people["head"], "写错了")
    with pytest.raises(Meanwhile):
        point.serve(people["liaison"], gone)  # as it was read before
    assert (point.drawn, list(point.measures.all())) == ([], [drawn])
    foreign = Measure.objects.draw(
        people["other"], campaign=people.campaign, unit=unit_of("B"), text="B",
        owner="x",
    )  # fmt: skip
    with pytest.raises(Meanwhile):
        point.serve(people["liaison"], foreign)
    assert [step.kind for step in second.steps.all()][-1] == "measure"

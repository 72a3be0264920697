"""What of the comments gets out: nothing before the release, and then what passed."""

import pytest
from django.utils.translation import override

from ballots.models import Comment
from campaigns.definition import Floors
from reports.build import build
from reports.commenting import together
from reports.plain import plain
from reports.remarks import NOTHING, Remarks, load, mixed, note
from tests.reports.sample import LONG, WORDS, make_comments, make_read, make_result

FLOORS = Floors(rate=5, distribution=8, comments=10)


def comments_of(campaign, key="A", *, inside=True):
    with override("en"):
        report = build(campaign)
        report = report if inside else report.in_other_words()
    return next(s for s in report.groups[0].subjects if s.key == key).comments


@pytest.mark.parametrize(
    ("remarks", "valid", "drill", "state"),
    [
        (NOTHING, 35, False, "none"),
        (NOTHING, 2, True, "none"),
        (Remarks(3, 3, 0, None), 35, False, "unread"),
        (Remarks(3, 3, 0, ()), 35, False, "released"),
        (Remarks(3, 0, 0, ("a",)), 35, True, "drill"),
        (Remarks(2, 2, 0, ("a",)), 35, False, "few"),
        (Remarks(3, 3, 0, ("a",)), 9, False, "few"),
        (Remarks(3, 3, 0, ("a",)), 9, True, "few"),
    ],
)
def test_how_far_comments_are_out(remarks, valid, drill, state):
    assert remarks.state(valid, FLOORS, drill) == state
    assert bool(note(state, remarks))


def test_notes_say_what_became_of_them():
    with override("en"):
        assert note("unread", Remarks(30, 12)) == (
            "12 of 30 read by the supervision team. They are shown when it has "
            "released them, all at once."
        )
        assert "30 written, 2 of them withheld" in note("released", Remarks(30, 30, 2))
        assert "shown as they were written" in note("drill", Remarks(3))
        assert "1 comment: hidden, because so few" in note("few", Remarks(1))


def test_the_order_is_nobodys_and_the_same_each_time():
    texts = [f"意见{n:02}" for n in range(30)]
    order = mixed(7, "A", texts)
    assert sorted(order) == texts
    assert list(order) != texts
    assert order == mixed(7, "A", reversed(texts))
    assert order != mixed(8, "A", texts)


@pytest.mark.django_db
def test_before_the_release_there_are_numbers_and_no_words():
    campaign = make_read(released=False)
    found = load(campaign)
    assert found["B"] == Remarks(written=4, read=4, withheld=1)
    a = comments_of(campaign)
    assert (a.state, a.texts, a.summary) == ("unread", None, "")
    text = str(plain(build(campaign)))
    # the data that could leak is there
    assert Comment.objects.filter(text="张三态度不好").exists()
    for secret in ("态度不好", "谢谢", LONG, "多数满意"):
        assert secret not in text


@pytest.mark.django_db
def test_after_the_release_what_was_passed_on_is_shown():
    campaign = make_read()
    a, b = comments_of(campaign), comments_of(campaign, "B")
    assert sorted(a.texts) == sorted(["〔某人〕态度不好", "谢谢", LONG])
    assert (a.state, a.summary, a.shared) == ("released", "多数满意", {LONG})
    assert sorted(b.texts) == sorted([LONG, LONG, "谢谢"])
    assert (b.written, b.read, b.withheld, b.summary) == (4, 4, 1, "")
    assert "张三" not in str(plain(build(campaign)))


@pytest.mark.django_db
def test_the_unit_gets_the_words_only_where_it_was_fixed_at_freezing():
    summary = comments_of(make_read(), inside=False)
    verbatim = comments_of(make_read(comments="verbatim"), inside=False)
    assert (summary.texts, summary.summary) == (None, "多数满意")
    assert (summary.state, summary.written) == ("words", None)
    assert "谢谢" in verbatim.texts


@pytest.mark.django_db
def test_few_ballots_or_comments_stay_hidden_after_the_release():
    few = {"A": ((5, 0, 0), (4, 0, 0)), "B": ((15, 0, 0), (20, 0, 0))}
    few |= {"C": few["B"], "D": few["B"]}
    campaign = make_read(votes=few)
    a = comments_of(campaign)
    assert (a.state, a.texts, a.summary, a.shared) == ("few", None, "", frozenset())
    Comment.objects.filter(subject__key="B", text=LONG).delete()
    assert comments_of(campaign, "B").texts is None


@pytest.mark.django_db
def test_in_a_drill_they_are_shown_as_they_were_written():
    drill = make_result(drill=True)
    make_comments(drill, **WORDS)
    a = comments_of(drill)
    assert (a.state, sorted(a.texts)) == ("drill", sorted(WORDS["A"]))
    assert a.shared == {LONG}


@pytest.mark.django_db
def test_several_units_are_named_once():
    campaign = make_read()
    rows = [(key, comments_of(campaign, key)) for key in "AB"]
    found = together(rows)
    assert [text for name, text in found if not name] == [LONG]
    assert ("A", "〔某人〕态度不好") in found
    assert len(found) == 4
    assert [name for name, text in found if text == "谢谢"] == ["A", "B"]

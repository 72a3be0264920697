"""The report, from counts made by hand and from a drill through the real path."""

import dataclasses

import pytest
from django.utils.translation import override

from ballots.models import Account as AccountRow
from ballots.models import Box
from campaigns.definition import Definition, Place
from campaigns.models import Campaign
from campaigns.parser import parse
from reports import counted
from reports.build import Builder, NotCounted, build
from reports.counted import Counted
from reports.judging import Judge
from reports.measured import measure
from reports.readings import Readings
from reports.remarks import Remarks
from reports.report import SubjectReport
from reports.sheet import Sheet
from reports.tally import Account, Counts, Rate, Unbalanced
from tests.make import make_campaign, make_document, make_entry, make_rehearsed

GOOD, FAIR, POOR, BLANK = 0, 1, 2, -1


def make_counted(definition: Definition, **pools: tuple[int, int, int, int]) -> Counted:
    """Subject A: per pool how many chose each option or nothing, in every item."""
    items = definition.subjects["A"].form.items
    values = {
        ("A", pool, item.key): dict(zip((GOOD, FAIR, POOR, BLANK), n, strict=True))
        for pool, n in pools.items()
        for item in items
    }
    accounts = {
        ("A", pool): Account(sum(n) + 2, sum(n) + 1, 1, sum(n), 0)
        for pool, n in pools.items()
    }
    return Counted(
        values, accounts, {}, {"A": Remarks(3, 3, 0, ("一", "二", "三"))}, {}
    )


def make_builder(definition: Definition, counts: Counted) -> Builder:
    """A builder without a database: only subject A has ballots."""
    measured = {
        key: measure(definition, counts, subject)
        for key, subject in definition.subjects.items()
    }
    judge = Judge(definition, measured, Readings(definition, {}), quorum_met=True)
    return Builder(judge, counts)


def make_subject(document=None, change=(), **pools) -> SubjectReport:
    definition = parse(document or make_document())
    counts = make_counted(definition, **pools)
    for (pool, item), n in change:
        values = dict(zip((GOOD, FAIR, POOR, BLANK), n, strict=True))
        counts.values["A", pool, item] = values
    builder = make_builder(definition, counts)
    return builder.subject(definition.subjects["A"], definition.groups["G1"])


def test_subject_with_everything_shown():
    with override("zh-hans"):
        a = make_subject(own=(10, 4, 1, 0), cross=(13, 5, 2, 0))
    assert (a.key, a.name, a.unit, a.unit_code, a.group) == (
        "A", "单位甲", "单位甲", "A", "第一组",
    )  # fmt: skip
    assert a.account == Account(39, 37, 2, 35, 0, due=35)
    assert (a.figure.rate, a.figure.printed, a.figure.low) == (
        Rate(23, 35), "65.7", True,
    )  # fmt: skip
    assert a.verdict.state == "act"
    assert [(b.text, b.needed, b.consequence) for b in a.bounds] == [
        ("2/3", 24, "rework"),
        ("80 %", 28, "reminder"),
    ]
    assert [section.is_main for section in a.sections] == [True, False, False, False]
    assert a.main.counts == (23, 9, 3)
    assert [c.key for c in a.main.columns] == ["good", "fair", "poor"]
    assert [s.figure.rate for s in a.sections] == [
        Rate(23, 35), Rate(115, 175), Rate(115, 175), Rate(69, 105),
    ]  # fmt: skip
    assert [(p.key, p.figure.rate, p.main.counts, p.hidden) for p in a.pools] == [
        ("own", Rate(10, 15), (10, 4, 1), False),
        ("cross", Rate(13, 20), (13, 5, 2), False),
    ]
    assert (a.hidden, a.pools_hidden) == ("", "")
    assert (a.comments.state, a.comments.texts) == ("released", ("一", "二", "三"))


def test_low_follows_the_lowest_rework_bound():
    document = make_document()
    document["rules"] = [{"bound": "80 %"}, {"bound": "2/3"}]
    a = make_subject(document, own=(10, 4, 1, 0), cross=(16, 4, 0, 0))
    assert (a.figure.low, [p.figure.low for p in a.pools]) == (False, [False, False])
    document["rules"] = [{"bound": "80 %", "consequence": "reminder"}]
    assert not make_subject(document, own=(0, 0, 15, 0), cross=(0, 0, 9, 0)).figure.low


def test_under_the_distribution_floor_one_figure_is_left():
    with override("zh-hans"):
        a = make_subject(own=(5, 1, 1, 0), cross=(0, 0, 0, 0))
    assert a.figure.rate == Rate(5, 7)
    assert all(s.figure is None for s in a.sections)
    rows = [i for s in a.sections for i in s.items] + list(a.pools[0].items)
    assert all((i.counts, i.blank, i.figure) == (None, None, None) for i in rows)
    assert a.hidden == "有效票 7 张，少于 8 张，只显示判定用的满意率。"
    assert [(p.figure and p.figure.rate, p.hidden) for p in a.pools] == [
        (Rate(5, 7), False),
        (None, False),  # nobody voted: nothing is hidden, and there is no rate
    ]
    assert (a.comments.state, a.comments.texts) == ("few", None)
    assert a.comments.written == 3


def test_under_the_rate_floor_nothing_is_left():
    a = make_subject(own=(3, 0, 0, 0), cross=(0, 0, 1, 0))
    assert (a.figure, a.verdict.state, a.pools_hidden) == (None, "none", "")
    assert [f.rate for f in a.verdict.findings] == [None, None]
    assert [b.needed for b in a.bounds] == [3, 4]  # of four ballots, which all know
    assert [(p.figure, p.hidden) for p in a.pools] == [(None, True), (None, True)]
    assert a.account.valid == 4


def test_small_pool_hides_both():
    with override("zh-hans"):
        a = make_subject(own=(10, 4, 1, 0), cross=(2, 1, 0, 0))
    assert a.figure.rate == Rate(12, 18)
    assert a.main.counts == (12, 5, 1)
    assert [(p.figure, p.main.counts, p.hidden) for p in a.pools] == [
        (None, None, True),
        (None, None, True),
    ]
    assert a.pools_hidden.startswith("全评只有 3 票。")


def test_rarely_answered_item_hides_its_section_sum():
    change = [
        (("own", "study-2"), (3, 0, 0, 12)),
        (("cross", "study-2"), (2, 0, 0, 18)),
    ]
    with override("zh-hans"):
        a = make_subject(change=change, own=(10, 4, 1, 0), cross=(13, 5, 2, 0))
    _main, study, opinion, _rectify = a.sections
    assert [i.counts is None for i in study.items] == [False, True, False, False, False]
    assert study.figure is None
    assert opinion.figure.rate == Rate(115, 175)
    assert a.hidden.startswith("作答不足 8 票的项目隐去")
    assert [(p.figure.rate, p.main.counts) for p in a.pools] == [
        (Rate(10, 15), None),
        (Rate(13, 20), None),
    ]


def test_the_deciding_item_covers_no_other_in_its_section():
    """Its votes are known: with the sum the other hidden item would be, too."""
    document = make_document()
    lines = document["forms"][0]["lines"]
    document["forms"][0]["lines"] = [line for line in lines if "scale" in line][:4]
    change = [(("own", "overall"), (4, 0, 2, 9)), (("own", "study-1"), (0, 0, 2, 13))]
    a = make_subject(document, change, own=(15, 0, 0, 0), cross=(0, 0, 0, 0))
    (section,) = a.sections
    assert [i.counts is None for i in section.items] == [True, True, False, False]
    assert a.figure.rate == Rate(4, 15)
    assert section.figure is None


def test_all_items_decide_together():
    document = make_document()
    document["formula"] = {"deciding": "items", "denominator": "answered"}
    a = make_subject(document, own=(9, 3, 2, 1), cross=(14, 4, 1, 1))
    assert a.figure.rate == Rate(23 * 14, 33 * 14)
    assert a.main.blank == 2
    assert a.pools[0].figure.rate == Rate(9 * 14, 14 * 14)


def test_sheet_without_an_overall_item_is_decided_by_all():
    definition = parse(make_document())
    form = definition.forms["form"]
    main = [dataclasses.replace(i, main=False) for i in form.items]
    sections = (dataclasses.replace(form.sections[0], items=tuple(main)),)
    form = dataclasses.replace(form, sections=sections)
    counts = tuple(Counts((n, 1, 0)) for n in range(14))
    sheet = Sheet(form, definition, Account(20, 20, 0, 20, 0), counts)
    assert sheet.deciding("satisfied").rate == Rate(sum(range(14)), 20 * 14)
    assert (sheet.cell.deciding, sheet.cell.least) == (14, 1)


# through the database ---------------------------------------------------------

ALL = ("A", "B", "C", "D")
OWN = {"A": 10, "B": 12, "C": 13, "D": 14}
CROSS = {"A": 13, "B": 12, "C": 16, "D": 19}


def mockup_entries():
    """The ballots of mock-up 05: 23, 24, 29 and 33 of 35 say good."""
    yield from (make_entry("own", u, n, {u: "good"}) for u, n in OWN.items())
    yield from (make_entry("own", u, 15 - n, {u: "poor"}) for u, n in OWN.items())
    for rater in range(20):
        says = {u: "good" if rater < CROSS[u] else "fair" for u in ALL}
        yield make_entry("cross", "G1", 1, says, {"A": f"意见{rater:02}"})


@pytest.mark.django_db(transaction=True)
def test_report_of_a_drill(database_url, django_assert_num_queries):
    drill = make_rehearsed(list(mockup_entries()))
    with override("zh-hans"):
        with django_assert_num_queries(9):
            report = build(drill)
        (group,) = report.groups
    assert (report.campaign, report.drill, report.stage, report.language) == (
        drill.pk, True, "“学习教育、听取意见”环节", "zh-hans",
    )  # fmt: skip
    assert group.headline == (
        "4 个单位中，1 个低于 2/3，建议返工补课；1 个恰好达到 2/3；2 个达到 80 %。"
    )
    assert [(s.key, s.figure.rate) for s in group.subjects] == [
        ("A", Rate(23, 35)),
        ("B", Rate(24, 35)),
        ("C", Rate(29, 35)),
        ("D", Rate(33, 35)),
    ]
    assert group.account == Account(80, 80, 0, 80, 0)
    assert group.account_note == (
        "全组 80 张票：本单位 60、全评 20。全评参评人员每人评 4 个单位，"
        "所以每个单位 15 + 20 = 35 票。"
    )
    assert report.totals == {
        "issued": 80, "returned": 80, "abstained": 0, "valid": 80, "void": 0,
    }  # fmt: skip
    assert report.replaced == 0
    texts = group.subjects[0].comments.texts
    written = [f"意见{rater:02}" for rater in range(20)]
    assert sorted(texts) == written
    assert list(texts) != written  # chance keeps the order once in 20! runs
    assert [c.key for c in report.columns] == ["good", "fair", "poor"]
    assert report.opened_at >= report.closed_at
    assert report.text.startswith("“好”算满意，“一般”“差”不算；只看总体评价一项；")
    assert dict(report.words)["分母"] == "分母为有效票"
    part = build(drill, subjects=["B"])
    assert [s.key for s in part.groups[0].subjects] == ["B"]
    assert part.groups[0].account == group.account
    assert build(drill, subjects=[]).groups == ()


@pytest.mark.django_db(transaction=True)
def test_report_with_hidden_pools_and_abstained_cards(database_url):
    cards = {"A": None, "B": "good", "C": "good", "D": "good"}
    entries = [
        make_entry("own", "A", 4, {"A": "good"}),
        make_entry("own", "B", 3, {"B": "poor"}),
        make_entry("own", "C", 15, {"C": "fair"}),
        make_entry("own", "D", 14, {"D": "good"}),
        make_entry("own", "D", 1, {"D": None}),
        make_entry("cross", "G1", 3, cards),
    ]
    (group,) = build(make_rehearsed(entries)).groups
    assert [(s.key, s.verdict.state) for s in group.subjects] == [
        ("C", "act"), ("B", "act"), ("A", "none"), ("D", "ok"),
    ]  # fmt: skip
    assert group.account == Account(80, 40, 1, 39, 0)
    by_key = {s.key: s for s in group.subjects}
    assert by_key["A"].account == Account(35, 7, 3, 4, 0, due=35)
    assert by_key["B"].figure.rate == Rate(3, 6)
    assert by_key["C"].main.counts == (3, 15, 0)
    assert [p.hidden for p in by_key["C"].pools] == [True, True]


@pytest.mark.django_db(transaction=True)
def test_replaced_slips_and_a_pool_of_the_whole_campaign(
    database_url, django_assert_num_queries
):
    document = make_document()
    document["units"] = document["units"][:2]
    document["groups"] = [
        {"key": key, "title": title, "lead": unit, "units": [unit]}
        for key, title, unit in (("G1", "第一组", "A"), ("G2", "第二组", "B"))
    ]
    document["subjects"] = document["subjects"][:2]
    all_pool = {"key": "all", "name": "代表", "reach": "campaign", "quota": 6}
    document["pools"] = [all_pool]
    entries = [make_entry("all", "", 6, {"A": "good", "B": "fair"})]
    drill = make_rehearsed(entries, document)
    drill.batches.filter(group__key="G2").update(slips=7)
    with override("zh-hans"), django_assert_num_queries(9):
        report = build(drill)
    first, second = report.groups
    assert first.account == second.account == Account(12, 6, 0, 6, 0)
    assert report.totals["issued"] == 12
    assert (first.account_note, second.account_note) == (
        "全组 12 张票：代表 12。代表为整个评议活动的票，每组都计入。",
        "全组 12 张票：代表 12。代表为整个评议活动的票，每组都计入。补发过 1 张。",
    )
    assert report.replaced == 1
    assert second.subjects[0].figure.rate == Rate(0, 6)


@pytest.mark.django_db(transaction=True)
def test_account_that_does_not_add_up_gives_no_report(database_url):
    drill = make_rehearsed()
    row = AccountRow.objects.filter(campaign=drill, subject__key="A").first()
    AccountRow.objects.filter(pk=row.pk).update(issued=row.returned - 1)
    with pytest.raises(Unbalanced):
        build(drill)


@pytest.mark.django_db
def test_no_report_before_counting():
    campaign = make_campaign()
    with pytest.raises(NotCounted):
        build(campaign)
    Box.objects.freeze(campaign)
    campaign.refresh_from_db()
    for state in ("frozen", "open", "closed", "suspended", "void"):
        Campaign.objects.filter(pk=campaign.pk).update(state=state)
        campaign.refresh_from_db()
        with pytest.raises(NotCounted):
            build(campaign)


def test_place_of_an_account():
    assert counted._place("A", None) == Place("unit", "A")
    assert counted._place(None, "G1") == Place("group", "G1")
    assert counted._place(None, None) == Place("campaign")

"""A campaign with every feature of counting, and counts made by hand.

Four units rated by own (weight 0.6) and cross-unit raters (0.4) and by an open link;
items answered by an option, by ticks and by a number; grades, ranks, indicators.
"""

from collections.abc import Mapping
from typing import Any

from ballots.models import Account as AccountRow
from ballots.models import Box, Tally
from campaigns.definition import Place
from campaigns.models import Campaign, IndicatorValue
from campaigns.parser import parse
from reports.build import Builder
from reports.counted import Counted
from reports.judging import Judge, quorum_met
from reports.measured import measure
from reports.readings import Entry, Readings
from reports.remarks import Remarks
from reports.tally import Account
from tests.make import Document, make_campaign, make_document
from tests.reports.sample import OPENED

Row = Mapping[int, int]
BEST, GOOD, FAIR, UNKNOWN = 0, 1, 2, 3
UNITS = ("A", "B", "C", "D")
# best, good, fair, unknown of the overall item; 15 own, 20 cross-unit raters
OWN = {"A": (2, 4, 7, 2), "B": (5, 6, 3, 1), "C": (8, 5, 2, 0), "D": (11, 3, 1, 0)}
CROSS = {"A": (4, 6, 8, 2), "B": (6, 9, 4, 1), "C": (9, 8, 3, 0), "D": (15, 4, 1, 0)}
PUBLIC = {"A": (30, 8, 4, 0), "B": (2, 1, 1, 0), "C": (1, 4, 0, 2), "D": (0, 0, 0, 0)}
SCALES = [
    {
        "key": "four", "title": "四档", "title_en": "Four steps",
        "options": [
            {"key": "best", "label": "优秀", "label_en": "Excellent", "score": "100",
             "roles": ["satisfied", "excellent"]},
            {"key": "good", "label": "称职", "label_en": "Competent", "score": "80",
             "roles": ["satisfied"]},
            {"key": "fair", "label": "基本称职", "label_en": "Barely competent",
             "score": "60"},
            {"key": "unknown", "label": "不了解", "label_en": "Do not know",
             "roles": ["outside"]},
        ],
    },
    {
        "key": "faults", "title": "问题", "title_en": "Faults", "kind": "ticks",
        "options": [
            {"key": "slow", "label": "办事拖拉", "label_en": "Slow"},
            {"key": "cold", "label": "态度生硬", "label_en": "Cold"},
            {"key": "none", "label": "没有问题", "label_en": "None"},
        ],
    },
    {
        "key": "points", "title": "打分", "title_en": "Points", "kind": "number",
        "satisfied_from": 60, "excellent_from": 90,
    },
]  # fmt: skip
LINES = [
    {"kind": "heading", "key": "sum", "text": "总体评价", "text_en": "Overall"},
    {"key": "overall", "main": True, "scale": "four", "text": "总体评价",
     "text_en": "Overall view"},
    {"kind": "heading", "key": "work", "text": "工作情况", "text_en": "Work"},
    {"key": "care", "scale": "four", "text": "服务群众", "text_en": "Care"},
    {"key": "points", "scale": "points", "text": "打分", "text_en": "Points"},
    {"kind": "heading", "key": "style", "text": "作风", "text_en": "Style"},
    {"key": "faults", "scale": "faults", "text": "存在问题", "text_en": "Faults"},
]  # fmt: skip
INDICATORS = [
    {"key": "target", "name": "目标考核", "name_en": "Targets"},
    {"key": "level", "name": "达标等级", "name_en": "Level", "kind": "grade",
     "steps": [{"key": "first", "label": "一级", "label_en": "First"},
               {"key": "second", "label": "二级", "label_en": "Second"}]},
    {"key": "accident", "name": "一票否决", "name_en": "Accident", "kind": "veto"},
    {"key": "boss", "name": "分管领导评分", "name_en": "Superiors", "kind": "signed"},
]  # fmt: skip
ENTRIES = {
    ("target", "A"): [("85.5", "", "县考核办")],
    ("level", "A"): [("second", "", "文明办")],
    ("accident", "A"): [("yes", "", "安委会")],
    ("boss", "A"): [("90", "副县长", ""), ("80", "县长", "")],
    ("accident", "B"): [("no", "", "安委会")],
}
RULES = [
    {"bound": "2/3", "consequence": "rework"},
    {"bound": "80 %", "consequence": "spread", "above": True},
    {"measure": "excellent", "against": "group-mean", "consequence": "training"},
    {"measure": "accident", "consequence": "ineligible"},
    {"measure": "title", "consequence": "reminder"},
]


def make_whole(rules: list[Any] | None = None, **formula: Any) -> Document:
    """The document; `formula` over weights, inside, ranks and grades."""
    document = make_document()
    document["campaign"] |= {"series": "年度评议"}
    document["formula"] = {
        "denominator": "inside", "pools": "weights", "rank": "group",
        "total": "largest", "decimals": 1,
    } | formula  # fmt: skip
    document["scales"], document["rules"] = SCALES, RULES if rules is None else rules
    document["forms"] = [{"key": "form", "title": "评价表", "lines": LINES}]
    document["rates"] = [
        {"key": "basic", "name": "称职以上和基本称职率", "name_en": "Basic rate",
         "options": ["best", "good", "fair"]}
    ]  # fmt: skip
    own, cross = document["pools"]
    public = {"key": "public", "name": "公众", "name_en": "Public", "reach": "open"}
    document["pools"] = [
        own | {"weight": "0.6"}, cross | {"weight": "0.4"}, public | {"weight": 0},
    ]  # fmt: skip
    document["indicators"] = INDICATORS
    document["grading"] = {
        "method": "bands",
        "steps": [{"label": "优秀", "label_en": "Outstanding", "from": "80 %"},
                  {"label": "良好", "label_en": "Fine", "from": "2/3"},
                  {"label": "一般", "label_en": "Plain"}],
    }  # fmt: skip
    document["documents"] = [
        {"unit": "A", "title": "述职报告", "title_en": "Account", "body": "略",
         "kind": "self", "subject": "A"},
        {"unit": "A", "title": "点评意见", "title_en": "Remarks", "body": "略",
         "kind": "leader", "author": "王书记"},
        {"unit": "B", "title": "点评", "title_en": "Remarks", "body": "略",
         "kind": "leader", "subject": "B"},
    ]  # fmt: skip
    return document


def values_of(
    own: Any = OWN, cross: Any = CROSS, public: Any = PUBLIC
) -> dict[tuple[str, str, str], Row]:
    """Every answer by subject, pool and item: choices alike, ticks and numbers."""
    found: dict[tuple[str, str, str], Row] = {}
    for pool, votes in (("own", own), ("cross", cross), ("public", public)):
        for key, counts in votes.items():
            best, good, fair, unknown = counts
            choice = dict(enumerate(counts))
            found[key, pool, "overall"] = found[key, pool, "care"] = choice
            found[key, pool, "points"] = {95: best, 70: good, 50: fair + unknown}
            found[key, pool, "faults"] = {0: fair, 1: fair + good, 2: best + unknown}
    return found


def accounts_of(
    own: Any = OWN, cross: Any = CROSS, public: Any = PUBLIC
) -> dict[tuple[str, str], Account]:
    """The account of each subject and pool: all valid, 15 and 20 issued."""
    found = {}
    for pool, issued, votes in (("own", 15, own), ("cross", 20, cross)):
        for key, counts in votes.items():
            n = sum(counts)
            found[key, pool] = Account(max(n, issued), n, 0, n, 0)
    for key, counts in public.items():
        n = sum(counts)
        found[key, "public"] = Account(n, n, 0, n, 0)
    return found


def make_counted(**votes: Any) -> Counted:
    """The counts, with no database."""
    accounts = accounts_of(**votes)
    places = {
        (pool, Place("group", "G1") if pool == "cross" else Place("unit", key)): one
        for (key, pool), one in accounts.items()
    }
    comments = {"A": Remarks(3, 3, 0, ("一", "二", "三"))}
    return Counted(values_of(**votes), accounts, places, comments, {})


def make_judge(
    document: Document,
    counted: Counted,
    entries: Mapping[Any, Any] = ENTRIES,
    earlier: tuple[Judge, ...] = (),
) -> Judge:
    """All that the rules look at, with no database."""
    whole = parse(document)
    rows = {key: [Entry(*row) for row in given] for key, given in entries.items()}
    tickets = dict.fromkeys(whole.pools, Account())
    for (pool, _place), account in counted.places.items():
        tickets[pool] = tickets.get(pool, Account()) + account
    return Judge(
        whole,
        {key: measure(whole, counted, one) for key, one in whole.subjects.items()},
        Readings(whole, rows),
        quorum_met(whole, tickets),
        earlier,
    )


def make_builder(document: Document | None = None, **votes: Any) -> Builder:
    """A builder of the whole campaign, with no database."""
    counted = make_counted(**votes)
    return Builder(make_judge(document or make_whole(), counted), counted)


def make_subject(key: str = "A", document: Document | None = None, **votes: Any) -> Any:
    """The report of one subject, with no database."""
    builder = make_builder(document, **votes)
    group = builder.definition.groups["G1"]
    return builder.subject(builder.definition.subjects[key], group)


def store(
    document: Document | None = None, state: str = "released", **fields: Any
) -> Campaign:
    """The same in the database, opened and counted."""
    campaign = make_campaign(document or make_whole(), **fields)
    box = Box.objects.freeze(campaign)
    Box.objects.filter(pk=box.pk).update(closed_at=OPENED, opened_at=OPENED)
    pools = {pool.key: pool for pool in campaign.pools.all()}
    subjects = {subject.key: subject for subject in campaign.subjects.all()}
    Tally.objects.bulk_create(
        Tally(campaign=campaign, subject=subjects[key], pool=pools[pool], item=item,
              value=value, n=n)
        for (key, pool, item), row in values_of().items()
        for value, n in row.items()
    )  # fmt: skip
    _store_accounts(campaign, pools, subjects)
    for indicator in campaign.indicators.all():
        for key, subject in subjects.items():
            for value, by, source in ENTRIES.get((indicator.key, key), ()):
                IndicatorValue.objects.create(
                    indicator=indicator, subject=subject, value=value, signed_by=by,
                    source=source,
                )  # fmt: skip
    Campaign.objects.filter(pk=campaign.pk).update(state=state)
    campaign.refresh_from_db()
    return campaign


def _store_accounts(campaign: Campaign, pools: Any, subjects: Any) -> None:
    groups = list(campaign.groups.all())
    for (key, pool), account in accounts_of().items():
        numbers = {
            name: getattr(account, name)
            for name in ("issued", "returned", "abstained", "valid", "void")
        }
        whole = {"campaign": campaign, "pool": pools[pool]} | numbers
        AccountRow.objects.create(subject=subjects[key], **whole)
        if pool != "cross":
            AccountRow.objects.create(unit=subjects[key].unit, **whole)
        elif key == "A":
            AccountRow.objects.create(group=groups[0], **whole)

"""A campaign with every feature: its figures, and that all renderings agree."""

import json
import re
from dataclasses import replace
from fractions import Fraction
from html import unescape
from io import BytesIO, StringIO

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from reports import pdf
from reports.build import Builder, build
from reports.excel import render_workbook
from reports.overview import overview
from reports.plain import plain
from reports.report import Figure
from reports.tally import Rate
from reports.templatetags.results import heat_steps
from tests.reports.whole import (
    CROSS,
    OWN,
    PUBLIC,
    make_builder,
    make_counted,
    make_judge,
    make_subject,
    make_whole,
    store,
)


def group_of(**how):
    builder = make_builder(**how)
    subjects = list(builder.definition.subjects.values())
    return builder.group(builder.definition.groups["G1"], subjects)


# figures -------------------------------------------------------------------------


@override("en")
def test_weights_combine_the_figures_of_the_pools():
    a = make_subject()
    # 6 of 13 own, 10 of 18 cross-unit raters who know the unit
    assert a.figure.value == Fraction(6, 10) * Fraction(6, 13) + Fraction(
        4, 10
    ) * Fraction(10, 18)
    assert (a.figure.printed, a.figure.rate, a.figure.of, a.figure.low) == (
        "49.9", None, 35, True,
    )  # fmt: skip
    assert a.figure.counts == "n\xa0=\xa035"
    assert a.account.valid == 35  # never with the 42 of the open link
    own, cross, public = a.pools
    assert (own.figure.rate, own.weight, own.public) == (Rate(6, 13), "0.6", False)
    assert (cross.figure.rate, cross.weight) == (Rate(10, 18), "0.4")
    assert (public.figure.rate, public.account.valid) == (Rate(38, 42), 42)
    assert public.public
    assert a.pools_note == "The total is made of these by their weights, not by heads."


@override("en")
def test_every_named_measure_stands_side_by_side():
    a = make_subject()
    assert [(m.key, m.name, m.figure.printed + m.figure.unit) for m in a.measures] == [
        ("satisfied", "Satisfaction rate", "49.9 %"),
        ("excellent", "Excellent rate", "18.1 %"),
        ("score", "Score", "73.6"),
        ("basic", "Basic rate", "100.0 %"),
    ]
    by_heads = make_subject(document=make_whole(pools="heads"))
    assert by_heads.measures[3].figure.counts == "31/31"
    assert by_heads.measures[2].figure.counts == "n\xa0=\xa031"


def test_items_show_what_they_are():
    a = make_subject()
    (overall,), (care, points), (faults,) = (s.items for s in a.sections)
    assert (overall.decides, overall.figure) == (True, a.figure)
    assert overall.shares == ("17.1", "28.6", "42.9", "11.4")  # 99.9 + 0.1 at largest
    assert sum(Fraction(share) for share in overall.shares) == 100
    assert care.figure == replace(a.figure, of=35)
    assert not care.decides
    assert points.numbers == ((50, 19), (70, 10), (95, 6))
    assert points.mean.printed == "63.4"
    assert points.counts == ()
    assert (faults.counts, faults.rated, faults.figure) == ((15, 25, 10), False, None)
    assert faults.shares == ("42.9", "71.4", "28.6")
    assert not faults.hidden
    style = a.sections[2]
    assert (style.figure, style.hidden) == (None, False)


def test_item_without_an_option_that_counts_has_no_part():
    """As the words and the preview say; it would only make the rest look worse."""
    document = make_whole(deciding="items", pools="heads", denominator="valid")
    lines = document["forms"][0]["lines"]
    two = {"key": "two", "title": "是否", "options": [
        {"key": "yes", "label": "是"}, {"key": "no", "label": "否"}]}  # fmt: skip
    document["scales"] = [*document["scales"], two]
    asked = {"key": "asked", "scale": "two", "text": "知道吗"}
    document["forms"] = [{**document["forms"][0], "lines": [*lines, asked]}]
    counted = make_counted()
    votes = {("A", pool, "asked"): {0: n} for pool, n in (("own", 15), ("cross", 20))}
    counted = replace(counted, values={**counted.values, **votes})
    builder = Builder(make_judge(document, counted), counted)
    whole = builder.definition
    a = builder.subject(whole.subjects["A"], whole.groups["G1"])
    measures = {m.key: m.figure.rate for m in a.measures if m.figure.rate}
    assert measures == {
        "satisfied": Rate(16 + 16 + 16, 3 * 35),  # two of options, one of numbers
        "excellent": Rate(6 + 6 + 6, 3 * 35),
        "basic": Rate(31 + 31, 2 * 35),  # no number is of a named rate
    }
    assert a.sections[-1].items[-1].figure is None


@override("en")
def test_subjects_get_grades_and_places():
    group = group_of()
    rows = {s.key: (s.grade, s.place, s.figure.printed) for s in group.subjects}
    assert rows == {
        "A": ("Plain", "4 / 4", "49.9"),
        "B": ("Fine", "3 / 4", "78.7"),
        "C": ("Outstanding", "2 / 4", "86.0"),
        "D": ("Outstanding", "1 / 4", "94.0"),
    }


@pytest.mark.parametrize(
    ("grading", "grades"),
    [
        ({"method": "none"}, ["", "", "", ""]),
        ({"method": "majority", "bound": "1/2"},
         ["Competent", "Competent", "Competent", "Excellent"]),
        ({"method": "plurality"},
         ["Barely competent", "Competent", "Excellent", "Excellent"]),
        ({"method": "quota", "steps": [
            {"label": "一", "label_en": "One", "share": "25 %"},
            {"label": "二", "label_en": "Two"}]},
         ["Two", "Two", "Two", "One"]),
        ({"method": "quota", "fails": "95 %", "steps": [
            {"label": "一", "label_en": "One", "share": "50 %"},
            {"label": "二", "label_en": "Two"}]},
         ["Two", "Two", "Two", "Two"]),
        ({"method": "bands", "measure": "excellent", "steps": [
            {"label": "一", "label_en": "One", "from": "1/2"},
            {"label": "二", "label_en": "Two"}]},
         ["Two", "Two", "One", "One"]),
    ],
)  # fmt: skip
@override("en")
def test_grades_by_each_method(grading, grades):
    document = make_whole() | {"grading": grading}
    group = group_of(document=document)
    assert [s.grade for s in sorted(group.subjects, key=lambda s: s.key)] == grades


def test_grade_by_votes_needs_an_overall_item_of_options():
    document = make_whole() | {"grading": {"method": "plurality"}}
    lines = document["forms"][0]["lines"]
    number = [
        line | ({"scale": "points"} if line.get("main") else {}) for line in lines
    ]
    document["forms"] = [document["forms"][0] | {"lines": number}]
    builder = make_builder(document)
    values = {
        key: {90: 10} if key[2] == "overall" else row
        for key, row in builder.counted.values.items()
    }
    counted = replace(builder.counted, values=values)
    judge = make_judge(document, counted)
    row = type(builder)(judge, counted).subject(
        judge.definition.subjects["A"], judge.definition.groups["G1"]
    )
    assert row.grade == ""
    assert row.columns  # of the first item that is answered by an option


def test_small_pool_hides_the_weighted_total_and_what_comes_of_it():
    own = OWN | {"A": (1, 1, 1, 0)}
    with override("zh-hans"):
        a = make_subject(own=own)
        group = group_of(own=own)
    assert (a.figure, a.figure_hidden, a.grade, a.place) == (None, True, "", "")
    assert a.main.counts == (5, 7, 9, 2)
    assert (a.main.figure, a.main.hidden) == (None, False)
    assert [m.figure for m in a.measures] == [None] * 4
    assert all(m.hidden for m in a.measures)
    assert [p.figure and p.figure.rate for p in a.pools] == [None, None, Rate(38, 42)]
    assert a.verdict.margin == "有一类人员票数不足，加权总分隐去"
    assert a.pools_hidden.startswith("本单位只有 3 票。")
    # nor is it among those that the others are compared with
    assert {s.key: s.place for s in group.subjects}["D"] == "1 / 3"


def test_pool_with_its_rate_alone_hides_every_other_weighted_figure():
    """With the heads' counts the pools' own could be worked out of it."""
    document = make_whole(denominator="valid")
    a = make_subject(document=document, own=OWN | {"A": (2, 2, 2, 0)})
    assert a.figure.value is not None
    assert [m.figure is None for m in a.measures] == [False, True, True, True]
    assert a.main.counts == (6, 8, 10, 2)
    assert [s.figure for s in a.sections] == [None] * 3
    assert [s.hidden for s in a.sections] == [True, True, False]
    assert a.main.figure is None


def test_too_few_ballots_hide_the_total():
    few = {"A": (1, 1, 1, 0)}
    with override("zh-hans"):
        votes = {"own": OWN | few, "cross": CROSS | {"A": (0, 0, 0, 0)}}
        a = make_subject(**votes)
        plain = make_subject(document=make_whole(denominator="valid"), **votes)
    assert plain.verdict.margin == "有效票 3 张，少于 5 张"
    # a share of those who know the subject tells two numbers: as for a distribution
    assert a.verdict.margin == "有效票 3 张，少于 8 张"


@override("en")
def test_empty_pool_is_undecided_spread_or_zero():
    cross = CROSS | {"A": (0, 0, 0, 0)}
    undecided = make_subject(cross=cross)
    assert (undecided.figure, undecided.figure_hidden) == (None, False)
    spread = make_subject(document=make_whole(empty="spread"), cross=cross)
    assert spread.figure.value == Fraction(6, 13)
    zero = make_subject(document=make_whole(empty="zero"), cross=cross)
    assert zero.figure.value == Fraction(6, 13) * Fraction(6, 10)


def test_open_link_stands_for_itself():
    with override("zh-hans"):
        document = make_whole(denominator="valid")
        b, c, d = (make_subject(key, document) for key in "BCD")
        note = group_of().account_note
    assert [p.pools[2].hidden for p in (b, c, d)] == [True, False, False]
    assert b.pools_hidden == "公众只有 4 票，隐去。"
    assert c.pools_hidden == "公众只有 7 票，只显示判定用的数。"
    assert (c.pools[2].figure.rate, c.pools[2].main.counts) == (Rate(5, 7), None)
    assert (d.pools_hidden, d.pools[2].figure) == ("", None)
    assert note.endswith("公众（开放链接）53 票，单独统计。")
    assert group_of().account.issued == 80


def test_open_link_alone_is_the_account():
    document = make_whole(pools="heads")
    document["pools"] = document["pools"][2:]
    group = group_of(document=document)
    assert group.account.valid == sum(map(sum, PUBLIC.values()))
    rows = {s.key: s for s in group.subjects}
    assert rows["A"].figure.rate == Rate(38, 42)


@override("en")
def test_a_score_heads_the_result_without_a_percent_sign():
    rules = [{"bound": "80", "consequence": "rework"}]
    document = make_whole(rules, measure="score", pools="heads")
    document["grading"] = {"method": "none"}
    a = make_subject(document=document)
    assert (a.figure.printed, a.figure.unit, a.figure.low) == ("74.2", "", True)
    assert (a.figure.rate, a.figure.of, a.bounds) == (None, 31, ())
    assert a.verdict.badge == "Rework proposed"
    assert a.verdict.sentence.startswith("Score: 74.2, below 80, ")
    faults = a.sections[2].items[0]
    assert (faults.rated, a.sections[1].items[1].figure.printed) == (False, "63.4")
    table = overview(group_of(document=document).subjects)
    assert table.lines == []
    assert [row.decides.step for row in table.rows] == [
        "h4-lo", "h1-90", "h1-90", "h1-90",
    ]  # fmt: skip
    assert [words for _fill, words in heat_steps(table.rules, "")] == [
        "▼ below 80 (white on dark)", "80 and above",
    ]  # fmt: skip


def test_mean_of_sections_takes_their_weights():
    document = make_whole(deciding="mean", pools="heads", denominator="valid")
    a = make_subject(document=document)
    # overall 16/35; work: care 16/35, points 16/35; faults name things only
    assert a.figure.value == Fraction(16, 35)
    assert a.figure.rate is None
    assert [item.decides for s in a.sections for item in s.items] == [False] * 4


# quorum --------------------------------------------------------------------------


def test_without_quorum_counts_stand_and_no_result():
    quorums = [{"scope": "unit", "pool": "own", "bound": "2/3", "inclusive": False}]
    document = make_whole() | {"quorums": quorums}
    own = OWN | {"A": (3, 3, 4, 0)}
    with override("zh-hans"):
        a, b = (make_subject(key, document, own=own) for key in "AB")
    assert a.quorum == "应评 15 票，收回 10 票，法定人数为 11：票数照列，结果不成立。"
    assert (a.verdict.state, a.verdict.badge) == ("none", "未达到法定人数")
    assert (a.figure, a.figure_hidden, a.grade, a.place) == (None, False, "", "")
    assert a.main.counts == (7, 9, 12, 2)
    assert [m.figure for m in a.measures] == [None] * 4
    assert not any(m.hidden for m in a.measures)
    assert a.verdict.reasons[0].sentence == "满意率：未达到法定人数，不予判定。"
    assert b.quorum == ""
    assert b.place == "3 / 3"


@pytest.mark.parametrize(
    ("quorum", "met"),
    [
        ({"least": 80}, True),
        ({"least": 81}, False),
        ({"bound": "100 %", "pool": "cross"}, True),
        ({"bound": "100 %", "pool": "cross", "inclusive": False}, False),
    ],
)
def test_quorum_of_the_campaign(quorum, met):
    document = make_whole() | {"quorums": [{"scope": "campaign"} | quorum]}
    with override("en"):
        a = make_subject(document=document)
    assert (a.figure is not None) is met
    assert (a.quorum == "") is met
    if not met:
        assert a.quorum.startswith("The quorum is not met: the counts are shown")


def test_quorum_of_a_pool_that_does_not_rate_the_subject_is_no_matter():
    document = make_whole()
    document["pools"][1] = document["pools"][1] | {"kinds": ["person"]}
    document["quorums"] = [{"scope": "unit", "pool": "cross", "least": 99}]
    assert make_subject(document=document).quorum == ""


# statements and indicators ----------------------------------------------------------


def test_statements_and_indicators_are_told():
    with override("zh-hans"):
        a, b = make_subject(), make_subject("B")
        group = group_of()
    assert a.statements == (("自评", "述职报告"), ("王书记点评", "点评意见"))
    assert b.statements == (("领导点评", "点评"),)
    assert group.statements == "点评领导 2 人，被点评党组织 2 个、个人 0 人。"
    assert [(r.name, r.text, r.source) for r in a.readings] == [
        ("目标考核", "85.5", "县考核办"),
        ("达标等级", "二级", "文明办"),
        ("一票否决", "是", "安委会"),
        ("分管领导评分", "副县长 90；县长 80", ""),
    ]
    assert [r.text for r in b.readings] == ["", "", "否", ""]


def test_what_was_not_entered_and_bears_on_others_only_is_left_out():
    veto = {"measure": "accident", "consequence": "ineligible", "kind": "person"}
    keys = [r.key for r in make_subject("B", document=make_whole([veto])).readings]
    assert keys == ["target", "level", "accident", "boss"]
    veto["measure"] = "target"
    rule = veto | {"bound": "60"}
    keys = [r.key for r in make_subject("B", document=make_whole([rule])).readings]
    assert keys == ["level", "accident", "boss"]


# all renderings agree -----------------------------------------------------------------


def figures(found) -> list[Figure]:
    """Every figure of a report object, wherever it stands."""
    if isinstance(found, Figure):
        return [found]
    if isinstance(found, tuple):
        return [figure for one in found for figure in figures(one)]
    if hasattr(found, "__dataclass_fields__"):
        return [
            f for n in found.__dataclass_fields__ for f in figures(getattr(found, n))
        ]
    return []


def text_of(html: str) -> str:
    """What is read: tags are blanks, blanks are one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def page_of(campaign, language: str, *keys: str) -> str:
    user, _new = get_user_model().objects.get_or_create(username="o", is_staff=True)
    client = Client()
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    view = "reports:subject" if keys else "reports:group"
    response = client.get(reverse(view, args=[campaign.pk, "G1", *keys]))
    assert response.status_code == 200
    return text_of(response.content.decode())


def cells_of(sheet) -> list[str]:
    """The cells as an office reads them: numbers in the format they are shown in."""
    found = []
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        if isinstance(cell.value, float) or "%" in cell.number_format:
            scale = 100 if "%" in cell.number_format else 1
            found.append(f"{cell.value * scale:.1f}")
        elif cell.value is not None:
            found.append(str(cell.value))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("pools", ["weights", "heads"])
def test_page_paper_workbook_and_json_say_the_same(language, pools):
    campaign = store(make_whole(pools=pools))
    with override(language):
        report = build(campaign)
        (group,) = report.groups
        book = load_workbook(BytesIO(render_workbook(report)))
        papers = {
            s.key: text_of(pdf.subject_html(report, group, s)) for s in group.subjects
        }
        told = json.dumps(plain(report), ensure_ascii=False)
    for subject in group.subjects:
        sheet = "\n".join(cells_of(book[subject.name]))
        where = [page_of(campaign, language, subject.key), papers[subject.key], sheet]
        own = tuple(pool.figure for pool in subject.pools)
        every = (subject.measures, subject.sections, subject.figure, own)
        for figure in figures(every):
            assert all(figure.printed in text for text in where)
            assert f'"{figure.printed}"' in told
        for text in filter(None, texts_of(subject)):
            assert all(text in one for one in where), text
            assert json.dumps(text, ensure_ascii=False)[1:-1] in told


def texts_of(subject) -> list[str]:
    """What is told of a subject beside its figures."""
    return [
        *(subject.grade, subject.place, subject.pools_hidden, subject.pools_note),
        *(text for r in subject.readings for text in (r.name, r.text, r.source)),
        *(part.sentence for part in subject.verdict.reasons),
        *(text for pair in subject.statements for text in pair),
        *subject.sections[2].items[0].shares,
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_group_page_paper_and_workbook_have_grades_and_places(language):
    campaign = store()
    with override(language):
        report = build(campaign)
        (group,) = report.groups
        paper = text_of(pdf.group_html(report, group))
        book = load_workbook(BytesIO(render_workbook(report)))
    page, every = page_of(campaign, language), "\n".join(cells_of(book[group.title]))
    texts = [group.statements, group.headline, group.account_note, report.measure]
    for subject in group.subjects:
        texts += [subject.grade, subject.place, subject.figure.printed]
    for text in texts:
        assert text in page
        assert text in paper
        assert text in every


@pytest.mark.django_db
def test_json_has_every_new_key():
    campaign = store()
    out = StringIO()
    call_command("results", str(campaign.pk), "--json", "--language", "en", stdout=out)
    data = json.loads(out.getvalue())
    assert data["measure"] == {"name": "Satisfaction rate", "percent": True}
    assert data["account"]["valid"] == 80
    a = data["groups"][0]["subjects"][0]
    assert (a["key"], a["grade"], a["place"], a["quorum"]) == (
        "A",
        "Plain",
        "4 / 4",
        "",
    )
    assert a["rate"]["hits"] is None
    points, faults = a["sections"][1]["items"][1], a["sections"][2]["items"][0]
    assert points["numbers"] == {"50": 19, "70": 10, "95": 6}
    assert (points["mean"]["printed"], points["mean"]["percent"]) == ("63.4", False)
    assert (points["counts"], points["shares"]) == ({}, {})
    assert faults["shares"] == {"slow": "42.9", "cold": "71.4", "none": "28.6"}
    assert faults["mean"] is None
    assert a["pools"][2]["public"]
    assert a["pools"][0]["weight"] == "0.6"
    assert a["indicators"][2]["text"] == "yes"
    assert a["statements"][0] == {"who": "Self-assessment", "title": "Account"}
    assert data["groups"][0]["statements"].startswith("Leaders who commented: 2")


@pytest.mark.django_db
def test_results_as_table_of_a_score():
    document = make_whole([], measure="score", pools="heads")
    document["grading"] = {"method": "none"}
    document["quorums"] = [{"least": 99}]
    out = StringIO()
    campaign = store(document)
    call_command("results", str(campaign.pk), "--language", "en", stdout=out)
    assert "Score" in out.getvalue()
    assert "—" in out.getvalue()
    assert "Quorum not met" in out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_of_a_form_of_numbers_alone(language):
    """No options: no columns, no bars, and nothing is called hidden."""
    document = make_whole([{"bound": "60"}], measure="score", pools="heads")
    lines = document["forms"][0]["lines"]
    document["forms"] = [
        document["forms"][0]
        | {"lines": [
            line | ({"scale": "points"} if line.get("scale") == "four" else {})
            for line in lines if line.get("scale") != "faults"
        ][:5]}
    ]  # fmt: skip
    document["grading"], document["rates"] = {"method": "none"}, []
    campaign = store(document)
    hidden = "隐去" if language != "en" else "hidden"
    with override(language):
        report = build(campaign)
        (group,) = report.groups
        papers = [pdf.group_html(report, group)]
        papers += [pdf.subject_html(report, group, s) for s in group.subjects]
        book = load_workbook(BytesIO(render_workbook(report)))
    for html in papers:
        assert 'colspan="0"' not in html
    page = page_of(campaign, language, "D")
    assert hidden not in page
    d = next(s for s in group.subjects if s.key == "D")
    assert d.figure.printed in page
    assert d.figure.printed + " %" not in page
    assert not book[d.name]._charts
    assert d.figure.printed in "".join(page_of(campaign, language))


@pytest.mark.django_db
def test_page_without_quorum_says_so():
    campaign = store(make_whole() | {"quorums": [{"least": 99}]})
    page = page_of(campaign, "en", "A")
    assert "The quorum is not met: the counts are shown" in page
    assert "Quorum not met" in page
    with override("en"):
        report = build(campaign)
        (group,) = report.groups
        paper = text_of(pdf.subject_html(report, group, group.subjects[0]))
        book = load_workbook(BytesIO(render_workbook(report)))
    assert "The quorum is not met" in paper
    texts = cells_of(book[group.subjects[0].name])
    assert any(text.startswith("The quorum is not met") for text in texts)


@pytest.mark.django_db
def test_workbook_writes_answers_over_the_columns_and_says_what_is_hidden():
    report = build(store())
    (group,) = report.groups
    hiding = replace(group.subjects[0], hidden="why")
    changed = replace(report, groups=(replace(group, subjects=(hiding,)),))
    with override("en"):
        sheet = load_workbook(BytesIO(render_workbook(changed)))[hiding.name]
    assert "why" in cells_of(sheet)
    merged = [str(cells) for cells in sheet.merged_cells.ranges]
    assert any(cells.startswith("C") and ":F" in cells for cells in merged)


def test_no_line_is_drawn_into_a_bar_that_the_rate_is_no_part_of():
    inside = make_subject(document=make_whole(pools="heads"))
    assert (len(inside.bounds), inside.ticks) == (1, ())
    valid = make_subject(document=make_whole(pools="heads", denominator="valid"))
    assert valid.ticks == valid.bounds

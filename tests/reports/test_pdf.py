"""Reports on paper: their HTML, and what is in the PDF."""

import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from paper.pdf import render
from reports import pdf
from reports.build import build
from reports.report import Report
from tests.make import make_document
from tests.reports.sample import (
    S1,
    make_document_of_two_forms,
    make_document_of_two_scales,
    make_read,
    make_report,
    make_result,
)

pytestmark = pytest.mark.django_db
RARE = "喆堃䶮局"


def text_of(content: bytes, tmp_path) -> list[str]:
    """The text of each page."""
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    command = ["/usr/bin/pdftotext", "-layout", path, "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return text.split("\f")[:-1]


def fonts_of(content: bytes, tmp_path) -> set[str]:
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    command = ["/usr/bin/pdffonts", path]
    listing = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return {line.split()[0].partition("+")[2] for line in listing.splitlines()[2:]}


def subject_html(report: Report, key: str, language: str = "en") -> str:
    (group,) = report.groups
    subject = next(row for row in group.subjects if row.key == key)
    with override(language):
        return pdf.subject_html(report, group, subject)


def test_subject_says_what_was_voted_and_what_follows():
    html = subject_html(make_report(), "A")
    assert "Feedback to Unit A" in html
    assert "Satisfaction rate <b>65.7 %</b> (23/35). Below 2/3, one vote short" in html
    assert "the box was opened on 18 June 2026" in html
    assert "The box was opened on 18 June 2026, 15:20." in html
    assert "(the weaker of two ways). Slips replaced: 0." in html
    assert "1 vote short" in html
    assert "“Good” counts as satisfied" in html
    assert ">hidden<" not in html
    assert "<br>Date: ____________</p>" in html
    assert "Drill" not in html


def test_subject_in_chinese():
    html = subject_html(make_report("zh-hans"), "A", "zh-hans")
    assert "2026 年 6 月 18 日" in html
    assert '<html lang="zh-Hans">' in html
    assert "关于单位甲" in html
    assert "监票人" in html


@pytest.mark.parametrize(
    ("language", "heads"),
    [("zh-hans", ["一、各项票数", "三、计票规则"]),
     ("en", ["1. Votes item by item", "3. How it was counted"])],
)  # fmt: skip
def test_sections_are_numbered_as_an_office_does(language, heads, tmp_path):
    html = subject_html(make_report(language), "A", language)
    text = "\n".join(text_of(render(html), tmp_path))
    assert all(head in text for head in heads)


def test_hidden_figures_are_the_word_and_a_reason():
    few = S1 | {"B": ((3, 0, 0), (3, 0, 0)), "C": ((1, 0, 0), (1, 0, 1))}
    report = make_report(votes=few)
    rate_only = subject_html(report, "B")
    assert "6 valid ballots, fewer than 8" in rate_only
    assert "<b>100.0 %</b> (6/6)" in rate_only
    assert rate_only.count("hidden") > 20
    undecided = subject_html(report, "C")
    assert "3 valid ballots, fewer than 5: not decided and no rate shown" in undecided
    assert "<svg" not in undecided.partition("<h1")[2].partition("<table")[0]
    assert " %</b>" not in undecided


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("comments", "released", "there", "missing"),
    [
        ("themes", True, "多数满意", "谢谢"),
        ("verbatim", True, "谢谢", "张三"),
        ("themes", False, "3 of 3 read by the supervision team", "多数满意"),
    ],
)
def test_the_unit_reads_what_was_fixed_at_freezing(comments, released, there, missing):
    with override("en"):
        report = build(make_read(released, comments))
    html = subject_html(report, "A")
    assert there in html
    assert missing not in html


@pytest.mark.django_db
def test_without_a_summary_the_paper_says_so():
    with override("en"):
        report = build(make_read())
    assert "it has written no summary on this subject" in subject_html(report, "B")
    assert "<h2>Comments</h2>" not in subject_html(report, "C")


def test_one_class_of_rater_has_no_table_of_classes():
    report = make_report()
    (group,) = report.groups
    alone = replace(group.subjects[0], pools=group.subjects[0].pools[:1])
    with override("en"):
        html = pdf.subject_html(report, group, alone)
    assert "How it was counted" in html
    assert "By class of rater" not in html


def test_another_scale_is_written_out():
    report = make_report(document=make_document_of_two_scales())
    (group,) = report.groups
    with override("en"):
        html = pdf.subject_html(report, group, group.subjects[0])
    assert "Excellent\xa023, Sound\xa09, Weak\xa03" in html


def test_each_subject_has_the_options_of_its_own_form():
    """Else its counts would stand under the words of another form."""
    report = make_report(document=make_document_of_two_forms())
    (group,) = report.groups
    of = {subject.key: subject for subject in group.subjects}
    with override("en"):
        html = pdf.subject_html(report, group, of["B"])
        first = pdf.subject_html(report, group, of["A"])
    assert html.count("<th>Excellent</th>") == first.count("<th>Good</th>") == 2
    assert "<th>Good</th>" not in html


def test_group_holds_an_overview_and_a_report_a_unit(tmp_path):
    report = make_report()
    (group,) = report.groups
    with override("en"):
        html = pdf.group_html(report, group)
        content = pdf.render_group(report, group)
    assert html.count('class="report"') == 5
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) == 55
    assert "style=" not in html
    pages = text_of(content, tmp_path)
    assert f"Page 1 of {len(pages)}" in pages[0]
    assert "23/35" in pages[0]
    assert "106/175" not in "".join(pages)


def test_group_says_why_figures_are_hidden():
    report = make_report(votes=S1 | {"B": ((9, 0, 0), (3, 0, 0))})
    with override("en"):
        html = pdf.group_html(report, report.groups[0])
    assert "Unit B: Cross-unit: only 3 votes." in html
    assert "Own unit<" in html


def test_campaign_without_rules_and_without_an_office():
    document = make_document() | {"rules": []}
    document["campaign"] |= {"office": "", "office_en": ""}
    report = make_report(document=document)
    with override("en"):
        html = pdf.campaign_html(report)
    assert "office-name" not in html
    assert "line at" not in html
    assert "▼" not in html


def test_drill_stands_on_every_page(tmp_path):
    report = replace(make_report("zh-hans"), drill=True)
    with override("zh-hans"):
        pages = text_of(pdf.render_campaign(report), tmp_path)
    assert len(pages) > 5
    assert all("演练 · 不是真实结果" in page for page in pages)
    assert "内部资料" not in "".join(pages)


def test_what_is_not_released_says_so(tmp_path):
    report = make_report(state="counted")
    with override("en"):
        pages = text_of(pdf.render_campaign(report), tmp_path)
    assert all("Not yet released" in page for page in pages)


def test_a_released_report_bears_the_day_of_its_release_until_it_is_changed():
    released = datetime(2026, 6, 19, 1, tzinfo=UTC)
    report = replace(make_report(), released_at=released)
    assert "<br>19 June 2026</p>" in subject_html(report, "A")
    for later in ({"changed": True}, {"released": False}):
        changed = replace(report, **later)
        assert "<br>Date: ____________</p>" in subject_html(changed, "A")


def test_rare_characters_are_drawn_in_noto_alone(tmp_path):
    document = make_document()
    document["units"][0]["name"] = RARE
    report = make_report("zh-hans", document=document)
    (group,) = report.groups
    with override("zh-hans"):
        content = pdf.render_subject(report, group, group.subjects[0])
    assert RARE in text_of(content, tmp_path)[0]
    assert fonts_of(content, tmp_path) <= {
        "Noto-Serif-CJK-SC", "Noto-Serif-CJK-SC-Bold",
        "Noto-Sans-CJK-SC", "Noto-Sans-CJK-SC-Bold",
    }  # fmt: skip


def test_same_report_gives_the_same_bytes():
    report = make_report()
    (group,) = report.groups
    with override("en"):
        first = pdf.render_subject(report, group, group.subjects[0])
        assert pdf.render_subject(report, group, group.subjects[0]) == first


def test_names_are_text_and_never_markup():
    document = make_document()
    document["units"][0]["name_en"] = "<img src=http://x/>"
    html = subject_html(make_report(document=document), "A")
    assert "<img" not in html
    assert "&lt;img" in html


def test_make_result_keeps_the_state():
    assert make_result(state="counted").state == "counted"


def test_quotes_in_a_title_stand_inside_the_quotes_of_the_letter():
    report = replace(make_report(), title="“好班子”评议")
    assert "‘好班子’评议" in subject_html(report, "A", "zh-hans")
    assert "‘" not in subject_html(report, "A", "en")


def test_points_take_the_place_of_the_chart_they_have_not():
    document = make_document()
    document["scales"].append({"key": "points", "title": "打分", "kind": "number"})
    for line in document["forms"][0]["lines"]:
        if line.get("scale"):
            line["scale"] = "points"
    document["formula"]["measure"] = "score"
    document["rules"] = []
    html = subject_html(make_report(document=document), "A")
    assert "<th>Answers</th>" in html
    assert "Distribution" not in html

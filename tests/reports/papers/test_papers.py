"""What each paper says, and what it leaves out."""

import re
from dataclasses import replace
from html import unescape
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.utils.translation import override
from pypdf import PdfReader

from ballots.models import Account, Box, CommentRelease, Tally
from campaigns.models import Campaign, Team, Unit
from reports import pdf, releasing, series
from reports.build import build
from reports.earlier import trend
from reports.editions import Trend
from reports.minuted import minutes
from reports.minutes import Minutes
from reports.papers import sheet, unit
from reports.papers.catalogue import KINDS
from reports.papers.document import edge
from tests.make import make_campaign, make_document
from tests.reports.papers.make import (
    SERIES,
    VOTES,
    made,
    make_material,
    make_varied,
    make_year,
    tell,
    words,
)
from tests.reports.sample import (
    S1,
    make_document_in_two_groups,
    make_read,
    make_result,
)
from tests.reports.whole import make_whole, store
from tests.reports.years import make_three_years

pytestmark = pytest.mark.django_db


def text_of(campaign, name: str, language: str = "en") -> str:
    """Of the DOCX; the PDF is made of the same paper."""
    return words(made(make_material(campaign, language), name, "docx")).replace(
        "\xa0", " "
    )


def html_of(campaign, name: str, language: str = "zh-hans") -> str:
    material = make_material(campaign, language)
    with override(language):
        paper = material.item(name).paper_of(material)
        return sheet.html(paper, edge(material.report))


# feedback and draft ----------------------------------------------------------------


def test_feedback_has_no_places_and_the_summary_has():
    campaign = store()
    assert "4 / 4" not in text_of(campaign, "feedback-A")
    assert "4 / 4" in text_of(campaign, "summary")
    assert "Place: 4 / 4." in text_of(campaign, "group-G1")
    report = make_material(campaign).report
    assert {s.place for g in unit.without_ranks(report).groups for s in g.subjects} == {
        ""
    }


def test_summary_tells_once_how_the_votes_of_like_groups_come_about():
    document = make_document_in_two_groups()
    text = text_of(make_varied(document=document), "summary")
    assert text.count("ballots in the group") == 1
    assert "Each group: 50 ballots in the group" in text
    cards = {key: (own, (3, 0, 0)) for key, (own, _cross) in VOTES.items()}
    document["groups"][0]["units"], document["groups"][1]["units"] = ["A"], list("BCD")
    text = text_of(make_varied(document=document, votes=cards), "summary")
    assert text.count("ballots in the group") == 2


def test_feedback_tells_nothing_of_other_units():
    text = text_of(make_varied(), "feedback-A")
    assert "Unit A" in text
    assert not any(name in text for name in ("Unit B", "Unit C", "Unit D"))


def test_feedback_passes_comments_on_as_was_fixed():
    told = text_of(make_read(), "feedback-A")
    assert "多数满意" in told
    assert "谢谢" not in told
    assert "withheld" not in told  # nor how many there were
    verbatim = text_of(make_read(comments="verbatim"), "feedback-A")
    assert "谢谢" in verbatim
    assert "(several units)" in verbatim
    assert "张三" not in verbatim


def test_feedback_pdf_has_the_summary_of_comments():
    material = make_material(make_read())
    own = unit.without_ranks(material.report)
    with override("en"):
        assert "多数满意" in pdf.subjects_html(own, unit.of_unit(own, "A"))


def test_without_a_summary_the_unit_is_told_so():
    campaign = make_read()
    campaign.summaries.all().delete()
    text = text_of(campaign, "group-G1")
    assert "it has written no summary on this subject" in text
    CommentRelease.objects.all().delete()
    assert "written no summary" not in text_of(campaign, "group-G1")


def test_draft_has_the_usual_headings_with_the_figures_filled_in():
    text = text_of(make_varied(), "draft-A", "zh-hans")
    wanted = [
        "一、基本情况",
        "二、测评结果",
        "三、存在问题",
        "四、原因分析",
        "五、整改措施",
    ]
    assert [line for line in text.splitlines() if line[1:2] == "、"] == wanted
    assert "发出 35、收回 35、有效 35、无效 0" in text
    assert "满意率 ▼65.7 %（23/35）" in text
    assert "低于 2/3，差 1 票，建议返工补课" in text
    assert text.count("〔…〕") >= 10
    # the lowest item is named in the problems and has a line among the measures
    assert text.count("广泛宣传发动听取意见情况") == 2
    assert text.endswith("单位甲\n〔　　〕年〔　〕月〔　〕日")


def test_draft_of_what_is_hidden_names_nothing():
    votes = S1 | {"A": ((1, 1, 1), (0, 0, 0))}
    text = text_of(make_result(votes), "draft-A")
    assert "The items with the lowest figures" not in text
    assert "hidden" in text
    assert "fewer than 5" in text


def test_draft_takes_over_what_the_team_says_of_the_comments():
    text = text_of(make_read(), "draft-A", "zh-hans")
    assert "督导组归纳的群众意见：多数满意" in text


def test_unit_with_several_subjects_has_a_part_for_each():
    document = make_document()
    person = {"unit": "A", "name": "班长", "kind": "person"}
    document["subjects"][1] |= person
    document["units"] = [unit for unit in document["units"] if unit["code"] != "B"]
    document["groups"][0]["units"] = ["A", "C", "D"]
    Unit.objects.create(code="B", name="单位乙")
    campaign = make_result(document=document)
    text = text_of(campaign, "feedback-A", "zh-hans")
    assert "班长" in text
    assert "单位甲 · 班长" in text
    assert "单位甲 · 班长：满意率" in text_of(campaign, "draft-A", "zh-hans")


def test_grade_stands_in_feedback_and_draft():
    campaign = store()
    assert "Grade: Plain." in text_of(campaign, "feedback-A")
    assert "Grade: Plain." in text_of(campaign, "draft-A")


# summaries -------------------------------------------------------------------------


def test_summary_puts_the_best_first_and_what_is_proposed():
    text = text_of(make_varied(), "summary")
    lines = [x.split(" | ") for x in text.splitlines() if x.startswith("Unit ")]
    rates = [
        float(cells[3].strip("▼ %"))
        for cells in lines
        if len(cells) == 5 and "%" in cells[3]
    ]
    assert rates == sorted(rates, reverse=True)
    assert len(rates) == 4
    assert "Unit A: Below 2/3, one vote short" in text
    assert "Units: 4; groups: 1; subjects rated: 4." in text
    assert "The series campaign by campaign" not in text


def test_nothing_proposed_is_said():
    votes = dict.fromkeys("ABCD", ((15, 0, 0), (20, 0, 0)))
    text = text_of(make_result(votes), "summary")
    assert "No unit is flagged: nothing has to be decided." in text


def test_summary_shows_the_trend_of_released_campaigns_of_the_series():
    make_year(3), make_year(2, votes=S1 | {"A": ((15, 0, 0), (20, 0, 0))})
    now = make_year(1)
    text = text_of(now, "summary", "zh-hans")
    assert "四、历次对比" in text
    assert "单位甲 | 65.7 % | 100.0 % | ▼65.7 % | −34.3" in text
    assert "单位乙 | 68.6 % | 68.6 % | 68.6 % | 0" in text
    assert "集中联评 | 2026 年 6 月 18 日 | 4 | 4 | 3 | 75.0 %" in text
    # the first of them has nothing before it
    first = text_of(type(now).objects.order_by("opens_at").first(), "summary")
    assert "series campaign by campaign" not in first


def test_trend_of_other_units_and_measures_is_said_to_be_so():
    make_year(2)
    whole = make_whole(measure="score")
    whole["campaign"] |= {"series": SERIES}
    text = text_of(store(whole), "summary")
    assert "Not every campaign of the series is headed by the same figure" in text
    # percent and points are not subtracted
    assert "Unit A | 65.7 % | 73.6\n4 / 4 | —" in text


def test_across_a_break_no_change_is_given_and_why_is_said():
    make_year(2)
    document = make_document()
    document["campaign"] |= {"series": SERIES}
    document["formula"]["denominator"] = "answered"
    now = make_result(document=document)
    text = text_of(now, "summary")
    assert "Unit A | 65.7 % | ▼65.7 % | —" in text
    assert "Not to be compared with “Joint appraisal”, so no change is given:" in text


def test_summary_of_a_second_vote_shows_the_first():
    first = make_result()
    with override("zh-hans"):
        releasing.first(first)
    better = S1 | {"A": ((15, 0, 0), (20, 0, 0))}
    text = text_of(make_result(better, parent=first), "summary")
    assert "Unit A | 65.7 % | 100.0 % | +34.3" in text
    assert "Not to be compared" not in text


def test_trend_of_what_was_hidden_or_absent_is_a_dash():
    make_year(2, votes=S1 | {"A": ((1, 1, 1), (0, 0, 0))})
    none = dict.fromkeys("ABCD", ((0, 0, 0), (0, 0, 0)))
    text = text_of(make_year(1), "summary")
    assert "Unit A | — | ▼65.7 % | —" in text
    text = text_of(make_year(0, votes=none), "summary")
    assert "Unit A | — | 65.7 % | hidden | —" in text
    assert "| 4 | 0 | 0 | —" in text


def test_who_passes_is_the_same_on_paper_and_in_the_lines_over_the_years():
    years = make_three_years()
    office = get_user_model().objects.create_user("office", is_staff=True)
    shares = series.of(years[-1], office).shares
    text = text_of(years[-1], "summary")
    told = [
        line.split(" | ") for line in text.splitlines() if "· leadership team |" in line
    ]
    assert [(one.rated, one.of, one.passed) for one in shares] == [
        tuple(map(int, cells[2:5])) for cells in told
    ]
    assert [cells[5] for cells in told] == ["33.3 %", "33.3 %", "66.7 %"]


def test_trend_has_places_where_there_are_any():
    ranked = make_whole()
    ranked["campaign"] |= {"series": SERIES}
    first = store(ranked)
    with override("zh-hans"):
        releasing.first(first)
    type(first).objects.filter(pk=first.pk).update(opens_at="2020-01-01T00:00Z")
    text = text_of(store(ranked), "summary")
    assert "Unit A | 49.9 %\n4 / 4 | ▼49.9 %\n4 / 4 | 0" in text


def test_trend_is_only_of_campaigns_wholly_for_the_reader():
    old, now = make_year(2), make_year(1)
    user = get_user_model().objects.create_user("team")
    team = Team.objects.create(name="team")
    team.members.add(user)
    assert [edition.shares["team"].rated for edition in trend(now).editions] == [4]
    assert trend(now, user) == Trend()
    for campaign in (old, now):
        campaign.groups.get().seats.update(team=team)
    assert [one.shares["team"].rated for one in trend(now, user).editions] == [4]


def test_unreleased_campaigns_of_the_series_are_left_out():
    make_year(2).releases.all().delete()
    assert trend(make_year(1)) == Trend()


def test_group_shows_sections_and_pools_side_by_side():
    text = text_of(make_varied(), "group-G1")
    assert "Own unit\n15 votes" in text
    assert "By section and class of rater" in text


# minutes ---------------------------------------------------------------------------


def test_minutes_say_who_opened_the_box_and_what_was_in_it():
    get_user_model().objects.create_user("li", first_name="李", last_name="")
    campaign = make_varied()
    tell(campaign)
    text = text_of(campaign, "minutes")
    assert "Voting opened | " in text
    assert " | 李" in text
    assert " | wang" in text
    assert " | the system" in text
    assert "Envelopes at closing: 80; opened: 79; could not be opened, or were" in text
    assert "Own-unit raters | Unit A | 15 | 15 | 15 | 0 | 0" in text
    assert "Cross-unit raters | Group 1 | 20 | 20 | 20 | 0 | 0" in text
    assert "1 | Group 1 | 80 | 78 | 2 | 0 | 0 | abababababababab" in text
    assert "2 (void) | Group 1 | 5 | 0 | 0 | 0 | 5 | bababababababa" in text
    assert f"Digest of the receipts | {'ef' * 32}" in text
    assert campaign.definition_hash in text
    assert "Head of the supervision team" in text
    assert "Witness to the count | Teller | Teller" in text


def test_minutes_of_what_the_log_does_not_hold_do_not_make_it_up():
    text = text_of(make_result(), "minutes")
    assert "Envelopes at closing" not in text
    assert "No slips were printed." in text
    assert "Digest of the receipts" not in text
    assert "No card is void, and nobody left one out." in text


def test_minutes_name_the_reasons_and_numbers_of_void_cards():
    document = make_document()
    document["void"] = {"alike": True}
    campaign = make_result(document=document)
    rows = Account.objects.filter(campaign=campaign, subject__key="B")
    rows.filter(pool__key="own").update(valid=12, void=2, abstained=1)
    text = text_of(campaign, "minutes")
    assert "The same answer to all items with options makes it void." in text
    assert "Why a single ballot is void is not stored" in text
    assert "Unit B | 2 | 1" in text


def test_minutes_of_a_group_leave_the_others_out():
    campaign = make_result(document=make_document_in_two_groups())
    told = minutes(campaign, ["G2"])
    assert {line.place for line in told.lines} == {"单位丙", "单位丁", "第二组"}
    assert told.total.issued == 50
    assert isinstance(told, Minutes)


def test_open_links_and_whole_campaigns_are_named():
    campaign = store()
    text = text_of(campaign, "minutes")
    assert "Public (open link, in no sum) | Unit A | 42" in text
    assert "Together |  | 80 | 80" in text
    document = make_document()
    document["pools"][1]["reach"] = "campaign"
    document["pools"][1]["quota"] = 5
    assert "Whole campaign" in text_of(make_result(document=document), "minutes")


# the sheet -------------------------------------------------------------------------


def test_pdf_says_what_the_docx_says():
    campaign = make_varied()
    html = html_of(campaign, "summary")
    assert "<h2>一、总体情况</h2>" in html
    assert '<p class="office-name">群众评议活动办公室</p>' in html
    assert "内部资料" in html
    assert "▼65.7\xa0%" in unescape(html)


@pytest.mark.parametrize(
    ("language", "head"), [("zh-hans", "一、总体情况"), ("en", "1. Overview")]
)
def test_headings_of_the_pdf_are_numbered_once(language, head):
    content = made(make_material(make_varied(), language), "summary", "pdf")
    pages = PdfReader(BytesIO(content)).pages
    lines = "\n".join(page.extract_text() for page in pages).splitlines()
    assert head in [line.strip() for line in lines]


def test_drill_and_unreleased_say_so_on_every_paper():
    counted = make_result(state="counted")
    drill = make_result(drill=True)
    for name in ("draft-A", "minutes"):
        assert "尚未发布" in html_of(counted, name)
        assert "尚未发布" in text_of(counted, name, "zh-hans")
        assert "演练" in html_of(drill, name)
        assert "演练" in text_of(drill, name, "zh-hans")


def test_papers_carry_the_day_of_the_release_or_a_blank():
    text = text_of(make_varied(), "summary", "zh-hans")
    assert text.splitlines()[-1].startswith("20")
    blank = text_of(make_result(state="counted"), "summary", "zh-hans")
    assert blank.splitlines()[-1].split() == ["年", "月", "日"]


def test_pdf_and_docx_are_made_of_each_paper_in_both_languages():
    campaign = make_varied()
    tell(campaign)
    for language in ("zh-hans", "en"):
        material = make_material(campaign, language)
        # nothing is in the ledger of this campaign, and it has no case
        there = set(KINDS) - {"ledger", "letter", "points", "case"}
        assert {item.paper for item in material.offered} == there
        for name in ("summary", "minutes", "draft-B"):
            item = material.item(name)
            assert made(material, name, "pdf").startswith(b"%PDF")
            assert made(material, name, "docx").startswith(b"PK")
            with override(language):
                assert str(item.kind.title) in item.title(material.report)
    assert material.item("nothing") is None


def test_minutes_before_the_box_knows_its_moment():
    campaign = make_varied()
    with override("en"):
        report = replace(build(campaign), opened_at=None)
    material = replace(make_material(campaign), report=report)
    for name in ("summary", "feedback-A"):
        text = words(made(material, name, "docx"))
        assert "〔…〕" in text
        assert "The box was opened on 1" not in text


def test_unit_without_a_quorum_or_figures_is_told_why():
    document = make_document()
    document["quorums"] = [{"scope": "unit", "pool": "own", "bound": "100 %"}]
    votes = S1 | {"A": ((1, 1, 1), (0, 0, 0))}
    text = text_of(make_result(votes, document), "feedback-A")
    assert "Of 15 ballots due 3 were returned; the quorum is" in text
    assert "hidden | hidden | hidden | hidden | hidden" in text


def test_who_abstained_stands_in_the_account():
    campaign = make_result()
    rows = Account.objects.filter(campaign=campaign, subject__key="A")
    rows.filter(pool__key="own").update(valid=13, abstained=2)
    text = text_of(campaign, "feedback-A")
    assert "Issued 35, Returned 35, Valid 33, Void ballots 0, Abstained 2" in text


def test_form_of_one_item_and_one_class_of_raters_has_no_empty_tables():
    document = make_document()
    lines = document["forms"][0]["lines"]
    document["forms"][0]["lines"] = [line for line in lines if line.get("main")]
    document["pools"] = document["pools"][:1]
    campaign = store_one_pool(document)
    text = text_of(campaign, "feedback-A")
    assert "By section" not in text
    assert "By class of rater" not in text
    assert "By section" not in text_of(campaign, "draft-A")


def store_one_pool(document):
    """Votes of the own units alone."""
    campaign = make_campaign(document)
    Box.objects.freeze(campaign)
    Campaign.objects.filter(pk=campaign.pk).update(state="released")
    pool = campaign.pools.get()
    for subject in campaign.subjects.all():
        numbers = {"issued": 15, "returned": 15, "abstained": 0, "valid": 15, "void": 0}
        whole = {"campaign": campaign, "pool": pool, **numbers}
        Account.objects.create(subject=subject, **whole)
        Account.objects.create(unit=subject.unit, **whole)
        Tally.objects.create(
            campaign=campaign, subject=subject, pool=pool, item="overall", value=0, n=15
        )
    campaign.refresh_from_db()
    return campaign


def test_long_group_is_set_in_parts_and_joined(monkeypatch, tmp_path):
    material = make_material(make_varied(), "zh-hans")
    whole = made(material, "group-G1", "pdf")
    monkeypatch.setattr(pdf, "PART", 2)
    parts = made(material, "group-G1", "pdf")
    assert made(material, "group-G1", "pdf") == parts
    assert len(PdfReader(BytesIO(parts)).pages) == len(PdfReader(BytesIO(whole)).pages)
    pages = [page.extract_text() for page in PdfReader(BytesIO(parts)).pages]
    assert all(
        name in "".join(pages) for name in ("单位甲", "单位乙", "单位丙", "单位丁")
    )
    numbers = [re.findall(r"第 ?(\d+) ?页", page) for page in pages]
    assert numbers == [[str(n)] for n in range(1, len(pages) + 1)]
    assert not any("共" in page.splitlines()[-1] for page in pages)
    first = PdfReader(BytesIO(whole)).metadata
    assert PdfReader(BytesIO(parts)).metadata.author == first.author

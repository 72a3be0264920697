"""The formula in words, as every report prints it; no database."""

import pytest
from django.utils.translation import override

from campaigns.parser import parse
from campaigns.words import formula_text, formula_words
from tests.make import make_document


def test_formula_in_chinese():
    with override("zh-hans"):
        assert formula_text(parse(make_document())) == (
            "“好”算满意，“一般”“差”不算；只看总体评价一项；分母为有效票；"
            "每项都要选，但可以整张弃权；各类参评人员按人头合并，不加权；"
            "低于 2/3 建议返工补课，低于 80 % 提醒，"
            "比较时用票数，不用四舍五入后的百分比；"
            "百分比四舍五入，保留 1 位小数，只用于显示。"
        )


def test_formula_in_english():
    with override("en"):
        assert formula_text(parse(make_document())) == (
            "“Good” counts as satisfied, “Fair”, “Poor” do not; the overall item alone "
            "decides; the denominator is the valid ballots; every item must be "
            "answered, but a card may be left out as an abstention; the pools are "
            "added together by heads, without weights; below 2/3: rework is proposed, "
            "below 80 %: a reminder, ballots are compared, not rounded percentages; "
            "percentages are rounded half up to 1 decimal, for display only."
        )


@pytest.mark.parametrize(
    ("denominator", "said"),
    [
        ("answered", "answered the row"),
        ("inside", "less those left out"),
        ("returned", "the returned"),
        ("issued", "the issued"),
    ],
)
def test_denominator_is_named(denominator, said):
    document = make_document()
    document["formula"]["denominator"] = denominator
    with override("en"):
        (words,) = [
            clause.sentence
            for clause in formula_words(parse(document))
            if clause.term == "Denominator"
        ]
    assert said in words


def test_other_choices_have_their_own_words():
    document = make_document()
    document["campaign"]["blank"] = "abstain"
    document["formula"] |= {"deciding": "items", "decimals": 0}
    document["pools"] = document["pools"][:1]
    document["rules"] = [{"bound": "60 %", "inclusive": True}]
    with override("zh-hans"):
        assert [clause.sentence for clause in formula_words(parse(document))][1:] == [
            "各项合在一起判定",
            "分母为有效票",
            "空着的项按该项弃权计",
            "不高于 60 % 建议返工补课，比较时用票数，不用四舍五入后的百分比",
            "百分比四舍五入取整，只用于显示",
        ]


def test_comments_are_told_where_the_unit_gets_the_words():
    document = make_document()
    with override("en"):
        assert "comments" not in formula_text(parse(document))
        document["campaign"]["comments"] = "verbatim"
        assert "the unit gets comments word for word" in formula_text(parse(document))


def test_without_rules_the_words_say_so():
    document = make_document()
    document["rules"] = []
    with override("en"):
        assert "no rule: nothing is flagged" in formula_text(parse(document))


def test_each_scale_is_named_where_there_are_several():
    document = make_document()
    yes = {"key": "yes", "label": "满意", "label_en": "Yes", "roles": ["satisfied"]}
    scale = {"key": "one", "title": "满意", "title_en": "Content", "options": [yes]}
    document["scales"].append(scale)
    document["forms"][0]["lines"][1]["scale"] = "one"
    with override("en"):
        assert formula_words(parse(document))[0].sentence == (
            "Content: “Yes” counts as satisfied; Good / fair / poor: “Good” counts as "
            "satisfied, “Fair”, “Poor” do not"
        )

"""Comments made alike: what would name its author is gone, what was said is there."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ballots.normalising import normal

TYPED = (
    "好啊!！?？,，.。…:：\"'“”‘’「」(（)）-—–~〜·•１2３ 　\t\n\r\u200b\u202e"
    "\ufe0f\u0301👍👎😂❤AaＡé[]+*"
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("谢谢", "谢谢"),
        ("", ""),
        ("服务态度好，办事快！", "服务态度好，办事快！"),
        ("服务态度好,办事快!", "服务态度好，办事快！"),
        ("服务态度好 ， 办事快 !!!!!!!", "服务态度好，办事快！！！"),
        ("拨款10000元,实到1,000元", "拨款10000元，实到1,000元"),
        ("上午9:30开门:没有人", "上午9:30开门：没有人"),
        ("解决了3.5个问题.还有v1.x", "解决了3.5个问题。还有v1.x"),
        ("作风不实.", "作风不实。"),
        ("等了很久......", "等了很久……"),
        ("等了很久……", "等了很久……"),
        ("等了很久。。。。。。", "等了很久。。。"),
        ("「四风」和\"两学\"", "“四风”和“两学”"),
        ("有一点———很好", "有一点——很好"),
        ("ＡＢＣ１２３", "ABC123"),
        ("a，b。c！", "a,b.c!"),
        ("wait – then…", "wait - then..."),
        ("it’s “fine”", "it's \"fine\""),
        ("好👍👍👍👍", "好[+]"),
        ("差👎 😡😡", "差[-] [*]"),
        ("👍🏽 👩\u200d👩\u200d👧", "[+] [*]"),
        ("好\u200b的\u202e吧\ufeff", "好的吧"),
        ("\u200b\u2060", ""),
        ("h\u0300\u0301\u0302\u0303\u0304i", "h\u0300\u0301i"),
        ("一\n\n\n\n二  三　四\r\n五", "一\n二 三 四\n五"),
        ("soooooo slow", "sooo slow"),
        ("\U00020bb7野家", "\U00020bb7野家"),
        ("点①和㈱", "点1和（株）"),
    ],
)  # fmt: skip
def test_a_comment_is_kept_without_its_habits(typed, kept):
    assert normal(typed) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("好,很好!", "好，很好！"),
        ("好……", "好......"),
        ("“好”", "「好」"),
        ("good...", "good…"),
        ("好\n\n好", "好\r\n好\n"),
        ("A级", "Ａ级"),
    ],
)
def test_two_ways_to_type_the_same_come_out_alike(one, other):
    assert one != other
    assert normal(one) == normal(other)


@given(st.one_of(st.text(st.sampled_from(TYPED), max_size=60), st.text(max_size=60)))
@example("‼\u0301")
def test_nothing_is_left_to_normalise(typed):
    once = normal(typed)
    assert normal(once) == once
    assert not [c for c in once if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co")
                and c != "\n"]  # fmt: skip
    assert once == once.strip()
    assert "\n\n" not in once
    assert "  " not in once


@given(st.text(st.sampled_from("0123456789好"), max_size=40))
def test_figures_are_never_changed(typed):
    digits = [c for c in typed if c.isdigit()]
    assert [c for c in normal(typed) if c.isdigit()] == digits

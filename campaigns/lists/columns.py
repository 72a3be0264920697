"""The columns of a list and the words by which a head names them.

In both languages at once and not translated: a workbook is read by whoever gets it,
and what is given out must be understood when it comes back.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaigns.lists.cells import folded, word
from campaigns.text import Text

UNITS, RATERS = "units", "raters"
BRACKETS = re.compile(r"\(.*?\)")  # 姓名（必填）
SHEETS = {
    UNITS: Text("单位和分组", "Units and groups"),
    RATERS: Text("参评人员名单", "Raters"),
}
EXAMPLE = Text("填写示例", "Example")
CHOICES = Text("选项", "Choices")
# sheets that are no lists, by what their names hold
ASIDE = tuple(map(word, ("示例", "样例", "例子", "说明", "选项", "example", "choices")))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its head, what else it is called, how wide it is."""

    field: str
    head: Text
    others: Sequence[str] = ()
    width: int = 16
    # what stands in it in the example
    examples: tuple[str, str] = ("", "")

    @property
    def words(self) -> set[str]:
        return {word(each) for each in (self.head.zh, self.head.en, *self.others)}


CODE = Column(
    "code", Text("单位代码", "Unit code"), ("代码", "编码", "单位编码", "code"), 12,
    ("TJJ", "CGJ"),
)  # fmt: skip
UNIT = Column(
    "unit", Text("单位", "Unit"),
    ("单位名称", "所在单位", "工作单位", "参评单位", "被评单位", "部门", "unit name"),
    28, ("区统计局", "区城市管理局"),
)  # fmt: skip
COLUMNS: Mapping[str, Sequence[Column]] = {
    UNITS: (
        CODE,
        UNIT,
        Column(
            "kind", Text("单位性质", "Kind"),
            ("性质", "类型", "类别", "单位类别", "单位类型", "kind of unit"), 16,
            ("机关", "执法、窗口"),
        ),
        Column(
            "group", Text("组", "Group"),
            ("组别", "分组", "所在组", "小组", "评议组", "组名", "group title"), 12,
            ("第一组", "第一组"),
        ),
        Column(
            "lead", Text("牵头单位", "Lead unit"), ("牵头", "是否牵头", "lead"), 12,
            ("是", ""),
        ),
        Column(
            "run", Text("责任督导组", "Responsible team"), ("责任组", "responsible"),
            18, ("第一督导组", "第一督导组"),
        ),
        Column(
            "team", Text("原督导组", "Original team"), ("督导组", "original", "team"),
            18, ("第一督导组", "第二督导组"),
        ),
        Column(
            "leaders", Text("领导班子成员", "Leadership team"),
            ("班子成员", "领导成员", "领导班子", "leaders"), 28,
            ("赵一、钱二", "孙三、李四"),
        ),
    ),
    RATERS: (
        CODE,
        UNIT,
        Column(
            "pool", Text("参评类型", "Pool"),
            ("参评人员类别", "参评类别", "评议类别", "参评范围", "评议范围",
             "评议类型", "票种"),
            18,
        ),
        Column(
            "name", Text("姓名", "Name"),
            ("名字", "参评人员", "参评人员姓名", "参评人", "full name", "rater"), 14,
            ("张三", "买买提·艾力"),
        ),
        Column(
            "category", Text("类别", "Category"),
            ("人员类别", "身份", "身份类别", "代表类别", "人员身份"), 16,
        ),
        Column(
            "contact", Text("联系方式", "Contact"),
            ("电话", "手机", "手机号", "手机号码", "联系电话", "电话号码", "邮箱",
             "电子邮箱", "phone", "mobile", "email", "phone or email"), 22,
            ("13800000001", "aili@example.org"),
        ),
    ),
}  # fmt: skip
# what a head must name at least, in the order in which kinds are tried
NEEDED = {RATERS: ("name",), UNITS: ("group",)}


# looked up for every row there is, so worked out once
WORDS = {
    kind: {each: column.field for column in columns for each in column.words}
    for kind, columns in COLUMNS.items()
}


def recognised(cells: Sequence[str]) -> tuple[str, dict[str, int]] | None:
    """Of which kind of list a row is the head, and where its columns are (from 0)."""
    words = [
        (at, word(BRACKETS.sub("", folded(cell))))
        for at, cell in enumerate(cells)
        if cell
    ]
    for kind, needed in NEEDED.items():
        places: dict[str, int] = {}
        for at, each in words:
            field = WORDS[kind].get(each)
            if field:
                places.setdefault(field, at)
        if len(places) >= 2 and all(field in places for field in needed):
            return kind, _in_order(kind, places)
    return None


def _in_order(kind: str, places: Mapping[str, int]) -> dict[str, int]:
    fields = (column.field for column in COLUMNS[kind])
    return {field: places[field] for field in fields if field in places}

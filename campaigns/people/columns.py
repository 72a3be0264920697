"""The columns of a list of people and the words by which a workbook names them.

In both languages at once and not translated: a workbook is read by whoever gets it.
"""

from collections.abc import Mapping, Sequence

from campaigns.lists.cells import word
from campaigns.text import Text

SHEET = Text("人员", "People")
HEADS: Mapping[str, tuple[Text, Sequence[str]]] = {
    "username": (
        Text("登录名", "Login name"), ("账号", "帐号", "用户名", "login", "account")
    ),
    "name": (Text("姓名", "Full name"), ("名字", "人员", "name", "person")),
    "email": (
        Text("电子邮箱", "E-mail"),
        ("邮箱", "邮件", "电子邮件", "邮箱地址", "email address", "mail"),
    ),
    "role": (Text("角色", "Role"), ("职责", "岗位", "身份", "duty")),
    "place": (
        Text("单位、组或督导组", "Unit, group or team"),
        ("单位", "单位名称", "所在单位", "组", "督导组", "unit", "group", "team"),
    ),
}  # fmt: skip
NEEDED = frozenset(("username", "name", "role"))
ROLES: Mapping[str, tuple[Text, Sequence[str]]] = {
    "office": (
        Text("活动办", "Campaign office"),
        ("办公室", "活动办公室", "活动办人员", "office"),
    ),
    "team": (
        Text("督导组", "Supervision team"), ("督导组成员", "督导", "supervisor", "team")
    ),
    "head": (
        Text("单位主要负责人", "Head of a unit"),
        ("单位负责人", "主要负责人", "负责人", "一把手", "head"),
    ),
    "liaison": (
        Text("单位联络员", "Liaison of a unit"), ("联络员", "联系人", "liaison")
    ),
    "teller": (
        Text("组监票计票人", "Teller of a group"),
        ("监票人", "计票人", "监计票人", "监票计票人", "计票监票人", "teller"),
    ),
    "auditor": (Text("审计人员", "Auditor"), ("审计", "核查人员", "auditor")),
}  # fmt: skip


def _by_word(table: Mapping[str, tuple[Text, Sequence[str]]]) -> dict[str, str]:
    """What each word of a table means, folded once and not for every line."""
    return {
        word(each): name
        for name, (head, others) in table.items()
        for each in (head.zh, head.en, head.zh + head.en, *others)
    }


FIELD, KIND = _by_word(HEADS), _by_word(ROLES)


def role(text: str) -> str | None:
    """The kind of role that a cell names."""
    return KIND.get(word(text))


def recognised(cells: Sequence[str]) -> dict[str, int] | None:
    """Where the columns are (from 0), if this row is the head of a list of people."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        field = FIELD.get(word(cell))
        if field:
            found.setdefault(field, at)
    return found if found.keys() >= NEEDED else None

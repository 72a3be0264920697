"""The workbook of a campaign of 200 units in 50 groups, with its mistakes and without.

Four kinds of units come in turn; the fourth, a service window, has to send a service
client to the cross-unit pool.
"""

from collections.abc import Iterator

from tests.campaigns.books import HEAD, UNITS, workbook

GROUPS, EACH = 50, 4
OWN, CROSS = 3, 1
KINDS = ("机关", "街道", "事业单位", "服务窗口")
NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"


def code(group: int, seat: int) -> str:
    return f"U{group:02d}{'ABCD'[seat]}"


def places() -> Iterator[tuple[int, int, str, str]]:
    """Group, seat, code and name of every unit."""
    for group in range(1, GROUPS + 1):
        for seat in range(EACH):
            at = code(group, seat)
            yield group, seat, at, f"第{group}组{KINDS[seat]}{at}"


def seats() -> Iterator[list[str]]:
    for group, seat, at, name in places():
        lead, team = "是" if not seat else "", f"第{(group - 1) // 10 + 1}督导组"
        yield [at, name, KINDS[seat], f"第{group}组", lead, team, team]


def person(number: int) -> str:
    """A name that nobody else of the campaign has."""
    n = len(NAMES)
    return NAMES[number % n] + NAMES[number // n % n] + NAMES[number // n**2 + 1]


def raters(faulty: bool) -> Iterator[list[str]]:
    """The rosters; as first sent a list is too short and another not well made up."""
    number = 0
    for group, seat, at, name in places():
        for pool, quota in (("本单位", OWN), ("全评", CROSS)):
            for n in range(quota):
                number += 1
                category = "" if pool == "本单位" else category_of(seat)
                if faulty and category == "服务对象" and group == 2:
                    category = "党员"
                if not (faulty and (group, seat, n, quota) == (1, 1, 2, OWN)):
                    contact = f"rater{number}@example.org"
                    if number % 2:
                        contact = f"1380000{number:04d}"
                    yield [at, name, pool, person(number), category, contact]
    if faulty:
        yield ["", "没有的单位", "本单位", "钱多多", "", ""]
        yield [code(3, 0), "", "本单位", "孙多出", "", ""]
        yield [code(4, 0), "", "没有的类型", "李四光", "", ""]


def category_of(seat: int) -> str:
    return "服务对象" if KINDS[seat] == "服务窗口" else "党员"


def lists(*, faulty: bool) -> bytes:
    return workbook(
        {"单位和分组": [UNITS, *seats()], "参评人员": [HEAD, *raters(faulty)]}
    )

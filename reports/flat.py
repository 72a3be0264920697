"""The report as rows for a spreadsheet or a statistics program: one row a figure.

Made of the JSON (`reports.plain`), so that the two cannot differ; `docs/figures.md`
says what stands in which column.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any

from django.utils.translation import gettext_lazy

from reports.worksheet import safe

Plain = Mapping[str, Any]
COLUMNS = (
    "group", "unit", "subject", "pool", "section", "item", "figure", "option",
    "count", "of", "value", "printed", "percent", "reason",
)  # fmt: skip
COMMENTS = ("group", "unit", "subject", "comment")
BOM = "\ufeff"  # Excel takes UTF-8 for what it is
IN_WORDS = gettext_lazy(
    "The supervision team reads the comments and passes them on in its own words."
)
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(/[0-9]+)?")
ACCOUNT = ("issued", "returned", "valid", "void", "abstained")


@dataclass(frozen=True, slots=True)
class At:
    """Where a figure stands."""

    group: str = ""
    unit: str = ""
    subject: str = ""
    pool: str = ""

    def row(self, figure: str, **cells: Any) -> dict[str, Any]:
        where = {"group": self.group, "unit": self.unit, "subject": self.subject}
        return {**where, "pool": self.pool, "figure": figure, **cells}


def figures_csv(results: Plain) -> str:
    """Every figure of the results."""
    return _csv(COLUMNS, figures(results))


def comments_csv(results: Plain) -> str:
    """The comments that were let go, in an order that means nothing."""
    return _csv(COMMENTS, _comments(results))


def figures(results: Plain) -> Iterator[dict[str, Any]]:
    """One row a figure; of a hidden one the cells are empty and `reason` says why."""
    yield from _account(At(), results["account"])
    for group in results["groups"]:
        yield from _account(At(group["key"]), group["account"])
        yield from _slips(At(group["key"]), group["slips"])
        for subject in group["subjects"]:
            yield from _subject(group["key"], subject)


def _subject(group: str, subject: Plain) -> Iterator[dict[str, Any]]:
    at = At(group, subject["unit"], subject["key"])
    why = subject["hidden"] or subject["quorum"] or _undecided(subject["verdict"])
    yield from _account(at, subject["account"])
    yield at.row("result", **_rate(subject["rate"], why))
    for one in subject["measures"]:
        yield at.row("measure", option=one["key"], **_rate(one["rate"], why))
    yield from _found(at, subject)
    for name in ("grade", "place"):
        if subject[name]:
            yield at.row(name, printed=subject[name])
    for one in subject["indicators"]:
        yield at.row("indicator", option=one["key"], printed=one["text"])
    untold = "" if subject["comment_count"] is not None else IN_WORDS
    yield at.row("comments", count=subject["comment_count"], reason=str(untold))
    for section in subject["sections"]:
        where = {"section": section["key"]}
        yield at.row("section", **where, **_rate(section["rate"], subject["hidden"]))
        for item in section["items"]:
            yield from _item(at, item, subject["hidden"], **where)
    for pool in subject["pools"]:
        yield from _pool(at, pool, subject["pools_hidden"])


def _found(at: At, subject: Plain) -> Iterator[dict[str, Any]]:
    """What follows from the result, then what each rule says of it."""
    verdict = subject["verdict"]
    yield at.row("verdict", printed=verdict["state"], reason=verdict["sentence"])
    for one in subject["findings"]:
        where = replace(at, pool=one["pool"])
        yield where.row(
            "finding", item=one["item"], option=one["measure"], value=one["figure"],
            printed=one["state"], reason=one["sentence"],
        )  # fmt: skip


def _undecided(verdict: Plain) -> str:
    return str(verdict["margin"]) if verdict["state"] == "none" else ""


def _pool(at: At, pool: Plain, why: str) -> Iterator[dict[str, Any]]:
    inside = At(at.group, at.unit, at.subject, pool["key"])
    yield from _account(inside, pool["account"])
    yield inside.row("result", **_rate(pool["rate"], why if pool["hidden"] else ""))
    for item in pool["items"]:
        yield from _item(inside, item, why)


def _account(at: At, account: Plain) -> Iterator[dict[str, Any]]:
    for name in ACCOUNT:
        yield at.row(name, count=account[name])


def _slips(at: At, slips: Plain) -> Iterator[dict[str, Any]]:
    for name, n in slips.items():
        yield at.row("slips", option=name, count=n)


def _item(at: At, item: Plain, why: str, **where: str) -> Iterator[dict[str, Any]]:
    where = {**where, "item": item["key"]}
    if item["counts"] is None:
        yield at.row("answers", **where, reason=why)
    for option, n in (item["counts"] or {}).items():
        share = item["shares"].get(option, "")
        yield at.row("answers", **where, option=option, count=n, printed=share)
    for value, n in item["numbers"].items():
        yield at.row("answers", **where, option=value, count=n)
    if item["mean"]:
        yield at.row("mean", **where, **_rate(item["mean"], ""))
    yield at.row("blank", **where, count=item["blank"], reason=_if_none(item, why))
    yield at.row("rate", **where, **_rate(item["rate"], why))


def _if_none(item: Plain, why: str) -> str:
    return why if item["blank"] is None else ""


def _rate(rate: Plain | None, why: str) -> dict[str, Any]:
    """The cells of a figure; of none the reason, which is empty of nothing at all."""
    if rate is None:
        return {"reason": why}
    return {
        "count": rate["hits"],
        "of": rate["of"],
        "value": rate["value"],
        "printed": rate["printed"],
        "percent": int(rate["percent"]),
    }


def _comments(results: Plain) -> Iterator[dict[str, Any]]:
    for group in results["groups"]:
        for subject in group["subjects"]:
            where = At(group["key"], subject["unit"], subject["key"])
            for text in subject["comments"] or ():
                yield where.row("", comment=text)


def _csv(columns: tuple[str, ...], rows: Iterator[dict[str, Any]]) -> str:
    """With a BOM and Windows' line ends; no cell is taken for a formula."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in columns])
    return BOM + file.getvalue()


def _cell(value: Any) -> Any:
    """A number below zero begins like a formula and is none."""
    if not isinstance(value, str) or NUMBER.fullmatch(value):
        return value
    return safe(value)

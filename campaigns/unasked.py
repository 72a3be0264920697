"""A campaign's document without the question that it was given from outside.

It asked how the points of one campaign were mended, with papers on these; whatever is
made from it later asks of its own, or of none.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from campaigns.definition.exact import fraction

NOTHING = "0"  # the weight of what decides nothing
MENDED = "points-mended"  # the section on the points of the last appraisal
ITEM = f"{MENDED}-item"


def unasked(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document without papers, item and, where nothing else is in it, section.

    An item stays that somebody has made decide: with a weight, as the overall item, or
    under a rule.
    """
    ruled = {(rule.get("form", ""), rule.get("item", "")) for rule in document["rules"]}
    papers = document.get("documents", ())
    return dict(document) | {
        "forms": [
            form | {"lines": list(_left(form["key"], form["lines"], ruled))}
            for form in document["forms"]
        ],
        "documents": [paper for paper in papers if paper.get("kind") != "points"],
    }


def _left(
    form: str, lines: list[dict[str, Any]], ruled: Collection[tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    named = ("", ITEM) in ruled or (form, ITEM) in ruled
    left = [one for one in lines if one["key"] != ITEM or named or _decides(one)]
    for line, after in zip(left, [*left[1:], {"kind": "heading"}], strict=True):
        if line["key"] != MENDED or after.get("kind") != "heading":
            yield line


def _decides(line: Mapping[str, Any]) -> bool:
    return bool(line.get("main")) or fraction(str(line.get("weight", "1"))) > 0

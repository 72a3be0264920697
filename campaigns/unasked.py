"""A campaign's document without the question that it was given from outside.

It asked how the points of one campaign were mended, with papers on these; whatever is
made from it later asks of its own, or of none.
"""

from collections.abc import Mapping
from typing import Any

from campaigns.models.asking import MENDED, NOTHING

KEYS = (MENDED, f"{MENDED}-item")


def unasked(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document without the section and the papers.

    A section stays that somebody has made decide: with a weight, as the overall item,
    or under a rule.
    """
    ruled = {(rule.get("form", ""), rule.get("item", "")) for rule in document["rules"]}

    def without(form: dict[str, Any]) -> dict[str, Any]:
        named = any((key, KEYS[1]) in ruled for key in ("", form["key"]))
        lines = [line for line in form["lines"] if line.get("key") not in KEYS]
        gone = [line for line in form["lines"] if line.get("key") in KEYS]
        return form if named or any(map(_decides, gone)) else form | {"lines": lines}

    papers = document.get("documents", ())
    return dict(document) | {
        "forms": [without(form) for form in document["forms"]],
        "documents": [paper for paper in papers if paper.get("kind") != "points"],
    }


def _decides(line: Mapping[str, Any]) -> bool:
    return bool(line.get("main")) or str(line.get("weight", "1")) != NOTHING

"""All that a report is made of, as one hash: whether it has changed since a release."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple
from typing import Any

from campaigns.definition import digest
from reports.counted import Counted
from reports.judging import Judge
from reports.remarks import Remarks


def basis(judge: Judge, counted: Counted) -> str:
    """The hash of counts, accounts, comments let go, indicators and earlier campaigns.

    In no language, and nothing in it that the team's reading alone would change.
    """
    return digest(
        {
            "definition": judge.definition.hash,
            "values": _rows(
                (*key, sorted(values.items())) for key, values in counted.values.items()
            ),
            "subjects": _rows(
                (*key, astuple(one)) for key, one in counted.subjects.items()
            ),
            "places": _rows(
                (pool, place.kind, place.key, astuple(one))
                for (pool, place), one in counted.places.items()
            ),
            "slips": _rows((k, astuple(one)) for k, one in counted.slips.items()),
            "comments": _comments(counted.comments),
            "indicators": _rows(
                (*key, [astuple(entry) for entry in entries])
                for key, entries in judge.readings.entries.items()
            ),
            "earlier": [one.definition.hash for one in judge.earlier],
        }
    )


def _rows(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=repr)


def _comments(remarks: Mapping[str, Remarks]) -> list[Any]:
    return _rows(
        (key, one.written, None if one.texts is None else [*one.texts, one.summary])
        for key, one in remarks.items()
    )

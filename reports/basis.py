"""All that a report is made of, as one hash: whether it has changed since a release."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple
from typing import Any

from campaigns.definition import Definition, digest
from campaigns.frozen import frozen
from campaigns.models import Campaign
from reports import counted, history, readings
from reports.counted import Counted
from reports.readings import Readings
from reports.remarks import Remarks


def basis_of(campaign: Campaign) -> str:
    """What a report made now would be made of, without making it. Raises Unbalanced."""
    definition = frozen(campaign)
    earlier = map(frozen, history.looked_back_on(campaign))
    entered = readings.load(campaign, definition)
    return basis(definition, entered, earlier, counted.load(campaign))


def basis(
    definition: Definition,
    entered: Readings,
    earlier: Iterable[Definition],
    counted: Counted,
) -> str:
    """The hash of counts, accounts, comments let go, indicators and earlier campaigns.

    In no language, and nothing in it that the team's reading alone would change.
    """
    return digest(
        {
            "definition": definition.hash,
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
                for key, entries in entered.entries.items()
            ),
            "earlier": [one.hash for one in earlier],
        }
    )


def _rows(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=repr)


def _comments(remarks: Mapping[str, Remarks]) -> list[Any]:
    return _rows(
        (key, one.written, None if one.texts is None else [*one.texts, one.summary])
        for key, one in remarks.items()
    )

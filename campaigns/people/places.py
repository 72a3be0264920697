"""The units, groups and teams that a list of people names, and by what."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

from campaigns.lists.cells import plain, word
from campaigns.lists.problem import Meant
from campaigns.models import Campaign, Group

NAMES = ("name", "name_en", "title", "title_en")
By = dict[str, list[Any]]


def code(place: Any) -> str:
    """What is one place's alone; a group's key is that of other campaigns' groups too.

    In front of it a word, so that no spreadsheet makes a date of 12-1.
    """
    if isinstance(place, Group):
        return f"活动{place.campaign_id}-{place.key}"
    return str(getattr(place, "code", "") or place.name)


class Places:
    """All of one kind; of groups those of `campaign` by their keys and titles too."""

    def __init__(self, rows: Collection[Any], campaign: Campaign | None = None) -> None:
        def near(place: Any) -> bool:
            return not isinstance(place, Group) or place.campaign == campaign

        def codes(place: Any) -> list[str]:
            key = getattr(place, "key", "") if near(place) else ""
            return [code(place), key] if key else [code(place)]

        def names(place: Any) -> list[str]:
            fields = NAMES if near(place) else ()
            return [name for each in fields if (name := getattr(place, each, ""))]

        def called(place: Any) -> list[str]:
            return codes(place) + names(place)

        # as it is written, and last of all loosely
        self._ways: list[tuple[Callable[[str], str], By]] = [
            (how, _by(rows, of, how))
            for how, of in ((plain, codes), (plain, names), (word, called))
        ]
        self.meant = Meant([n for row in rows if near(row) for n in called(row)])

    def called(self, text: str) -> list[Any]:
        """Those a cell may mean; a code as written decides, then a name as written."""
        found = (rows.get(how(text)) for how, rows in self._ways)
        return next(filter(None, found), [])


def _by(
    rows: Iterable[Any], names: Callable[[Any], list[str]], how: Callable[[str], str]
) -> By:
    found: By = defaultdict(list)
    for row in rows:
        for key in {*map(how, names(row))} - {""}:  # of ★ no letter is left
            found[key].append(row)
    return dict(found)

"""One item as each class of raters answered it, beside each other."""

from dataclasses import dataclass

from reports.report import ItemRow, PoolRow, SubjectReport


@dataclass(frozen=True, slots=True)
class Beside:
    """An item with the row of every pool; what a pool hides is None there already."""

    section: str  # the heading before it, "" where it stays the same
    item: ItemRow
    pools: tuple[tuple[PoolRow, ItemRow], ...]


def beside(subject: SubjectReport) -> list[Beside]:
    """Every item of a subject; nothing where one pool alone rates, or none is shown."""
    shown = any(i.counts is not None for pool in subject.pools for i in pool.items)
    if len(subject.pools) < 2 or not shown:
        return []
    rows = [{item.key: item for item in pool.items} for pool in subject.pools]
    found = []
    for section in subject.sections:
        title = "" if section.is_main else section.title
        for item in section.items:
            pairs = zip(subject.pools, rows, strict=True)
            parts = tuple((pool, items[item.key]) for pool, items in pairs)
            found.append(Beside(title, item, parts))
            title = ""
    return found

"""What indicators from elsewhere say of each subject (S10: targets, veto facts)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from campaigns.definition import Definition, Indicator, fraction
from campaigns.models import Campaign, IndicatorValue
from campaigns.words import joined
from reports.report import Reading

Key = tuple[str, str]  # indicator, subject


@dataclass(frozen=True, slots=True)
class Entry:
    """One value as it was entered."""

    value: str
    signed_by: str
    source: str


@dataclass(frozen=True, slots=True)
class Readings:
    """The entries of a campaign by indicator and subject."""

    definition: Definition
    entries: Mapping[Key, Sequence[Entry]]

    def points(self, indicator: str, subject: str) -> Fraction | None:
        """The points, the mean of those signed; None where nothing was entered."""
        rows = self.entries.get((indicator, subject), ())
        if not rows:
            return None
        return sum((fraction(row.value) for row in rows), Fraction(0)) / len(rows)

    def place(self, indicator: Indicator, subject: str) -> int | None:
        """Where the grade that was reached stands, 0 the best."""
        rows = self.entries.get((indicator.key, subject), ())
        return indicator.place(rows[0].value) if rows else None

    def vetoed(self, indicator: str, subject: str) -> bool | None:
        """Whether the fact is there; None where nobody has said either."""
        rows = self.entries.get((indicator, subject), ())
        return rows[0].value == "yes" if rows else None

    def of(self, subject: str) -> tuple[Reading, ...]:
        """What every indicator says of one subject, in words."""
        return tuple(
            Reading(
                indicator.key,
                str(indicator.name),
                self._text(indicator, subject),
                self._sources(indicator, subject),
            )
            for indicator in self.definition.indicators.values()
        )

    def _sources(self, indicator: Indicator, subject: str) -> str:
        sources = (entry.source for entry in self._entries(indicator, subject))
        return joined(dict.fromkeys(filter(None, sources)), ";")

    def _entries(self, indicator: Indicator, subject: str) -> Sequence[Entry]:
        return self.entries.get((indicator.key, subject), ())

    def _text(self, indicator: Indicator, subject: str) -> str:
        rows = self._entries(indicator, subject)
        if not rows:
            return ""
        if indicator.kind == "veto":
            return _("yes") if rows[0].value == "yes" else _("no")
        if indicator.kind == "grade":
            labels = dict(indicator.steps)
            return str(labels.get(rows[0].value, rows[0].value))
        if indicator.kind == "signed":
            return joined((f"{row.signed_by} {row.value}" for row in rows), ";")
        return rows[0].value


def load(campaign: Campaign, definition: Definition) -> Readings:
    """Read what was entered for a campaign; one query, none without indicators."""
    if not definition.indicators:
        return Readings(definition, {})
    found: dict[Key, list[Entry]] = defaultdict(list)
    rows = IndicatorValue.objects.filter(indicator__campaign=campaign)
    columns = ("indicator__key", "subject__key", "value", "signed_by", "source")
    for key, subject, *entry in rows.order_by("signed_by", "pk").values_list(*columns):
        found[key, subject].append(Entry(*entry))
    return Readings(definition, found)

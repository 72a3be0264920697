"""The small rating of a campaign as a document: what is taken over, what is its own."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campaigns.definition import BUILT_IN, Definition, Scale
from campaigns.models import Campaign

OWN = Path(__file__).parent / "small.toml"
# how it is counted stays, but for how pools combine and how units are ranked
KEPT = ("denominator", "decimals", "rounding", "zeros", "total")
LONGEST = 32  # of a key
# of the old campaign: a drawn list that is handed in would show the unit who was drawn
LEFT = ("title_en", "drill", "approval")
Row = dict[str, Any]


def own() -> Row:
    """What the product brings of it."""
    return tomllib.loads(OWN.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Short:
    """A small rating to be made: of which units, who heads each, by how many raters.

    `heads` are names by the code of the unit; an empty one takes the default.
    """

    campaign: Campaign
    heads: Mapping[str, str]
    teams: bool
    quota: int

    @property
    def document(self) -> Row:
        """As `campaigns.load` takes it."""
        old, mine = self.campaign.definition or self.campaign.document(), own()
        scale = self.scale(old, mine)
        return {
            "version": old["version"],
            "campaign": self._about(old["campaign"], mine),
            **self._counting(old, scale["key"]),
            "units": [row for row in old["units"] if row["code"] in self.heads],
            "groups": list(self._groups(old["groups"])),
            "scales": [scale],
            "forms": list(self._forms(mine, scale["key"])),
            "subjects": list(self._subjects(old, mine)),
            "pools": [
                {**mine["pool"], "key": "drawn", "reach": "unit", "quota": self.quota}
            ],
            "rules": [],
        }

    @property
    def series(self) -> str:
        """Its own, so that no rule of the campaign's series looks back on it."""
        return series(self.campaign)

    def _about(self, old: Row, mine: Row) -> Row:
        titles = {"title": f"{old['title']} · {mine['title']}"[:120]}
        if "title_en" in old:
            titles["title_en"] = f"{old['title_en']} · {mine['title_en']}"[:160]
        rest = {k: v for k, v in old.items() if k not in LEFT}
        return rest | titles | {"series": self.series, "occasion": "regular"}

    def scale(self, old: Row, mine: Row) -> Row:
        """The scale by which the units were rated, or the product's."""
        definition = self.campaign.current()
        key = next((s.key for s in self._scales(definition)), "")
        found: Row = next((s for s in old["scales"] if s["key"] == key), mine["scale"])
        return found

    def _scales(self, definition: Definition) -> Iterator[Scale]:
        """Those of the chosen units' forms that make the figure, the deciding first."""
        for subject in definition.subjects.values():
            if subject.unit in self.heads:
                items = sorted(subject.form.items, key=lambda item: not item.main)
                scales, heads = [i.scale for i in items], definition.formula.measure
                yield from (s for s in scales if definition.bears(s, heads))

    def _counting(self, old: Row, scale: str) -> Row:
        how, definition = old["formula"], self.campaign.current()
        rest = {name: how[name] for name in KEPT if name in how}
        measure, rates = how.get("measure", "satisfied"), []
        if measure not in BUILT_IN:
            rates = [row for row in old["rates"] if row["key"] == measure]
        if not definition.scales.get(scale):
            measure, rates = "satisfied", []
        return {"formula": {**rest, "measure": measure}, "rates": rates}

    def _groups(self, groups: list[Row]) -> Iterator[Row]:
        for row in groups:
            codes = [code for code in row["units"] if code in self.heads]
            if codes:
                lead = row.get("lead") in codes
                rest = {k: v for k, v in row.items() if k != "lead" or lead}
                yield {**rest, "units": codes}

    def _forms(self, mine: Row, scale: str) -> Iterator[Row]:
        for key in ("person", "team") if self.teams else ("person",):
            lines = [
                line if line.get("kind") == "heading" else {**line, "scale": scale}
                for line in mine[key]["lines"]
            ]
            yield {**mine[key], "key": key, "lines": lines}

    def _subjects(self, old: Row, mine: Row) -> Iterator[Row]:
        codes = [row["code"] for row in old["units"] if row["code"] in self.heads]
        for number, code in enumerate(codes, 1):
            key = f"{code}-head"
            if len(key) > LONGEST:
                key = f"head-{number}"
            yield {
                "key": key,
                "unit": code,
                "kind": "person",
                "form": "person",
                "principal": True,
                **self._name(code, mine),
            }
            if self.teams:
                yield {"key": code, "unit": code, "kind": "team", "form": "team"}

    def _name(self, code: str, mine: Row) -> Row:
        typed = self.heads[code]
        if typed in ("", mine["head"], mine["head_en"]):
            return {"name": mine["head"], "name_en": mine["head_en"]}
        return {"name": typed}


def series(campaign: Campaign) -> str:
    return f"{campaign.series or campaign.title}"[:70] + " · 小测评"

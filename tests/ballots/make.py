"""A box that takes ballots, with its slips, for the tests of voting."""

from dataclasses import dataclass, field
from typing import Any

from ballots.models import Box, Slip, Ticket
from ballots.rehearsal import issue_all
from campaigns.definition import Place, Subject
from campaigns.models import Campaign
from tests.make import behind, make_campaign, make_document


@dataclass
class Hall:
    """An open box and the slips that were handed out."""

    box: Box
    slips: dict[tuple[str, Place], list[Slip]] = field(repr=False)

    @property
    def campaign(self) -> Campaign:
        return self.box.campaign

    def slip(self, pool: str = "own", place: Place | None = None) -> Slip:
        """A slip nobody has used yet: unit A's own, or the group's."""
        usual = Place("unit", "A") if pool == "own" else Place("group", "G1")
        return self.slips[pool, place or usual].pop()

    def subjects(self, slip: Slip) -> list[Subject]:
        definition = self.box.definition
        return definition.subjects_at(definition.pools[slip.pool.key], slip.place)

    def answers(self, slip: Slip, option: str = "good") -> dict[str, dict[str, str]]:
        """Every item of every card answered alike."""
        return {
            subject.key: {item.key: option for item in subject.form.items}
            for subject in self.subjects(slip)
        }

    def fields(self, slip: Slip, option: str = "good", **more: str) -> dict[str, str]:
        """What the ballot's form posts."""
        answers = self.answers(slip, option).items()
        chosen = {f"a.{s}.{i}": o for s, card in answers for i, o in card.items()}
        return self.ids(slip) | chosen | more

    def ids(self, slip: Slip, skey: str = "5" * 32) -> dict[str, str]:
        return {
            "key": slip.key.hex,
            "skey": skey,
            "definition": self.box.definition.hash,
            "lang": "zh-hans",
        }

    def change(self, **columns: Any) -> None:
        """Change the campaign's row behind everybody's back."""
        behind(self.campaign, **columns)

    def ticket(self, slip: Slip) -> Ticket:
        return Ticket.objects.get(pk=slip.key.public)


def document(**campaign: Any) -> dict[str, Any]:
    """The joint appraisal with fewer raters, and changes to its campaign's table."""
    made = make_document()
    made["campaign"] |= campaign
    made["pools"][0]["quota"] = 3
    made["pools"][1]["quota"] = 1
    return made


def make_open_box(content: dict[str, Any] | None = None, **fields: Any) -> Hall:
    """A campaign of four units that is open, with all its slips."""
    box = Box.objects.freeze(make_campaign(content or document(), **fields))
    slips = issue_all(box)
    box.open_voting()
    return Hall(box, slips)

"""A campaign of a scene: real slips, an open box, and raters with known answers."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from tests.faults.raters import Rater, answers


@dataclass(slots=True)
class Hall:
    """An open box and those who will vote; `tickets` tells a code's ticket."""

    box: Any
    raters: list[Rater]
    tickets: dict[str, str]

    @property
    def tabs(self) -> list[Rater]:
        """Those who have the ballot open twice."""
        times = Counter(rater.code for rater in self.raters)
        return [rater for rater in self.raters if times[rater.code] > 1]

    def counted(self) -> dict[str, str]:
        """Codes whose ticket has taken a ballot, and the receipt stored with it."""
        from ballots.models import Ticket

        rows = Ticket.objects.filter(campaign=self.box.campaign).used()
        used = dict(rows.values_list("pk", "receipt"))
        return {code: used[pk] for code, pk in self.tickets.items() if pk in used}

    def expected(self, raters: Sequence[Rater]) -> Counter[tuple[str, str, int]]:
        """The tally of these raters' ballots, by subject, item and option."""
        options = {
            item.key: [option.key for option in item.scale.options]
            for subject in self.box.definition.subjects.values()
            for item in subject.form.items
        }
        return Counter(
            (subject, item, options[item].index(option))
            for rater in raters
            for subject, card in rater.answers.items()
            for item, option in card.items()
        )

    def tally(self) -> Counter[tuple[str, str, int]]:
        """The stored tally, pools together."""
        from ballots.models import Tally

        rows = Tally.objects.filter(campaign=self.box.campaign)
        found: Counter[tuple[str, str, int]] = Counter()
        for *cell, n in rows.values_list("subject__key", "item", "value", "n"):
            found[tuple(cell)] += n
        return found

    def receipts(self) -> list[str]:
        from ballots.models import Receipt

        rows = Receipt.objects.filter(campaign=self.box.campaign)
        return list(rows.values_list("number", flat=True))


def hall(raters: int, *, tabs: int = 0, seed: int = 1, **window: Any) -> Hall:
    """An open campaign of the preset; every third rater has no script.

    `tabs` of them have the ballot open a second time, filled in differently.
    """
    from ballots.models import Box
    from ballots.rehearsal import issue_all

    box = Box.objects.freeze(campaign(raters, **window))
    chance = random.Random(seed)  # noqa: S311 - the same ballots in the same scene
    made: list[list[Rater]] = []
    tickets: dict[str, str] = {}
    for (pool, place), slips in issue_all(box).items():
        subjects = box.definition.subjects_at(box.definition.pools[pool], place)
        cards = {s.key: [item.key for item in s.form.items] for s in subjects}
        for slip in slips[: raters - len(tickets)]:
            tickets[slip.code] = slip.key.public
            twice = 2 if len(tickets) <= tabs else 1
            by_form = len(tickets) % 3 == 0
            made.append(
                [
                    Rater(slip.code, answers(chance, cards), by_form=by_form)
                    for _tab in range(twice)
                ]
            )
    box.open_voting()
    # tabs of one slip stay side by side, so that they are sent at the same moment
    chance.shuffle(made)
    return Hall(box, list(chain(*made)), tickets)


def campaign(raters: int, **window: Any) -> Any:
    """A draft of four units with slips enough for so many."""
    from tests.make import make_campaign, make_document

    document = make_document()
    # own raters on one card, one in five on all four
    document["pools"][0]["quota"] = -(-raters // 5)
    document["pools"][1]["quota"] = -(-raters // 20)
    return make_campaign(document, **window)

"""The talks of a unit as its original team holds them: who was drawn, how far they are.

Names stand in the draw alone; a talk knows the place in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count

from campaigns.models import Audience, Campaign, Draw, Rater, Unit
from reports.models import FEWEST_TALKS, TALKING, Feedback, Interview
from reports.talks.progress import Progress, of_unit


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a draw, and the talk with whoever is there."""

    number: int
    name: str
    category: str
    contact: str
    reserve: bool
    called: bool
    talk: Interview | None


@dataclass(frozen=True)
class Drawn:
    """A draw with its talks. `place` counts the draws of the unit from 1."""

    draw: Draw
    place: int
    talks: Mapping[int, Interview]
    people: Mapping[str, Rater]

    @property
    def replaced(self) -> "Draw | None":
        """The draw in whose place this one stands."""
        return self.draw.replaces

    @cached_property
    def successor(self) -> "Draw | None":
        """The draw that stands in place of this one."""
        return next(iter(self.draw.replaced_by.all()), None)

    @property
    def held(self) -> int:
        return sum(talk.is_held for talk in self.talks.values())

    @cached_property
    def called(self) -> int:
        """Up to which place people are asked: a reserve for everyone missed before."""
        up_to = self.draw.number
        for number in count(1):
            if number > up_to:
                return up_to
            talk = self.talks.get(number)
            up_to += bool(talk and not talk.is_held)
        raise AssertionError  # pragma: no cover - count() has no end

    @property
    def exhausted(self) -> bool:
        """Whether more reserves are asked for than were drawn."""
        return bool(self.draw.names) and self.called > len(self.draw.names)

    def seats(self) -> Iterator[Seat]:
        """In the order drawn; where names were erased, those with a talk alone."""
        names = dict(enumerate(self.draw.names, 1))
        for number in sorted({*names, *self.talks}):
            name, talk = names.get(number, ""), self.talks.get(number)
            rater = self.people.get(name)
            yield Seat(
                number,
                rater.name if rater else name,
                rater.category if rater else "",
                rater.contact if rater else "",
                number > self.draw.number,
                number <= self.called or talk is not None,
                talk,
            )

    def seat(self, number: int) -> Seat | None:
        return next((seat for seat in self.seats() if seat.number == number), None)

    @property
    def asked(self) -> list[Seat]:
        return [seat for seat in self.seats() if not seat.reserve]

    @property
    def spare(self) -> list[Seat]:
        return [seat for seat in self.seats() if seat.reserve]


@dataclass(frozen=True)
class Talks:
    """All draws and talks of one unit in a campaign."""

    campaign: Campaign
    unit: Unit

    @cached_property
    def people(self) -> dict[str, Rater]:
        """The unit's own raters by the line under which they are drawn."""
        return self.campaign.raters.own_of(self.unit).by_line()

    @cached_property
    def draws(self) -> list[Drawn]:
        """In the order made."""
        rows = self.campaign.draws.filter(unit=self.unit)
        rows = rows.select_related("drawn_by", "replaces")
        rows = rows.prefetch_related("replaced_by")
        talks: dict[int, dict[int, Interview]] = {}
        for talk in Interview.objects.filter(campaign=self.campaign, unit=self.unit):
            talks.setdefault(talk.draw_id, {})[talk.number] = talk
        return [
            Drawn(
                row,
                place,
                talks.get(row.pk, {}),
                self.people if row.source == Draw.Source.ROSTER else {},
            )
            for place, row in enumerate(rows, 1)
        ]

    @property
    def is_told(self) -> bool:
        """Whether the head reads at once what is fed back, beside the result."""
        return self.campaign.is_released_to(Audience.HEAD)

    @property
    def standing(self) -> list[Drawn]:
        """Those in whose place no other was drawn, the newest first."""
        return [one for one in reversed(self.draws) if not one.successor]

    @property
    def past(self) -> list[Drawn]:
        """Those that another replaced: they stay, so that it shows."""
        return [one for one in reversed(self.draws) if one.successor]

    def drawn(self, pk: int) -> Drawn | None:
        return next((one for one in self.draws if one.draw.pk == pk), None)

    @property
    def progress(self) -> Progress:
        return of_unit(self.campaign, self.unit)

    @cached_property
    def held(self) -> int:
        """Every talk that was held, also by a draw that another replaced."""
        return sum(one.held for one in self.draws)

    @property
    def points(self) -> int:
        """How many points would be told to the head."""
        rows = (talk for one in self.draws for talk in one.talks.values())
        return sum(
            bool(line.strip())
            for talk in rows
            if talk.is_held
            for line in talk.points.splitlines()
        )

    @property
    def waiting(self) -> int:
        """People who are asked and of whom nothing is noted."""
        seats = (seat for one in self.standing for seat in one.seats())
        return sum(seat.called and seat.talk is None for seat in seats)

    @cached_property
    def feedback(self) -> Feedback | None:
        return self.unit.feedbacks.filter(campaign=self.campaign).first()

    @property
    def enough(self) -> bool:
        """Whether the points may be told at all."""
        return self.held >= FEWEST_TALKS

    @property
    def fewest(self) -> int:
        return FEWEST_TALKS

    @property
    def is_open(self) -> bool:
        """Whether people are still drawn and talks noted."""
        return self.campaign.state in TALKING and self.feedback is None

"""The cross-unit list as the units of the group see it: agreed, objected to, unsaid."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.approval.item import Item
from campaigns.approval.known import OF_UNIT, known_by
from campaigns.models import Agreement, GroupUnit


class Answer(TextChoices):
    """What a unit has said to its lines."""

    AGREES = "agrees", pgettext_lazy("a unit", "agrees")
    OBJECTS = "objects", pgettext_lazy("a unit", "objects")
    CHANGED = "changed", _("lines changed since it answered")
    SILENT = "silent", _("no answer yet")
    NOBODY = "nobody", _("nobody is put down for it yet")


@dataclass(frozen=True, slots=True)
class Voice:
    """A unit beside the lead unit, and its word."""

    seat: GroupUnit
    row: Agreement | None
    digest: str  # of its lines as they are now

    @property
    def answer(self) -> Answer:
        if not self.digest:
            return Answer.NOBODY
        if self.row is None:
            return Answer.SILENT
        if self.row.digest != self.digest:
            return Answer.CHANGED
        return Answer.AGREES if self.row.agrees else Answer.OBJECTS

    @property
    def words(self) -> str:
        """Why it objects."""
        return self.row.words if self.row and self.answer == Answer.OBJECTS else ""


def voices(item: Item) -> list[Voice]:
    """Every unit of the group but the one that draws up the list."""
    if item.seat or not item.lists:
        return []
    lines = defaultdict(list)
    for unit, *line in item.row.raters.values_list("unit", *OF_UNIT):
        lines[unit].append(line)
    seats = [seat for seat in item.group.seats.all() if seat != item.lead]
    said = Agreement.objects.in_bulk([seat.pk for seat in seats])
    return [
        Voice(seat, said.get(seat.pk), known_by(lines[seat.unit_id])) for seat in seats
    ]


def agreed(item: Item) -> bool:
    """Whether every unit of the group agrees to its lines."""
    return all(voice.answer == Answer.AGREES for voice in voices(item))

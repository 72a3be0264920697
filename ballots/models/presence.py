"""Activating slips by the number present (trust.md T6): printed − left over = present.

Counts of slips and of people, never who was there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from ballots.codes import CodeError, fold
from ballots.models.place import line
from ballots.models.salt import Salt
from ballots.models.ticket import Ticket, TicketQuerySet
from ballots.models.turnout import Turnout, shown
from ballots.sealing import Key, stretch
from campaigns.models import Campaign

if TYPE_CHECKING:
    from ballots.models.box import Box

MOST = 500  # codes at once: each takes its stretching
LONGEST = 200 * MOST  # characters


class CountsDiffer(Exception):
    """What was counted does not agree; nothing was activated. Says what differs."""

    def __init__(self, differences: list[str]) -> None:
        super().__init__("; ".join(differences))
        self.differences = differences


@dataclass(frozen=True, slots=True)
class Presence:
    """The slips of one pool at one place, where people are counted."""

    box: "Box"
    row: Turnout

    @classmethod
    def everywhere(cls, box: "Box") -> list[Self]:
        """Every place of every closed pool; none where all become active together."""
        if not box.definition.by_presence:
            return []
        rows = shown(box.definition, box.turnout())
        return [cls(box, row) for row in rows if not row.is_open]

    @property
    def key(self) -> str:
        """What the address of its page ends with."""
        return self.row.place.key or self.row.group

    @property
    def name(self) -> str:
        """The pool and the place, as people call them."""
        definition = self.box.definition
        pool, place = definition.pools[self.row.pool], self.row.place
        return f"{pool.name} · {definition.place_name(place)}"

    @property
    def tickets(self) -> TicketQuerySet:
        at = Q()
        if self.row.place.kind == "unit":
            code = self.row.place.key
            at = Q(unit__code=code) | Q(bearer__unit__code=code)
        here = {"pool__key": self.row.pool, "batch__group__key": self.row.group}
        return Ticket.objects.filter(at, campaign=self.box.campaign, **here)

    @property
    def waiting(self) -> int:
        """Slips that are not active, as the page was made."""
        return self.row.kept

    @property
    def begun(self) -> bool:
        """Whether people were counted here already."""
        return self.row.issued > self.row.kept

    @sensitive_variables()
    def activate(self, present: int, typed: str, by: str = "") -> int:
        """Activate what was handed out; `typed` holds the codes of what was not.

        Raises CountsDiffer, and WrongState outside of voting.
        """
        codes = read(typed)
        with self.box.alone(*Campaign.LIVE):
            left = self._waiting_ones(codes)
            waiting = self.tickets.waiting().count()
            if difference := _difference(waiting, len(left), present):
                raise CountsDiffer([difference])
            n = self.tickets.exclude(pk__in=left).activate()
            self._tell("activate", by, n, present=present, kept=len(left))
        return n

    @sensitive_variables()
    def admit(self, typed: str, by: str = "") -> int:
        """Activate slips of latecomers: those whose codes are typed. CountsDiffer."""
        codes = read(typed)
        with self.box.alone(*Campaign.LIVE):
            found = self._waiting_ones(codes)
            if not found:
                raise CountsDiffer([_("No code was scanned.")])
            n = self.tickets.filter(pk__in=found).activate()
            self._tell("admit", by, n)
        return n

    def _tell(self, action: str, by: str, n: int, **more: int) -> None:
        where = {"group": self.row.group, "pool": self.row.pool, "place": self.key}
        self.box.tell(action, by, **where, **more, activated=n)

    def _waiting_ones(self, codes: dict[str, int]) -> list[str]:
        """The keys of slips that wait here. Raises CountsDiffer naming the lines."""
        states = dict(self.tickets.filter(pk__in=codes).values_list("pk", "state"))
        wrong = {pk: n for pk, n in codes.items() if states.get(pk) != "issued"}
        if wrong:
            raise CountsDiffer([self._why(pk, n, states) for pk, n in wrong.items()])
        return list(codes)

    def _why(self, pk: str, number: int, states: dict[str, str]) -> str:
        state = states.get(pk)
        if state == Ticket.State.VOID:
            text = _("Line %(line)d: a slip of a void batch. Destroy it.")
        elif state:
            text = _("Line %(line)d: this slip is active already.")
        else:
            text = _("Line %(line)d: not a slip of this place.")
            text = self._elsewhere(pk) or text
        return text % {"line": number}

    def _elsewhere(self, pk: str) -> str:
        """Where a slip of this campaign belongs; empty for any other."""
        rows = Ticket.objects.select_related("pool", "unit", "group", "bearer")
        found = rows.filter(campaign=self.box.campaign, pk=pk).first()
        if found is None:
            return ""
        place = line(self.box.definition, found.place)
        name = f"{found.pool} · {self.box.definition.place_name(place)}"
        text = _("Line %%(line)d: a slip of “%(name)s”.")
        return text % {"name": name.replace("%", "%%")}


@sensitive_variables()
def read(typed: str) -> dict[str, int]:
    """The keys of the codes, one a line, with the line. Raises CountsDiffer.

    A scanner may read a slip twice; it is one slip all the same.
    """
    lines = [(n, text) for n, text in enumerate(typed.splitlines(), 1) if text.strip()]
    if len(lines) > MOST or len(typed) > LONGEST:
        text = _("At most %d codes at once.") % MOST
        raise CountsDiffer([text])
    codes, faults = _folded(lines)
    if faults:
        text = _("Line %(line)d: not a code; scan or type it once more.")
        raise CountsDiffer([text % {"line": number} for number in faults])
    salt = Salt.objects.value()
    return {Key(stretch(code, salt)).public: n for code, n in codes.items()}


@sensitive_variables()
def _folded(lines: list[tuple[int, str]]) -> tuple[dict[str, int], list[int]]:
    codes: dict[str, int] = {}
    faults = []
    for number, text in lines:
        try:
            codes.setdefault(fold(text), number)
        except CodeError:
            faults.append(number)
    return codes, faults


def _difference(waiting: int, left: int, present: int) -> str:
    """What does not agree, in words; empty when it does."""
    out = waiting - left
    if out == present:
        return ""
    return " ".join(_equation(waiting, left, present, out))


def _equation(waiting: int, left: int, present: int, out: int) -> Iterator[str]:
    yield _(
        "%(waiting)d slips wait here and %(left)d were scanned as left over, so "
        "%(out)d were handed out; but %(present)d people are present."
    ) % {"waiting": waiting, "left": left, "out": out, "present": present}
    n = abs(out - present)
    if out > present:
        text = ngettext(
            "%(n)d slip too many is out: look for a left-over slip that was not "
            "scanned, or count the people again.",
            "%(n)d slips too many are out: look for left-over slips that were not "
            "scanned, or count the people again.",
            n,
        )
    else:
        text = ngettext(
            "%(n)d person has no slip, or a slip was scanned that was handed out.",
            "%(n)d people have no slip, or slips were scanned that were handed out.",
            n,
        )
    yield text % {"n": n}

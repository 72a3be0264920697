"""The acts on a point as its page offers them: who, from where, with which form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.roles import UNIT
from reports.ledger import forms
from reports.models import Point
from reports.models.handling import AT_WORK, KEEPERS

Given = dict[str, Any]
State = Point.State


@dataclass(frozen=True)
class Act:
    """One act; `said` is what the page says when it is done."""

    key: str
    sides: tuple[str, ...]
    states: tuple[str, ...]
    label: Promise
    form: type[Any]
    do: Callable[[Point, Any, Given], object]
    said: Promise

    def offered(self, point: Point, mine: frozenset[str]) -> bool:
        """Whether somebody with these sides may do it now."""
        here = bool(mine & set(self.sides)) and point.state in self.states
        return here and (self.key != "serve" or forms.others(point).exists())


ACTS = (
    Act("assign", KEEPERS, (State.ENTERED,), _("Assign it to the unit"),
        forms.Assigning, lambda p, user, g: p.assign(user, **g),
        _("Assigned: the unit reads it from now on.")),
    Act("answer", (UNIT,), (State.ASSIGNED,), _("Answer it"),
        forms.Answering, lambda p, user, g: p.reply(user, **g),
        _("Answered.")),
    Act("close", KEEPERS, (State.ANSWERED,), _("Close the point"),
        forms.Note, lambda p, user, g: p.close(user, **g),
        _("The point is closed.")),
    Act("back", KEEPERS, (State.ANSWERED,), _("Send the answer back"),
        forms.Dated, lambda p, user, g: p.send_back(user, **g),
        _("Sent back to the unit.")),
    Act("draw", (UNIT,), AT_WORK, _("Draw a measure for it"),
        forms.Drawing, lambda p, user, g: p.draw(user, **g),
        _("The measure is drawn.")),
    Act("serve", (UNIT,), AT_WORK, _("A measure that is drawn serves it as well"),
        forms.Serving, lambda p, user, g: p.serve(user, **g),
        _("The measure serves this point.")),
    Act("word", KEEPERS, (State.ENTERED,), _("Put it in other words"),
        forms.Wording, lambda p, user, g: p.word(user, **g),
        _("The new words are stored.")),
    Act("reassign", KEEPERS, (State.ASSIGNED,), _("Change who answers, and by when"),
        forms.Assigning, lambda p, user, g: p.assign(user, **g),
        _("Assigned anew.")),
    Act("strike", KEEPERS, (State.ENTERED, State.ASSIGNED), _("Strike it out"),
        forms.Words, lambda p, user, g: p.strike(user, **g),
        _("The point is struck out.")),
    Act("reopen", KEEPERS, (State.CLOSED,), _("Reopen the point"),
        forms.Reopening, lambda p, user, g: p.reopen(user, **g),
        _("The point is open again.")),
)  # fmt: skip


def find(key: str) -> Act | None:
    return next((act for act in ACTS if act.key == key), None)

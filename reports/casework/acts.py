"""The acts on a case as the page offers them: who, from where, with which form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Audience
from campaigns.roles import OFFICE, TEAM, UNIT
from reports.casework import before_after
from reports.casework.forms import (
    Choosing,
    Dated,
    Deciding,
    Note,
    Planning,
    Talks,
    Words,
)
from reports.models import Case
from reports.models.moving import CARRIED_OUT, WITH_PLAN, State
from reports.models.step import Outcome
from reports.moments import calendar

Given = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """One act: `main` is what the state waits for; `asks`: a confirmation follows."""

    key: str
    side: str
    states: tuple[str, ...]
    heading: Promise
    label: Promise
    form: type[Words]
    do: Callable[[Case, Any, Given], object]
    said: Promise
    main: bool = False
    asks: Promise | None = None
    fits: Callable[[Case], bool] = lambda case: True

    def offered(self, case: Case, mine: frozenset[str]) -> bool:
        """Whether somebody with these sides may do it now."""
        return self.side in mine and case.state in self.states and self.fits(case)

    def points(self, case: Case, given: Given) -> list[str]:
        """What follows from it, for the page that asks."""
        found = {"decide": _decided, "close": _closed, "reopen": _reopened}
        return found.get(self.key, _over)(case, given)


def _decided(case: Case, given: Given) -> list[str]:
    outcome = given["outcome"]
    words = {"outcome": dict(Outcome.choices)[outcome], "unit": case.unit}
    text = _("Outcome: %(outcome)s. The unit reads it from now on.")
    if not case.campaign.reaches(Audience.HEAD):
        text = _(
            "Outcome: %(outcome)s. The unit does not read it yet: the result is not "
            "released to its head. Release it first."
        )
    found = [text % words]
    if outcome in WITH_PLAN:
        text = _("%(unit)s writes a plan by %(due)s; the supervision team confirms it.")
        found.append(text % (words | {"due": calendar(given["due"])}))
    elif outcome in CARRIED_OUT:
        text = _("The supervision team carries it out by %(due)s.")
        found.append(text % {"due": calendar(given["due"])})
    else:
        found.append(_("The case is closed with it and stands in the unit's record."))
    return found


def _closed(case: Case, given: Given) -> list[str]:
    return [
        _("The case is closed and stands in the record of %s.") % case.unit,
        _("Its measures cannot be changed any more."),
        _("The office can reopen it, with a reason."),
    ]


def _reopened(case: Case, given: Given) -> list[str]:
    if not (case.light or case.outcome in (*WITH_PLAN, *CARRIED_OUT)):
        return [
            _("The case goes back to the analysis; its steps so far stay as they are."),
            _("%s reads it again when the office has decided anew.") % case.unit,
        ]
    return [
        _("The case stands open again; its steps so far stay as they are."),
        _("%s and its supervision team find it on their start pages.") % case.unit,
    ]


def _over(case: Case, given: Given) -> list[str]:
    return [_("The case is closed with it and stands in the unit's record.")]


def _end(case: Case, user: Any, given: Given) -> None:
    """With the new figure, so that the record says what the vote came to."""
    told = before_after.of(case).told if case.voted else {}
    case.end(user, given["text"], **told)


ACTS = (
    Act("propose", TEAM, (State.ANALYSIS,),
        gettext_lazy("Propose an outcome"), gettext_lazy("Propose to the office"),
        Choosing, lambda c, u, g: c.propose(u, g["text"], g["outcome"]),
        gettext_lazy("Proposed. The office decides."), main=True),
    Act("analyse", TEAM, (State.ANALYSIS,),
        gettext_lazy("Write the analysis"), gettext_lazy("Keep the analysis"),
        Words, lambda c, u, g: c.analyse(u, g["text"]),
        gettext_lazy("The analysis is kept.")),
    Act("talk", TEAM, (State.ANALYSIS,),
        gettext_lazy("Note talks"), gettext_lazy("Keep the note"),
        Talks, lambda c, u, g: c.talk(u, g["text"], g["people"]),
        gettext_lazy("The talks are noted.")),
    Act("decide", OFFICE, (State.PROPOSED,),
        gettext_lazy("Decide"), gettext_lazy("Decide"),
        Deciding, lambda c, u, g: c.decide(u, g["text"], g["outcome"], g["due"]),
        gettext_lazy("Decided."), main=True, asks=gettext_lazy("Decide so?")),
    Act("plan", UNIT, (State.PLAN, State.WORK),
        gettext_lazy("Add a measure"), gettext_lazy("Add the measure"),
        Planning, lambda c, u, g: c.plan(u, g["text"], g["owner"], g["due"]),
        gettext_lazy("The measure is in the plan.")),
    Act("submit", UNIT, (State.PLAN,),
        gettext_lazy("Submit the plan"), gettext_lazy("Submit to the supervision team"),
        Note, lambda c, u, g: c.submit(u, g["text"]),
        gettext_lazy("Submitted. The supervision team confirms it."), main=True,
        fits=lambda case: case.measures.in_force().exists()),
    Act("confirm", TEAM, (State.REVIEW,),
        gettext_lazy("Confirm the plan"), gettext_lazy("Confirm the plan"),
        Note, lambda c, u, g: c.confirm(u, g["text"]),
        gettext_lazy("Confirmed. The unit carries out its measures."), main=True),
    Act("return", TEAM, (State.REVIEW,),
        gettext_lazy("Send the plan back"), gettext_lazy("Send back to the unit"),
        Dated, lambda c, u, g: c.send_back(u, g["text"], g["due"]),
        gettext_lazy("Sent back.")),
    Act("evidence", UNIT, (State.WORK, State.VOTE),
        gettext_lazy("Add evidence"), gettext_lazy("Keep the evidence"),
        Words, lambda c, u, g: c.evidence(u, g["text"]),
        gettext_lazy("The evidence is kept.")),
    Act("ready", TEAM, (State.WORK,),
        gettext_lazy("Ask for the second vote"), gettext_lazy("Ask the office"),
        Note, lambda c, u, g: c.ask(u, g["text"]),
        gettext_lazy("The office is asked to make the second vote.")),
    Act("end", TEAM, (State.WORK,),
        gettext_lazy("Propose to close on evidence"), gettext_lazy("Propose to close"),
        Words, _end, gettext_lazy("Proposed. The office decides.")),
    Act("end", TEAM, (State.VOTE,),
        gettext_lazy("Propose to close"), gettext_lazy("Propose to close"),
        Words, _end, gettext_lazy("Proposed. The office decides."), main=True,
        fits=lambda case: case.voted),
    Act("go-on", TEAM, (State.VOTE,),
        gettext_lazy("Do not close, go on working"), gettext_lazy("Go on working"),
        Dated, lambda c, u, g: c.go_on(u, g["text"], g["due"]),
        gettext_lazy("The work goes on."), fits=lambda case: case.voted),
    Act("no-vote", OFFICE, (State.VOTE,),
        gettext_lazy("No second vote, go on working"), gettext_lazy("Go on working"),
        Dated, lambda c, u, g: c.do_without(u, g["text"], g["due"]),
        gettext_lazy("The work goes on."), fits=lambda case: case.vote_gone),
    Act("hold", TEAM, (State.ACTION,),
        gettext_lazy("Report it carried out"), gettext_lazy("Carried out"),
        Words, lambda c, u, g: c.hold(u, g["text"]),
        gettext_lazy("The case is closed."), main=True,
        asks=gettext_lazy("Report it carried out and close the case?")),
    Act("waive", TEAM, (State.ACTION,),
        gettext_lazy("No talk is needed"), gettext_lazy("No talk is needed"),
        Words, lambda c, u, g: c.waive(u, g["text"]),
        gettext_lazy("The case is closed."), fits=lambda case: case.light,
        asks=gettext_lazy("Close the case without a talk?")),
    Act("close", OFFICE, (State.CLOSING,),
        gettext_lazy("Close the case"), gettext_lazy("Close the case"),
        Note, lambda c, u, g: c.close(u, g["text"]),
        gettext_lazy("The case is closed."), main=True,
        asks=gettext_lazy("Close the case?")),
    Act("back", OFFICE, (State.CLOSING, State.READY),
        gettext_lazy("Send back to the supervision team"), gettext_lazy("Send back"),
        Dated, lambda c, u, g: c.send_back(u, g["text"], g["due"]),
        gettext_lazy("Sent back.")),
    Act("reopen", OFFICE, (State.CLOSED,),
        gettext_lazy("Reopen the case"), gettext_lazy("Reopen"),
        Dated, lambda c, u, g: c.reopen(u, g["text"], g["due"]),
        gettext_lazy("The case stands open again."),
        asks=gettext_lazy("Reopen the case?")),
)  # fmt: skip


def offered(case: Case, mine: frozenset[str]) -> list[Act]:
    """The acts of this moment, the main one first."""
    found = [act for act in ACTS if act.offered(case, mine)]
    return sorted(found, key=lambda act: not act.main)


def find(key: str, case: Case) -> Act | None:
    """The act of this name, as it is in the state of the case if it has several."""
    rows = [act for act in ACTS if act.key == key]
    here = [act for act in rows if case.state in act.states]
    return next(iter(here or rows), None)

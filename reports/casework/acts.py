"""The acts on a case as the page offers them: who, from where, with which form."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Audience
from campaigns.roles import OFFICE, TEAM, UNIT
from reports.acts import Act
from reports.casework import before_after
from reports.casework.forms import Choosing, Dated, Deciding, Talks, Words
from reports.models import Case
from reports.models.moving import CARRIED_OUT, WITH_PLAN, State
from reports.models.step import Outcome
from reports.moments import calendar
from reports.typed import Note, Planning

Given = dict[str, Any]


def follows(act: Act, case: Case, given: Given) -> list[str]:
    """What follows from it, for the page that asks."""
    found = {"decide": _decided, "close": _closed, "reopen": _reopened}
    return found.get(act.key, _over)(case, given)


def _decided(case: Case, given: Given) -> list[str]:
    outcome = given["outcome"]
    words = {"outcome": dict(Outcome.choices)[outcome], "unit": case.unit}
    text = _("Outcome: %(outcome)s. The unit reads it from now on.")
    if not case.campaign.is_released_to(Audience.HEAD):
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


def _end(case: Case, user: Any, text: str) -> None:
    """With the new figure, so that the record says what the vote came to."""
    told = before_after.of(case).told if case.voted else {}
    case.end(user, text, **told)


ACTS = (
    Act("propose", (TEAM,), (State.ANALYSIS,),
        gettext_lazy("Propose an outcome"), Choosing, Case.propose,
        gettext_lazy("Proposed. The office decides."),
        button=gettext_lazy("Propose to the office"), main=True),
    Act("analyse", (TEAM,), (State.ANALYSIS,),
        gettext_lazy("Write the analysis"), Words, Case.analyse,
        gettext_lazy("The analysis is kept."),
        button=gettext_lazy("Keep the analysis")),
    Act("talk", (TEAM,), (State.ANALYSIS,),
        gettext_lazy("Note talks"), Talks, Case.talk,
        gettext_lazy("The talks are noted."),
        button=gettext_lazy("Keep the note")),
    Act("decide", (OFFICE,), (State.PROPOSED,),
        gettext_lazy("Decide"), Deciding, Case.decide,
        gettext_lazy("Decided."), main=True, asks=gettext_lazy("Decide so?")),
    Act("plan", (UNIT,), (State.PLAN, State.WORK),
        gettext_lazy("Add a measure"), Planning, Case.plan,
        gettext_lazy("The measure is in the plan."),
        button=gettext_lazy("Add the measure")),
    Act("submit", (UNIT,), (State.PLAN,),
        gettext_lazy("Submit the plan"), Note, Case.submit,
        gettext_lazy("Submitted. The supervision team confirms it."),
        button=gettext_lazy("Submit to the supervision team"), main=True,
        fits=lambda case: case.measures.in_force().exists()),
    Act("confirm", (TEAM,), (State.REVIEW,),
        gettext_lazy("Confirm the plan"), Note, Case.confirm,
        gettext_lazy("Confirmed. The unit carries out its measures."), main=True),
    Act("return", (TEAM,), (State.REVIEW,),
        gettext_lazy("Send the plan back"), Dated, Case.send_back,
        gettext_lazy("Sent back."),
        button=gettext_lazy("Send back to the unit")),
    Act("evidence", (UNIT,), (State.WORK, State.VOTE),
        gettext_lazy("Add evidence"), Words, Case.evidence,
        gettext_lazy("The evidence is kept."),
        button=gettext_lazy("Keep the evidence")),
    Act("ready", (TEAM,), (State.WORK,),
        gettext_lazy("Ask for the second vote"), Note, Case.ask,
        gettext_lazy("The office is asked to make the second vote."),
        button=gettext_lazy("Ask the office")),
    Act("end", (TEAM,), (State.WORK,),
        gettext_lazy("Propose to close on evidence"), Words, _end,
        gettext_lazy("Proposed. The office decides."),
        button=gettext_lazy("Propose to close")),
    Act("end", (TEAM,), (State.VOTE,),
        gettext_lazy("Propose to close"), Words, _end,
        gettext_lazy("Proposed. The office decides."), main=True,
        fits=lambda case: case.voted),
    Act("go-on", (TEAM,), (State.VOTE,),
        gettext_lazy("Do not close, go on working"), Dated, Case.go_on,
        gettext_lazy("The work goes on."),
        button=gettext_lazy("Go on working"), fits=lambda case: case.voted),
    Act("no-vote", (OFFICE,), (State.VOTE,),
        gettext_lazy("No second vote, go on working"), Dated, Case.do_without,
        gettext_lazy("The work goes on."),
        button=gettext_lazy("Go on working"), fits=lambda case: case.vote_gone),
    Act("hold", (TEAM,), (State.ACTION,),
        gettext_lazy("Report it carried out"), Words, Case.hold,
        gettext_lazy("The case is closed."),
        button=gettext_lazy("Carried out"), main=True,
        asks=gettext_lazy("Report it carried out and close the case?")),
    Act("waive", (TEAM,), (State.ACTION,),
        gettext_lazy("No talk is needed"), Words, Case.waive,
        gettext_lazy("The case is closed."), fits=lambda case: case.light,
        asks=gettext_lazy("Close the case without a talk?")),
    Act("close", (OFFICE,), (State.CLOSING,),
        gettext_lazy("Close the case"), Note, Case.close,
        gettext_lazy("The case is closed."), main=True,
        asks=gettext_lazy("Close the case?")),
    Act("back", (OFFICE,), (State.CLOSING, State.READY),
        gettext_lazy("Send back to the supervision team"), Dated, Case.send_back,
        gettext_lazy("Sent back."),
        button=gettext_lazy("Send back")),
    Act("reopen", (OFFICE,), (State.CLOSED,),
        gettext_lazy("Reopen the case"), Dated, Case.reopen,
        gettext_lazy("The case stands open again."),
        button=gettext_lazy("Reopen"),
        asks=gettext_lazy("Reopen the case?")),
)  # fmt: skip

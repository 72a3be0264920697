"""The acts on a point as its page offers them: who, from where, with which form."""

from django.utils.translation import gettext_lazy as _

from campaigns.roles import UNIT
from reports.acts import Act
from reports.ledger import forms
from reports.models import Point
from reports.models.handling import AT_WORK, KEEPERS, UNANSWERED
from reports.typed import Planning

State = Point.State

ACTS = (
    Act("assign", KEEPERS, (State.ENTERED,), _("Assign it to the unit"),
        forms.Assigning, Point.assign,
        _("Assigned: the unit reads it from now on.")),
    Act("answer", (UNIT,), (State.ASSIGNED,), _("Answer it"),
        forms.Answering, Point.reply,
        _("Answered.")),
    Act("close", KEEPERS, (State.ANSWERED,), _("Close the point"),
        forms.Note, Point.close,
        _("The point is closed.")),
    Act("back", KEEPERS, (State.ANSWERED,), _("Send the answer back"),
        forms.Dated, Point.send_back,
        _("Sent back to the unit.")),
    Act("draw", (UNIT,), AT_WORK, _("Draw a measure for it"),
        Planning, Point.draw,
        _("The measure is drawn.")),
    Act("serve", (UNIT,), AT_WORK, _("A measure that is drawn serves it as well"),
        forms.Serving, Point.serve,
        _("The measure serves this point."),
        fits=lambda point: forms.others(point).exists()),
    Act("word", KEEPERS, (State.ENTERED,), _("Put it in other words"),
        forms.Wording, Point.word,
        _("The new words are stored.")),
    Act("reassign", KEEPERS, (State.ASSIGNED,), _("Change who answers, and by when"),
        forms.Assigning, Point.assign,
        _("Assigned anew.")),
    Act("strike", KEEPERS, UNANSWERED, _("Strike it out"),
        forms.Words, Point.strike,
        _("The point is struck out.")),
    Act("reopen", KEEPERS, (State.CLOSED,), _("Reopen the point"),
        forms.Reopening, Point.reopen,
        _("The point is open again.")),
)  # fmt: skip

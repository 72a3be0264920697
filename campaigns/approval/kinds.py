"""What is handed in, and how it stands. Imports no table: blockers ask here, too."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a unit, or the lead unit for its group, hands in."""

    LIST = "list", _("list of the unit's own raters")
    CROSS = "cross", _("list of the cross-unit raters")
    REPORT = "report", _("report on the opinions gathered")
    SPEECH = "speech", _("report of the head")


class State(TextChoices):
    """How something that is to be handed in stands."""

    OPEN = "open", _("not handed in")
    SUBMITTED = "submitted", _("waits for approval")
    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("sent back")
    # told by its content, never stored: what was approved has become something else
    CHANGED = "changed", _("changed since it was approved")
    WAIVED = "waived", _("let pass without approval")


LISTS = (Kind.LIST, Kind.CROSS)
PAPERS = (Kind.REPORT, Kind.SPEECH)
# whose turn it is
WITH_UNIT = (State.OPEN, State.RETURNED)
WITH_TEAM = (State.SUBMITTED, State.CHANGED)
# what was let pass can be handed in all the same
HANDED_IN = (*WITH_UNIT, State.WAIVED)
SETTLED = (State.APPROVED, State.WAIVED)
# pools by what their raters rate: whose list they are on
OWN_REACH = ("unit",)
CROSS_REACH = ("group", "campaign")
# from draft to closing names may be exchanged: slips are not personal
CHANGING = ("draft", "frozen", "open", "suspended")
# until voting opens an approval can be taken back; then people rate by the list
TAKEN_BACK = ("draft", "frozen")
# papers are frozen with the definition
PAPERS_CHANGE = ("draft",)

"""What people type into the ledger."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ballots.models import Comment
from reports import typed
from reports.ledger.quoting import OwnWords
from reports.ledger.unit import OfUnit
from reports.models import Measure, Point
from reports.typed import (
    CHECK,
    CONTROL,
    ActForm,
    Day,
    Past,
    Planning,
    Responsible,
    Rows,
    Text,
)

KEPT = gettext_lazy("Kept in the ledger with your name; no names of raters.")
SELECT = {"class": "form-select"}


class PointWords(Text):
    """The words of a point, which the unit reads."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            3,
            label=pgettext_lazy("of the ledger", "Point"),
            max_length=2000,
            error_messages={"required": gettext_lazy("Say what it is about.")},
            **kwargs,
        )


class AnswerBy(Day):
    """By when the unit answers."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("To be answered by"),
            error_messages={"required": gettext_lazy("Say by when.")},
        )


class Words(OwnWords, ActForm):
    """The words of a step."""

    text = Text(3, label=pgettext_lazy("of a step", "Words"), help_text=KEPT)


class Note(OwnWords, typed.Note):
    """Words that may be left out."""


class Assigning(Note):
    """Whose it is at the unit, and by when it is answered."""

    owner = Responsible()
    due = AnswerBy()
    field_order = ("owner", "due", "text")

    def usual(self, row: Point) -> dict[str, Any]:
        return {"owner": row.owner, "due": row.due}


class Wording(Words):
    """The point in other words."""

    text = PointWords()

    def usual(self, row: Point) -> dict[str, Any]:
        return {"text": row.text}


class Answering(ActForm):
    """The unit's answer: accepted or not, and with what."""

    response = forms.ChoiceField(
        label=gettext_lazy("Accepted or not"),
        choices=Point.Response.choices,
        widget=forms.RadioSelect(CHECK),
        error_messages={"required": gettext_lazy("Say whether it is accepted.")},
    )
    text = Text(label=gettext_lazy("What is done about it, or why not"), help_text=KEPT)


class Dated(Words):
    """Words with another day."""

    due = AnswerBy()
    field_order: tuple[str, ...] = ("due", "text")


class Reopening(Dated):
    """Why it is taken up again."""

    discontent = forms.BooleanField(
        label=gettext_lazy("Those who raised it are not content"),
        required=False,
        widget=forms.CheckboxInput(CHECK),
        help_text=gettext_lazy("As a later vote or their reply has shown."),
    )
    field_order = ("discontent", "due", "text")


class OpeningAgain(Dated):
    """Which closed points are opened again, why, and until when they wait."""

    points = Rows(
        label=gettext_lazy("Points to open again"),
        queryset=Point.objects.none(),
        widget=forms.CheckboxSelectMultiple(CHECK),
        error_messages={"required": gettext_lazy("Choose at least one point.")},
    )
    field_order = ("points", "due", "text")

    def __init__(
        self, points: Any, reason: str, quoted: Collection[str], data: Any = None
    ) -> None:
        super().__init__(reason, data, "reopen")
        self.quoted = quoted
        offer(self.fields["points"], points)

    def usual(self, row: str) -> dict[str, Any]:
        """The figures; whoever reopens may say more."""
        return {"text": row}


class Serving(ActForm):
    """A measure that the unit has drawn already."""

    measure = forms.ModelChoiceField(
        label=pgettext_lazy("of a unit", "Measure"),
        queryset=Measure.objects.none(),
        widget=forms.Select(SELECT),
        error_messages={"required": gettext_lazy("Choose a measure.")},
    )

    def __init__(self, row: Point, *how: Any, **more: Any) -> None:
        super().__init__(row, *how, **more)
        field: Any = self.fields["measure"]
        field.queryset = others(row)


def others(point: Point) -> Any:
    """Measures of the unit in this campaign that do not serve the point yet."""
    rows = Measure.objects.in_force().filter(campaign=point.campaign, unit=point.unit)
    return rows.exclude(points=point)


class UnitMeasure(Planning):
    """A measure of a unit that need not be flagged, and the points that it serves."""

    points = Rows(
        label=gettext_lazy("Points that it serves"),
        queryset=Point.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(CHECK),
    )

    def __init__(self, points: Any, data: Any = None) -> None:
        super().__init__(None, data, "measure")
        offer(self.fields["points"], points)
        if not points and "points" not in (data or {}):
            del self.fields["points"]


class Entering(OwnWords):
    """A point by hand: what, from where, when."""

    text = PointWords()
    source = forms.ChoiceField(
        label=gettext_lazy("Source"),
        choices=[one for one in Point.Source.choices if one[0] != "comments"],
        widget=forms.Select(SELECT),
    )
    detail = forms.CharField(
        label=gettext_lazy("Which one"),
        required=False,
        max_length=120,
        widget=forms.TextInput(CONTROL),
        help_text=gettext_lazy("For instance which meeting; no names of raters."),
    )
    raised_on = Past(
        label=gettext_lazy("Raised on"),
        error_messages={"required": gettext_lazy("Say when it was raised.")},
    )

    def __init__(self, quoted: Collection[str], data: Any = None) -> None:
        super().__init__(data, auto_id="point_%s")
        self.quoted = quoted

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("source") == Point.Source.OTHER and not given.get("detail"):
            self.add_error("detail", _("Say where it comes from."))
        return given


class Merging(OwnWords):
    """Comments that are made into one point, a new one or one that is there."""

    comments = forms.ModelMultipleChoiceField(
        queryset=Comment.objects.none(),
        error_messages={"required": gettext_lazy("Choose at least one comment.")},
    )
    into = forms.ModelChoiceField(
        label=gettext_lazy("Into"),
        queryset=Point.objects.none(),
        required=False,
        empty_label=gettext_lazy("a new point"),
        widget=forms.Select(SELECT),
    )
    text = PointWords(required=False)

    def __init__(self, of: OfUnit, data: Any = None) -> None:
        super().__init__(data, auto_id="point_%s")
        self.quoted = of.quoted
        comments: Any = self.fields["comments"]
        comments.queryset = of.comments
        offer(self.fields["into"], of.open_points)
        self.fields["text"].help_text = (
            _("The unit reads these words once the point is assigned.")
            if of.reading.definition.verbatim
            else _(
                "In your own words: the unit reads these, not the comments. This was "
                "fixed at freezing."
            )
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        into, text = given.get("into"), given.get("text", "")
        if into and text:
            words = {"label": into.label}
            why = _("Point %(label)s has its words already: leave these out.") % words
            self.add_error("text", why)
        elif not {"into", "text"} & set(self.errors) and not (into or text):
            self.add_error("text", _("Say what it is about."))
        return given


def offer(field: Any, points: Any) -> None:
    """Have a field offer these points, by number and words."""
    field.queryset = points
    field.label_from_instance = lambda point: f"{point.label} {point.text}"

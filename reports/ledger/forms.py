"""What people type into the ledger."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ballots.models import Comment
from ballots.models.comment import LONG
from reports.casework.forms import FIRST_YEAR, LONGEST, Day, Planning
from reports.models import Measure, Point

KEPT = gettext_lazy("Kept in the ledger with your name; no names of raters.")
MOST = 2000


def area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows, "class": "form-control"})


class PointWords(forms.CharField):
    """The words of a point, which the unit reads."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=pgettext_lazy("of the ledger", "Point"),
            max_length=MOST,
            widget=area(3),
            error_messages={"required": gettext_lazy("Say what it is about.")},
            **kwargs,
        )


class Words(forms.Form):
    """The words of a step; the base of the forms of acts."""

    text = forms.CharField(
        label=pgettext_lazy("of a step", "Words"),
        max_length=LONGEST,
        widget=area(3),
        help_text=KEPT,
        error_messages={"required": gettext_lazy("Write a few words.")},
    )

    def __init__(self, point: Any, data: Any = None, name: str = "act") -> None:
        super().__init__(data, auto_id=f"{name}_%s", initial=self.usual(point))
        self.point = point
        for key, field in self.fields.items():
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"{name}_{key}_helptext"

    def usual(self, point: Point) -> dict[str, Any]:
        """What stands there before anybody types."""
        return {}


class Note(Words):
    """Words that may be left out."""

    text = forms.CharField(
        label=gettext_lazy("Words, if any"),
        required=False,
        max_length=LONGEST,
        widget=area(2),
    )


class Assigning(Note):
    """Whose it is at the unit, and by when it is answered."""

    owner = forms.CharField(
        label=gettext_lazy("Responsible"),
        max_length=80,
        widget=forms.TextInput({"class": "form-control"}),
        error_messages={"required": gettext_lazy("Say who is responsible.")},
    )
    due = Day(
        label=gettext_lazy("To be answered by"),
        error_messages={"required": gettext_lazy("Say by when.")},
    )
    field_order = ("owner", "due", "text")

    def usual(self, point: Point) -> dict[str, Any]:
        return {"owner": point.owner, "due": point.due}


class Wording(Words):
    """The point in other words."""

    text = PointWords()

    def usual(self, point: Point) -> dict[str, Any]:
        return {"text": point.text}


class Answering(Words):
    """The unit's answer: accepted or not, and with what."""

    response = forms.ChoiceField(
        label=gettext_lazy("Accepted or not"),
        choices=Point.Response.choices,
        widget=forms.RadioSelect({"class": "form-check-input"}),
        error_messages={"required": gettext_lazy("Say whether it is accepted.")},
    )
    text = forms.CharField(
        label=gettext_lazy("What is done about it, or why not"),
        max_length=LONGEST,
        widget=area(4),
        help_text=KEPT,
        error_messages={"required": gettext_lazy("Write a few words.")},
    )
    field_order = ("response", "text")


class Dated(Words):
    """Words with another day."""

    due = Day(
        label=gettext_lazy("To be answered by"),
        error_messages={"required": gettext_lazy("Say by when.")},
    )
    field_order: tuple[str, ...] = ("due", "text")


class Reopening(Dated):
    """Why it is taken up again."""

    discontent = forms.BooleanField(
        label=gettext_lazy("Those who raised it are not content"),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
        help_text=gettext_lazy("As a later vote or their reply has shown."),
    )
    field_order = ("discontent", "due", "text")


class Drawing(Planning):
    """A measure that serves a point."""


class Serving(forms.Form):
    """A measure that the unit has drawn already."""

    measure = forms.ModelChoiceField(
        label=pgettext_lazy("of a unit", "Measure"),
        queryset=Measure.objects.none(),
        widget=forms.Select({"class": "form-select"}),
        error_messages={"required": gettext_lazy("Choose a measure.")},
    )

    def __init__(self, point: Point, data: Any = None, name: str = "act") -> None:
        super().__init__(data, auto_id=f"{name}_%s")
        field: Any = self.fields["measure"]
        field.queryset = others(point)


def others(point: Point) -> Any:
    """Measures of the unit in this campaign that do not serve the point yet."""
    rows = Measure.objects.in_force().filter(campaign=point.campaign, unit=point.unit)
    return rows.exclude(points=point)


class UnitMeasure(Planning):
    """A measure of a unit that need not be flagged, and the points that it serves."""

    points = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Points that it serves"),
        queryset=Point.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )
    field_order = ("text", "owner", "due", "points")

    def __init__(self, points: Any, data: Any = None) -> None:
        super().__init__(None, data, "measure")
        field: Any = self.fields["points"]
        field.queryset = points
        field.label_from_instance = named
        if not points:
            del self.fields["points"]


def named(point: Point) -> str:
    return f"{point.label} {point.text}"


class Past(forms.DateField):
    """A day that is not still to come, in the time zone that is active."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput({"type": "date", "class": "form-control"}, "%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value.year < FIRST_YEAR:
            raise forms.ValidationError(_("This is too long ago."))
        if value and value > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))


class Entering(forms.Form):
    """A point by hand: what, from where, when."""

    text = PointWords()
    source = forms.ChoiceField(
        label=gettext_lazy("Source"),
        choices=[one for one in Point.Source.choices if one[0] != "comments"],
        widget=forms.Select({"class": "form-select"}),
    )
    detail = forms.CharField(
        label=gettext_lazy("Which one"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"class": "form-control"}),
        help_text=gettext_lazy("For instance which meeting; no names of raters."),
    )
    raised_on = Past(
        label=gettext_lazy("Raised on"),
        error_messages={"required": gettext_lazy("Say when it was raised.")},
    )

    def __init__(self, quoted: Collection[str], data: Any = None) -> None:
        super().__init__(data, auto_id="point_%s")
        self.quoted = quoted
        self.fields["detail"].widget.attrs["aria-describedby"] = "point_detail_helptext"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("source") == Point.Source.OTHER and not given.get("detail"):
            self.add_error("detail", _("Say where it comes from."))
        refuse_quotes(self, self.quoted)
        return given


class Merging(forms.Form):
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
        widget=forms.Select({"class": "form-select"}),
    )
    text = PointWords(required=False)

    def __init__(
        self, comments: Any, points: Any, quoted: Collection[str], data: Any = None
    ) -> None:
        super().__init__(data, auto_id="point_%s")
        self.quoted = quoted
        fields: Any = self.fields
        fields["comments"].queryset = comments
        fields["into"].queryset = points
        fields["into"].label_from_instance = named
        fields["text"].widget.attrs["aria-describedby"] = "point_text_helptext"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        text = given.get("text", "")
        if not given.get("into") and not text and "text" not in self.errors:
            self.add_error("text", _("Say what it is about."))
        refuse_quotes(self, self.quoted)
        return given


def quotes(text: str, comments: Collection[str]) -> bool:
    """Whether a comment stands in it word for word; short ones are nobody's.

    However the lines are broken: a comment keeps them otherwise than a form does.
    """
    text = _unbroken(text)
    return any(len(w) >= LONG and w in text for w in map(_unbroken, comments))


def _unbroken(text: str) -> str:
    return "".join(text.split())


def refuse_quotes(form: forms.Form, comments: Collection[str]) -> None:
    """An error at each of its texts in which one of these comments stands."""
    for name, given in list(form.cleaned_data.items()):
        if isinstance(given, str) and quotes(given, comments):
            form.add_error(name, not_theirs())


def not_theirs() -> str:
    return _(
        "A comment that this unit is not to read stands in it word for word. Put it "
        "in your own words."
    )

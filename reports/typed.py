"""What people type at a step of a case, on a measure or a point: fields and forms."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

LONGEST = 4000
DIGITS = 18
FIRST_YEAR, LAST_YEAR = 2000, 2999
CONTROL = {"class": "form-control"}
CHECK = {"class": "form-check-input"}


class Text(forms.CharField):
    """Words of several lines."""

    def __init__(self, rows: int = 4, **kwargs: Any) -> None:
        said = {"required": gettext_lazy("Write a few words.")}
        usual: dict[str, Any] = {"max_length": LONGEST, "error_messages": said}
        super().__init__(
            widget=forms.Textarea({"rows": rows, **CONTROL}), **usual | kwargs
        )


class Responsible(forms.CharField):
    """Who is to do it."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Responsible"),
            max_length=80,
            widget=forms.TextInput(CONTROL),
            error_messages={"required": gettext_lazy("Say who is responsible.")},
        )


class AnyDay(forms.DateField):
    """A day, as browsers send it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput({"type": "date", **CONTROL}, "%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


class Day(AnyDay):
    """A day that is still to come."""

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))


class Past(AnyDay):
    """A day that is not still to come."""

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value.year < FIRST_YEAR:
            raise forms.ValidationError(_("This is too long ago."))
        if value and value > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))


class Rows(forms.ModelMultipleChoiceField):
    """Rows by their number; a number that no database has room for is not on offer."""

    def clean(self, value: Any) -> Any:
        for number in value or ():
            if not str(number).isdecimal() or len(str(number)) > DIGITS:
                text = self.error_messages["invalid_pk_value"]
                raise forms.ValidationError(text, "invalid_pk_value", {"pk": number})
        return super().clean(value)


class ActForm(forms.Form):
    """The form of an act on a row; the base of all of them."""

    def __init__(
        self, row: Any, data: Any = None, name: str = "act", files: Any = None
    ) -> None:
        super().__init__(data, files, auto_id=f"{name}_%s", initial=self.usual(row))

    def usual(self, row: Any) -> dict[str, Any]:
        """What stands there before anybody types."""
        return {}


class Note(ActForm):
    """Words that may be left out."""

    text = Text(2, label=gettext_lazy("Words, if any"), required=False)


class Planning(ActForm):
    """One measure."""

    text = Text(
        2,
        label=pgettext_lazy("of a unit", "Measure"),
        max_length=500,
        error_messages={"required": gettext_lazy("Say what is to be done.")},
    )
    owner = Responsible()
    due = Day(
        label=pgettext_lazy("of a measure", "Due"),
        required=False,
        help_text=gettext_lazy("Empty: without an end."),
    )

"""What people type at a step of a case, and on a measure."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from reports.models import Case
from reports.models.step import Outcome
from reports.typed import CHECK, CONTROL, FIRST_YEAR, LAST_YEAR, ActForm, Day, Text


class Words(ActForm):
    """The words of a step."""

    text = Text(
        label=pgettext_lazy("of a step", "Words"),
        help_text=gettext_lazy("Kept in the case with your name; no names of raters."),
    )


class Talks(ActForm):
    """With how many people the team has talked, and what came of it."""

    people = forms.IntegerField(
        label=gettext_lazy("People talked to"),
        min_value=1,
        max_value=10_000,
        widget=forms.NumberInput(CONTROL),
    )
    text = Text(
        label=gettext_lazy("What they said, in your words"),
        help_text=gettext_lazy(
            "Read by the supervision team, the office and auditors, not by the unit; "
            "no names."
        ),
    )


class Choosing(Words):
    """Words with an outcome: what is proposed."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=(),
        widget=forms.RadioSelect(CHECK),
        error_messages={"required": gettext_lazy("Choose what is to come of it.")},
    )
    field_order = ("outcome", "due", "text")

    def __init__(self, case: Any, *how: Any, **more: Any) -> None:
        super().__init__(case, *how, **more)
        field: Any = self.fields["outcome"]
        field.choices = [(one.value, one.label) for one in case.outcomes]

    def usual(self, row: Case) -> dict[str, Any]:
        """What the rule names; nothing is chosen for whoever decides."""
        return {"outcome": row.usual}


class Deciding(Choosing):
    """The office's decision; nothing is chosen beforehand."""

    due = Day(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("Of a plan, a talk or a training: by when."),
    )

    def usual(self, row: Case) -> dict[str, Any]:
        return {}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        dated = (Outcome.REWORK, Outcome.IMPROVED, Outcome.TALK, Outcome.TRAINING)
        wants = given.get("outcome") in dated
        if wants and not given.get("due") and "due" not in self.errors:
            self.add_error("due", _("Say by when."))
        return given


class Dated(Words):
    """Words with a new deadline."""

    due = Day(label=gettext_lazy("Until"))
    field_order = ("due", "text")


class Moment(forms.DateTimeField):
    """A date and time that every time zone can hold."""

    def validate(self, value: datetime | None) -> None:
        super().validate(value)
        if value and not FIRST_YEAR <= value.year <= LAST_YEAR:
            words = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
            text = _("Enter a year between %(first)s and %(last)s.")
            raise forms.ValidationError(text % words)


class SecondVote(forms.Form):
    """What the second vote says of itself; the rest is as it was."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        widget=forms.TextInput(CONTROL),
    )
    opens_at = Moment(label=gettext_lazy("Voting opens"))
    closes_at = Moment(label=gettext_lazy("Voting closes"))
    others = forms.MultipleChoiceField(
        label=gettext_lazy("Rate these again in the same vote"),
        required=False,
        widget=forms.CheckboxSelectMultiple(CHECK),
    )

    def __init__(self, cases: list[Case], data: Any, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        for name in ("opens_at", "closes_at"):
            moment = {"type": "datetime-local", **CONTROL}
            self.fields[name].widget = forms.DateTimeInput(moment, "%Y-%m-%dT%H:%M")
        field: Any = self.fields["others"]
        field.choices = [(str(case.pk), str(case)) for case in cases]
        if not cases:
            del self.fields["others"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        opens, closes = given.get("opens_at"), given.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("Voting must close after it opens."))
        return given

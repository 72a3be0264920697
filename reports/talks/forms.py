"""What is typed about a draw and a talk."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ballots.checker import plain_text
from campaigns.draw import DrawError, read_lines
from campaigns.models import Draw
from reports.models import Interview
from reports.talks.unit import Drawn, Talks

MANY = 200
LIST = 250_000
LINE = 120
BESIDE = "beside"
CONTROL = {"class": "form-control"}


def framed(form: forms.BaseForm) -> None:
    """Each field with a mistake is seen to have one."""
    for name in form.errors:
        face = form.fields[name].widget.attrs if name in form.fields else {}
        if "control" in face.get("class", ""):
            face["class"] += " is-invalid"


class Pasted(forms.Form):
    """A list, one person a line."""

    lines = forms.CharField(
        label=gettext_lazy("The list"),
        max_length=LIST,
        strip=False,
        widget=forms.Textarea({"rows": 8, **CONTROL}),
    )

    def clean_lines(self) -> list[str]:
        return read(self.cleaned_data["lines"])


def read(text: str) -> list[str]:
    """The lines of a pasted list. Raises ValidationError."""
    try:
        lines = read_lines(text)
    except DrawError as error:
        raise ValidationError(str(error)) from error
    for number, line in enumerate(lines, 1):
        if len(line) > LINE:
            why = _("Person %(n)d of the list: more than %(most)d characters.")
            raise ValidationError(why % {"n": number, "most": LINE})
    return lines


class DrawForm(forms.Form):
    """A draw of people to talk with; a further one says why."""

    source = forms.ChoiceField(
        label=gettext_lazy("Draw from"),
        choices=Draw.Source.choices,
        widget=forms.RadioSelect({"class": "form-check-input"}),
    )
    lines = forms.CharField(
        label=gettext_lazy("The list"),
        required=False,
        max_length=LIST,
        strip=False,
        widget=forms.Textarea({"rows": 8, **CONTROL}),
        help_text=gettext_lazy(
            "Only for a list of its own: one person a line, each line different. It is "
            "not kept, only who is drawn and a hash by which the list is known again."
        ),
    )
    number = forms.IntegerField(
        label=pgettext_lazy("people", "How many"),
        min_value=1,
        max_value=MANY,
        initial=10,
        widget=forms.NumberInput(CONTROL),
    )
    reserves = forms.IntegerField(
        label=gettext_lazy("Reserves"),
        min_value=0,
        max_value=MANY,
        initial=5,
        widget=forms.NumberInput(CONTROL),
        help_text=gettext_lazy(
            "Drawn along with them, as far as the list goes. Who cannot be reached or "
            "declines is followed by the next of them, without another draw."
        ),
    )
    seed = forms.CharField(
        label=gettext_lazy("Seed"),
        required=False,
        max_length=120,
        widget=forms.TextInput(CONTROL),
        help_text=gettext_lazy(
            "Any text that nobody knew when the list was closed, such as the numbers "
            "of a lottery drawn afterwards. Empty: the computer takes one at random."
        ),
    )
    replaces = forms.ChoiceField(
        label=gettext_lazy("The draws before"),
        error_messages={
            "required": gettext_lazy("Say what becomes of the draws before.")
        },
        widget=forms.Select({"class": "form-select"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is drawn again"),
        error_messages={"required": gettext_lazy("Write why it is drawn again.")},
        max_length=300,
        widget=forms.Textarea({"rows": 2, **CONTROL}),
        help_text=gettext_lazy("Stands beside both draws. No names."),
    )
    after = forms.IntegerField(widget=forms.HiddenInput())
    field_order = (
        "replaces", "reason", "source", "lines", "number", "reserves", "seed", "after",
    )  # fmt: skip

    def __init__(self, data: Any, talks: Talks) -> None:
        source = "roster" if talks.people else "list"
        super().__init__(data, initial={"source": source, "after": len(talks.draws)})
        self.talks = talks
        if talks.draws:
            self.fields["replaces"].choices = [  # type: ignore[attr-defined]
                ("", _("choose …")), *map(_named, talks.standing),
                (BESIDE, _("stay: these people come besides")),
            ]  # fmt: skip
        else:
            del self.fields["replaces"], self.fields["reason"]
        framed(self)

    def clean(self) -> None:
        """Draw, so that what cannot be drawn is said at its field."""
        if self.errors:
            return
        given: dict[str, Any] = self.cleaned_data
        self.draw = Draw(
            campaign=self.talks.campaign,
            unit=self.talks.unit,
            title=_("Talks in %s") % self.talks.unit,
            **{name: given[name] for name in ("source", "number", "reserves", "seed")},
            reason=given.get("reason", ""),
            replaces=self._replaced(given.get("replaces", "")),
        )
        roster = given["source"] == Draw.Source.ROSTER
        try:
            lines = list(self.talks.people) if roster else read(given["lines"])
        except ValidationError as error:
            self.add_error("lines", error)
            return
        if not lines:
            why = _("Nobody of this unit is on the roster as its own rater.")
            empty = _("The list is empty.")
            self.add_error(*(("source", why) if roster else ("lines", empty)))
            return
        try:
            self.draw.take(lines)
        except DrawError as error:
            self.add_error("number", str(error))

    def _replaced(self, key: str) -> Draw | None:
        rows = (one.draw for one in self.talks.standing)
        return next((row for row in rows if str(row.pk) == key), None)


def _named(one: Drawn) -> tuple[str, str]:
    text = _("draw %(place)d is replaced by this one")
    return str(one.draw.pk), text % {"place": one.place}


class LongText(forms.CharField):
    """With line ends as they are counted while typing, and nothing unseen."""

    def to_python(self, value: Any) -> Any:
        return plain_text(str(super().to_python(value)).replace("\r\n", "\n"))


class InterviewForm(forms.ModelForm):
    """The talk with one of the drawn."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput())

    class Meta:
        model = Interview
        fields = ("outcome", "held_on", "place", "notes", "points")
        error_messages = {
            "outcome": {"required": gettext_lazy("Say whether it was held.")}
        }
        field_classes = {"notes": LongText, "points": LongText}
        labels = {
            "outcome": gettext_lazy("The talk was"),
            "held_on": pgettext_lazy("talk", "On"),
            "place": gettext_lazy("Where (optional)"),
            "notes": pgettext_lazy("talk", "Notes"),
            "points": gettext_lazy("Points for the head of the unit"),
        }
        help_texts = {
            "notes": gettext_lazy(
                "For the original team and the campaign office alone, 4000 characters "
                "at most. No name is needed: the place in the draw is enough."
            ),
            "points": gettext_lazy(
                "What may be told, a line each, in words that do not show who said it. "
                "The points of all talks are mixed and fed back all together."
            ),
        }
        widgets = {
            "outcome": forms.RadioSelect({"class": "form-check-input"}),
            "held_on": forms.DateInput({"type": "date", **CONTROL}, "%Y-%m-%d"),
            "place": forms.TextInput(CONTROL),
            "notes": forms.Textarea({"rows": 8, **CONTROL}),
            "points": forms.Textarea({"rows": 4, **CONTROL}),
        }

    def __init__(self, data: Any, talk: Interview) -> None:
        first = {} if talk.pk else {"held_on": talk.campaign.today()}
        seen = talk.version if talk.pk else 0
        super().__init__(data, instance=talk, initial={"seen": seen, **first})
        outcome: Any = self.fields["outcome"]
        outcome.choices = Interview.Outcome.choices  # nothing is chosen beforehand
        if not talk.pk:
            outcome.initial = None
        framed(self)

    def clean_held_on(self) -> date | None:
        day: date | None = self.cleaned_data["held_on"]
        if day and day > self.instance.campaign.today():
            raise ValidationError(_("This day is still to come."))
        if day and day < self._drawn_on():
            raise ValidationError(_("On this day nobody had been drawn yet."))
        return day

    def _drawn_on(self) -> date:
        return local(self.instance, self.instance.draw.drawn_at)

    def clean(self) -> dict[str, Any]:
        """Only of a talk that was held there is a day and something to tell."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("outcome") == Interview.Outcome.HELD:
            if not given.get("held_on") and "held_on" not in self.errors:
                self.add_error("held_on", _("Say on which day it was held."))
        elif given.get("outcome"):
            if given.get("points"):
                why = _("There are points only of a talk that was held.")
                self.add_error("points", why)
            self.errors.pop("held_on", None)
            given |= {"held_on": None, "place": ""}
        return given


def local(talk: Interview, moment: datetime) -> date:
    """The day where the campaign is."""
    return moment.astimezone(talk.campaign.zone).date()

"""What units and supervision teams type about lists."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.approval.item import Item
from campaigns.approval.own import COLUMNS, OwnPlan, Part, pools, seats_of
from campaigns.lists.cells import contact_of, folded, typed
from campaigns.lists.forms import UploadForm
from campaigns.lists.problem import Problem
from campaigns.lists.reading import Lists
from campaigns.models import GroupUnit, Rater
from campaigns.models.submission import WORDS

PASTED = 100_000
FIELDS = {at + 1: name for name, at in COLUMNS.items()}


def said_why(label: Any, **more: Any) -> forms.CharField:
    """A reason, which is always kept."""
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=WORDS, widget=area, **more)


class Cell(forms.CharField):
    """What stands in a cell of a list, as it was meant."""

    read = staticmethod(folded)

    def to_python(self, value: Any) -> str:
        return self.read(super().to_python(value) or "")


class NameCell(Cell):
    """A name, with its signs as they are."""

    read = staticmethod(typed)


class OfList(forms.Form):
    """Something on one part of a list: of one unit and one pool."""

    part = forms.ChoiceField(label=gettext_lazy("List"))

    def __init__(self, *args: Any, item: Item, only: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item, self.parts = item, _parts(item)
        if only:
            self.parts = {only: self.parts[only]}
        if len(self.parts) == 1:
            del self.fields["part"]
        else:
            field: Any = self.fields["part"]
            field.choices = [(key, label) for key, (label, _p) in self.parts.items()]

    @property
    def chosen(self) -> Part:
        key = self.cleaned_data.get("part") or next(iter(self.parts))
        return self.parts[key][1]


def _parts(item: Item) -> dict[str, tuple[str, Part]]:
    """Each unit's places, and each pool where there are several."""
    found, several = {}, pools(item)
    for seat in seats_of(item):
        for pool in several:
            label = str(pool) if item.seat else str(seat.unit)
            if not item.seat and len(several) > 1:
                label = f"{seat.unit} · {pool}"
            found[f"{seat.unit.code}:{pool.key}"] = label, Part(seat.unit.code, pool)
    return found


class PersonForm(OfList):
    """One line: a name, a category, a contact."""

    name = NameCell(
        label=gettext_lazy("Name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    category = Cell(label=gettext_lazy("Category"), max_length=30, required=False)
    contact = Cell(
        label=gettext_lazy("Phone or e-mail"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = categories(self.item)
        if names:
            choices = [("", _("– choose –")), *((name, name) for name in names)]
            label = self.fields["category"].label
            self.fields["category"] = forms.ChoiceField(
                choices=choices, label=label, required=False
            )

    def plan(self, before: list[Rater], after: list[Rater] | None = None) -> OwnPlan:
        """The list with this line between those that stay; says what is wrong."""
        part, data = self.chosen, self.cleaned_data
        typed = part.typed(data["name"], data["category"], data["contact"])
        tables = [part.standing(before), typed, part.standing(after or [])]
        plan = OwnPlan.of(self.item, Lists(tables))
        blame(self, plan.stops)
        return plan


def blame(form: forms.BaseForm, problems: Iterable[Problem]) -> None:
    """Say at its field what is wrong with a line."""
    for problem in problems:
        name = FIELDS.get(problem.column, "")
        form.add_error(name if name in form.fields else None, problem.text)


def categories(item: Item) -> list[str]:
    found = [c.name for pool in pools(item) for c in pool.categories]
    return list(dict.fromkeys(found))


class ContactForm(forms.Form):
    """How somebody is reached; that may be put right at any time."""

    contact = Cell(label=gettext_lazy("Phone or e-mail"), max_length=80, required=False)

    def clean_contact(self) -> str:
        text = self.cleaned_data["contact"]
        found = contact_of(text) if text else ""
        if found is None:
            why = _("“%s” is neither a phone number nor an e-mail address")
            raise forms.ValidationError(why % text[:60])
        return found


class PasteForm(OfList):
    """Lines from a spreadsheet."""

    lines = forms.CharField(
        label=gettext_lazy("Lines"),
        max_length=PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One person a line: name, category, phone or e-mail. Copy the cells in "
            "your spreadsheet and paste them here."
        ),
    )
    how = forms.ChoiceField(
        label=gettext_lazy("These lines"),
        choices=(
            ("add", gettext_lazy("come to those that are there")),
            ("replace", gettext_lazy("are the whole list: all others go")),
        ),
        initial="add",
        widget=forms.RadioSelect,
    )

    def plan(self, raters: list[Rater]) -> OwnPlan:
        part, data = self.chosen, self.cleaned_data
        stay = [row for row in raters if part.has(row)]
        tables = [part.pasted(data["lines"])]
        if data["how"] == "add":
            tables.insert(0, part.standing(stay))
        return OwnPlan.of(self.item, Lists(tables))

    def clean_lines(self) -> str:
        text = self.cleaned_data["lines"]
        if not text.strip():
            raise forms.ValidationError(_("Paste the lines first."))
        return str(text)


class OwnUploadForm(UploadForm):
    """A workbook of one list: nothing else is asked."""

    rest = None  # type: ignore[assignment]


class HandInForm(forms.Form):
    """What goes along with it: a word why, where one is asked for."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    note = said_why(gettext_lazy("A word for the supervision team"), required=False)

    def __init__(self, *args: Any, needed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = needed


class SendBackForm(forms.Form):
    """Why it is sent back."""

    reason = said_why(
        gettext_lazy("What has to be mended"),
        help_text=gettext_lazy("The unit reads this at the top of its page."),
    )


class ObjectForm(forms.Form):
    """What a unit has against its lines."""

    words = said_why(gettext_lazy("What you object to"))


class WaiveForm(forms.Form):
    """Why it goes on without approval."""

    reason = said_why(
        gettext_lazy("Why it goes on without approval"),
        help_text=gettext_lazy(
            "It stands in the log and on every report. Write no names of raters."
        ),
    )


class RefuseForm(forms.Form):
    """Why an exchange is refused."""

    answer = said_why(gettext_lazy("Why not"))


class LeadersForm(forms.ModelForm):
    """Who leads a unit."""

    class Meta:
        model = GroupUnit
        fields = ("leaders",)
        widgets = {"leaders": forms.Textarea(attrs={"rows": 6})}

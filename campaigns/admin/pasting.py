"""“Paste the sheet”: from the text to lines of a form, and how raters will see them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.counting import STEP
from campaigns.models import Form, Line, Scale
from campaigns.sheet import Note, Sheet, read_sheet

PASTE = 50_000


class SheetForm(forms.Form):
    """What is pasted, and what becomes of it."""

    text = forms.CharField(
        label=gettext_lazy("The sheet"),
        max_length=PASTE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "class": "vLargeTextField"}),
        help_text=gettext_lazy(
            "Copy it in Word, Excel or a message and paste it here: headings such as "
            "“一、…”, items such as “1. …”, the overall row. Option columns, the head "
            "of the table and blank lines are left out."
        ),
    )
    scale = forms.ModelChoiceField(
        Scale.objects.none(),
        label=gettext_lazy("Scale of the items"),
        required=False,
        help_text=gettext_lazy("Can be changed line by line afterwards."),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("The lines that are there"),
        choices=(
            ("replace", gettext_lazy("are replaced; the same wording keeps its key")),
            ("append", gettext_lazy("stay, the sheet is put behind them")),
        ),
        initial="replace",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scales = Scale.objects.filter(campaign=form.campaign_id)
        field: Any = self.fields["scale"]
        field.queryset = scales
        if len(scales) == 1:
            self.initial["scale"] = scales[0]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Lines that are not stored yet, what is to be said of them, what they replace."""

    lines: list[Line]
    notes: list[Note]
    face: list[dict[str, Any]]
    usable: bool
    replaces: bool


def propose(form: Form, text: str, scale: Scale | None, mode: str) -> Proposal:
    """What the sheet would become in this form."""
    there = {_wording(line): line for line in form.lines.all()}
    options = [option.label for option in scale.options.all()] if scale else []
    replaces = mode == "replace"
    keys = {wording: line.key for wording, line in there.items()}
    kept = {"known": keys} if replaces else {"taken": keys.values()}
    sheet = read_sheet(text, options=options, **kept)
    if not replaces and any(line.main for line in there.values()):
        sheet = _ordinary(sheet)
    lines = [_line(form, line, scale, there.get(line.wording)) for line in sheet.lines]
    return Proposal(lines, [*sheet.notes], face(lines), sheet.usable, replaces)


def _wording(line: Line) -> tuple[bool, str]:
    return line.kind == Line.Kind.HEADING, line.text


def _ordinary(sheet: Sheet) -> Sheet:
    """Without an overall item, because the form has one."""
    why = _("The form has an overall item; this one was taken as an ordinary one.")
    found = [line for line in sheet.lines if line.main]
    notes = [Note(line.number, why, source=line.text) for line in found]
    lines = tuple(replace(line, main=False) for line in sheet.lines)
    return Sheet(lines, (*sheet.notes, *notes))


def _line(form: Form, line: Any, scale: Scale | None, there: Line | None) -> Line:
    """A line, with the English wording that the same one has already."""
    kind = Line.Kind.HEADING if line.heading else Line.Kind.ITEM
    return Line(
        form=form,
        kind=kind,
        key=line.key,
        text=line.text,
        text_en=there.text_en if there else "",
        scale=None if line.heading else scale,
        main=line.main,
    )


def store(form: Form, proposal: Proposal) -> None:
    """Put the proposed lines into the form; in a transaction of the caller."""
    if proposal.replaces:
        form.lines.all().delete()
    last = form.lines.last()
    begin = last.position if last else 0
    for number, line in enumerate(proposal.lines, 1):
        line.position = begin + number * STEP
    Line.objects.bulk_create(proposal.lines)


def face(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The rows of the form as raters see them: headings, numbered items, options."""
    rows: list[dict[str, Any]] = []
    number = 0
    for line in lines:
        heading = line.kind == Line.Kind.HEADING
        number = 0 if heading else number + (not line.main)
        rows.append(
            {
                "heading": heading,
                "text": line,
                "number": "" if heading or line.main else number,
                "options": line.scale.options.all() if line.scale else [],
            }
        )
    return rows

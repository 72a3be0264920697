"""What is uploaded, and what was looked at and is taken over."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.lists.plan import Plan
from campaigns.lists.reading import Lists, read
from campaigns.lists.refusals import LARGEST, Refused
from campaigns.models import Campaign

VALID = 2 * 60 * 60  # seconds from looking to taking over
CARRIED = 900_000  # characters; a post may have a megabyte


class UploadForm(forms.Form):
    """A workbook, and what becomes of lists that are not in it."""

    lists: Lists

    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        help_text=gettext_lazy("An Excel workbook (.xlsx) of 5 MB at most."),
        error_messages={
            "required": gettext_lazy("Choose the workbook first."),
            "empty": gettext_lazy("The file is empty."),
        },
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx"}),
    )
    rest = forms.ChoiceField(
        label=gettext_lazy("Lists that are not in the workbook"),
        choices=(
            ("keep", gettext_lazy("stay as they are")),
            ("remove", gettext_lazy("are removed: the workbook holds everything")),
        ),
        initial="keep",
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            told = [f"id_{name}_helptext"] if field.help_text else []
            told += [f"id_{name}_error"] if self.errors.get(name) else []
            if told:
                field.widget.attrs["aria-describedby"] = " ".join(told)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.lists = read(file.read(LARGEST + 1))
        except Refused as error:
            raise forms.ValidationError(str(error)) from error
        return file

    def plan(self, campaign: Campaign) -> Plan:
        return Plan(campaign, self.lists, self.cleaned_data["rest"] == "remove")


# What was read travels with the page that shows it, signed, and is not kept here: names
# and contacts would lie in a table of sessions, and be in its backups, long after the
# page was left. A re-upload could be another file than the one that was looked at.


def carried(plan: Plan, user: Any) -> str:
    """What taking over needs, for a hidden field. Raises Refused for too much."""
    told = [plan.lists.packed(), plan.rest, plan.numbers]
    text = signing.dumps(told, salt=_salt(plan.campaign, user), compress=True)
    if len(text) > CARRIED:
        raise Refused(_("These are too many lines for one upload. Upload it in parts."))
    return text


def looked_at(text: str, campaign: Campaign, user: Any) -> tuple[Plan, list[int]]:
    """The plan of a page, and its numbers. Raises BadSignature for any other text."""
    salt = _salt(campaign, user)
    packed, rest, numbers = signing.loads(text, salt=salt, max_age=VALID)
    return Plan(campaign, Lists.unpacked(packed), rest), numbers


def _salt(campaign: Campaign, user: Any) -> str:
    """Of this campaign and this person alone."""
    return f"campaigns.lists.{campaign.pk}.{user.pk}"

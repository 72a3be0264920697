"""What somebody of the supervision team decides on a comment."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballots.checker import plain_text
from ballots.models import Comment

ACTS = ("pass", "redact", "withhold", "undo")
LONGEST = 2000


class ReadForm(forms.Form):
    """One act on one comment; each asks for what it cannot do without."""

    comment = forms.UUIDField()
    act = forms.ChoiceField(choices=[(act, act) for act in ACTS])
    text = forms.CharField(
        max_length=LONGEST,
        required=False,
        error_messages={
            "max_length": gettext_lazy("These words are longer than any comment.")
        },
    )
    reason = forms.ChoiceField(choices=Comment.Reason.choices, required=False)

    def clean_text(self) -> str:
        """With the line ends of the original, so that it differs only if it does."""
        return _plain(self.cleaned_data["text"])

    def clean(self) -> None:
        given: dict[str, Any] = self.cleaned_data
        if given.get("act") == "redact" and not given.get("text", "x"):
            text = _("Nothing is left. If nothing of it may go out, withhold it.")
            self.add_error("text", text)
        if given.get("act") == "withhold" and not given.get("reason"):
            self.add_error("reason", _("Choose why it is withheld."))

    def decide(self, comment: Comment, user: Any) -> int:
        """Do it; how many comments it was. Raises WrongState."""
        given = self.cleaned_data
        if given["act"] == "withhold":
            return comment.withhold(user, given["reason"])
        if given["act"] == "undo":
            return comment.put_back(user)
        text = given["text"] if given["act"] == "redact" else comment.text
        return comment.pass_on(user, text)


class SummaryForm(forms.Form):
    """The team's own words on a subject; empty takes them back."""

    summary = forms.CharField(
        max_length=LONGEST,
        required=False,
        error_messages={
            "max_length": gettext_lazy("At most %(limit_value)d characters.")
        },
    )

    def clean_summary(self) -> str:
        return _plain(self.cleaned_data["summary"])


def _plain(text: str) -> str:
    """As a rater's own words: nothing unseen goes out, and into no paper."""
    return plain_text(text.replace("\r\n", "\n"))

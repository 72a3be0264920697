"""What the office types about people."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from campaigns.models import Account, Campaign, Duty, Group, Team, Unit
from campaigns.models.duty import KINDS
from campaigns.roles import gives

OVER = (Campaign.State.ARCHIVED, Campaign.State.VOID)
Choices = list[tuple[str, str]]


def groups() -> Any:
    """Groups of campaigns that are under way, the newest campaign first."""
    rows = Group.objects.select_related("campaign").exclude(campaign__state__in=OVER)
    return rows.filter(campaign__drill=False).order_by(
        "-campaign_id", "position", "key"
    )


def duties(by: Any) -> Iterator[tuple[str, Choices]]:
    """All that `by` may give, by role: `head:12` and what it is called."""
    rows: dict[Any, list[Any]] = {
        None: [None],
        Team: list(Team.objects.all()),
        Unit: list(Unit.objects.all()),
        Group: list(groups()),
    }
    for kind, (label, of) in KINDS.items():
        if not gives(by, kind):
            continue
        found = [Duty(kind, place) for place in rows[of]]
        yield str(label), [(duty.key, duty.where or str(label)) for duty in found]


def duty(key: str) -> Duty:
    """The duty that a form or a list names. Its key was checked."""
    kind, _colon, pk = key.partition(":")
    model = KINDS[kind][1]
    return Duty(kind, model.objects.get(pk=pk) if model else None)


class DutyField(forms.ChoiceField):
    """A role with its unit, group or team, as one choice."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", pgettext_lazy("of a person", "Role"))
        super().__init__(**kwargs)

    def offer(self, by: Any) -> None:
        """What this user may give."""
        self.choices = [("", _("– choose –")), *duties(by)]

    def clean(self, value: Any) -> Any:
        key = super().clean(value)
        return duty(key) if key else None


class PersonForm(forms.Form):
    """A name and where to write to."""

    name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "The invitation goes there. Without it, you hand the invitation over on "
            "paper."
        ),
    )

    def __init__(
        self, *args: Any, account: Account | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_email(self) -> str:
        """Two people with one e-mail: each could use the other's invitation.

        An account keeps the one it has.
        """
        email: str = self.cleaned_data["email"]
        mine = self.account or Account()
        rows = Account.objects.filter(email__iexact=email).exclude(pk=mine.pk)
        if email not in ("", mine.email) and (other := rows.first()):
            raise forms.ValidationError(whose(other))
        return email


def whose(owner: Account) -> str:
    """Whose an e-mail is; an administrator's login name is not the office's to see."""
    if owner.is_superuser:
        return _("This e-mail is that of an administrator's account.")
    text = _("This e-mail is that of the account “%(login)s” of %(name)s.")
    return text % {"login": owner.username, "name": owner.name}


class NewPersonForm(PersonForm):
    """A new account with its first role."""

    username = forms.CharField(
        label=gettext_lazy("Login name"),
        max_length=30,
        validators=[ASCIIUsernameValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Latin letters and digits, such as zhangsan. It cannot be changed later: "
            "the log names people by it."
        ),
    )
    duty = DutyField(
        help_text=gettext_lazy("More roles can be given afterwards."),
    )
    field_order = ("username", "name", "email", "duty")

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered(self, by)

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("This login name is taken."))
        return name


class DutyForm(forms.Form):
    """One more role."""

    duty = DutyField()

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered(self, by)


def offered(form: forms.Form, by: Any) -> None:
    """Let a form offer the roles that its user may give."""
    field: Any = form.fields["duty"]
    field.offer(by)


def account_from(data: dict[str, Any]) -> Account:
    """The new account as it was typed, not stored yet."""
    return Account(
        username=data["username"], last_name=data["name"], email=data["email"]
    )

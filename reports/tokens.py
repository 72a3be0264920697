"""One's access tokens: made, shown once, and taken back."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.again import recently_signed_in
from campaigns.roles import sees_nothing
from reports.models import Token
from reports.models.token import MOST

DAYS = (
    (30, gettext_lazy("30 days")),
    (90, gettext_lazy("90 days")),
    (365, gettext_lazy("one year")),
)


class TokenForm(forms.ModelForm[Token]):
    """What a token is for, and how long it lasts."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("Valid for"), choices=DAYS, coerce=int, initial=90
    )

    class Meta:
        model = Token
        fields = ("name",)
        help_texts = {
            "name": gettext_lazy("Such as: the bureau's statistics, the dashboard.")
        }

    def __init__(self, user: Any, *args: Any) -> None:
        super().__init__(*args)
        self.user = user

    def clean(self) -> None:
        if Token.objects.filter(user=self.user).live().count() >= MOST:
            text = _("You have %(n)d tokens already: take one back first.")
            raise forms.ValidationError(text % {"n": MOST})

    def made(self) -> tuple[Token, str]:
        given = self.cleaned_data
        return Token.objects.make(self.user, given["name"], given["days"])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens there are; posted, one more, its secret shown this once."""
    return _make(request) if request.method == "POST" else _page(request)


@recently_signed_in
def _make(request: HttpRequest) -> HttpResponse:
    if sees_nothing(request.user):
        raise Http404
    form = TokenForm(request.user, request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    row, secret = form.made()
    return _page(request, made=row, secret=secret)


def _page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    rows = Token.objects.for_user(request.user).live().select_related("user")
    reads = not sees_nothing(request.user)
    context = {"rows": rows, "reads": reads, "section": "tokens"}
    context |= {"form": TokenForm(request.user)} | more
    return render(request, "reports/tokens.html", context, status=status)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one back; the administrator does so for anybody."""
    rows = Token.objects.for_user(request.user)
    get_object_or_404(rows, pk=pk).revoke(request.user.get_username())
    return redirect("tokens")

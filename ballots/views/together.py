"""Acts that take two: asking for more slips, and the second person's answer."""

from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ballots import consents, when
from ballots.acts.forms import LONGEST, Reason
from ballots.checklist import Pile
from ballots.desk import Desk
from ballots.models import Proposal
from ballots.models.issuing import SLIPS_A_REQUEST
from ballots.opening import rewrite
from ballots.views.desk import busy, campaign_at, not_now, page, staff_only
from ballots.views.sides import both_sides
from ballots.views.slips import pile_of
from campaigns.again import recently_signed_in
from campaigns.models import Blocked, Campaign, WrongState
from campaigns.roles import is_office

MISSING = "missing"
State = Campaign.State


class More(Reason):
    """Which slips, how many, and why."""

    what = forms.ChoiceField(
        label=gettext_lazy("Which slips"),
        widget=forms.Select({"class": "form-select"}),
    )
    number = forms.IntegerField(
        label=gettext_lazy("How many"),
        min_value=1,
        max_value=SLIPS_A_REQUEST,
        widget=forms.NumberInput({"class": "form-control"}),
    )
    field_order = ("what", "number", "reason")

    def __init__(self, data: Any, desk: Desk, pile: Pile) -> None:
        number = min(pile.missing, SLIPS_A_REQUEST) or 1
        super().__init__(data, initial={"number": number})
        self.pile = pile
        self.fields["reason"].help_text = _(
            "Such as a lost slip, or a number that was wrong. Recorded with your name; "
            "no names of raters."
        )
        what: Any = self.fields["what"]
        what.choices = list(_choices(desk, pile))

    def clean(self) -> dict[str, Any]:
        """Of void slips no more are replaced than there were."""
        given = super().clean() or {}
        if given.get("what") == MISSING and given.get("number", 0) > self.pile.missing:
            text = _("Only %d are missing.") % self.pile.missing
            self.add_error("number", text)
        return given

    @property
    def detail(self) -> dict[str, Any]:
        """What the proposal holds of it."""
        n, what = self.cleaned_data["number"], self.cleaned_data["what"]
        if what == MISSING:
            return {"slips": n}
        row = self.pile.rows[int(what)]
        place = row.place
        return {"slips": n, "pool": row.pool, "kind": place.kind, "place": place.key}


def _choices(desk: Desk, pile: Pile) -> Any:
    definition = desk.campaign.box.definition
    if pile.missing:
        yield MISSING, _("in place of void ones (%d are missing)") % pile.missing
    for number, row in enumerate(pile.rows):
        names = definition.pools[row.pool].name, definition.place_name(row.place)
        yield str(number), _("beyond the quota: %(pool)s, %(place)s") % {
            "pool": names[0], "place": names[1],
        }  # fmt: skip


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def more(request: HttpRequest, pk: int, group: str) -> HttpResponse:
    """Ask the supervision team for slips beyond those that were due."""
    campaign = campaign_at(pk)
    pile, what = pile_of(campaign, group), Proposal.Act.SLIPS.label
    if not (pile.two and Desk(campaign).may_print):
        return not_now(request, campaign, what)
    form = More(request.POST or None, Desk(campaign), pile)
    if not form.is_valid():
        context = {"pile": pile, "form": form}
        return page(request, "more", campaign, 422 if form.is_bound else 200, **context)
    by, reason = request.user.get_username(), form.cleaned_data["reason"]
    try:
        row = Proposal.objects.ask(
            campaign, Proposal.Act.SLIPS, by, reason, pile.group.key, **form.detail
        )
    except Blocked as error:
        return not_now(request, campaign, what, error.blockers)
    messages.success(request, _("The supervision team is asked."))
    return redirect(row.url)


@both_sides
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, campaign: Campaign, number: int) -> HttpResponseBase:
    """One proposal; who destroys the key by agreeing gives the password again."""
    rows = Proposal.objects.select_related("campaign__box")
    row = get_object_or_404(rows, pk=number, campaign=campaign)
    answers = row.state == Proposal.State.ASKED and row.may_answer(request.user)
    last = answers and row.act != Proposal.Act.SLIPS
    shown = recently_signed_in(_proposal) if last else _proposal
    return shown(request, campaign, row)


def _proposal(request: HttpRequest, campaign: Campaign, row: Proposal) -> HttpResponse:
    """What follows from it; agreed, refused or withdrawn here."""
    what = row.get_act_display()
    wrong = ""
    try:
        if request.method == "POST":
            wrong = _answered(request, row)
            if not wrong:
                return redirect(row.url if is_office(request.user) else "home")
    except Blocked as error:
        return not_now(request, campaign, what, error.blockers)
    except WrongState:
        return not_now(request, campaign, what)
    except OperationalError:
        return busy(request, campaign, what)
    return page(
        request,
        "proposal",
        campaign,
        422 if wrong else 200,
        proposal=row,
        question=consents.question(row),
        points=consents.points(row),
        look=consents.look(row),
        wrong=wrong,
        waits=row.state == Proposal.State.ASKED,
        mine=row.asked_by == request.user.get_username(),
        second=row.may_answer(request.user),
        asked=when.dated(row.asked_at, campaign),
    )


def _answered(request: HttpRequest, row: Proposal) -> str:
    """Do what the button says; returns what is still wrong."""
    # no database keeps a NUL
    why = request.POST.get("why", "").replace("\0", "").strip()
    answer = request.POST.get("answer")
    if answer == "agree":
        row.agree(request.user)
        messages.success(request, _("You have agreed."))
        if row.act != Proposal.Act.SLIPS and row.campaign.box.has_cards:
            with suppress(DatabaseError):  # goes with the next one
                rewrite()
            text = _("The trustee cards are worthless; shred them.")
            messages.success(request, text)
    elif answer == "refuse":
        if not why:
            return _("Say why you refuse.")
        row.refuse(request.user, why[:LONGEST])
        messages.success(request, _("You have refused."))
    elif answer == "withdraw":
        row.withdraw(request.user)
        messages.success(request, _("Withdrawn."))
    else:
        return _("Choose what to do.")
    return ""

"""Trustee cards: printing them, trying them out, opening the box with two."""

import logging
import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import (
    sensitive_post_parameters,
    sensitive_variables,
)
from django.views.decorators.http import require_http_methods, require_safe

from ballots import when
from ballots.acts.counting import Unseal
from ballots.forms import CardsForm
from ballots.models import Box, Trustee
from ballots.models.trustees import NEEDED
from ballots.trustees import CHINESE, ENGLISH, Secret, lines
from ballots.views.desk import act, busy, campaign_at, not_now, page, staff_only
from ballots.views.sides import takes_part
from campaigns.again import recently_signed_in
from campaigns.models import Blocked, Campaign, WrongState
from campaigns.roles import is_office, supervises
from paper.pdf import render as pdf
from paper.qr import qr_svg

logger = logging.getLogger(__name__)
Role = Trustee.Role
State = Campaign.State
View = Callable[..., HttpResponseBase]
STYLES = ("css/paper.css", "css/trustee.css")
SECONDS = 60  # the child takes two


def holders_only(view: View) -> View:
    """For the office and the supervision teams of a campaign that has cards."""

    @wraps(view)
    def wrapped(
        request: HttpRequest, pk: int, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        campaign = campaign_at(pk)
        mine = takes_part(request.user, campaign)
        if not (mine and hasattr(campaign, "box") and campaign.box.has_cards):
            raise Http404
        return view(request, campaign, *args, **kwargs)

    return never_cache(wrapped)


def entitled(user: Any, campaign: Campaign, role: str) -> bool:
    """Whether a card is for somebody like `user` to print."""
    may = {Role.OFFICE: is_office(user), Role.TEAM: supervises(user, campaign)}
    return may.get(Role(role), True)


@holders_only
@require_safe
def trustees(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """The three cards: who has printed which, and what is next."""
    rows, by = campaign.box.trustees.rows(), request.user.get_username()
    mine = {row.role for row in rows.values() if row.printed_by == by}
    frozen = campaign.state == State.FROZEN and not campaign.box.tried_at
    cards = []
    for role in Role:
        row = rows.get(role)
        free = entitled(request.user, campaign, role) and mine <= {role.value}
        at = when.dated(row.printed_at, campaign) if row else ""
        cards.append({"role": role, "row": row, "at": at, "may": frozen and free})
    more: dict[str, Any] = {"box": campaign.box, "cards": cards, "frozen": frozen}
    more["missing"] = campaign.box.trustees.missing()
    return page(request, "trustees", campaign, **more)


# printing ----------------------------------------------------------------------


@holders_only
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, campaign: Campaign, role: str) -> HttpResponse:
    """Ask before a card is printed, then make it and hand it out, in one act."""
    if role not in Role.values:
        raise Http404
    if not entitled(request.user, campaign, role):
        raise PermissionDenied
    what, by = _("Print a trustee card"), request.user.get_username()
    try:
        campaign.box.trustees.may_print(role, by)
        if campaign.state != State.FROZEN:
            raise WrongState(f"{campaign.pk}: not frozen")
        if request.method == "POST":
            return _printed(request, campaign.box, Role(role))
    except Blocked as error:
        return not_now(request, campaign, what, error.blockers)
    except WrongState:
        return not_now(request, campaign, what)
    except OperationalError:
        return busy(request, campaign, what)
    again = role in campaign.box.trustees.rows()
    return page(request, "trustee", campaign, role=Role(role), again=again)


@sensitive_variables()
def _printed(request: HttpRequest, box: Box, role: Role) -> HttpResponse:
    """The PDF of a new card, never a file; the secret is in it and nowhere else.

    The paper is made before the card is recorded: without paper there is no card.
    """
    secret = Secret.new()
    try:
        data = pdf(sheet(box, role, secret), stylesheets=STYLES)
    except Exception as error:
        # the kind alone: around the error lies the secret
        logger.error("no card: %s", type(error).__name__)
        what = _("Print a trustee card")
        return page(request, "not_now", box.campaign, 500, what=what, no_card=True)
    public, by = secret.public(box.pk, role), request.user.get_username()
    box.trustees.record(role, public, by)
    response = HttpResponse(data, content_type="application/pdf")
    name = f"trustee-card-{box.pk}-{role}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@sensitive_variables()
def sheet(box: Box, role: Role, secret: Secret) -> str:
    """The card as HTML: A4, folded once so that the secret lies inside."""
    context = {
        "campaign": box.campaign,
        "role": role,
        "qr": mark_safe(qr_svg(secret.digits)),  # noqa: S308 - our own
        "chinese": secret.words(CHINESE),
        "english": secret.words(ENGLISH),
        "made": when.dated(timezone.now(), box.campaign),
        "zone": when.zone(box.campaign),
    }
    return render_to_string("ballots/pdf/trustee.html", context)


# using -------------------------------------------------------------------------


@sensitive_post_parameters()
@holders_only
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def trial(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Try the three cards on dummy envelopes, in a child process."""
    box = campaign.box
    if campaign.state != State.FROZEN or box.tried_at or box.trustees.missing():
        return redirect("ballots:trustees", pk=box.pk)
    form = CardsForm(box, len(Role), request.POST or None)
    failed: list[str] = []
    if form.is_valid():
        failed = try_out(box, form.secrets, request.user.get_username())
        if not failed:
            said = _("Every pair of the cards opens the box. Now lock them away.")
            messages.success(request, said)
            return redirect("ballots:trustees", pk=box.pk)
    status = 422 if form.is_bound else 200
    return page(request, "trial", campaign, status, form=form, failed=failed)


@sensitive_variables()
def try_out(box: Box, secrets: Iterable[Secret], by: str) -> list[str]:
    """The pairs that did not open the dummies; the child records that all did."""
    manage = str(Path(settings.BASE_DIR) / "manage.py")
    command = [sys.executable, manage, "try_cards", str(box.pk), f"--by={by}"]
    done = subprocess.run(  # noqa: S603 - our own
        command, input=lines(secrets), capture_output=True, timeout=SECONDS
    )
    if done.returncode == 0:
        return []
    told = [line.split() for line in done.stdout.decode().splitlines()]
    names = dict(Role.choices)
    failed = [pair.split("+") for pair, state in told if state != "opens"]
    found = [_(" and ").join(str(names[role]) for role in pair) for pair in failed]
    return found or [_("all of them")]


@staff_only
@sensitive_post_parameters()
@never_cache
@sensitive_variables()
def unseal(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Open the box: with two cards typed here, or with the key file at once."""
    campaign = campaign_at(pk)
    if not (hasattr(campaign, "box") and campaign.box.has_cards):
        return act(request, pk, Unseal.key)
    return _with_cards(request, campaign)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@recently_signed_in
@sensitive_variables()
def _with_cards(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    doing = Unseal(campaign, request.user.get_username())
    form = CardsForm(campaign.box, NEEDED, request.POST or None)
    try:
        doing.check()
        if form.is_valid():
            campaign.box.start_unsealing(doing.by, form.secrets)
            return redirect(doing.after, pk=campaign.pk)
    except Blocked as error:
        return not_now(request, campaign, doing.label, error.blockers)
    except WrongState:
        return not_now(request, campaign, doing.label)
    except OperationalError:
        return busy(request, campaign, doing.label)
    status = 422 if form.is_bound else 200
    return page(request, "unseal", campaign, status, act=doing, form=form)

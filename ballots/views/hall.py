"""A hall's projector: turnout and clock, no names, no figures of a unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ballots import when
from ballots.desk import HALL, Desk
from ballots.noting import note
from ballots.views.desk import page
from campaigns.definition import Group
from campaigns.models import Campaign
from campaigns.roles import Scope, turnout_scope
from campaigns.text import Text
from paper.pdf import render as pdf
from paper.qr import qr_svg

State = Campaign.State


@dataclass(frozen=True)
class Hall:
    """What a hall sees of one group's vote, or of all groups'."""

    desk: Desk
    group: Group | None = None

    def pools(self) -> Iterator[tuple[Text, int, int | None]]:
        """Name, voted and due of each pool; of an open link nobody is due."""
        rows = self.desk.snapshot.rows if self.desk.snapshot else ()
        pools = self.desk.definition.pools if self.desk.definition else {}
        for pool in pools.values():
            mine = [row for row in rows if row.pool == pool.key]
            due = None if pool.is_open else sum(row.due for row in mine)
            yield pool.name, sum(row.voted for row in mine), due

    @property
    def bar(self) -> float:
        """How long the bar is, of 639 units."""
        now = self.desk.snapshot
        return min(639 * now.voted / now.due, 639) if now and now.due else 0

    @property
    def site(self) -> str:
        """Where a code is typed, as it is read out in a hall."""
        split = urlsplit(settings.PUBLIC_BASE_URL)
        return split.netloc + split.path + reverse("ballots:entry")

    @property
    def time(self) -> str:
        return when.time(timezone.now(), self.desk.campaign)

    @property
    def zone(self) -> str:
        return when.zone(self.desk.campaign)

    @property
    def until(self) -> str:
        """When voting opens, or ends; empty where that is not said."""
        campaign = self.desk.campaign
        opens, closes, now = campaign.opens_at, campaign.closes_at, timezone.now()
        if opens and now < opens:
            return _("Voting opens on %s.") % when.moment(opens, campaign)
        if closes and campaign.state == State.OPEN:
            return _("Voting ends on %s.") % when.moment(closes, campaign)
        return ""


@require_safe
def hall(request: HttpRequest, pk: int) -> HttpResponse:
    """`?group=` shows one group's; whoever has but one group is shown that."""
    campaign, scope, mine = _entitled(request, pk)
    group = _chosen(request.GET.get("group", ""), mine, whole=scope.whole)
    note(campaign.box)
    seen = Scope(groups=frozenset([group.key])) if group else scope
    name = "_hall" if request.htmx else "hall"  # type: ignore[attr-defined]
    shown = Hall(Desk(campaign, seen), group)
    response = page(request, name, campaign, hall=shown, groups=mine)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def helper(request: HttpRequest, pk: int) -> HttpResponse:
    """What a helper at a shared tablet does and does not do, on one sheet."""
    campaign, _scope, _groups = _entitled(request, pk)
    address = Desk(campaign).shared_tablet
    qr = mark_safe(qr_svg(address, border=4))  # noqa: S308 - our own
    context = {"campaign": campaign, "address": address, "qr": qr}
    html = render_to_string("ballots/pdf/helper.html", context)
    data = pdf(html, stylesheets=("css/paper.css", "css/helper.css"))
    response = HttpResponse(data, content_type="application/pdf")
    name = _("Shared tablet: for the helper")
    disposition = content_disposition_header(
        as_attachment=False, filename=f"{name}.pdf"
    )
    response["Content-Disposition"] = disposition or "inline"
    return response


def _entitled(request: HttpRequest, pk: int) -> tuple[Campaign, Scope, list[Group]]:
    """The campaign, and the groups whose whole turnout is the user's; 404 for none."""
    rows = Campaign.objects.for_user(request.user).exclude(box=None)
    campaign = get_object_or_404(rows.select_related("box"), pk=pk, state__in=HALL)
    scope = turnout_scope(request.user, campaign)
    groups = campaign.box.definition.groups
    mine = [g for g in groups.values() if scope.whole or g.key in scope.groups]
    if not mine:
        raise Http404
    return campaign, scope, mine


def _chosen(asked: str, mine: list[Group], *, whole: bool) -> Group | None:
    """The group that is asked for; 404 for another's. None is all of them."""
    if asked:
        found = next((group for group in mine if group.key == asked), None)
        if found is None:
            raise Http404
        return found
    return None if whole and len(mine) > 1 else mine[0]

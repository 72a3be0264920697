"""Printing slips, and declaring a batch void."""

import logging
import re
import time
from collections.abc import Iterator, Sequence
from itertools import groupby
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib import messages
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from ballots import codes, when
from ballots.desk import Desk, Pile
from ballots.models import Batch, Box, Slip
from ballots.models.issuing import SLIPS_A_REQUEST
from ballots.models.place import line
from ballots.views.desk import busy, campaign_at, not_now, page, staff_only
from campaigns.definition import Definition
from campaigns.models import Blocked, Campaign, WrongState
from paper.pdf import render as pdf
from paper.qr import qr_svg

logger = logging.getLogger(__name__)
CHUNK = 64 * 1024
A_SHEET = 8
VOIDING, PAUSE = 5, 1  # attempts, and seconds between them
STYLES = ("css/paper.css", "css/slips.css")


class Handing:
    """The bytes of a batch on their way; whatever stops them early voids the batch.

    Not a generator: closing one that was never begun runs none of its code, and a
    reader may go before the first byte.
    """

    def __init__(self, box: Box, batch: Batch, data: bytes) -> None:
        self.box, self.batch, self.data = box, batch, data
        self.at = 0
        self.whole = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = self.data[self.at : self.at + CHUNK]
        self.at += len(chunk)
        if not chunk:
            self.whole = True
            raise StopIteration
        return chunk

    def close(self) -> None:
        """Called by every server when it is done with the answer."""
        if not self.whole:
            worthless(self.box, self.batch)
            self.whole = True


def worthless(box: Box, batch: Batch) -> None:
    """Void a batch that nobody has in full; after closing no slip is worth anything.

    Tried again while the campaign is locked: half a batch must not stay good because
    so many are voting. What could not be voided shows at the desk as any other batch.
    """
    for _attempt in range(VOIDING):
        try:
            return box.void(batch, broken=True)
        except WrongState:
            return None
        except OperationalError:
            time.sleep(PAUSE)
    logger.error("batch %s is not handed out in full and not void", batch.number)
    return None


def pile_of(campaign: Campaign, group: str) -> Pile:
    """The slips of a group, or 404."""
    return _from(campaign, group)[0]


def _from(campaign: Campaign, group: str) -> list[Pile]:
    """The slips of a group, or 404; then those of the others, in their order."""
    piles = Desk(campaign).piles
    for at, pile in enumerate(piles):
        if pile.group.key == group:
            return [*piles[at:], *piles[:at]]
    raise Http404


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def slips(request: HttpRequest, pk: int, group: str) -> HttpResponseBase:
    """Ask before printing a group's slips; make and stream them, in one act."""
    campaign = campaign_at(pk)
    (pile, *others), what = _from(campaign, group), _("Print slips")
    try:
        if request.method == "POST":
            return _printed(request, campaign.box, pile)
        if not (pile.printable and Desk(campaign).may_print):
            return _not_printed(request, campaign, pile)
    except Blocked as error:
        return not_now(request, campaign, what, error.blockers)
    except OperationalError:
        return busy(request, campaign, what)
    part = min(pile.printable, SLIPS_A_REQUEST)
    rest, back = pile.printable - part, campaign.box.desk
    after = next((other for other in others if other.printable), None)
    more = {"part": part, "rest": rest, "after": after, "desk_url": f"{back}#slips"}
    return page(request, "print", campaign, 200, pile=pile, **more)


def _not_printed(request: HttpRequest, campaign: Campaign, pile: Pile) -> HttpResponse:
    """409, or to the page where more slips are asked for."""
    if pile.two and pile.missing and Desk(campaign).may_print:
        return redirect("ballots:more", pk=campaign.pk, group=pile.group.key)
    return not_now(request, campaign, _("Print slips"), printed=pile)


@sensitive_variables()
def _printed(request: HttpRequest, box: Box, pile: Pile) -> HttpResponseBase:
    """The PDF of a new batch, never a file; the codes are in it and nowhere else."""
    batch, made = box.issue(pile.group, by=request.user.get_username())
    data, what = b"", _("Print slips")
    try:
        html = sheets(box, batch, made, rest=pile.printable - len(made))
        data = pdf(html, stylesheets=STYLES)
    except Exception as error:
        # the kind alone: around the error lie the codes
        logger.error("no slips: %s", type(error).__name__)
    finally:
        if not data:
            worthless(box, batch)
    if not data:
        return page(request, "not_now", box.campaign, 500, what=what, broken=True)
    response = StreamingHttpResponse(
        Handing(box, batch, data), content_type="application/pdf"
    )
    response["Content-Length"] = str(len(data))
    response["Content-Disposition"] = disposition(box, batch)
    response["Cache-Control"] = "no-store"
    return response


def disposition(box: Box, batch: Batch) -> str:
    """An attachment, named in ASCII and in full (RFC 6266)."""
    title = f"{box.campaign} {batch.group} {_('slips')} {batch.number}.pdf"
    full = quote(re.sub(r"[\x00-\x1f\"\\/:*?<>|]", " ", title))
    return f"attachment; filename=\"slips-{batch}.pdf\"; filename*=UTF-8''{full}"


@sensitive_variables()
def sheets(box: Box, batch: Batch, made: Sequence[Slip], rest: int) -> str:
    """Cover sheet and slips as HTML, eight a page, each place on sheets of its own."""
    definition, base = box.definition, settings.PUBLIC_BASE_URL
    papers, counts = [], []
    # peers of a unit share sheets: one slip a sheet would be a waste
    places = groupby(made, key=lambda s: (s.pool.key, line(definition, s.place)))
    for (pool, place), some in places:
        faces = [_where(definition, slip) | face(slip, base) for slip in some]
        names = {"name": definition.place_name(place), "n": len(faces)}
        counts.append({**names, "pool": definition.pools[pool].name})
        papers += [faces[i : i + A_SHEET] for i in range(0, len(faces), A_SHEET)]
    closes = box.campaign.closes_at
    context = {
        "campaign": box.campaign,
        "batch": batch,
        "counts": counts,
        "rest": rest,
        "papers": papers,
        "by_presence": definition.by_presence,
        "personal": any(slip.place.kind == "bearer" for slip in made),
        "site": urlsplit(base).netloc + urlsplit(base).path,
        "until": when.moment(closes, box.campaign) if closes else "",
        "made": when.dated(timezone.localtime(batch.made_at), box.campaign),
        "zone": when.zone(box.campaign),
    }
    return render_to_string("ballots/pdf/slips.html", context)


def _where(definition: Definition, slip: Slip) -> dict[str, object]:
    """What the slips of a place have in common; those of peers name the bearer."""
    pool = definition.pools[slip.pool.key]
    return {
        "name": definition.place_name(slip.place),
        "pool": pool.name,
        "rates": len(definition.subjects_at(pool, slip.place)),
        "personal": pool.reach == "peers",
    }


@sensitive_variables()
def face(slip: Slip, base: str) -> dict[str, object]:
    """What is printed on one slip alone."""
    (first, one), (second, two) = slip.key.words
    return {
        "qr": mark_safe(qr_svg(f"{base}/b/#{slip.code}")),  # noqa: S308 - our own
        "code": codes.pretty(slip.code),
        "words": f"{first} · {second}",
        "english": f"{one} · {two}",
    }


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask before a batch is declared void, then do so."""
    campaign = campaign_at(pk)
    rows = Batch.objects.select_related("group")
    batch = get_object_or_404(rows, campaign=campaign, number=number)
    what = _("Declare a batch void")
    if batch.void or not Desk(campaign).may_print:
        return not_now(request, campaign, what, voided=batch if batch.void else None)
    if request.method != "POST":
        return page(request, "void", campaign, batch=batch)
    try:
        campaign.box.void(batch, request.user.get_username())
    except WrongState:
        return not_now(request, campaign, what)
    except OperationalError:
        return busy(request, campaign, what)
    said = _("Batch %(n)d is void. Destroy its slips, then print again.")
    messages.success(request, said % {"n": batch.number})
    return redirect("ballots:desk", pk=pk)

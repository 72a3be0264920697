"""The page of receipts: whether a ballot was counted. No cookie, no session, no log."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import activate

from ballots.models import Receipt
from ballots.pages import grouped, page
from ballots.views.rater import UNREADABLE, rater_page
from campaigns.models import Campaign

RECEIPTS_A_PAGE = 1000


@rater_page
def receipts(request: HttpRequest) -> HttpResponse:
    """Whether a receipt was counted, or all receipts of an opened campaign."""
    try:
        # posted, because an address is what logs keep, and this one tells a slip
        posted = request.POST
    except (*UNREADABLE, MultiPartParserError):
        return HttpResponse(page("receipts"), status=400)
    number, campaign = posted.get("n", ""), request.GET.get("campaign", "")
    if posted.get("lang") in dict(settings.LANGUAGES):
        activate(posted["lang"])
    if campaign:
        return _receipt_list(campaign, request.GET.get("page"))
    if not number.strip():
        return HttpResponse(page("receipts"))
    found = Receipt.objects.select_related("campaign").filter(number=_number(number))
    body = page("receipts", typed=number, found=found.first(), asked=True)
    return HttpResponse(body, status=200 if found else 404)


def _number(typed: str) -> str:
    """A receipt as it is stored, from what was typed or pasted."""
    return "".join(c for c in typed[:100].upper() if c.isalnum()).translate(
        {ord("O"): "0", ord("I"): "1", ord("L"): "1"}
    )


def _receipt_list(campaign: str, number: str | None) -> HttpResponse:
    rows = Receipt.objects.none()
    if campaign.isdecimal() and len(campaign) < 10:
        rows = Receipt.objects.filter(campaign=int(campaign))
    shown = Paginator(rows, RECEIPTS_A_PAGE).get_page(number)
    lines = [grouped(row.number) for row in shown]
    owner = Campaign.objects.filter(pk=int(campaign)).first() if lines else None
    body = page("receipts", listed=True, campaign=owner, shown=shown, lines=lines)
    return HttpResponse(body, status=200 if lines else 404)

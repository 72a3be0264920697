"""The open link: anybody chooses a unit and votes. No cookie, no session, no log."""

import secrets
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from ballots import refusals
from ballots.models import NotTaken, OpenLink
from ballots.pages import Sheet, page
from ballots.refusals import Refusal
from ballots.sealing import Key
from ballots.views.rater import rater_page
from campaigns.definition import Unit
from campaigns.models import Unit as UnitRow

SEARCHED_FROM = 13


@rater_page
def start(request: HttpRequest, token: str) -> HttpResponse:
    """The units of an open link, or the ballot on the one that was chosen.

    The key of the ballot is made for this page and stored nowhere: looking consumes
    nothing, and the ticket comes into being with the ballot.
    """
    try:
        link = OpenLink.objects.at(token)
    except OpenLink.DoesNotExist:
        return _not_here(refusals.no_link())
    units = link.units
    chosen = request.GET.get("unit") or (units[0].code if len(units) == 1 else "")
    return _ballot(link, chosen) if chosen else _list(link, units, request)


def _ballot(link: OpenLink, unit: str) -> HttpResponse:
    key = Key(secrets.token_bytes(32))
    try:
        ticket = link.ticket(key, unit)
        ticket.refuse()
    except UnitRow.DoesNotExist:
        return _not_here(refusals.no_unit(), link.token)
    except NotTaken as why:
        return _not_here(refusals.not_taken(why, ticket, entering=True))
    return HttpResponse(Sheet.of(ticket).blank(key, secrets.token_hex(16)))


def _list(link: OpenLink, units: list[Unit], request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("q", "").strip()[:100]
    found = [unit for unit in units if _named(unit, typed.casefold())]
    campaign = link.pool.campaign
    body = page(
        "open",
        link=link,
        definition=link.definition,
        closes=refusals.moment(campaign.closes_at, campaign),
        units=found,
        search=len(units) >= SEARCHED_FROM,
        typed=typed,
        query=urlencode({"q": typed}) + "&" if typed else "",
    )
    return HttpResponse(body)


def _named(unit: Unit, typed: str) -> bool:
    """Whether the name, in either language, or the code holds what was typed."""
    names = (unit.name.zh, unit.name.en, unit.code)
    return any(typed in name.casefold() for name in names)


def _not_here(refusal: Refusal, link: str = "") -> HttpResponse:
    body = page("refused", refusal=refusal, link=link)
    return HttpResponse(body, status=refusal.status)

"""The rater's pages: the code, the ballot, the receipt. No cookie, no session, no log.

Nothing of a request reaches a log or an error page: what happens here ties a code to
answers for the milliseconds before sealing.
"""

import json
import logging
import secrets
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import activate
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import (
    sensitive_post_parameters,
    sensitive_variables,
)

from ballots import refusals
from ballots.checker import Checked, Tampered, check
from ballots.codes import CodeError, CodeLengthError, fold
from ballots.models import NotTaken, OpenLink, Salt, Ticket
from ballots.pages import Sheet, page
from ballots.refusals import Refusal
from ballots.sealing import Key, stretch
from ballots.sending import JSON, Sent, read
from ballots.throttle import address, failures
from campaigns.frozen import DefinitionAltered
from campaigns.models import Campaign, Unit

logger = logging.getLogger("ballots")

State = Campaign.State
# voting is over: with the code there may be a result to read
OVER = (State.CLOSED, State.COUNTED, State.RELEASED)
WORTHLESS = (Ticket.State.VOID, Ticket.State.KEPT)  # neither votes nor opens a result

UNREADABLE = (SuspiciousOperation, BadRequest, ValueError, UnreadablePostError)

View = Callable[..., HttpResponseBase]


class NoSuchCode(Exception):
    """A code that there is not; `refusal` says what is wrong with it.

    `guess`: whether it may be one, and counts as such.
    """

    def __init__(self, refusal: Refusal, *, guess: bool = True) -> None:
        super().__init__()
        self.refusal, self.guess = refusal, guess


Posted = Callable[[Sent], HttpResponse]
Again = Callable[[Sent, Refusal], HttpResponse]


def rater_page(view: View) -> View:
    """Open to everybody and kept by nobody; no error says what was in the request.

    Exempt from the CSRF middleware, which needs a cookie: a form of another site is
    told by `Sec-Fetch-Site`, and cannot know a code.
    """

    @wraps(view)
    @csrf_exempt
    @login_not_required
    @cache_control(no_store=True)
    @sensitive_post_parameters()
    @sensitive_variables()
    def guarded(request: HttpRequest, **of: str) -> HttpResponseBase:
        try:
            return view(request, **of)
        except DatabaseError:
            return _refused(request, refusals.busy())
        except DefinitionAltered as error:
            logger.error("%s", type(error).__name__)
            return _refused(request, refusals.altered())
        except Exception as error:
            # the class alone: a message may quote what was sent
            logger.error("%s", type(error).__name__)
            return _refused(request, refusals.busy())

    return guarded


@sensitive_variables()
def posted(
    request: HttpRequest,
    answer: Posted,
    again: Again | None = None,
    busy: Callable[[], Refusal] | None = None,
) -> HttpResponse:
    """Read what was posted and answer it in the language that it names.

    `again` asks for the code once more, at first the entry; also where the database
    does not answer, if `busy` says so: else what was sent can be sent again.
    """
    again = again or _ask_again
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return _refused(request, refusals.cross_site())
    try:
        sent = read(request)
    except UNREADABLE:
        return _refused(request, refusals.tampered())
    activate(sent.lang)
    try:
        return answer(sent)
    except NoSuchCode as why:
        slow = why.guess and failures.note(address(request))
        return again(sent, refusals.too_many() if slow else why.refusal)
    except Tampered:
        return _refused(request, refusals.tampered())
    except DatabaseError:
        if busy:
            return again(sent, busy())
        return _refused(request, refusals.busy(), sent)


@rater_page
def entry(request: HttpRequest) -> HttpResponse:
    """The field for the code; posted, the ballot that belongs to it."""
    if request.method == "POST":
        return posted(request, _enter)
    return HttpResponse(page("entry"))


@rater_page
def submit(request: HttpRequest) -> HttpResponse:
    """Take a ballot, exactly once, and acknowledge it when it is stored."""
    if request.method == "POST":
        return posted(request, _submit)
    # somebody reloads the address of an answer: nothing to lose, nothing to see
    return redirect("ballots:entry")


@rater_page
def secret(request: HttpRequest) -> HttpResponse:
    """“Is my ballot secret?”, answered honestly."""
    return HttpResponse(page("secret"))


@sensitive_variables()
def _ticket(key: Key, sent: Sent, rows: QuerySet[Ticket]) -> Ticket:
    """The ticket of a slip, or the one that an open link makes with the ballot.

    Raises Ticket.DoesNotExist, and Tampered for a link or a unit that there is not.
    """
    found = rows.filter(pk=key.public).first()
    if found is not None:
        return found
    if not sent.open:
        raise Ticket.DoesNotExist
    try:
        return OpenLink.objects.at(sent.open).ticket(key, sent.unit)
    except (OpenLink.DoesNotExist, Unit.DoesNotExist):
        raise Tampered("no such link") from None


@sensitive_variables()
def key_of(sent: Sent) -> Key:
    """The key that was sent, or that the code stretches to. Raises NoSuchCode."""
    if sent.key is None and not sent.code.strip():
        raise NoSuchCode(refusals.no_code(), guess=False)
    try:
        return sent.key or Key(stretch(fold(sent.code), Salt.objects.value()))
    except CodeLengthError as error:
        raise NoSuchCode(refusals.wrong_length(error.n), guess=False) from None
    except CodeError:
        raise NoSuchCode(refusals.unknown()) from None


@sensitive_variables()
def _enter(sent: Sent) -> HttpResponse:
    """The ballot, or the code's page again with the reason why not."""
    key = key_of(sent)
    try:
        ticket = _ticket(key, sent, Ticket.objects.at_entry())
    except Ticket.DoesNotExist:
        raise NoSuchCode(refusals.unknown()) from None
    receipt = ticket.acknowledged(sent.skey)
    if receipt:
        return _thank(Sheet.of(ticket), sent, receipt, again=True)
    try:
        ticket.refuse(ticket.now)
    except NotTaken as why:
        refusal = refusals.not_taken(why, ticket, entering=True)
        if sent.open:
            return _stop(sent, refusal)
        opens = ticket.campaign.state in OVER and ticket.state not in WORTHLESS
        return _ask_again(sent, refusal, key.hex if opens else "")
    if sent.answers or sent.comments or sent.out:
        return HttpResponse(Sheet.of(ticket).filled(sent))
    return HttpResponse(Sheet.of(ticket).blank(key, sent.skey or secrets.token_hex(16)))


def _ask_again(sent: Sent, refusal: Refusal, key: str = "") -> HttpResponse:
    """The code's page; with a `key`, the way to the results of its campaign."""
    body = page("entry", refusal=refusal, typed=sent.code, key=key)
    return with_status(HttpResponse(body), refusal)


@sensitive_variables()
def _submit(sent: Sent) -> HttpResponse:
    """Acknowledge again what was taken before; else check, seal, cast, acknowledge."""
    if not sent.skey:
        raise Tampered("no number")
    try:
        ticket = _ticket(sent.sender, sent, Ticket.objects.for_rater())
    except Ticket.DoesNotExist:
        return _stop(sent, refusals.unknown())
    sheet = Sheet.of(ticket)
    receipt = ticket.acknowledged(sent.skey)
    if receipt:
        return _thank(sheet, sent, receipt, again=True)
    try:
        return _cast(ticket, sheet, sent)
    except NotTaken as why:
        refusal = refusals.not_taken(why, ticket)
        # what was filled in is given back where it can be sent again
        return _stop(sent, refusal, sheet if refusal.code == "suspended" else None)
    except DatabaseError:
        return _stop(sent, refusals.busy(), sheet)


@sensitive_variables()
def _cast(ticket: Ticket, sheet: Sheet, sent: Sent) -> HttpResponse:
    if sent.definition != sheet.definition.hash:
        ticket.refuse(ticket.now)
        return _stop(sent, refusals.changed(), sheet)
    checked = check(sheet.definition, sheet.subjects, sent.cards, sent.comments)
    if not checked.complete:
        # to mend a ballot that cannot be cast any more would be in vain
        ticket.refuse(ticket.now)
        return _stop(sent, sheet.gaps(sent, checked), sheet, checked)
    receipt = ticket.vote(sent.sender, sheet.definition, checked.cards, sent.skey)
    return _thank(sheet, sent, receipt, again=False)


def _thank(sheet: Sheet, sent: Sent, receipt: str, *, again: bool) -> HttpResponse:
    body = sheet.receipt(receipt, again=again, as_json=sent.json)
    return HttpResponse(body, content_type=JSON if sent.json else None)


def _stop(
    sent: Sent,
    refusal: Refusal,
    sheet: Sheet | None = None,
    checked: Checked | None = None,
) -> HttpResponse:
    """What stands in the way: as JSON, or above the ballot as it was sent."""
    if sent.json:
        return _as_json(refusal, checked)
    if sheet is None:
        body = page("refused", refusal=refusal, link=sent.open)
    else:
        body = sheet.filled(sent, refusal, checked)
    return with_status(HttpResponse(body), refusal)


def _refused(
    request: HttpRequest, refusal: Refusal, sent: Sent | None = None
) -> HttpResponse:
    """The answer where no ballot can be shown; `sent` can be sent again from it."""
    if request.content_type == JSON:
        return _as_json(refusal)
    fields = sent.fields if sent else ()
    body = page("refused", refusal=refusal, fields=fields, action=request.path)
    return with_status(HttpResponse(body), refusal)


def _as_json(refusal: Refusal, checked: Checked | None = None) -> HttpResponse:
    answer = {
        "error": refusal.code,
        "html": page("_errors", refusal=refusal).decode(),
        "gaps": checked.gaps if checked else [],
        "wrong": checked.wrong if checked else [],
        "long": checked.long_comments if checked else [],
    }
    body = json.dumps(answer, ensure_ascii=False)
    return with_status(HttpResponse(body, content_type=JSON), refusal)


def with_status(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    """The answer with what the refusal says to browsers."""
    response.status_code = refusal.status
    if refusal.status in (429, 503):
        response["Retry-After"] = "10"
    return response

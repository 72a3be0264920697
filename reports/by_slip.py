"""The result for a rater: the code of the slip opens what the slip could rate.

No account, no cookie; nothing is recorded of who looked. The code is posted, so that no
address and no log holds it, and guessing is slowed together with guessing at the entry.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_variables

from ballots import refusals
from ballots.models import Ticket
from ballots.pages import Sheet, page
from ballots.refusals import Refusal
from ballots.sealing import Key
from ballots.sending import Sent
from ballots.views.rater import (
    WORTHLESS,
    NoSuchCode,
    key_of,
    posted,
    rater_page,
    with_status,
)
from campaigns.models import Audience
from reports.outside import NotShown, outside


@rater_page
def by_slip(request: HttpRequest) -> HttpResponse:
    """The field for the code; posted, the results of what its slip could rate."""
    if request.method == "POST":
        return posted(request, _answer, _ask_again, refusals.looking)
    return HttpResponse(page("by_slip", "reports"))


@sensitive_variables()
def _answer(sent: Sent) -> HttpResponse:
    key = key_of(sent)
    rows = Ticket.objects.for_rater().filter(batch__isnull=False)
    ticket = rows.filter(pk=key.public).first()
    if ticket is None:
        raise NoSuchCode(refusals.unknown())
    if ticket.state in WORTHLESS:
        return _ask_again(sent, refusals.no_result(ticket))
    return HttpResponse(_result(ticket, key))


@sensitive_variables()
def _result(ticket: Ticket, key: Key) -> bytes:
    """Of what the slip could rate, or why there is nothing yet."""
    sheet = Sheet.of(ticket)
    context = {"campaign": ticket.campaign, "definition": sheet.definition}
    context |= {"key": key.hex}
    keys = frozenset(subject.key for subject in sheet.subjects)
    try:
        report = outside(ticket.campaign, Audience.UNIT, keys)
    except NotShown as why:
        return page("by_slip_result", "reports", why=why.sentences, **context)
    return page("by_slip_result", "reports", report=report, **context)


def _ask_again(sent: Sent, refusal: Refusal) -> HttpResponse:
    body = page("by_slip", "reports", refusal=refusal, typed=sent.code)
    return with_status(HttpResponse(body), refusal)

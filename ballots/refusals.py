"""What stands in the way of entering or submitting, in the rater's language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots import when
from ballots.cards import CardView, Question
from ballots.checker import COMMENT_CHARACTERS
from ballots.models import (
    NotActive,
    NotTaken,
    NotYetOpen,
    Ticket,
    TicketSpent,
    TicketVoid,
)
from ballots.spoiling import ALIKE, EXTREMES
from campaigns.models import Campaign


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why, as a heading, a sentence and links; `code` is for the page's script."""

    code: str
    status: int
    heading: str
    text: str = ""
    links: tuple[tuple[str, str], ...] = ()
    # at the field of the code, when it is the code that is wrong
    field: str = ""


def moment(value: datetime | None, campaign: Campaign) -> str:
    """“6 月 18 日 11:30（北京时间）”: as the campaign's people read their clocks."""
    if value is None:
        return ""
    parts = {"time": when.moment(value, campaign), "zone": when.zone(campaign)}
    return _("%(time)s (%(zone)s)") % parts


def no_code() -> Refusal:
    heading = _("There is no code yet")
    link = (_("Type the code from your slip"), "#code")
    return Refusal("unknown", 422, heading, links=(link,), field=link[0])


def unknown() -> Refusal:
    """Neither says how close the guess was."""
    return Refusal(
        "unknown",
        404,
        _("The code is not right"),
        links=((_("Check it against your slip"), "#code"),),
        field=_(
            "No slip has this code. Check it against your slip; 8 and B, 2 and Z, "
            "5 and S are easily mixed up."
        ),
    )


def too_many() -> Refusal:
    """After many codes that there are not, from where this one came."""
    field = _(
        "No slip has this code, and many wrong ones came from this network. Check it "
        "against your slip: the right code opens the ballot at once."
    )
    return replace(unknown(), code="slow", status=429, field=field)


def wrong_length(n: int) -> Refusal:
    """Some symbols are missing, or there are too many; said before any look-up."""
    field = ngettext(
        "A code has 14 symbols, you have typed %d. Check it against your slip.",
        "A code has 14 symbols, you have typed %d. Check it against your slip.",
        n,
    )
    return replace(unknown(), status=422, field=field % n)


def not_taken(why: NotTaken, ticket: Ticket, *, entering: bool = False) -> Refusal:
    """The sentence for a ticket that may not be used, or not now."""
    if isinstance(why, TicketSpent):
        heading = _("This slip has already been used")
        text = _("It cannot vote again. If it was not you, tell the staff at once.")
        return Refusal("spent", 409, heading, text)
    if isinstance(why, TicketVoid):
        heading = _("This slip is void")
        text = _("It cannot vote. Ask the staff for another one.")
        return Refusal("void", 410, heading, text)
    if isinstance(why, NotActive):
        heading = _("This slip is not active yet")
        text = _("Ask the staff to activate it, then scan it again.")
        return Refusal("inactive", 403, heading, text)
    if isinstance(why, NotYetOpen):
        return _early(ticket.campaign, public=ticket.is_open)
    if ticket.campaign.state == Campaign.State.SUSPENDED:
        return _suspended(entering=entering, public=ticket.is_open)
    return _closed(ticket.campaign, entering=entering, public=ticket.is_open)


def _early(campaign: Campaign, *, public: bool) -> Refusal:
    text = _("Scan again then; your slip stays valid.")
    if public:
        text = _("Come back to this address then.")
    time = moment(campaign.opens_at, campaign)
    heading = _("Voting opens on %s") % time if time else _("Voting has not opened yet")
    return Refusal("early", 403, heading, text)


def _suspended(*, entering: bool, public: bool) -> Refusal:
    text = _("Your answers are kept in this page; submit again when it goes on.")
    if entering:
        text = _("Nothing is lost: your slip stays valid. Scan again when it goes on.")
    if entering and public:
        text = _("Come back to this address when it goes on.")
    return Refusal("suspended", 403, _("Voting is suspended"), text)


def _closed(campaign: Campaign, *, entering: bool, public: bool) -> Refusal:
    # by its window; closed by hand, the time of the window is not the one
    by_time = campaign.state == Campaign.State.OPEN
    time = moment(campaign.closes_at, campaign) if by_time else ""
    heading = _("Voting closed on %s") % time if time else _("Voting has closed")
    text = _("This ballot was not counted.")
    if entering:
        text = _("This slip was not used, and it can no longer vote.")
    if entering and public:
        text = _("No more ballots are taken here.")
    return Refusal("closed", 410, heading, text)


def no_link() -> Refusal:
    heading = _("There is no such link")
    return Refusal("unknown", 404, heading, _("Check the address, or ask the office."))


def no_unit() -> Refusal:
    heading = _("This unit cannot be chosen here")
    return Refusal("unknown", 404, heading, _("Choose one from the list."))


def no_paper() -> Refusal:
    heading = _("There is no such paper")
    text = _("Open it from your ballot, or ask the staff.")
    return Refusal("unknown", 404, heading, text)


def paper_closed() -> Refusal:
    heading = _("This paper is no longer given out")
    text = _("Raters could take it away until voting closed.")
    return Refusal("closed", 410, heading, text)


def paper_altered() -> Refusal:
    heading = _("This file is not the one that was fixed, so it is not given out")
    text = _("Somebody has changed it. Tell the staff; your slip stays valid.")
    return Refusal("altered", 410, heading, text)


def papers_busy() -> Refusal:
    heading = _("Many are fetching papers just now")
    text = _("Try again in a minute. The text of the paper stands on your ballot.")
    return Refusal("busy", 503, heading, text)


def looking() -> Refusal:
    heading = _("Many are looking at results just now")
    return Refusal("busy", 503, heading, _("Try again in a minute."))


def no_result(ticket: Ticket) -> Refusal:
    heading = _("This slip is void")
    if ticket.state == Ticket.State.KEPT:
        heading = _("This slip was never activated")
    return Refusal("void", 410, heading, _("No result can be read with it."))


def busy() -> Refusal:
    heading = _("Many are submitting and yours is not in yet")
    return Refusal(
        "busy", 503, heading, _("Press again in 10 seconds; nothing is lost.")
    )


def changed() -> Refusal:
    heading = _("The form has changed, so nothing has been submitted")
    text = _("Your answers are still here as far as they fit. Check them and submit.")
    return Refusal("changed", 409, heading, text)


def altered() -> Refusal:
    heading = _("The form is not the one that was fixed; nothing has been submitted")
    text = _("Somebody has changed it. Tell the staff at once; your slip stays valid.")
    return Refusal("altered", 409, heading, text)


def tampered() -> Refusal:
    heading = _("This cannot be read as a ballot, so nothing has been submitted")
    text = _("Your slip stays valid. Scan it again, or type its code.")
    return Refusal("tampered", 400, heading, text)


def cross_site() -> Refusal:
    heading = _("Another site sent you here with a form of its own")
    text = _("Nothing was submitted. Scan your slip, or type its code on this site.")
    return Refusal("cross-site", 403, heading, text)


def incomplete(cards: Sequence[CardView]) -> Refusal:
    """What is to be mended, each with a link to its place."""
    gaps = sum(len(card.missing) for card in cards)
    wrong = sum(len(card.wrong) for card in cards)
    if gaps:
        text = ngettext(
            "%(n)d item is not answered, so nothing has been submitted",
            "%(n)d items are not answered, so nothing has been submitted",
            gaps,
        )
    elif wrong:
        text = ngettext(
            "%(n)d number does not fit, so nothing has been submitted",
            "%(n)d numbers do not fit, so nothing has been submitted",
            wrong,
        )
    elif any(card.void for card in cards):
        text = _("It would be void as it stands, so nothing has been submitted")
    else:
        text = _("A comment is too long, so nothing has been submitted")
    heading = text % {"n": gaps or wrong}
    text = _("Your answers are still here. A line below leads straight to its place:")
    lines = (line for card in cards for line in _lines(card, len(cards) > 1))
    return Refusal("incomplete", 422, heading, text, (*_extremes(cards), *lines))


def _extremes(cards: Sequence[CardView]) -> list[tuple[str, str]]:
    """Void as a whole: said once, of either end in the same words."""
    text = _("too many subjects have the best, or the worst, overall answer")
    return [(text, f"#{card.id}") for card in cards if card.void == EXTREMES][:1]


def _lines(card: CardView, several: bool) -> Iterator[tuple[str, str]]:
    name = _("%s: ") % card.subject.name if several else ""
    if card.missing and len(card.missing) == card.total:
        text = ngettext(
            "no answer yet to its %(n)d item",
            "no answers yet to its %(n)d items",
            card.total,
        ) % {"n": card.total}
        yield name + text, f"#{card.missing[0].id}"
    for part in card.parts:
        for question in part.questions:
            if question.missing and len(card.missing) < card.total:
                yield name + _item(str(part.title), question), f"#{question.id}"
            elif question.wrong:
                text = _item(str(part.title), question)
                yield f"{name}{text} ({question.range})", f"#{question.id}"
    if card.void == ALIKE:
        yield name + _("all items with options have the same answer"), f"#{card.id}"
    if card.too_long:
        text = _("the comment; at most %d characters") % COMMENT_CHARACTERS
        yield name + text, f"#{card.id}-c"


def _item(part: str, question: Question) -> str:
    """“听取意见情况 第 4 项”; an item without a number by its own words."""
    if question.item.number is None:
        return str(question.item.text)
    return _("%(part)s, no. %(n)d") % {"part": part, "n": question.item.number}

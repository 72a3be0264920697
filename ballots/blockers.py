"""What stands in the way of the next act on a box, each with the page that mends it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots import privacy, safety
from ballots.models.consent import has_second, nobody
from ballots.models.mailing import Mailing
from ballots.noting import fallen
from campaigns.blockers import Blocker, handed, page, roster
from campaigns.models import Campaign

if TYPE_CHECKING:
    from ballots.models import Box

State = Campaign.State
# from when on the desk reminds of the notice, which is due a day ahead
REMINDS = timedelta(days=2)


def of(box: "Box") -> list[Blocker]:
    """Everything in the way of the act that follows the box's state, stops first."""
    found = {
        State.FROZEN: _before_opening,
        State.CLOSED: _before_unsealing,
        State.COUNTED: _after_counting,
    }.get(State(box.campaign.state))
    return sorted(found(box), key=lambda each: not each.stops) if found else []


def _before_opening(box: "Box") -> Iterator[Blocker]:
    rows = box.turnout()
    if box.has_cards:
        yield from box.trustees.blockers()
    for group in box.definition.groups.values():
        missing = sum(row.missing for row in rows if row.group == group.key)
        if missing:
            text = ngettext(
                "“%(group)s” lacks %(n)d slip.",
                "“%(group)s” lacks %(n)d slips.",
                missing,
            ) % {"group": group.title, "n": missing}
            yield Blocker(text, f"{box.desk}#slips")
    yield from _drills(box)
    yield from _balance(box)
    yield from handed.lists(box.campaign)
    yield from roster.blockers(box.campaign, unmet_stops=box.campaign.approves_lists)
    if not (box.campaign.drill or has_second(box.campaign)):
        # in time: a lost slip and the release take somebody who agrees
        yield nobody(box.campaign, stops=False)
    opens, closes = box.campaign.opens_at, box.campaign.closes_at
    if not (opens and closes):
        # emptied after freezing; once open it could never be mended
        text = _("It is not said when voting opens and closes.")
        yield Blocker(text, page(box.campaign) + "#id_opens_at_0")
    elif closes <= timezone.now():
        text = _("The time at which voting closes has passed.")
        yield Blocker(text, page(box.campaign) + "#id_closes_at_0")
    yield from _notice(box)
    yield from _server(box)


def _notice(box: "Box") -> Iterator[Blocker]:
    """Of letters alone: whether printed notices were handed out nobody can know."""
    opens = box.campaign.opens_at
    near = opens and timezone.now() >= opens - REMINDS
    if not (near and settings.SENDS_MAIL) or box.campaign.drill:
        return
    if not Mailing.objects.noticed(box.campaign) and box.campaign.raters.have_mail():
        text = _("Raters should know a day ahead: the notice is not sent.")
        url = reverse("ballots:mail", args=[box.pk])
        yield Blocker(text, url, stops=False)


def _drills(box: "Box") -> Iterator[Blocker]:
    """A rater must not sit down with a slip of the drill while the real one runs."""
    drills = Campaign.objects.drills_of(box.campaign)
    if drills.filter(state__in=Campaign.LIVE).exists():
        text = _("A drill of this campaign can still take ballots: wipe it first.")
        yield Blocker(text, reverse("ballots:act", args=[box.pk, "wipe"]))


def _server(box: "Box") -> Iterator[Blocker]:
    """What the operator has to mend first; nothing in a drill counts."""
    for fault in [] if box.campaign.drill else safety.faults():
        yield Blocker(fault.text, f"{box.desk}#box", stops=fault.stops)


def _balance(box: "Box") -> Iterator[Blocker]:
    """Rows added or deleted by hand show here, before opening refuses them."""
    now = box.snapshot()
    if not now.balanced:
        text = (
            _(
                "The account of slips does not add up: %(printed)d printed, but "
                "%(used)d used, %(unused)d unused, %(void)d void and %(kept)d not "
                "handed out."
            )
            % now.account
        )
        yield Blocker(text, f"{box.desk}#account")


def _before_unsealing(box: "Box") -> Iterator[Blocker]:
    if not box.has_key:
        text = _("The key file is not on this server.")
        if box.has_cards:
            text = _("The wrapped keys of the box are not in the database.")
        yield Blocker(text, f"{box.desk}#box")
    yield from _balance(box)
    for key in fallen(box):
        text = _("Ballots of “%(pool)s” have vanished while voting was open.")
        pool = box.definition.pools[key].name
        yield Blocker(text % {"pool": pool}, f"{box.desk}#turnout")
    yield from _privacy(box)
    if Campaign.objects.filter(state=State.OPEN).exists():
        text = _(
            "Another campaign is open: the erased envelopes leave the database's "
            "files only when none is."
        )
        yield Blocker(text, f"{box.desk}#box", stops=False)


def _privacy(box: "Box") -> Iterator[Blocker]:
    """Decided by the number of ballots alone (design §6)."""
    for text in privacy.words(box.definition, box.turnout()):
        yield Blocker(text, f"{box.desk}#turnout", stops=False)


def _after_counting(box: "Box") -> Iterator[Blocker]:
    if not (box.campaign.drill or has_second(box.campaign)):
        yield nobody(box.campaign)
    if not box.rewritten:
        text = _(
            "The erased envelopes still lie in the database's files; they go when no "
            "campaign is open."
        )
        yield Blocker(text, f"{box.desk}#box", stops=False)

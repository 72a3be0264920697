"""What a proposal asks for, and what follows from it, in words."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.models import Proposal
from campaigns.definition import Place


def question(proposal: Proposal) -> str:
    """The act with its number."""
    if proposal.act == Proposal.Act.SLIPS:
        text = ngettext(
            "Agree to %(n)d more slip for “%(group)s”?",
            "Agree to %(n)d more slips for “%(group)s”?",
            proposal.number,
        )
        return text % {"n": proposal.number, "group": proposal.group}
    if proposal.act == Proposal.Act.RELEASE:
        return _("Agree to the release of the results?")
    return _("Agree that this campaign is void?")


def points(proposal: Proposal) -> list[SafeString]:
    """What follows if the second person agrees."""
    numbers = {"n": proposal.campaign.box.closed_with or 0, **_where(proposal)}
    return [format_html(each, **numbers) for each in _sentences(proposal)]


def _sentences(proposal: Proposal) -> Iterator[str]:
    if proposal.act == Proposal.Act.SLIPS:
        if "pool" in proposal.detail:
            yield _("They are <b>beyond the quota</b>: {pool}, {place}.")
        else:
            yield _("They take the place of slips that are void.")
        yield _(
            "Whoever holds such a slip can vote once: agree only if as many slips "
            "really are lost, or as many raters were left out."
        )
        yield _("The office prints them <b>once</b>. Every report says how many.")
    elif proposal.act == Proposal.Act.RELEASE:
        yield _("Results of {n} ballots are released; both sides stand by them.")
        yield _("The key of the box is <b>destroyed</b>: no copy is opened again.")
        yield _(
            "The supervision teams and auditors see them then; the office releases "
            "them to heads of units, units and raters afterwards."
        )
        yield _("It cannot be undone; a new version can say that it is taken back.")
    else:
        yield _("Nothing of it counts: <b>no slip can vote, no result is shown</b>.")
        yield _("It <b>cannot be taken back</b>. The record of the acts stays.")


def _where(proposal: Proposal) -> dict[str, object]:
    """For whom slips beyond the quota are."""
    definition, detail = proposal.campaign.box.definition, proposal.detail
    if "pool" not in detail:
        return {}
    place = Place(detail["kind"], detail["place"])
    pool = definition.pools[detail["pool"]]
    return {"pool": pool.name, "place": definition.place_name(place)}


def look(proposal: Proposal) -> str:
    """Where one looks before answering; empty where there is nothing to see."""
    if proposal.act == Proposal.Act.RELEASE:
        return reverse("reports:campaign", args=[proposal.campaign_id])
    return ""

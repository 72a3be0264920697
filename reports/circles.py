"""The circles of an audience, as the office reads them before it releases."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.models import Ticket
from campaigns.models import Audience, Campaign, Unit
from campaigns.roles import HEAD, LIAISON
from campaigns.words import joined
from reports.moments import day

NAMED = 8  # units in a sentence


def address(campaign: Campaign) -> str:
    """Where the public reads the result."""
    path = reverse("published", args=[campaign.pk])
    return urljoin(settings.PUBLIC_BASE_URL, path)


@dataclass(frozen=True)
class Circle:
    """One audience of a campaign: who it is, and whether it is reached."""

    campaign: Campaign
    audience: Audience

    @property
    def label(self) -> str:
        return str(self.audience.label)

    @property
    def reached(self) -> bool:
        return self.campaign.is_released_to(self.audience)

    @property
    def here(self) -> bool:
        """Whether it is the widest that is reached."""
        return self.audience == self.campaign.audience

    def sentences(self) -> Iterator[str]:
        """Who sees what, with the numbers of this campaign."""
        if self.audience == Audience.HEAD:
            yield _("Each head reads the result of the own unit, its papers and cases.")
            yield from self._accounts(HEAD)
        elif self.audience == Audience.UNIT:
            yield _(
                "The liaison of a unit reads what its head reads, but nothing of talks."
            )
            yield from self._accounts(LIAISON)
            yield from self._slips()
        elif self.audience == Audience.PUBLIC:
            yield _("Anybody reads figures and findings of all units; no comments.")
            yield _("The page is at %s; nothing leads to it.") % address(self.campaign)
        else:
            yield _("From certification on; a team sees the units that are its own.")

    def _accounts(self, kind: str) -> Iterator[str]:
        units = Unit.objects.filter(seats__group__campaign=self.campaign).distinct()
        roles = {"roles__kind": kind, "roles__user__is_active": True}
        there = set(units.filter(**roles).values_list("pk", flat=True))
        n, of = len(there), units.count()
        if kind == HEAD:
            text = ngettext(
                "%(n)d of %(of)d units has a head with an account.",
                "%(n)d of %(of)d units have a head with an account.",
                n,
            )
        else:
            text = ngettext(
                "%(n)d of %(of)d units has a liaison with an account.",
                "%(n)d of %(of)d units have a liaison with an account.",
                n,
            )
        yield text % {"n": n, "of": of}
        without = [str(unit) for unit in units.exclude(pk__in=there)[: NAMED + 1]]
        if without:
            names = joined(without[:NAMED], "/") + (" …" if without[NAMED:] else "")
            yield _("Without: %s.") % names

    def _slips(self) -> Iterator[str]:
        """Who has a slip sees what it could rate."""
        rows = Ticket.objects.filter(campaign=self.campaign, batch__isnull=False)
        n = rows.alive().count()
        if not n:
            yield _("No slip is left that a rater could look with.")
            return
        text = ngettext(
            "With the code of the slip and no account a rater reads the results of "
            "what the slip could rate: %(n)d slip.",
            "With the code of the slip and no account a rater reads the results of "
            "what the slip could rate: %(n)d slips.",
            n,
        )
        yield text % {"n": n}
        yield _("Raters read figures and findings; no comments.")
        if self.campaign.names_go_at:
            until = day(self.campaign.names_go_at, self.campaign.time_zone)
            yield _("Until %s, when the slips are erased.") % until


def circles(campaign: Campaign) -> list[Circle]:
    """Every audience that there can be, the smallest first."""
    return [Circle(campaign, one) for one in Audience if one <= campaign.widest]


def widening(campaign: Campaign, to: Audience) -> list[str]:
    """What follows from releasing to an audience."""
    new = [one for one in circles(campaign) if not one.reached and one.audience <= to]
    found = [sentence for one in new for sentence in one.sentences()]
    copied = _(
        "What was seen may have been copied. It is taken back only by a new version "
        "that says so."
    )
    return [*found, copied]


def narrowing(campaign: Campaign, to: Audience, version: int) -> list[str]:
    """What follows from taking back a version, down to an audience."""
    lost = [one for one in circles(campaign) if one.reached and one.audience > to]
    words = {"version": version, "next": version + 1, "whom": lost[-1].label}
    text = _(
        "Version %(next)d takes its place. Page, papers, workbook and figures say that "
        "version %(version)d was released to %(whom)s and taken back, and why."
    )
    whom = joined((one.label for one in lost), "/")
    found = [_("No longer for: %s.") % whom, text % words]
    if lost[-1].audience >= Audience.UNIT:
        text = _("Raters who look with their slip read that sentence, and no result.")
        found.append(text)
    if to < Audience.HEAD:
        text = _(
            "Cases and measures stay; the units see them when the result is released "
            "to them again."
        )
        found.append(text)
    found.append(_("What was copied or printed meanwhile cannot be taken back."))
    return found

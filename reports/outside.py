"""What people without an account see of a result: raters by their slip, the public.

Only a version as it was released: what has changed since is not for them, nor is what
was taken back; then there are sentences that say so.
"""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.models import Audience, Campaign
from campaigns.roles import CERTIFIED
from reports import announced, history
from reports.basis import basis_of
from reports.build import Unbalanced, build
from reports.models import Release
from reports.moments import day
from reports.papers.unit import without_ranks
from reports.releasing import TooClose, Unreleased, shown
from reports.report import Comments, Report, SubjectReport

KEPT = 64
Keys = frozenset[str] | None  # subjects; None: all
_kept: dict[tuple[object, ...], Report] = {}
NO_WORDS = Comments("words", "", None, None, None)


class NotShown(Exception):
    """There is nothing to see, or not for these people; the sentences say why."""

    def __init__(self, *sentences: str) -> None:
        super().__init__()
        self.sentences = sentences


def outside(campaign: Campaign, to: Audience, keys: Keys = None) -> Report:
    """The released result of some subjects, for `to`. Raises NotShown.

    Whoever comes next gets the same one again, as long as nothing has changed: asked
    each time, or one process would go on showing what another no longer does.
    """
    if campaign.drill:
        raise NotShown(_("This was a drill: its results are released to nobody."))
    if campaign.state not in CERTIFIED or not campaign.reaches(to):
        raise NotShown(*announced.said(campaign, to), *later(campaign, to))
    try:
        return _found(campaign, to, keys)
    except (Unbalanced, TooClose, Unreleased):
        raise NotShown(str(Unreleased.sentence)) from None


def _found(campaign: Campaign, to: Audience, keys: Keys) -> Report:
    last = Release.objects.latest_of(campaign)
    if last is not None and last.basis != basis_of(campaign):
        raise Unreleased(campaign.pk)
    closed = history.closed(history.looked_back_on(campaign), to)
    what = (campaign.pk, last and last.sha256, to, keys, closed, get_language())
    found = _kept.get(what)
    if found is None:
        if len(_kept) >= KEPT:
            # of two threads at the same, one finds nothing left to drop
            _kept.pop(next(iter(_kept)), None)
        report = shown(campaign, build(campaign, subjects=keys, to=to), inside=False)
        found = _kept[what] = without_words(without_ranks(report))
    return found


def without_words(report: Report) -> Report:
    """Figures and findings alone: the ballot says that comments go to the unit."""

    def bare(one: SubjectReport) -> SubjectReport:
        return replace(one, comments=NO_WORDS)

    groups = (
        replace(group, subjects=tuple(map(bare, group.subjects)))
        for group in report.groups
    )
    return replace(report, groups=tuple(groups))


def later(campaign: Campaign, to: Audience) -> Iterator[str]:
    """When raters can see a result, and who sees it before them."""
    if to == Audience.PUBLIC:
        return
    if campaign.state == Campaign.State.VOID:
        yield _("The campaign was declared void: there is no result.")
        return
    yield _(
        "The result can be read here as soon as the campaign office has released it to "
        "units and raters; the supervision team sees it first, then the heads of the "
        "units."
    )
    if campaign.names_go_at:
        until = day(campaign.names_go_at, campaign.time_zone)
        yield _("Your slip opens it until %s, when slips are erased.") % until

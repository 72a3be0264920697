"""The papers of a unit's ledger, for whoever reads it: its liaison as well."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from audit.models import Export
from campaigns.again import recently_signed_in
from reports import unshown
from reports.build import build
from reports.download import download
from reports.editions import Trend
from reports.entered import ledger
from reports.ledger.pages import of_unit
from reports.ledger.unit import OfUnit
from reports.minuted import minutes
from reports.papers.catalogue import OF_LEDGER, Material
from reports.releasing import shown
from reports.seen import watches


@require_safe
@recently_signed_in
def paper(
    request: HttpRequest, pk: int, unit: str, paper: str, how: str
) -> HttpResponse:
    """One of them as a file; 404 where there is nothing to put on it."""
    of = of_unit(request, pk, unit)
    try:
        made_of = _material(of)
    except unshown.UNSHOWN as error:
        return unshown.page(request, of.campaign, error, "ledger")
    item = made_of.item(f"{paper}-{unit}")
    if item is None or how not in item.kind.formats:
        raise Http404
    content, report = item.render(made_of, how), made_of.report
    return download(request, report, Export.Kind(how), content, item.title(report))


def _material(of: OfUnit) -> Material:
    """Of this unit alone, and nothing but its ledger; the unit's as it is released.

    Raises what stands in `reports.unshown`.
    """
    subjects = of.campaign.subjects.filter(unit=of.unit)
    keys = set(subjects.values_list("key", flat=True))
    made = build(of.campaign, subjects=keys)
    report = shown(of.campaign, made, inside=watches(of.user, of.campaign))
    told = ledger(of.user, of.campaign, {of.unit.code})
    nothing = minutes(of.campaign, ())
    return Material(report, nothing, Trend(), frozenset(OF_LEDGER), told)

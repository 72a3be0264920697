"""Why there is no result to show: what is raised in its place, in words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from campaigns.models import Campaign
from reports.build import NotCounted, Unbalanced
from reports.releasing import TooClose, Unreleased
from reports.wording import unbalanced

Unshown = NotCounted | Unbalanced | TooClose | Unreleased
UNSHOWN = (NotCounted, Unbalanced, TooClose, Unreleased)


def told(error: Unshown) -> str:
    """In one paragraph."""
    if isinstance(error, Unbalanced):
        return unbalanced(error)
    return str(error if isinstance(error, TooClose) else error.sentence)


def page(
    request: HttpRequest, campaign: Campaign, error: Unshown, section: str = "results"
) -> HttpResponse:
    """The page in place of a result: 404 before there is one, 409 while it waits."""
    early = isinstance(error, NotCounted)
    context = {"campaign": campaign, "section": section, "early": early}
    context |= {"error": error, "told": told(error)}
    status = 404 if early else 409
    response = render(request, "reports/none.html", context, status=status)
    patch_cache_control(response, no_store=True)
    return response

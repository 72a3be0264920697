"""The page on which the office tries a formula before anybody has voted."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from campaigns.models import Campaign
from campaigns.parser import DocumentError, parse
from campaigns.roles import is_office
from reports.preview import OTHER, Trial, choice_words, titles


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a campaign's formula with typed counts; what it would flag. Office only."""
    if not is_office(request.user):
        raise Http404
    campaign = get_object_or_404(Campaign, pk=pk)
    context: dict[str, Any] = {"campaign": campaign, "section": "desk"}
    try:
        document = campaign.definition or campaign.document()
        subjects = titles(parse(document))
        key = request.GET.get("subject", "")
        key = key if key in subjects else next(iter(subjects), "")
        if key:
            trial = Trial(document, key, request.GET.dict())
            context |= {"trial": trial, "subjects": subjects, "key": key}
            context |= _outcomes(trial)
    except DocumentError as error:
        context["error"] = error
    response = render(request, "reports/preview.html", context)
    patch_cache_control(response, no_store=True)
    return response


def _outcomes(trial: Trial) -> dict[str, Any]:
    """Both outcomes, once counts are there, and the choices of the other formula."""
    options = {**OTHER, "best": [str(n) for n in range(1, 5)]}
    choices = [
        (name, choice_words(name), [(v, choice_words(name, v)) for v in values])
        for name, values in options.items()
    ]
    outcomes = [trial.outcome(), trial.other().outcome()] if trial.complete else []
    return {"choices": choices, "outcomes": outcomes, "typed": trial.typed}

"""Where a campaign stands, what is missing, what its results will say."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from campaigns.models import (
    Campaign,
    Document,
    Form,
    Group,
    Indicator,
    Scale,
    Subject,
)
from campaigns.outlook import outlook_words
from campaigns.parser import DocumentError
from campaigns.words import formula_words

State = Campaign.State
LIFE = (
    State.DRAFT, State.FROZEN, State.OPEN, State.CLOSED, State.COUNTED,
    State.RELEASED, State.ARCHIVED,
)  # fmt: skip


def stand(campaign: Campaign) -> dict[str, Any]:
    """Where a campaign stands, what is missing, what its results will say."""
    blockers = campaign.definition_blockers() if campaign.is_draft else []
    return {
        "campaign": campaign,
        "fixed": not campaign.is_draft,
        "life": life(campaign),
        "stops": [blocker for blocker in blockers if blocker.stops],
        "warnings": [blocker for blocker in blockers if not blocker.stops],
        "words": words(campaign),
        "desk": desk(campaign),
        "parts": parts(campaign),
        "more": more(campaign),
    }


def parts(campaign: Campaign) -> list[dict[str, Any]]:
    """What belongs to a campaign and has a page of its own; one alone is led to."""
    found = []
    for model in (Form, Scale, Group, Subject, Document, Indicator):
        rows = model.objects.filter(campaign=campaign)
        name = f"admin:campaigns_{model._meta.model_name}"
        url = f"{reverse(f'{name}_changelist')}?campaign__id__exact={campaign.pk}"
        count = rows.count()
        if count == 1:
            url = reverse(f"{name}_change", args=[rows[0].pk])
        elif campaign.drill:
            url += "&drills=all"
        label = str(model._meta.verbose_name_plural).capitalize()
        found.append({"label": label, "url": url, "count": count})
    return found


def more(campaign: Campaign) -> list[dict[str, Any]]:
    """Pages of a campaign that are no list of its parts."""
    figures = reverse("admin:campaigns_campaign_figures", args=[campaign.pk])
    draws = reverse("admin:campaigns_campaign_draws", args=[campaign.pk])
    lists = reverse("campaigns:roster", args=[campaign.pk])
    found = [
        {"label": _("Lists"), "url": lists},
        {"label": _("Draw raters at random"), "url": draws},
    ]
    if campaign.approves_lists:
        board = reverse("campaigns:board", args=[campaign.pk])
        found.insert(0, {"label": _("Approval of lists and papers"), "url": board})
    if campaign.indicators.exists():
        found.insert(0, {"label": _("Figures from elsewhere"), "url": figures})
    return found


def life(campaign: Campaign) -> list[tuple[str, str]]:
    """The states in order, each past, here or to come; another one stands alone."""
    if campaign.state not in LIFE:
        return [(campaign.get_state_display(), "here")]
    now = LIFE.index(State(campaign.state))
    places = ["past"] * now + ["here"] + ["to-come"] * (len(LIFE) - now - 1)
    return [(str(s.label), place) for s, place in zip(LIFE, places, strict=True)]


def words(campaign: Campaign) -> dict[str, Any]:
    """The formula clause by clause and what it comes to; nothing while unreadable."""
    try:
        definition = campaign.current()
    except DocumentError:
        return {}
    return {
        "clauses": formula_words(definition),
        "outlook": outlook_words(definition),
    }


def desk(campaign: Campaign) -> str:
    """The address of the campaign's desk, where an app above has one."""
    try:
        return reverse("ballots:desk", args=[campaign.pk])
    except NoReverseMatch:
        return ""

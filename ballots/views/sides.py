"""Pages that office and supervision team share: who comes in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from ballots.views.desk import campaign_at
from campaigns.models import Campaign
from campaigns.roles import is_office, supervises

View = Callable[..., HttpResponseBase]


def both_sides(view: View) -> View:
    """Hands the view the campaign; 404 for whoever is of neither side.

    Not 403: that would tell them that there is such a campaign.
    """

    @wraps(view)
    def wrapped(
        request: HttpRequest, pk: int, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        campaign = campaign_at(pk)
        if not takes_part(request.user, campaign):
            raise Http404
        return view(request, campaign, *args, **kwargs)

    return wrapped


def takes_part(user: Any, campaign: Campaign, group: str = "") -> bool:
    """Whether `user` is of the office, or of a supervision team of it or of a group."""
    return is_office(user) or supervises(user, campaign, group)

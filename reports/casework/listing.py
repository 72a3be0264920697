"""The list of cases."""

from functools import cached_property
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from campaigns.models import Team
from reports import listing
from reports.models import Case


class Listing(listing.Listing):
    """Cases, of one team or of all."""

    model = Case
    WORDS = ("subject__unit__name", "subject__unit__name_en", "campaign__title")
    ORDERS = {
        "due": (gettext_lazy("by deadline"), (F("day").asc(nulls_last=True), "pk")),
        "new": (gettext_lazy("newest first"), ("-pk",)),
        "unit": (gettext_lazy("by unit"), ("subject__unit__name_order", "-pk")),
    }

    @property
    def team(self) -> Team | None:
        number = self.asked.get("team", "")
        return next((team for team in self.teams if str(team.pk) == number), None)

    @cached_property
    def teams(self) -> list[Team]:
        """Teams of the cases that the user sees; of one there is nothing to choose."""
        seats = Q(seats__unit__in=self.mine.values("subject__unit"))
        return list(Team.objects.filter(seats).distinct())

    def chosen(self) -> Any:
        return self.mine.of_team(self.team) if self.team else self.mine

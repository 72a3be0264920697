"""To whom the results of a campaign are released."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.audience import Audience
from campaigns.roles import CERTIFIED


class Released(models.Model):
    """The part of a campaign that says who sees its results once they are certified.

    `audience` means nothing before; who widened it and when is on record above. Whether
    the public may ever see them is fixed at freezing, and raters are told.
    """

    publishable = models.BooleanField(
        _("results may be published"),
        default=False,
        help_text=_(
            "Raters read it on their ballot. Without it the results can be released "
            "to units and raters at most; with it the office may publish them, and "
            "need not."
        ),
    )
    audience = models.PositiveSmallIntegerField(
        choices=Audience, default=Audience.TEAM, editable=False
    )

    # what the campaign has besides
    drill: Any
    state: Any
    pk: Any

    class Meta:
        abstract = True

    @property
    def is_certified(self) -> bool:
        """Whether there is a result from which something follows: never of a drill."""
        return not self.drill and self.state in CERTIFIED

    def is_released_to(self, whom: Audience) -> bool:
        """Whether these people may read the result by now."""
        return self.is_certified and self.audience >= whom

    @property
    def widest(self) -> Audience:
        """To whom the results can be released at most; those of a drill to nobody."""
        if self.drill:
            return Audience.TEAM
        return Audience.PUBLIC if self.publishable else Audience.UNIT

"""To whom the results of a campaign are released."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.audience import Audience


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
    pk: Any

    class Meta:
        abstract = True

    @property
    def widest(self) -> Audience:
        """To whom the results can be released at most; those of a drill to nobody."""
        if self.drill:
            return Audience.TEAM
        return Audience.PUBLIC if self.publishable else Audience.UNIT

    def reaches(self, whom: Audience) -> bool:
        """Whether the results, once certified, are released to these by now."""
        return self.audience >= whom

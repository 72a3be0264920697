"""To whom results are released: circles, each with all of the one before in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.IntegerChoices):
    """Ordered: whoever is in a smaller number sees what a larger one is told."""

    TEAM = 1, _("campaign office, supervision teams and auditors")
    HEAD = 2, _("heads of the units")
    UNIT = 3, _("units and their raters")
    PUBLIC = 4, _("the public")

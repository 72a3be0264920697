"""The roster: who is asked to rate."""

import re
from collections import Counter
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaign import Campaign
from campaigns.models.pool import Pool
from campaigns.models.unit import Unit

# from draft to closing names may be exchanged: slips are not personal
CHANGING = ("draft", "frozen", "open", "suspended")
# what stands between a number and an address in one contact
BETWEEN = re.compile(r"[\s,;:/、，；：<>]+")


def email_in(contact: str) -> str:
    """The first e-mail address in a contact, or nothing: a contact is free text."""
    for word in BETWEEN.split(contact) if "@" in contact else ():
        try:
            validate_email(word)
        except ValidationError:
            continue
        return word
    return ""


class RaterQuerySet(models.QuerySet["Rater"]):
    def in_order(self) -> Self:
        """As lists are read: unit by unit, pool by pool."""
        rows = self.select_related("unit", "pool")
        return rows.order_by("unit__code", "pool__position", "position", "pk")

    def counts(self) -> dict[tuple[int, int], Counter[str]]:
        """How many of each category are on the list of a unit and pool."""
        rows = self.order_by().values_list("unit", "pool", "category")
        found: dict[tuple[int, int], Counter[str]] = {}
        for unit, pool, category, n in rows.annotate(n=Count("pk")):
            found.setdefault((unit, pool), Counter())[category] = n
        return found

    def holding(self, text: str) -> Self:
        """Those whose name, category or contact holds the text."""
        match = Q(name__icontains=text) | Q(category__icontains=text)
        return self.filter(match | Q(contact__icontains=text))


class Rater(models.Model):
    """A line of the roster (参评人员名单); its group is the one its unit sits in.

    Never joined to a ticket, and without a time: the list says who was asked, nothing
    says who came. It is no part of what is frozen.
    """

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="raters", verbose_name=_("campaign")
    )
    pool = models.ForeignKey(
        Pool, models.CASCADE, related_name="raters", verbose_name=_("pool")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="raters", verbose_name=_("unit")
    )
    name = models.CharField(_("name"), max_length=60)
    category = models.CharField(_("category"), max_length=30, blank=True)
    contact = models.CharField(_("contact"), max_length=80, blank=True)
    position = models.PositiveIntegerField(_("order"), default=0)

    objects = RaterQuerySet.as_manager()

    class Meta:
        verbose_name = _("rater")
        verbose_name_plural = _("raters")
        ordering = ("position", "pk")
        constraints = (
            # two of a name are two people if they are reached in two ways
            models.UniqueConstraint(
                fields=("campaign", "unit", "name", "contact"), name="rater_once"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def email(self) -> str:
        return email_in(self.contact)

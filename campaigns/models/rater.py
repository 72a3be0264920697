"""The roster: who is asked to rate."""

from collections import Counter
from typing import Self

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from campaigns.contact import email_in
from campaigns.draw import normal
from campaigns.lists.cells import plain
from campaigns.models.campaign import Campaign
from campaigns.models.pool import Pool
from campaigns.models.unit import Unit


class RaterQuerySet(models.QuerySet["Rater"]):
    def in_order(self) -> Self:
        """As lists are read: unit by unit, pool by pool."""
        rows = self.select_related("unit", "pool")
        return rows.order_by("unit", "pool__position", "position", "pk")

    def counts(self) -> dict[tuple[int, int], Counter[str]]:
        """How many of each category are on the list of a unit and pool."""
        rows = self.order_by().values_list("unit", "pool", "category")
        found: dict[tuple[int, int], Counter[str]] = {}
        for unit, pool, category, n in rows.annotate(n=Count("pk")):
            found.setdefault((unit, pool), Counter())[category] = n
        return found

    def have_mail(self) -> bool:
        """Whether anybody of them can be written to."""
        rows = self.order_by().filter(contact__contains="@")
        return any(map(email_in, rows.values_list("contact", flat=True)))

    def own_of(self, unit: Unit) -> Self:
        """A unit's own raters: those who rate nothing else."""
        return self.filter(unit=unit, pool__reach=Pool.Reach.UNIT).in_order()

    def by_line(self) -> dict[str, "Rater"]:
        """Each under the line by which it is drawn: the name.

        Namesakes with category and contact, by which they are told apart.
        """
        rows = list(self)
        names = Counter(normal(row.name) for row in rows)
        return {
            name if names[name] == 1 else row.full_line: row
            for row in rows
            if (name := normal(row.name))
        }

    def holding(self, text: str) -> Self:
        """Those whose name, category or contact holds the text."""
        match = Q(name__icontains=text) | Q(category__icontains=text)
        return self.filter(match | Q(contact__icontains=text))

    def named(self, *names: str) -> Self:
        """Those of a name, however wide its signs are."""
        asked, rows = set(map(plain, names)), self.order_by().values_list("pk", "name")
        return self.filter(pk__in=[pk for pk, name in rows if plain(name) in asked])

    def numbers(self) -> list[tuple[int, int, str, int]]:
        """How many are on each list, to be kept when the names are gone.

        By the categories that a list must be made up of; any other may say who it was.
        """
        pools = Pool.objects.filter(pk__in=self.order_by().values("pool"))
        asked = {pool.pk: {c.name for c in pool.categories} for pool in pools}
        found: Counter[tuple[int, int, str]] = Counter()
        for (unit, pool), categories in self.counts().items():
            for name, n in categories.items():
                found[unit, pool, name if name in asked[pool] else ""] += n
        return [(*at, n) for at, n in sorted(found.items())]


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
    # said to be another person than the leader of that name
    namesake = models.BooleanField(default=False)
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
    def is_twice(self) -> bool:
        """Whether the unit has this name with this contact already."""
        rows = Rater.objects.filter(campaign=self.campaign_id, unit=self.unit_id)
        others = rows.filter(contact=self.contact).exclude(pk=self.pk)
        return others.named(self.name).exists()

    @property
    def email(self) -> str:
        return email_in(self.contact)

    @property
    def full_line(self) -> str:
        """All that is known of it, as one line."""
        return normal(" ".join((self.name, self.category, self.contact)))

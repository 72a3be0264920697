"""A list of raters on its way: its lines, and what is done to one of them."""

from typing import Any

from django.db import models
from django.db.models import Q

from audit.models import Detail
from campaigns.approval.kinds import CROSS_REACH, OWN_REACH, WITH_UNIT, Kind
from campaigns.models.rater import Rater, RaterQuerySet
from campaigns.models.refusals import WrongState


class Twice(Exception):
    """Somebody is on a list of the unit already; the message is the name."""


class Listed(models.Model):
    """The part of a submission that is a list, line by line."""

    # what the submission has besides
    campaign: Any
    kind: Any
    unit: Any
    group: Any
    digest: Any
    content: Any
    alone: Any
    tell: Any

    class Meta:
        abstract = True

    @property
    def raters(self) -> RaterQuerySet:
        """The lines of a list: own-unit pools of the unit, or the group's others."""
        rows = Rater.objects.filter(campaign=self.campaign)
        if self.kind == Kind.LIST:
            return rows.filter(unit=self.unit, pool__reach__in=OWN_REACH)
        of_group = Q(unit__seats__group=self.group, pool__reach__in=CROSS_REACH)
        return rows.filter(of_group)

    def line(self, pk: int) -> Rater:
        """One of the list as it is now. Raises WrongState when it has gone."""
        row = self.raters.filter(pk=pk).first()
        if row is None:
            raise WrongState(f"{self}: {pk} is not on the list")
        return row

    def reach(self, rater: Rater, contact: str, by: str) -> None:
        """Put right how somebody is reached, approved or not. WrongState and Twice."""
        with self.alone():
            row = self.line(rater.pk)
            row.contact = contact
            if row.is_twice:
                raise Twice(row.name)
            row.save(update_fields=["contact"])
            self.tell("contact", by)

    def take_off(self, rater: Rater, by: str) -> None:
        """Somebody is not asked to rate. Raises WrongState."""
        with self.alone(*WITH_UNIT):
            self.line(rater.pk).delete()
            self.tell("list written", by, **{"raters removed": 1})

    def tell_apart(self, rater: Rater, by: str) -> None:
        """Note that somebody is not the leader of that name. Raises WrongState."""
        with self.alone(*WITH_UNIT):
            row = self.line(rater.pk)
            row.namesake = True
            row.save(update_fields=["namesake"])
            self.tell("namesake", by)

    def exchanged(self, by: str, **told: Detail) -> None:
        """What was approved is now this. Call it alone with it, after the exchange."""
        self.digest = self.content()
        self.save()
        self.tell("exchanged", by, **told)

"""The addresses of open pools (开放链接)."""

import secrets

from django.db import models

from ballots.models.ticket import Ticket
from ballots.sealing import Key
from campaigns.definition import Definition, Place
from campaigns.definition import Pool as FrozenPool
from campaigns.definition import Unit as FrozenUnit
from campaigns.frozen import frozen
from campaigns.models import Campaign, Pool, Unit


class OpenLinkManager(models.Manager["OpenLink"]):
    def make(self, campaign: Campaign) -> None:
        """An address for each open pool of a campaign that is being frozen."""
        for pool in campaign.pools.filter(reach=Pool.Reach.OPEN):
            self.create(token=secrets.token_urlsafe(16), pool=pool)

    def at(self, token: str) -> "OpenLink":
        """The link at an address. Raises DoesNotExist."""
        rows = self.select_related("pool__campaign__box", "pool")
        return rows.defer("pool__campaign__definition").get(token=token)

    def token(self, campaign: Campaign, pool: FrozenPool) -> str:
        """The address of a pool; none of a closed one."""
        if not pool.is_open:
            return ""
        return self.get(pool__campaign=campaign, pool__key=pool.key).token


class OpenLink(models.Model):
    """The address under which anybody may vote in an open pool.

    Stored, not derived from SECRET_KEY: the address is on posters, and a new key or a
    restored backup must not make it worthless. It is public anyhow.
    """

    token = models.CharField(primary_key=True, max_length=32)
    pool = models.OneToOneField(Pool, models.CASCADE, related_name="open_link")

    objects = OpenLinkManager()

    def __str__(self) -> str:
        return str(self.pool)

    @property
    def definition(self) -> Definition:
        return frozen(self.pool.campaign)

    @property
    def units(self) -> list[FrozenUnit]:
        """The units that can be chosen: those in which the pool rates something."""
        definition = self.definition
        pool = definition.pools[self.pool.key]
        codes = [code for group in definition.groups.values() for code in group.units]
        return [
            definition.units[code]
            for code in dict.fromkeys(codes)
            if definition.subjects_at(pool, Place("unit", code))
        ]

    def ticket(self, key: Key, unit: str) -> Ticket:
        """The ticket that casting will store; nothing is stored by this.

        Raises Unit.DoesNotExist for a unit that cannot be chosen.
        """
        if unit not in {each.code for each in self.units}:
            raise Unit.DoesNotExist
        return Ticket(
            code_pk=key.public,
            campaign=self.pool.campaign,
            pool=self.pool,
            unit=Unit.objects.get(code=unit),
            state=Ticket.State.ACTIVE,
        )

"""The salt of the site."""

import secrets

from django.db import models


class SaltManager(models.Manager["Salt"]):
    def value(self) -> bytes:
        """The site's scrypt salt, 16 bytes; made the first time slips are."""
        salt, _made = self.get_or_create(
            pk=1, defaults={"salt": secrets.token_bytes(16)}
        )
        return bytes(salt.salt)


class Salt(models.Model):
    """One salt a site, in the database so that it travels with a backup."""

    salt = models.BinaryField()

    objects = SaltManager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(pk=1), name="salt_is_one"),
        )

    def __str__(self) -> str:
        return "salt"

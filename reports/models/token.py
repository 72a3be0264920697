"""Access to released figures for a program: a token a reader, shown once."""

import hashlib
import secrets
from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import record
from campaigns.roles import is_administrator

PREFIX = "figures_"  # so that whoever finds one somewhere knows what it opens
MOST = 10  # live ones of one reader


def digest(secret: str) -> str:
    """What is kept of a secret; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenQuerySet(models.QuerySet["Token"]):
    def for_user(self, user: Any) -> Self:
        """One's own; the administrator sees everybody's."""
        return self.all() if is_administrator(user) else self.filter(user=user)

    def live(self) -> Self:
        return self.filter(revoked_at=None, expires_on__gte=timezone.localdate())

    def make(self, user: Any, name: str, days: int) -> tuple["Token", str]:
        """A new token and its secret, which is nowhere afterwards."""
        secret = PREFIX + secrets.token_urlsafe(32)
        until = timezone.localdate() + timedelta(days=days)
        with transaction.atomic():
            row = self.create(
                user=user, name=name, digest=digest(secret), expires_on=until
            )
            by = user.get_username()
            record("token made", by=by, token=row.pk, until=until.isoformat())
        return row, secret

    def holding(self, secret: str) -> "Token | None":
        """The live token of this secret, whose reader is active; or None."""
        rows = self.live().filter(digest=digest(secret), user__is_active=True)
        return rows.select_related("user").first()


class Token(models.Model):
    """What it opens is what its reader may see, asked anew each time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens"
    )
    name = models.CharField(_("what for"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, editable=False)
    # a day and no moment: enough to find those that nobody needs
    used_on = models.DateField(null=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name

    def used(self) -> None:
        """Note the day, once a day."""
        today: date = timezone.localdate()
        if self.used_on != today:
            Token.objects.filter(pk=self.pk).update(used_on=today)

    def revoke(self, by: str) -> None:
        """It opens nothing any more; a second time changes nothing."""
        rows = Token.objects.filter(pk=self.pk, revoked_at=None)
        with transaction.atomic():
            if rows.update(revoked_at=timezone.now()):
                record("token revoked", by=by, token=self.pk)

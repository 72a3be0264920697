"""Invitations: a link by which somebody sets the password of an account."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import models
from django.urls import reverse
from django.utils import timezone


class Tokens(PasswordResetTokenGenerator):
    """Django's: bound to the account, its password, its e-mail and its last login.

    To the invitation as well: another one, or its withdrawal, makes the link void.
    """

    key_salt = "campaigns.models.invitation"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        made = user.invitation.made_at.isoformat()
        bound = super()._make_hash_value(user, timestamp)
        # Django takes the last login to the second
        return f"{bound}{made}{user.is_active}{user.last_login}"


TOKENS = Tokens()


class Invitation(models.Model):
    """That a link was made and until when it works; the link itself is not stored."""

    class Way(models.TextChoices):
        MAIL = "mail"
        PAPER = "paper"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="invitation",
    )
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=150)
    way = models.CharField(max_length=5, choices=Way)
    sent_at = models.DateTimeField(null=True)
    # the mail server has refused this address
    refused = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.user} {self.made_at:%Y-%m-%d}"

    @property
    def expires_at(self) -> datetime:
        return self.made_at + settings.INVITATION_AGE

    @property
    def is_open(self) -> bool:
        return timezone.now() < self.expires_at

    def code(self) -> str:
        """The secret part of the link: as long as it works, whoever has it gets in."""
        return f"{self.pk}-{TOKENS.make_token(self.user)}"

    def link(self, code: str) -> str:
        """What follows # stays in the browser: no server and no proxy logs it."""
        return f"{settings.PUBLIC_BASE_URL}{reverse('invitation')}#{code}"

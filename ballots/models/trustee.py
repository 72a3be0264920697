"""The trustees of a box: who printed which card, and the key wrapped for each pair."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ballots.trustees import Secret
from campaigns.models import Campaign


class Trustee(models.Model):
    """A trustee card (保管卡): its public half; the secret is on paper alone."""

    class Role(models.TextChoices):
        OFFICE = "office", _("campaign office")
        TEAM = "team", _("supervision team")
        ARCHIVE = "archive", _("archive")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="trustees")
    role = models.CharField(_("role"), max_length=8, choices=Role)
    public_key = models.BinaryField()
    printed_at = models.DateTimeField(_("printed"))
    printed_by = models.CharField(_("printed by"), max_length=150)

    class Meta:
        verbose_name = _("trustee card")
        verbose_name_plural = _("trustee cards")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "role"), name="trustee_role"),
            # nobody ever holds two cards, not even the printer
            models.UniqueConstraint(
                fields=("campaign", "printed_by"), name="trustee_printer"
            ),
        )

    def __str__(self) -> str:
        return str(self.get_role_display())

    def fits(self, secret: Secret) -> bool:
        """Whether this is the secret of this card."""
        public = secret.public(self.campaign_id, self.role)
        return public == bytes(self.public_key)


class Wrap(models.Model):
    """The key of the box, sealed to a pair of cards; empty once it is destroyed."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="wraps")
    first = models.CharField(max_length=8, choices=Trustee.Role)
    second = models.CharField(max_length=8, choices=Trustee.Role)
    sealed = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("wrapped key")
        verbose_name_plural = _("wrapped keys")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "first", "second"), name="wrap_pair"
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.first}+{self.second}"

    @property
    def pair(self) -> tuple[str, str]:
        return self.first, self.second

"""What somebody is to a unit, a group or every campaign, besides office and team."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.group import Group
from campaigns.models.unit import Unit


class RoleQuerySet(models.QuerySet["Role"]):
    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)


class Role(models.Model):
    """A role (design §7); the liaison of a group's lead unit is that of the lead."""

    class Kind(models.TextChoices):
        HEAD = "head", _("head of a unit")
        LIAISON = "liaison", _("liaison of a unit")
        TELLER = "teller", _("teller of a group")
        AUDITOR = "auditor", _("auditor")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="roles"
    )
    kind = models.CharField(
        pgettext_lazy("of a role", "role"), max_length=8, choices=Kind
    )
    unit = models.ForeignKey(
        Unit,
        models.CASCADE,
        related_name="roles",
        null=True,
        blank=True,
        verbose_name=_("unit"),
        help_text=_("Of a head and a liaison."),
    )
    group = models.ForeignKey(
        Group,
        models.CASCADE,
        related_name="roles",
        null=True,
        blank=True,
        verbose_name=_("group"),
        help_text=_("Of a teller."),
    )

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ("kind", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=("head", "liaison"), unit__isnull=False)
                & Q(group__isnull=True)
                | Q(kind="teller", unit__isnull=True, group__isnull=False)
                | Q(kind="auditor", unit__isnull=True, group__isnull=True),
                name="role_place",
                violation_error_message=_(
                    "A head and a liaison are of a unit, a teller is of a group, an "
                    "auditor of neither."
                ),
            ),
            models.UniqueConstraint(
                fields=("user", "kind", "unit"),
                condition=Q(unit__isnull=False),
                name="role_of_unit_once",
            ),
            models.UniqueConstraint(
                fields=("user", "kind", "group"),
                condition=Q(group__isnull=False),
                name="role_of_group_once",
            ),
            models.UniqueConstraint(
                fields=("user", "kind"),
                condition=Q(unit__isnull=True, group__isnull=True),
                name="role_everywhere_once",
            ),
        )

    def __str__(self) -> str:
        of = self.unit or self.group
        return f"{self.get_kind_display()} · {of}" if of else self.get_kind_display()

"""Registers the app, for its system checks alone: it has no tables."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from paper import checks


class PaperConfig(AppConfig):
    name = "paper"
    verbose_name = _("Paper")

    def ready(self) -> None:
        register(checks.fonts)
        register(checks.subsetting)

"""What else happens when a result is certified, in the same transaction."""

from django.conf import settings
from django.utils.module_loading import import_string

from campaigns.models import Campaign


def follow(campaign: Campaign) -> None:
    """Call what the settings name: an app above this one records what is released."""
    for name in settings.AT_CERTIFICATION:
        import_string(name)(campaign)

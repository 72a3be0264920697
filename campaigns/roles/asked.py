"""What templates ask about the user."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from campaigns.roles.people import is_office, keeps_people, reads_configuration
from campaigns.roles.results import reads_cases


def for_templates(request: HttpRequest) -> dict[str, Any]:
    """What templates ask about the user; looked up only where one asks."""

    def lazily(asked: Callable[[Any], bool]) -> SimpleLazyObject:
        return SimpleLazyObject(lambda: asked(request.user))

    return {
        "of_office": lazily(is_office),
        "configures": lazily(reads_configuration),
        "keeps_people": lazily(keeps_people),
        "reads_cases": lazily(reads_cases),
    }

"""What is known of how to reach somebody: free text, maybe with an address."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

# what stands between a number and an address in one contact
BETWEEN = re.compile(r"[\s,;:/、，；：<>]+")


def email_in(contact: str) -> str:
    """The first e-mail address in a contact, or nothing: a contact is free text."""
    for word in BETWEEN.split(contact) if "@" in contact else ():
        try:
            validate_email(word)
        except ValidationError:
            continue
        return word
    return ""

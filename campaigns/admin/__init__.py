"""Configuring campaigns in the admin, a module a noun."""

from campaigns.admin import (
    account,
    campaign,
    form,
    group,
    indicator,
    rule,
    scale,
    subject,
    unit,
)

__all__ = [
    "account",
    "campaign",
    "form",
    "group",
    "indicator",
    "rule",
    "scale",
    "subject",
    "unit",
]

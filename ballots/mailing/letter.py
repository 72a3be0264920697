"""The letter to a rater, in both languages; nobody adds a word of his own to it.

All of a pool get the same words, so that no letter can lean on how somebody votes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ballots import when
from ballots.models import Mailing
from campaigns.definition import Definition, Pool
from campaigns.frozen import frozen
from campaigns.models import Campaign, Group, Rater
from campaigns.text import Text

APART = "\n\n————————\n\n"
# no holiday reply comes back, which would tell the office about somebody's day
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


@dataclass(frozen=True)
class Sample:
    """A letter as it will be got; the name stands for anybody's."""

    pool: Text
    text: str


@dataclass(frozen=True)
class Writer:
    """Writes the letters of one kind."""

    campaign: Campaign
    kind: str

    @cached_property
    def definition(self) -> Definition:
        return frozen(self.campaign)

    @property
    def subject(self) -> str:
        """In the site's language; one line, whatever the title holds."""
        with translation.override(settings.LANGUAGE_CODE):
            if self.kind == Mailing.Kind.NOTICE:
                text = _("Notice: you are asked to rate in “%s”") % self.campaign
            else:
                text = _("Reminder to all: “%s”") % self.campaign
        return " ".join(text.split())

    def text(self, name: str, pool: Pool, unit: str) -> str:
        """The words to somebody of this pool on the list of this unit."""
        parts = []
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                context = self._context(pool, unit) | {"name": name or _("(name)")}
                parts.append(render_to_string(f"ballots/mail/{self.kind}.txt", context))
        return APART.join(part.strip() for part in parts) + "\n"

    def _context(self, pool: Pool, unit: str) -> dict[str, Any]:
        group = self.definition.group_of(unit)
        names = (self.campaign.text, self.campaign.stage_text)
        return {
            "title": " · ".join(str(name) for name in names if name),
            "campaign": self.campaign,
            "pool": pool,
            "group": group,
            "unit": self.definition.units[unit].name,
            "units": [self.definition.units[code].name for code in group.units],
            "window": when.window(self.campaign),
            "vote": settings.PUBLIC_BASE_URL + reverse("ballots:entry"),
            "receipts": settings.PUBLIC_BASE_URL + reverse("ballots:receipts"),
        }

    def letter(self, rater: Rater, mailing: Mailing) -> EmailMessage:
        pool = self.definition.pools[rater.pool.key]
        text = self.text(rater.name, pool, rater.unit.code)
        headers = {**HEADERS, "Message-ID": _message_id(rater, mailing)}
        return EmailMessage(self.subject, text, to=[rater.email], headers=headers)

    def samples(self, pool: str = "", group: Group | None = None) -> Iterator[Sample]:
        """What each pool gets, or the one that is asked about."""
        groups = self.definition.groups
        first = groups[group.key] if group else next(iter(groups.values()))
        for each in self.definition.pools.values():
            if each.quota and pool in ("", each.key):
                yield Sample(each.name, self.text("", each, first.units[0]))


def _message_id(rater: Rater, mailing: Mailing) -> str:
    """The same if a letter goes out twice after a crash: then mailboxes show one."""
    name = salted_hmac("ballots.mailing", f"{mailing.pk}/{rater.pk}").hexdigest()
    return f"<{name}@{settings.ALLOWED_HOSTS[0]}>"

"""To run when the database was restored from a backup, before the site serves again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.models import Box, Ticket


class Command(BaseCommand):
    help = (
        "Suspend every open campaign after a backup was restored; prints each one "
        "with its number of envelopes, to compare with the turnout that was noted."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        boxes = Box.objects.suspend_open()
        for box in boxes:
            used = Ticket.objects.filter(campaign=box.campaign).used().count()
            text = ngettext(
                "%(id)d %(title)s: suspended with %(n)d envelope",
                "%(id)d %(title)s: suspended with %(n)d envelopes",
                used,
            )
            said = {"id": box.pk, "title": box.campaign, "n": used}
            self.stdout.write(text % said)
        if not boxes:
            self.stdout.write(_("No campaign is open: nothing to suspend."))

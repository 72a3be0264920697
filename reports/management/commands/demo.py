"""Make the demo, or say again how to get into it."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from reports.demo import make


class Command(BaseCommand):
    help = "Make the demo campaigns on first run; print addresses and logins."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            text = _("The demo goes into the demo database only: set DEMO=1.")
            raise CommandError(text, returncode=2)
        note = Path(settings.KEY_DIR) / "demo-logins.json"
        if not note.exists():
            self.make(note)
        logins = json.loads(note.read_text(encoding="utf-8"))
        self.stdout.write(addresses(logins))

    def make(self, note: Path) -> None:
        """Fill an empty database; refuse to touch one that holds anything."""
        if Campaign.objects.exists() or get_user_model().objects.exists():
            text = _(
                "This database is not empty and holds no whole demo. Start with "
                "DEMO=false to serve what is there, or remove the folder var to make "
                "the demo afresh."
            )
            raise CommandError(text, returncode=2)
        self.stdout.write(_("Making two demo campaigns with 160 slips …"))
        logins = make()
        note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        note.touch(mode=0o600)
        note.write_text(json.dumps(logins), encoding="utf-8")


def addresses(logins: dict[str, str]) -> str:
    """Addresses and logins, in Chinese and English."""
    site = settings.PUBLIC_BASE_URL
    return "\n".join(
        (
            f"  投票 vote as a sample rater   {site}/demo/rater/",
            f"  活动办 campaign office        {site}/accounts/login/   "
            f"office / {logins['office']}",
            f"  督导组 supervision team       {site}/accounts/login/   "
            f"supervisor / {logins['supervisor']}",
            f"  账号管理 accounts             {site}/accounts/login/   "
            f"admin / {logins['admin']}",
        )
    )

"""Who keeps the key of a box: three trustees, or the server in a file."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

from django.db import models
from django.utils.translation import gettext as _

from ballots.custody import KeyFile, Progress
from ballots.models.trustees import Trustees
from campaigns.models import Campaign

if TYPE_CHECKING:
    from ballots.models.box import Box


class Keeping(models.Model):
    """The part of a box that knows of its key.

    Custody: two of three trustee cards, or a key file on the server, the weaker of two
    choices; every report says so.
    """

    Custody = Campaign.Custody

    custody = models.CharField(max_length=8, choices=Custody, default=Custody.FILE)
    # empty until the third trustee card is printed
    public_key = models.BinaryField(default=b"")
    # when every pair of the cards has opened dummies
    tried_at = models.DateTimeField(null=True)
    rewritten = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def trustees(self) -> Trustees:
        return Trustees(cast("Box", self))

    @property
    def has_cards(self) -> bool:
        return self.custody == self.Custody.CARDS

    @property
    def has_key(self) -> bool:
        """Whether what opens the box is where it belongs, cards apart."""
        return self.trustees.wrapped if self.has_cards else self.key_file.exists()

    @property
    def kept(self) -> str:
        """Who keeps the key, as every report says it."""
        if self.has_cards:
            return _("two of three trustee cards (office, supervision team, archive)")
        return _(
            "key file on the server: whoever runs it could have opened the box early "
            "(the weaker of two ways)"
        )

    @property
    def key(self) -> KeyFile:
        return KeyFile.of(self.pk, bytes(self.public_key))

    @property
    def key_file(self) -> Path:
        return self.key.path

    @property
    def progress_file(self) -> Path:
        """Where the opening process says how far it is; outside the database."""
        return self.key_file.with_suffix(".progress")

    @property
    def progress(self) -> Progress:
        return Progress(self.progress_file)

    def destroy_key(self) -> None:
        """Remove the key file, or the wrapped key, whose remains are cleared later."""
        if not self.has_cards:
            return self.key.destroy()
        self.trustees.destroy()
        self.rewritten = False
        return self.save(update_fields=["rewritten"])

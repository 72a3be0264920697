"""What left the site as a file: who took it when, and the site's signature on it."""

import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models.entry import record
from audit.signing import SigningFile, key_id, signed_by

FORMAT = "appraisal-export-1"


class SigningKeyManager(models.Manager["SigningKey"]):
    def current(self) -> "SigningKey":
        """The newest key whose private half is here; made where there is none."""
        for key in self.order_by("-made_at", "-pk"):
            if key.file.path.exists():
                return key
        return self.renew()

    def renew(self, by: str = "") -> "SigningKey":
        """A new key for all that is signed from now on; old signatures still hold."""
        private = Ed25519PrivateKey.generate()
        public = private.public_key().public_bytes_raw()
        name = key_id(public)
        made = SigningFile.of(name).made(private.private_bytes_raw())
        with made, transaction.atomic():
            record("signing key", by=by, key=name)
            return self.create(pk=name, public=public)


class SigningKey(models.Model):
    """The public half of a key of the site; it stays after another one took over."""

    id = models.CharField(primary_key=True, max_length=32)
    public = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = SigningKeyManager()

    def __str__(self) -> str:
        return self.pk

    def retire(self) -> None:
        """Destroy the private half: nothing is signed with it any more."""
        self.file.path.unlink(missing_ok=True)

    @property
    def file(self) -> SigningFile:
        return SigningFile.of(self.pk)


class ExportManager(models.Manager["Export"]):
    def sign(self, content: bytes, **what: Any) -> "Export":
        """Record a file that somebody takes away, and sign what is said of it."""
        return self.vouch(hashlib.sha256(content).hexdigest(), **what)

    def vouch(
        self, sha256: str, *, campaign: int, kind: str, by: str = "", **what: Any
    ) -> "Export":
        """The same for a file that is too large to be in memory at once.

        `what`: its name, and the version of the results that it shows.
        """
        export = Export(
            campaign=campaign,
            kind=kind,
            sha256=sha256,
            by=by,
            at=timezone.now().replace(microsecond=0),
            **what,
        )
        told = {"kind": str(kind), "sha256": export.sha256}
        with transaction.atomic():
            entry = record(
                "export", by=by, campaign=campaign, version=export.version, **told
            )
            export.seq = entry.seq
            export.key = SigningKey.objects.current()
            export.signature = export.key.file.sign(export.statement())
            export.save(force_insert=True)
        return export


class Export(models.Model):
    """A file that left the site; the file itself is not kept, it can be made again."""

    class Kind(models.TextChoices):
        PDF = "pdf", _("PDF file")
        WORKBOOK = "xlsx", _("Excel file")
        WORD = "docx", _("Word file")
        JSON = "json", _("JSON file")
        CSV = "csv", _("CSV file")
        ZIP = "zip", _("ZIP file")

    # a number, no foreign key: what was taken away outlives what it was taken from
    campaign = models.PositiveBigIntegerField()
    seq = models.PositiveIntegerField()  # of the entry in the campaign's chain
    kind = models.CharField(max_length=4, choices=Kind)
    name = models.CharField(max_length=200)
    version = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="exports")
    signature = models.BinaryField()

    objects = ExportManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("campaign", "seq"), name="export_entry"),
        )

    def __str__(self) -> str:
        return self.name

    def said(self) -> dict[str, Any]:
        """What the site says of the file, and signs."""
        return {
            "format": FORMAT,
            "campaign": self.campaign,
            "kind": self.kind,
            "name": self.name,
            "version": self.version,
            "sha256": self.sha256,
            "by": self.by,
            "at": self.at.isoformat(),
            "key": self.key_id,
        }

    def statement(self) -> bytes:
        """The same in bytes, whoever writes them."""
        return canonical(self.said())

    @property
    def holds(self) -> bool:
        """Whether the signature is that of the site on what stands here now."""
        public, signature = bytes(self.key.public), bytes(self.signature)
        mine = key_id(public) == self.key_id
        return mine and signed_by(public, signature, self.statement())

    def signature_file(self) -> str:
        """What travels beside the file, so that a copy can be verified anywhere."""
        proof = {
            "public": bytes(self.key.public).hex(),
            "signature": bytes(self.signature).hex(),
        }
        return json.dumps(self.said() | proof, ensure_ascii=False, indent=2) + "\n"


def canonical(said: dict[str, Any]) -> bytes:
    """The bytes that are signed: one line of JSON, keys in order."""
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()

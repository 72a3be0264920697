"""A file with the report on a measure: what shows that it was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from audit.models import record
from ballots.models import Box
from campaigns.models import Campaign

MOST = 5  # files with one report
OVER = ("closed", "withdrawn")  # states of a measure


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it was read and written anew, with the name that it came under."""

    name: str
    kind: str
    content: bytes


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def light(self) -> Self:
        """Without the bytes, which may be ten million."""
        return self.defer("content")

    def keep(self, progress: Any, files: Iterable[Handed]) -> list[str]:
        """The files of one report, the same bytes once; their hashes."""
        found = {sha256(file.content).hexdigest(): file for file in files}
        rows = [
            self.model(
                progress=progress,
                name=file.name,
                kind=file.kind,
                size=len(file.content),
                sha256=digest,
                content=file.content,
            )
            for digest, file in found.items()
        ]
        self.bulk_create(rows)
        return list(found)

    def done_with(self) -> Self:
        """Files that nobody has to look at any more: measure or case is closed.

        A measure of a case goes with its case, which may still send it back.
        """
        alone = Q(progress__measure__case=None)
        rows = self.filter(content__isnull=False)
        return rows.filter(
            (alone & Q(progress__measure__state__in=OVER))
            | Q(progress__measure__case__state="closed")
        )

    def erase(self) -> int:
        """Forget bytes and names, for archiving; kind, size and hash stay."""
        return self.update(content=None, name="", erased_at=timezone.now())

    def erase_late(self, campaign: Campaign) -> None:
        """The same of what was still at work when the campaign was archived.

        Of rows of one campaign: a measure that was closed, the measures of a case.
        Archiving locks the same row, so that nothing falls between the two. Call it
        before anything else of the act is recorded.
        """
        rows = Campaign.objects.select_for_update().only("pk", "erased_at")
        if rows.get(pk=campaign.pk).erased_at is None:
            return
        if n := self.done_with().erase():
            # what was written in the files of the database goes with the next rewrite
            Box.objects.filter(pk=campaign.pk).update(rewritten=False)
            record("evidence erased", campaign=campaign.pk, files=n)


class Evidence(models.Model):
    """One file: what is kept of it was written anew, and is known by its SHA-256."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "DOCX"
        JPG = "jpg", "JPG"
        PNG = "png", "PNG"

    progress = models.ForeignKey("Progress", models.CASCADE, related_name="files")
    name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=4, choices=Kind)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name or f"{self.get_kind_display()} {self.sha256[:8]}"

    @property
    def stem(self) -> str:
        """Its name without an ending: the ending is that of what it is."""
        return self.name.rpartition(".")[0] or self.name

    def intact(self) -> bool:
        """Whether the bytes are those of which the hash was taken."""
        return sha256(self.content or b"").hexdigest() == self.sha256

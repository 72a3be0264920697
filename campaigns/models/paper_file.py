"""Papers as files: what a unit sent in, and what raters may take away."""

from datetime import timedelta
from hashlib import sha256
from typing import Self

from django.db import models
from django.utils import timezone

KEPT = timedelta(hours=24)  # a file that was looked at and belongs to no paper


class PaperFileQuerySet(models.QuerySet["PaperFile"]):
    def of(self, content: bytes, kind: str, pages: int = 0) -> "PaperFile":
        """The file with this content; the same bytes are kept once."""
        how = {"content": content, "kind": kind, "size": len(content), "pages": pages}
        digest = sha256(content).hexdigest()
        row, made = self.get_or_create(sha256=digest, defaults=how)
        if not made:  # whoever looks at it again has another day for it
            self.filter(pk=digest).update(made_at=timezone.now())
        return row

    def light(self) -> Self:
        """Without the bytes, which may be ten million."""
        return self.defer("content")

    def sweep(self) -> None:
        """Delete what no paper refers to: looked at, never stored, a day ago."""
        old = self.light().filter(made_at__lt=timezone.now() - KEPT)
        old.filter(submitted=None, read=None).delete()


class PaperFile(models.Model):
    """The bytes of a file, known by their SHA-256; never changed, so that it holds.

    Which paper it belongs to is the paper's to say: copies of a campaign share it.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "DOCX"
        TEXT = "text", "TXT"

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    kind = models.CharField(max_length=4, choices=Kind)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)

    objects = PaperFileQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.sha256[:8]}"

    def intact(self) -> bool:
        """Whether the bytes are those of which the hash was taken."""
        return sha256(self.content).hexdigest() == self.sha256

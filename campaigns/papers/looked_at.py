"""A file that was looked at and is not stored yet, as the page carries it."""

from dataclasses import dataclass, field
from typing import Self

from django.core import signing
from django.db import transaction
from django.utils.translation import ngettext

from campaigns.models import Document, PaperFile
from campaigns.papers import clean
from campaigns.papers.page import PaperPage
from campaigns.papers.reading import Found

VALID = 2 * 60 * 60  # seconds from looking to storing
Notes = dict[str, int]


@dataclass(frozen=True, slots=True)
class LookedAt:
    """Its hashes and what is said of it; the bytes wait in the table of files."""

    source: str
    name: str
    pdf: str = ""
    notes: Notes = field(default_factory=dict)

    @classmethod
    def kept(cls, content: bytes, name: str, found: Found) -> Self:
        """Keep the bytes until the paper is stored, or for a day."""
        with transaction.atomic():
            PaperFile.objects.sweep()
            files = PaperFile.objects
            source = files.of(content, found.kind, found.pages)
            pdf = files.of(found.pdf, "pdf", found.pages).pk if found.pdf else ""
        return cls(source.pk, clean.file_name(name), pdf, found.notes)

    @classmethod
    def carried(cls, text: str, page: PaperPage) -> "LookedAt | None":
        """What a page carries, if it is of this paper and person and still there."""
        try:
            values = signing.loads(text, salt=_salt(page), max_age=VALID)
        except signing.BadSignature:
            return None
        found = cls(*values)
        wanted = {found.source, found.pdf} - {""}
        there = PaperFile.objects.filter(pk__in=wanted).count()
        return found if there == len(wanted) else None

    def carry(self, page: PaperPage) -> str:
        values = [self.source, self.name, self.pdf, self.notes]
        return signing.dumps(values, salt=_salt(page))

    def put(self, paper: Document) -> None:
        """The paper is this file from now on."""
        paper.source_id, paper.source_name = self.source, self.name
        paper.pdf_id = self.pdf or None

    def told(self) -> list[str]:
        """What of the file is not in its text."""
        return [told(name, n) for name, n in self.notes.items()]


def told(name: str, n: int) -> str:
    """A note of what reading left out, in words."""
    if name == "pictures":
        text = ngettext(
            "%d picture is not in the text.", "%d pictures are not in the text.", n
        )
    elif name == "footnotes":
        text = ngettext(
            "%d footnote is not in the text; what matters of it belongs into it.",
            "%d footnotes are not in the text; what matters of them belongs into it.",
            n,
        )
    elif name == "scans":
        text = ngettext(
            "%d page is without text, perhaps scanned.",
            "%d pages are without text, perhaps scanned.",
            n,
        )
    elif name == "unread":
        text = ngettext(
            "%d character could not be read; □ stands for it.",
            "%d characters could not be read; □ stands for each.",
            n,
        )
    else:
        text = ngettext(
            "%d character at the end was left out: the text is far too long.",
            "%d characters at the end were left out: the text is far too long.",
            n,
        )
    return text % n


def _salt(page: PaperPage) -> str:
    """Of this paper and this person alone."""
    return "campaigns.papers." + ".".join(map(str, [*page.args, page.user.pk]))

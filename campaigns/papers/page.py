"""One paper of a unit, and who may do what with it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse

from campaigns.models import Campaign, Document, Subject, Unit
from campaigns.papers.blocks import Block, blocks
from campaigns.roles import is_office, reads_papers, writes_papers

OF_UNITS = (Document.Kind.REPORT, Document.Kind.SPEECH)


def paper_at(user: Any, pk: int, paper: int) -> Document:
    """A paper that is there, without the bytes of its files. Raises Http404."""
    rows = Document.objects.whole().select_related("campaign")
    row = rows.filter(campaign=pk, pk=paper).first()
    if row is None or not reads_papers(user, row.campaign, row.unit):
        raise Http404
    return row


@dataclass(frozen=True)
class PaperPage:
    """The place of a paper in a campaign: there may be none there yet."""

    campaign: Campaign
    unit: Unit
    kind: Document.Kind
    subject: Subject | None
    user: Any

    @classmethod
    def at(
        cls, user: Any, pk: int, unit: str, kind: str, subject: str = ""
    ) -> "PaperPage":
        """Raises Http404, alike for what there is not and what is not for `user`."""
        campaign = Campaign.objects.filter(pk=pk).first()
        where = Unit.objects.filter(code=unit, seats__group__campaign=campaign).first()
        if campaign is None or where is None or kind not in Document.Kind:
            raise Http404
        on = where.subjects.filter(campaign=campaign, key=subject).first()
        found = cls(campaign, where, Document.Kind(kind), on, user)
        # a report on one subject comes with a campaign file, and is not begun here
        known = not subject or (on and (found.kind not in OF_UNITS or found.paper))
        if not (known and reads_papers(user, campaign, where)):
            raise Http404
        return found

    @property
    def may_write(self) -> bool:
        """What others say of a unit, and persons of themselves, is the office's."""
        if self.subject or self.kind not in OF_UNITS:
            return is_office(self.user)
        return writes_papers(self.user, self.campaign, self.unit)

    @property
    def changes(self) -> bool:
        """Whether it can be changed here and now."""
        return self.may_write and self.campaign.is_draft and not self.campaign.drill

    @property
    def is_spoken(self) -> bool:
        return self.kind == Document.Kind.SPEECH

    def found(self) -> Document | None:
        """What is there now; of several the one that was first."""
        rows = self.campaign.documents.whole().filter(unit=self.unit, kind=self.kind)
        return rows.filter(subject=self.subject).order_by("pk").first()

    @cached_property
    def paper(self) -> Document | None:
        return self.found()

    @cached_property
    def was(self) -> str:
        """What the paper is, before a form changes the row."""
        return self.paper.fingerprint if self.paper else ""

    @property
    def blank(self) -> Document:
        return Document(
            campaign=self.campaign,
            unit=self.unit,
            kind=self.kind,
            subject=self.subject,
        )

    @property
    def blocks(self) -> list[Block]:
        """The paper as it is read, in the reader's language."""
        return blocks(str(self.paper.text)) if self.paper else []

    @property
    def author(self) -> str:
        return str(self.paper.by) if self.paper else ""

    @property
    def url(self) -> str:
        return reverse("campaigns:paper", args=self.args)

    @property
    def args(self) -> list[Any]:
        args = [self.campaign.pk, self.unit.code, self.kind.value]
        return [*args, self.subject.key] if self.subject else args

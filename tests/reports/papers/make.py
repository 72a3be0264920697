"""Material for papers: a counted campaign whose items all differ, and what is made."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import override
from docx import Document

from ballots.models import Batch, Tally
from campaigns.models import Campaign
from reports import releasing
from reports.build import build
from reports.earlier import trend
from reports.minuted import minutes
from reports.papers.catalogue import KINDS, Material
from tests.make import make_document
from tests.reports.sample import S1, make_result

SERIES = "年度评议"
# of D three cross-unit raters voted: this pool is hidden
VOTES = S1 | {"C": ((10, 4, 1), (14, 4, 2)), "D": ((12, 2, 1), (1, 1, 1))}


def make_varied(**how: Any) -> Campaign:
    """Released; no two items of a subject were answered alike."""
    campaign = make_result(**{"votes": VOTES, **how})
    rows = Tally.objects.filter(campaign=campaign, pool__key="own")
    keys = list(campaign.forms.get().lines.exclude(scale=None).values_list("key"))
    for at, (key,) in enumerate(keys):
        for subject in campaign.subjects.all():
            own = rows.filter(subject=subject, item=key)
            counts = {row.value: row.n for row in own}
            moved = min(at % 9, counts.get(0, 0))
            own.filter(value=0).update(n=counts.get(0, 0) - moved)
            own.filter(value=1).update(n=counts.get(1, 0) + moved)
    releasing.first(campaign)
    return campaign


def make_year(years_ago: int, votes: Any = S1, **campaign: Any) -> Campaign:
    """A released campaign of the series."""
    document = make_document()
    document["campaign"] |= {"series": SERIES} | campaign
    opens = timezone.now() - timedelta(days=365 * years_ago)
    window = {"opens_at": opens, "closes_at": opens + timedelta(days=1)}
    made = make_result(votes, document, **window)
    with override("zh-hans"):
        releasing.first(made)
    return made


def tell(campaign: Campaign) -> None:
    """What the log and the batches hold of a campaign that really took place."""
    box = campaign.box
    box.tell("open", "li", activated=80)
    box.tell("close", "wang", envelopes=80, kept=0, sealed="cd" * 32)
    box.tell("unseal", "li")
    box.tell("count", "", opened=79, void=1, receipts="ef" * 32, tally="01" * 32)
    rows = {"used": 78, "unused": 2, "kept": 0, "voided": 0}
    group = campaign.groups.get()
    Batch.objects.create(
        campaign=campaign, group=group, number=1, slips=80, root="ab" * 32, **rows
    )
    Batch.objects.create(
        campaign=campaign, group=group, number=2, slips=5, root="ba" * 32, voided=5,
        void=True,
    )  # fmt: skip


def make_material(campaign: Campaign, language: str = "en") -> Material:
    """For somebody who may see all of it."""
    with override(language):
        report = build(campaign)
        groups = [group.key for group in report.groups]
        told = minutes(campaign, groups)
        return Material(report, told, trend(campaign), frozenset(KINDS))


def made(material: Material, name: str, how: str) -> bytes:
    with override(material.report.language):
        item = material.item(name)
        assert item
        return item.render(material, how)


def words(content: bytes) -> str:
    """The text of a DOCX, its tables too, in order."""
    return "\n".join(_texts(Document(BytesIO(content))))


def _texts(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                yield " | ".join(cell.text for cell in row.cells)
        else:
            yield block.text

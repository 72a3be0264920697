"""A question that a draft is given from outside, with papers to be read beside it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Max

from campaigns.models.refusals import WrongState
from campaigns.unasked import ITEM, MENDED, NOTHING, unasked


@dataclass(frozen=True, slots=True)
class Question:
    """The section on the points of the last appraisal, and its one item."""

    title: str
    title_en: str
    text: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What raters of a unit read before they answer it."""

    unit: int
    title: str
    title_en: str
    body: str
    body_en: str


class Asking(models.Model):
    """The part of a draft that takes a question, keeps it once, and gives it back."""

    pk: Any
    document: Any
    forms: Any
    documents: Any

    class Meta:
        abstract = True

    def asked_forms(self) -> list[Any]:
        """The forms on which units are rated, with the scale that the item would have.

        That of the overall item, or of the first item answered by one option; None
        where no item is.
        """
        rows = self.forms.filter(subjects__kind="team").distinct().order_by("key")
        found = list(rows.prefetch_related("lines__scale"))
        for form in found:
            lines = sorted(form.lines.all(), key=lambda line: not line.main)
            scales = [line.scale for line in lines if line.scale]
            form.asked = next((s for s in scales if s.kind == "choice"), None)
        return found

    def ask(self, question: Question, papers: Iterable[Beside]) -> bool:
        """Add the question to each form and the papers to the units.

        Whether anything changed: what is there stays, a paper with another text is
        written anew, one that is no longer given goes. Raises WrongState unless it is
        a draft.
        """
        with self._drafted() as draft:
            changed = [_put(form, question) for form in draft.asked_forms()]
            given = {paper.unit: paper for paper in papers}
            stale = draft.given_papers().exclude(unit__in=given)
            changed.append(bool(stale.delete()[0]))
            changed += [draft._lay(paper) for paper in given.values()]
        return any(changed)

    def take_back(self) -> bool:
        """Take question and papers out again. Raises WrongState unless a draft.

        Whether all of it is out: an item stays that was made to decide meanwhile.
        """
        with self._drafted() as draft:
            for form in unasked(draft.document())["forms"]:
                left = [line["key"] for line in form["lines"]]
                lines = draft.forms.get(key=form["key"]).lines
                lines.filter(key__in=(MENDED, ITEM)).exclude(key__in=left).delete()
            draft.given_papers().delete()
            return not draft.forms.filter(lines__key=ITEM).exists()

    def given_papers(self) -> Any:
        kind = self.documents.model.Kind.POINTS
        return self.documents.filter(kind=kind, subject=None)

    @contextmanager
    def _drafted(self) -> Iterator[Any]:
        """Alone with the draft, as it is now: nobody freezes it meanwhile."""
        with transaction.atomic():
            rows: Any = type(self)._default_manager  # type: ignore[attr-defined]
            row = rows.select_for_update().get(pk=self.pk)
            if not row.is_draft or row.drill:
                raise WrongState(f"{self.pk}: no draft")
            yield row

    def _lay(self, paper: Beside) -> bool:
        """A paper beside the form, unless it lies there as it is."""
        told = asdict(paper)
        unit = told.pop("unit")
        there = self.given_papers().filter(unit=unit)
        if there.filter(**told).exists():
            return False
        if not there.update(**told):
            kind = self.documents.model.Kind.POINTS
            self.documents.create(unit_id=unit, kind=kind, **told)
        return True


def _put(form: Any, question: Question) -> bool:
    """An item that decides nothing under its heading, at the end of a form."""
    if form.asked is None or form.lines.filter(key=ITEM).exists():
        return False
    last = form.lines.aggregate(last=Max("position"))["last"] or 0
    heading, made = form.lines.get_or_create(
        key=MENDED,
        defaults={
            "kind": "heading",
            "text": question.title,
            "text_en": question.title_en,
            "weight": NOTHING,
            "position": last + 1,
        },
    )
    form.lines.create(
        kind="item",
        key=ITEM,
        text=question.text,
        text_en=question.text_en,
        scale=form.asked,
        weight=NOTHING,
        # at the place of one that stayed it is the first line below
        position=heading.position + made,
    )
    return True

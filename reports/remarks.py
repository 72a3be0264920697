"""What was written on each subject, as far as it may be read outside the team.

Texts are loaded only when the supervision team has let them go; until then there are
numbers and nothing else. In a drill nobody reads first: its comments are made up.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots import disclosure
from ballots.models import Comment, CommentRelease, Summary
from ballots.models.comment import LONG
from campaigns.definition import Floors
from campaigns.models import Campaign

Review = Comment.Review


@dataclass(frozen=True, slots=True)
class Remarks:
    """The comments on one subject; `texts` are None until they are released.

    `shared` are those of the texts that stand on other units word for word as well.
    """

    written: int = 0
    read: int = 0
    withheld: int = 0
    texts: tuple[str, ...] | None = None
    summary: str = ""
    shared: frozenset[str] = frozenset()

    def state(self, valid: int, floors: Floors, drill: bool) -> str:
        """How far they are out; by numbers alone, never by what was written."""
        if not self.written:
            return "none"
        if not disclosure.comments_shown(valid, self.written, floors):
            return "few"
        if drill:
            return "drill"
        return "unread" if self.texts is None else "released"


NOTHING = Remarks(texts=())


def note(state: str, remarks: Remarks) -> str:
    """What became of the comments on a subject."""
    words = {"n": remarks.written, "read": remarks.read, "withheld": remarks.withheld}
    if state == "none":
        return _("Nobody wrote a comment.")
    if state == "drill":
        return _(
            "Drill: shown as they were written. In a real campaign the supervision "
            "team reads them first."
        )
    if state == "few":
        text = ngettext(
            "%(n)d comment: hidden, because so few point at those who wrote them.",
            "%(n)d comments: hidden, because so few ballots or comments point at those "
            "who wrote them.",
            remarks.written,
        )
        return text % words
    if state == "unread":
        text = _(
            "%(read)d of %(n)d read by the supervision team. They are shown when it "
            "has released them, all at once."
        )
        return text % words
    text = _(
        "%(n)d written, %(withheld)d of them withheld by the supervision team. "
        "Shuffled, without class of rater or time."
    )
    return text % words


def load(campaign: Campaign) -> dict[str, Remarks]:
    """By subject; in a fixed number of queries."""
    out = campaign.drill or CommentRelease.objects.filter(campaign=campaign).exists()
    texts, shared = _texts(campaign) if out else ({}, frozenset())
    summaries = Summary.objects.filter(campaign=campaign)
    keys = ("subject__key", "text")
    told = dict(summaries.values_list(*keys)) if out and not campaign.drill else {}
    return {
        key: Remarks(
            written,
            read,
            withheld,
            mixed(campaign.pk, key, texts.get(key, ())) if out else None,
            told.get(key, ""),
            shared & frozenset(texts.get(key, ())),
        )
        for key, written, read, withheld in _numbers(campaign)
    }


def _numbers(campaign: Campaign) -> Iterable[tuple[str, int, int, int]]:
    rows = Comment.objects.filter(campaign=campaign).values_list("subject__key")
    return rows.annotate(
        written=Count("pk"),
        done=Count("pk", filter=~Q(review=Review.UNREAD)),
        held=Count("pk", filter=Q(review=Review.WITHHELD)),
    ).order_by("subject__key")


def _texts(campaign: Campaign) -> tuple[Mapping[str, Sequence[str]], frozenset[str]]:
    """What goes out on each subject, and what stands on several units."""
    rows = Comment.objects.filter(campaign=campaign)
    rows, column = (rows, "text") if campaign.drill else (rows.passed(), "published")
    found: dict[str, list[str]] = defaultdict(list)
    units: dict[str, set[int]] = defaultdict(set)
    for key, unit, text in rows.values_list("subject__key", "subject__unit", column):
        found[key].append(text)
        units[text].add(unit)
    several = (t for t, on in units.items() if len(t) >= LONG and len(on) > 1)
    return found, frozenset(several)


def mixed(campaign: int, key: str, texts: Iterable[str]) -> tuple[str, ...]:
    """The texts in an order that is nobody's, and the same at every download (C-h)."""
    rows = sorted(texts)
    random.Random(f"{campaign} {key}").shuffle(rows)  # noqa: S311 - no secret
    return tuple(rows)

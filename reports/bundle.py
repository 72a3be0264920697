"""All papers of a campaign as one ZIP, made in the background and kept for a day.

A paper at a time is stored; whatever is killed in between goes on with the next.
"""

import gc
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy, gettext_noop, ngettext_lazy

from audit.models import Export
from ballots.models.archiving import Part
from ballots.papers.zipping import zipped
from campaigns.models import Campaign
from jobs.kinds import CannotGoOn, Kind
from jobs.models import Job, Outcome
from paper.pdf import joined
from reports.casework.filed import material
from reports.papers.catalogue import Item, Material
from reports.seen import seen
from reports.unshown import UNSHOWN

NAME = "official papers"  # in the settings
# it goes when names are erased: papers of cases have those of the files of evidence
ERASED = Part(
    "official papers",
    gettext_lazy("Official papers that were made as a ZIP: files"),
    ngettext_lazy("%d file of official papers", "%d files of official papers"),
    lambda campaign: Outcome.objects.about(NAME, campaign.pk),
)
NOTHING = gettext_noop(
    "There is no result any more that could be put on paper. Look at the results."
)
LANGUAGES = [code for code, _name in settings.LANGUAGES]
LONGEST = 180  # characters of a file's name


def files(made_of: Material) -> list[tuple[Item, str]]:
    """Every file of the ZIP, in its order."""
    return [(item, how) for item in made_of.offered for how in item.kind.formats]


def stamp(made_of: Material) -> str:
    """What the papers show and whom they are for: when it differs, they are others."""
    report = made_of.report
    keys = [one.key for group in report.groups for one in group.subjects]
    told = [report.basis, report.head, report.version, report.released, sorted(keys)]
    # comments in raters' words or in the team's, the campaigns before this one, points
    read = [one.comments.state for group in report.groups for one in group.subjects]
    cases = [[key, one.about, one.stamp] for key, one in made_of.cases.items()]
    also = [read, repr(made_of.trend), repr(made_of.ledger), cases]
    text = json.dumps([*told, sorted(made_of.kinds), report.language, *also])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _key(start: str, number: int) -> str:
    return f"{start}/{number:05}"


def in_zip(item: Item, how: str) -> str:
    """A folder a kind; the name has what a file system takes."""
    name = item.about or str(item.kind.title)
    safe = "".join("_" if c in '\\/:*?"<>|' or c < " " else c for c in name)
    # what a case is about begins with its number already
    key = f"{item.key} " if item.key and item.kind.of != "case" else ""
    return f"{item.kind.title}/{key}{safe[:LONGEST]}.{how}"


@dataclass
class Bundle:
    """The papers that one job makes for one reader."""

    job: Job

    @cached_property
    def material(self) -> Material:
        """What its reader may see now. Raises CannotGoOn."""
        campaign = Campaign.objects.filter(pk=self.job.about[0]).first()
        user = get_user_model().objects.filter(pk=self.job.about[1]).first()
        if campaign is None or user is None:
            raise CannotGoOn(NOTHING)
        try:
            return material(user, campaign, seen(user, campaign))
        except (Http404, *UNSHOWN):
            raise CannotGoOn(NOTHING) from None

    @property
    def language(self) -> str:
        return LANGUAGES[self.job.about[2]]

    def make(self) -> Iterator[int]:
        """File by file; what an earlier try has stored is passed by."""
        with translation.override(self.language):
            found, start = files(self.material), stamp(self.material)
        self.job.outcomes.exclude(key__startswith=start).delete()
        there = set(self.job.outcomes.values_list("key", flat=True))
        for done, (item, how) in enumerate(found):
            key = _key(start, done)
            if key not in there:
                yield from (done for _part in self._file(key, item, how))
                # a laid out page is a ring of boxes: left to itself, the collector
                # comes when hundreds of megabytes wait for it
                gc.collect()
            yield done + 1

    def _file(self, key: str, item: Item, how: str) -> Iterator[None]:
        parts, of = [], item.parts(self.material, how)
        while True:
            # nobody else's language is changed while this one waits
            with translation.override(self.language):
                part = next(of, None)
            if part is None:
                break
            parts.append(part)
            yield
        with translation.override(self.language):
            self._store(key, in_zip(item, how), joined(parts), how)

    def _store(self, key: str, name: str, content: bytes, how: str) -> None:
        """With its signature, so that a file out of the ZIP can be verified, too."""
        report = self.material.report
        row = Outcome(job=self.job, key=key, name=name, content=content)
        what = {"kind": how, "name": name[-200:], "version": report.version}
        with transaction.atomic():
            # whoever was taken for dead may have made the very same meanwhile
            Outcome.objects.bulk_create([row], ignore_conflicts=True)
            Export.objects.sign(
                content, campaign=report.campaign, by=self.job.by, **what
            )


def make(job: Job) -> Iterator[int]:
    yield from Bundle(job).make()


def _after(job: Job) -> str:
    return reverse("reports:papers", args=job.about[:1])


BUNDLE = Kind(gettext_lazy("Making all papers"), make, _after, of_campaign=True)


# asking for it --------------------------------------------------------------------


def about(campaign: Campaign, user: Any) -> list[int]:
    """Campaign, reader and language: nobody gets what was made for another."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return [campaign.pk, user.pk, LANGUAGES.index(language)]


def start(campaign: Campaign, user: Any, made_of: Material) -> Job:
    """Make it anew; what was made before is erased."""
    asked, total = about(campaign, user), len(files(made_of))
    with transaction.atomic():
        by = user.get_username()
        job = Job.objects.start(NAME, by=by, about=asked, total=total)
        Outcome.objects.erase_before(job)
    return job


@dataclass(frozen=True)
class State:
    """How far the ZIP is that a reader would get."""

    job: Job | None
    stamp: str

    @classmethod
    def of(cls, campaign: Campaign, user: Any, made_of: Material) -> "State":
        job = Job.objects.newest(NAME, about(campaign, user))
        return cls(job, stamp(made_of))

    @cached_property
    def until(self) -> datetime | None:
        """Till when it can be taken away; None where there is none that still holds."""
        return Outcome.until(self.job) if self.job and self._is_whole else None

    @property
    def _is_whole(self) -> bool:
        """Whether it is of today's papers, and none was erased while it was made."""
        rows = self.job.outcomes.all() if self.job else Outcome.objects.none()
        others = rows.exclude(key__startswith=self.stamp)
        return rows.filter(key=_key(self.stamp, 0)).exists() and not others.exists()

    @property
    def at_work(self) -> bool:
        return bool(self.job and not self.job.is_over)

    @property
    def failed(self) -> bool:
        return bool(self.job and self.job.state == Job.State.FAILED)

    def zip(self) -> Iterator[bytes]:
        """Its bytes, one file in memory at a time."""
        rows = self.job.outcomes.all() if self.job else Outcome.objects.none()
        return zipped((row.name, bytes(row.content)) for row in rows.one_by_one())

    def sha256(self) -> str:
        """What the whole file will have; read once for it, once to be taken."""
        digest = hashlib.sha256()
        for part in self.zip():
            digest.update(part)
        return digest.hexdigest()

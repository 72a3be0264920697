"""All papers of a campaign, made in the background and kept for a day.

A volume at a time is stored; whatever is killed in between goes on with the next.
"""

import gc
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy, gettext_noop

from ballots.models import Box
from ballots.papers.naming import in_zip
from ballots.papers.pack import PAPERS, Pack
from ballots.papers.printing import Inside, html, printed
from ballots.papers.volumes import volumes
from ballots.papers.zipping import zipped
from campaigns.models import Campaign
from jobs.kinds import CannotGoOn, Kind
from jobs.models import Job, Outcome
from paper.pdf import Printed

NAME = "papers"
NOT_THERE = gettext_noop("The campaign is not there any more.")
ERASED = gettext_noop("The names were erased, and the ZIP of the papers with them.")
# the cover sheet says how long the others are
ORDER = [*list(PAPERS)[1:], "cover"]
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass
class Bundle:
    """The papers of every group, as one job prints them."""

    job: Job
    alike: dict[str, Printed] = field(default_factory=dict)

    @cached_property
    def box(self) -> Box:
        box = Box.objects.select_related("campaign").filter(pk=self.job.about[0])
        found = box.first()
        if found is None:
            raise CannotGoOn(NOT_THERE)
        return found

    @property
    def language(self) -> str:
        return LANGUAGES[self.job.about[1]]

    @cached_property
    def there(self) -> set[str]:
        """What an earlier try has stored."""
        return set(self.job.outcomes.values_list("key", flat=True))

    def packs(self) -> Iterator[tuple[int, Pack]]:
        definition = self.box.definition
        for at, group in enumerate(definition.groups.values(), 1):
            yield at, Pack(self.box.campaign, definition, group)

    def make(self, at: int, pack: Pack, what: str) -> Iterator[None]:
        """Every volume of a paper of the group at this place."""
        with translation.override(self.language):
            files = volumes(pack, what)
        start = prefix(at, what)
        for n, parts in enumerate(files, 1):
            key = f"{start}{n:04}"
            if key not in self.there:
                with translation.override(self.language):
                    inside = self._inside(at) if what == "cover" else ()
                    paper = self._printed(what, html(pack, what, parts, inside))
                    number = list(PAPERS).index(what) + 1
                    volume = n if len(files) > 1 else 0
                    name = in_zip(at, pack.group, number, PAPERS[what], volume)
                self._store(key, name, paper)
                # a document holds its fonts in circles: left alone they pile up
                gc.collect()
            yield

    def _printed(self, what: str, text: str) -> Printed:
        if what != "form":
            return printed(text)
        # nothing of the group is in it: many groups have the very same
        if text not in self.alike:
            self.alike[text] = printed(text)
        return self.alike[text]

    def _store(self, key: str, name: str, paper: Printed) -> None:
        row = Outcome(job=self.job, key=key, name=name)
        row.extent, row.content = paper.pages, paper.content
        rows = Campaign.objects.select_for_update(no_key=True)
        with transaction.atomic():
            # names that were read before the erasing are not put down after it
            if not rows.filter(pk=self.job.about[0], erased_at=None).exists():
                raise CannotGoOn(ERASED)
            # whoever was taken for dead may have printed the very same meanwhile
            Outcome.objects.bulk_create([row], ignore_conflicts=True)

    def _inside(self, at: int) -> list[Inside]:
        found = []
        for what in ORDER[:-1]:
            rows = self.job.outcomes.under(prefix(at, what))
            sums = rows.aggregate(files=Count("pk"), pages=Sum("extent", default=0))
            if sums["files"]:
                found.append(Inside(PAPERS[what], sums["files"], sums["pages"]))
        return found


def prefix(at: int, what: str = "") -> str:
    """How the keys of a group or paper begin; of one length, so that they sort."""
    paper = f"{list(PAPERS).index(what):02}/" if what else ""
    return f"{at:04}/{paper}"


def make(job: Job) -> Iterator[int]:
    """Paper by paper; between the volumes of a long one it shows that it is alive."""
    bundle, done = Bundle(job), 0
    for at, pack in bundle.packs():
        for what in ORDER:
            yield from (done for _volume in bundle.make(at, pack, what))
            done += 1
            yield done


def _after(job: Job) -> str:
    return reverse("ballots:papers", args=job.about[:1])


BUNDLE = Kind(gettext_lazy("Printing all papers"), make, _after, of_campaign=True)


# asking for it ------------------------------------------------------------------


def about(campaign: Campaign) -> list[int]:
    """Campaign and language: papers are in the language of who asks for them."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return [campaign.pk, LANGUAGES.index(language)]


def start(campaign: Campaign, groups: int, by: str) -> Job:
    """Make it anew; what was made before is erased."""
    total = groups * len(PAPERS)
    with transaction.atomic():
        asked = about(campaign)
        job = Job.objects.start(NAME, by=by, about=asked, total=total)
        Outcome.objects.erase_before(job)
    return job


@dataclass(frozen=True)
class State:
    """How far the ZIP is that the reader would get."""

    job: Job | None

    @classmethod
    def of(cls, campaign: Campaign) -> "State":
        return cls(Job.objects.newest(NAME, about(campaign)))

    @cached_property
    def until(self) -> datetime | None:
        """Till when it can be taken away; None where there is none."""
        return Outcome.until(self.job) if self.job else None

    @property
    def at_work(self) -> bool:
        return bool(self.job and not self.job.is_over)

    @property
    def failed(self) -> bool:
        return bool(self.job and self.job.state == Job.State.FAILED)

    def zip(self, at: int = 0) -> Iterator[bytes]:
        """The ZIP, or that of the group at this place."""
        rows = self.job.outcomes.all() if self.job else Outcome.objects.none()
        if at:
            rows = rows.under(prefix(at))
        return zipped((row.name, bytes(row.content)) for row in rows.one_by_one())

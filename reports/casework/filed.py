"""A case as it goes on paper: read once, for one reader, as plain rows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import get_language

from campaigns.models import Campaign
from reports import seen
from reports.case_file import CaseFile, Figures, File, Filed, Planned, Told
from reports.casework import before_after
from reports.casework.reader import Reader
from reports.models import Case, Measure, Progress, Release, Step
from reports.models.step import Side, Signed
from reports.papers.catalogue import Material
from reports.report import Report

ROWS = ("campaign", "subject__unit", "second")
# of these the paper has no names any more
GONE = Q(measures__progress__files__erased_at__isnull=False)


def filed(user: Any, case: Case) -> CaseFile:
    """The case as `user` may take it away: as much of it as its page shows him."""
    reader = Reader.of(user, case)
    shown = reader.reads(case.steps.all())
    measures = list(case.measures.with_course())
    numbers = {row.pk: at for at, row in enumerate(measures, 1)}
    steps = tuple(_steps(shown, numbers, reader))
    work = [told for row in measures for told in _progress(row, numbers[row.pk])]
    campaign = case.campaign
    return CaseFile(
        number=case.number,
        title=case.title,
        unit=str(case.unit),
        campaign=str(campaign),
        office=str(campaign.office_text),
        language=get_language() or "",
        time_zone=campaign.time_zone,
        drill=campaign.drill,
        version=case.version,
        definition_hash=campaign.definition_hash,
        state=case.get_state_display(),
        outcome=case.get_outcome_display() if case.outcome else "",
        turn=case.whose,
        due=None if case.is_closed else case.deadline,
        finding=str(case.words),
        figures=_figures(before_after.of(case, reader)),
        steps=steps,
        course=tuple(sorted([*steps, *work], key=lambda told: told.at)),
        measures=tuple(_planned(row, numbers[row.pk]) for row in measures),
        second=_second(case),
        whole=reader.inside,
        opened_at=case.opened_at,
        as_of=_as_of(case, shown, reader),
    )


def _as_of(case: Case, shown: list[Step], reader: Reader) -> datetime:
    """When something happened last that the paper tells of, its second vote too."""
    work = Progress.objects.filter(measure__case=case).values_list("at", flat=True)
    told = (case.campaign_id, case.second_id if reader.after else None)
    votes = Release.objects.filter(campaign__in=told)
    moments = [*work, *votes.values_list("made_at", flat=True)]
    return max([case.opened_at, *(step.at for step in shown), *moments])


def _steps(
    shown: list[Step], numbers: dict[int, int], reader: Reader
) -> Iterator[Told]:
    for step in shown:
        told = {"people": step.told.get("people", 0), "outcome": step.outcome}
        told["counts"] = step.told.get("counts", "") if reader.after else ""
        told["measure"] = numbers.get(step.told.get("measure", 0), 0)
        yield _told(step, step.kind, step.get_kind_display(), **told)


def _progress(measure: Measure, number: int) -> Iterator[Told]:
    """That it was planned, the course of the case tells itself."""
    for row in measure.progress.all():
        if row.kind != Progress.Kind.PLANNED:
            name = row.get_kind_display()
            yield _told(row, row.kind, name, measure=number)


def _told(row: Signed, kind: str, name: str, **more: Any) -> Told:
    side = str(Side(row.side).label)
    return Told(kind, name, side, row.name, row.at, row.text, **more)


def _planned(row: Measure, number: int) -> Planned:
    evidence = row.evidence
    told = None
    if evidence:
        told = _told(evidence, evidence.kind, evidence.get_kind_display())
    state = row.get_state_display()
    files = tuple(
        File(str(one), one.size, one.sha256)
        for step in row.progress.all()
        for one in step.files.all()
    )
    return Planned(number, row.text, row.owner, row.due, state, told, files)


def _second(case: Case) -> str:
    second = case.second
    return f"{second} · {second.get_state_display()}" if second else ""


def _figures(found: before_after.Comparison) -> Figures:
    after = found.after
    rules = [one for one in (found.then, found.now) if one]
    return Figures(
        rows=found.rows,
        voted=bool(after and after.subject),
        days=(found.before.when, after.when if after else None),
        rules=tuple(rules),
        changes=tuple(one.sentence for one in found.changes),
        why=tuple(filter(None, [found.before.why, after.why if after else ""])),
    )


# all that go into the papers of a campaign ------------------------------------------


def material(user: Any, campaign: Campaign, report: Report) -> Material:
    """What the papers for `user` are made of, his cases with them."""
    made_of = seen.material(user, campaign, report)
    return replace(made_of, cases=_of(user, campaign))


def _of(user: Any, campaign: Campaign) -> dict[str, Filed]:
    rows = Case.objects.for_user(user).filter(campaign=campaign).order_by("pk")
    rows = rows.select_related(*ROWS).annotate(
        told=Count("steps", distinct=True),
        done=Count("measures__progress", distinct=True),
        gone=Count("measures__progress__files", filter=GONE, distinct=True),
        voted_at=Max("second__releases__made_at"),
    )
    return {str(row.pk): _filed(user, row) for row in rows}


def _filed(user: Any, row: Any) -> Filed:
    second = row.second.state if row.second else ""
    reader = Reader.of(user, row)
    told = f"{row.told} {row.done} {row.gone} {second} {row.voted_at}"
    stamp = f"{told} {reader}"
    return Filed(f"{row.number} {row.title}", stamp, partial(filed, user, row))

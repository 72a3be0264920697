"""Names and words in every table that holds some, for the tests of archiving.

A table that comes later and holds a name belongs in here.
"""

import os
from typing import Any

from django.utils import timezone

from ballots.models import Letter, Mailing
from ballots.papers import bundle
from campaigns.models import Agreement, Campaign, Exchange, Submission, Unit
from jobs.models import Job, Outcome
from reports.models import Interview, Measure
from tests.ballots.make import Hall
from tests.reports.talks.make import make_drawn

HANDED, SENT_BACK, WAIVED = "老周下乡去了", "周明德不是本单位的", "会期提前"
COMES, CALL, WHY, REFUSED = "孙进一", "13700005678", "李退之出差", "李退之未出差"
OBJECTS, LEADER = "吴不同意此人", "郑班长"
NOTED, TOLD, MET = "冯谈话说食堂太远", "冯谈话的要点", "冯谈话家里"
PRINTED = "陈名册"
SHOWN = "韩来访登记"
IN_LISTS = (HANDED, SENT_BACK, COMES, CALL, WHY, REFUSED, OBJECTS, LEADER)
IN_TALKS = (NOTED, TOLD, MET)
ELSEWHERE = (*IN_LISTS, *IN_TALKS, PRINTED, SHOWN)


def name_everywhere(hall: Hall) -> None:
    """In every place but those that `make_over` fills."""
    name_on_lists(hall)
    write_letters(hall)
    hold_talks(hall)
    print_papers(hall.campaign)
    show_evidence(hall.campaign)


def name_on_lists(hall: Hall) -> None:
    """A list sent back, one let pass; an exchange that waits and one refused."""
    campaign = hall.campaign
    a, b = (Unit.objects.get(code=code) for code in "AB")
    of: dict[str, Any] = {"campaign": campaign, "kind": "list"}
    row = Submission.objects.create(
        **of, unit=a, state="returned", note=HANDED, reason=SENT_BACK
    )
    Submission.objects.create(**of, unit=b, state="waived", reason=WAIVED)
    first = campaign.raters.first()
    asked = {"submission": row, "rater": first, "reason": WHY, "asked_by": "liaison"}
    Exchange.objects.create(**asked, name=COMES, contact=CALL)
    Exchange.objects.create(**asked, state="refused", answer=REFUSED)
    seat = campaign.groups.get(key="G1").seats.first()
    Agreement.objects.create(
        seat=seat, agrees=False, words=OBJECTS, digest="0" * 64, by="liaison"
    )
    type(seat).objects.filter(pk=seat.pk).update(leaders=f"{LEADER}一\n{LEADER}二")


def show_evidence(campaign: Campaign) -> None:
    """A file with the report on a measure that is closed."""
    of = {"campaign": campaign, "unit": Unit.objects.get(code="A")}
    row = Measure.objects.create(**of, text="整改", owner="科室", state="closed")
    told = row.progress.create(kind="reported", side="unit", by="head", name="head")
    file = {"name": f"{SHOWN}.jpg", "kind": "jpg", "size": 1, "sha256": "0" * 64}
    told.files.create(**file, content=SHOWN.encode())


def write_letters(hall: Hall) -> None:
    """To everybody on the lists."""
    notice = Mailing.objects.create(campaign=hall.campaign, kind="notice", by="office")
    Letter.objects.bulk_create(
        Letter(mailing=notice, rater=rater, refused=False)
        for rater in hall.campaign.raters.all()
    )


def hold_talks(hall: Hall) -> None:
    Interview.objects.create(
        campaign=hall.campaign, unit=Unit.objects.get(code="A"), number=1,
        draw=make_drawn(hall.campaign, 2), outcome="held", notes=NOTED, points=TOLD,
        place=MET,
    )  # fmt: skip


def print_papers(campaign: Campaign) -> Job:
    """The ZIP of papers, as if it had just been made."""
    job = bundle.start(campaign, 1, "office")
    Job.objects.filter(pk=job.pk).update(state="done", finished_at=timezone.now())
    # so long that no statistics are taken of it, and nothing that can be compressed
    content = PRINTED.encode() + os.urandom(1500)
    Outcome.objects.create(job=job, key="0001/00/0001", name="x", content=content)
    return job

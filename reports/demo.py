"""The demo: one campaign counted, one open, so that a newcomer votes in a minute.

It exists in the demo database only (`settings.DEMO`), which `script/server` makes when
no other database is named. Its logins and sample codes lie in files beside it.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from ballots.models import Batch, Box, Proposal, Salt, Slip, Ticket
from ballots.rehearsal import Entry, cast, play
from ballots.sealing import Key, stretch
from ballots.views import slips
from campaigns.definition import Definition, Place
from campaigns.files import presets, read
from campaigns.load import load
from campaigns.models import Audience, Campaign, Group, GroupUnit, Team
from paper.pdf import render
from reports.releasing import announce

UNITS = {
    "CGJ": ("区城市管理局", "District Urban Management Bureau", (10, 4, 1), (13, 5, 2)),
    "XZFW": ("区行政服务中心", "District Service Centre", (12, 2, 1), (12, 7, 1)),
    "TZPS": ("区政府投资评审中心", "District Investment Review Centre",
             (13, 2, 0), (16, 3, 1)),
    "TJJ": ("区统计局", "District Statistics Bureau", (14, 1, 0), (19, 1, 0)),
}  # fmt: skip
COMMENTS = (
    "办事窗口能不能中午也留一个人值班？",
    "整改要有时间表，希望公开。",
    "下基层多听听商户的意见，别只开座谈会。",
    "比去年有进步。",
)
SAMPLES = 20
CODES, SLIPS = "demo-codes.txt", "demo-slips.pdf"


def document(stage: str, stage_en: str) -> dict[str, Any]:
    """The preset of S1 with the demo's units and office."""
    base = read(presets()["joint-appraisal"])
    keys = list(UNITS)
    base["campaign"] |= {
        "title": f"{stage}集中联评",
        "title_en": f"Joint appraisal, {stage_en}",
        "series": "集中联评（演示）",
        "office": "示例区群众评议活动办公室",
        "office_en": "Example District Campaign Office",
        # so that a newcomer opens the box without three people and their papers
        "custody": "file",
    }
    base["units"] = [
        {"code": key, "name": UNITS[key][0], "name_en": UNITS[key][1]} for key in keys
    ]
    group = {"title": "第三组", "title_en": "Group 3", "lead": keys[0], "units": keys}
    base["groups"] = [{"key": "G3", **group}]
    base["subjects"] = [{"key": key, "unit": key, "form": "form"} for key in keys]
    base["documents"] = [_paper(key) for key in keys]
    return base


def _paper(key: str) -> dict[str, str]:
    name, english = UNITS[key][:2]
    return {
        "unit": key,
        "title": "征求意见情况报告",
        "title_en": "Report on the opinions gathered",
        "body": f"{name}开展座谈 6 次、走访 43 户，收到意见建议 27 条，归并为 15 条；"
        "已立行立改 9 条，其余列入台账，年底前办结。",
        "body_en": f"{english}: 6 meetings, 43 visits, 27 opinions merged into 15; "
        "9 mended at once, the rest are in the ledger and due by the year's end.",
    }


def make() -> dict[str, str]:
    """Make accounts and both campaigns; what to tell the newcomer, by name."""
    names = ("office", "supervisor", "admin")
    logins = {name: secrets.token_urlsafe(12) for name in names}
    users = get_user_model().objects
    users.create_user(
        "office", password=logins["office"], first_name="王敏", is_staff=True
    )
    supervisor = users.create_user(
        "supervisor", password=logins["supervisor"], first_name="李组长"
    )
    users.create_superuser("admin", password=logins["admin"], first_name="账号管理员")
    team = Team.objects.create(name="第三组督导组")
    team.members.add(supervisor)
    counted(team)
    running(team)
    return logins


def _campaign(team: Team, opens: int, closes: int, *stage: str) -> Box:
    now = timezone.now()
    campaign = load(
        document(*stage),
        opens_at=now + timedelta(days=opens),
        closes_at=now + timedelta(days=closes),
    )
    Group.objects.filter(campaign=campaign).update(team=team)
    GroupUnit.objects.filter(group__campaign=campaign).update(team=team)
    return Box.objects.freeze(campaign)


def counted(team: Team) -> Campaign:
    """The counted campaign: a unit to rework, one that just reaches, two that pass."""
    box = _campaign(team, -1, 1, "第一环节", "stage 1")
    play(box, list(votes(box.definition)))
    # as it is really done: by two
    asked = Proposal.objects.ask(box.campaign, Proposal.Act.RELEASE, "office")
    asked.agree(team.members.get())
    # and told to units and raters, step by step
    for before, to in pairwise((Audience.TEAM, Audience.HEAD, Audience.UNIT)):
        announce(box.campaign, to, (1, before), "office")
    return box.campaign


def votes(definition: Definition) -> Iterator[Entry]:
    """Every ballot of the counted campaign; the overall item as `UNITS` says."""
    group = definition.groups["G3"]
    own, cross = definition.pools["own"], definition.pools["cross"]
    for key, (_zh, _en, of_own, _cross) in UNITS.items():
        for number, answer in enumerate(_spread(of_own)):
            answers = {key: _card(definition, key, number, answer)}
            note = {key: COMMENTS[number % 4]} if number % 5 == 4 else {}
            yield Entry(0, own, Place("unit", key), answers, note)
    columns = {key: list(_spread(UNITS[key][3])) for key in UNITS}
    place = Place("group", group.key)
    for number in range(20):
        answers = {
            key: _card(definition, key, number + 3, column[(number * 7 + shift) % 20])
            for shift, (key, column) in enumerate(columns.items())
        }
        yield Entry(0, cross, place, answers, {})


def _spread(counts: tuple[int, int, int]) -> Iterator[str]:
    for key, n in zip(("good", "fair", "poor"), counts, strict=True):
        yield from [key] * n


def _card(
    definition: Definition, subject: str, number: int, overall: str
) -> Mapping[str, str]:
    """Items near the overall answer; the second section is the weaker one."""
    card = {}
    for item in definition.subjects[subject].form.items:
        weaker = item.key.startswith("opinion") and (number + item.position) % 6 == 0
        better = overall != "good" and (number + item.position) % 3 == 0
        card[item.key] = "good" if better else "fair" if weaker else overall
    return card | {"overall": overall}


def running(team: Team) -> Campaign:
    """The open campaign: a third has voted, the slips of the others lie ready."""
    box = _campaign(team, 0, 7, "第二环节", "stage 2")
    batch, made = box.issue(box.definition.groups["G3"])
    left: dict[tuple[str, Place], list[Slip]] = defaultdict(list)
    for slip in made:
        left[slip.pool.key, slip.place].append(slip)
    box.open_voting()
    for entry in list(votes(box.definition))[::3]:
        cast(box, left[entry.pool.key, entry.place].pop(), entry)
    keep(box, batch, list(left.values()))
    return box.campaign


def keep(box: Box, batch: Batch, piles: list[list[Slip]]) -> None:
    """Keep slips for sample raters, in files of the demo and nowhere else."""
    chosen = [slip for row in zip_longest(*reversed(piles)) for slip in row if slip]
    folder = Path(settings.KEY_DIR)
    (folder / CODES).write_text("\n".join(slip.code for slip in chosen[:SAMPLES]))
    unused = [slip for pile in piles for slip in pile]
    html = slips.sheets(box, batch, unused, rest=0)
    (folder / SLIPS).write_bytes(render(html, stylesheets=slips.STYLES))


def sample_code() -> str | None:
    """A sample rater's code that nobody has used yet; None when all are spent."""
    file = Path(settings.KEY_DIR) / CODES
    for code in file.read_text().split() if file.exists() else []:
        key = Key(stretch(code, Salt.objects.value()))
        if Ticket.objects.filter(pk=key.public, state=Ticket.State.ACTIVE).exists():
            return code
    return None


@login_not_required
@never_cache
def rater(request: HttpRequest) -> HttpResponse:
    """Lead a newcomer to the ballot with a sample rater's slip; the demo only."""
    code = sample_code() if settings.DEMO else None
    if code is None:
        raise Http404
    return redirect(f"{reverse('ballots:entry')}#{code}")


@login_not_required
@never_cache
def printed(request: HttpRequest) -> FileResponse:
    """The slips of the open campaign; the demo only, for here they are a file."""
    file = Path(settings.KEY_DIR) / SLIPS
    if not (settings.DEMO and file.exists()):
        raise Http404
    return FileResponse(file.open("rb"), content_type="application/pdf")

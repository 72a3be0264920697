"""The case of the mock-ups (S1): 23, 24, 29 and 33 of 35, stored as if counted.

The sealed path to such rows is walked in `tests/browser/test_results.py`; here they are
written straight, so that a test of a page costs no child process.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import override

from ballots.models import Account, Box, Comment, CommentRelease, Summary, Tally
from campaigns.definition import Definition
from campaigns.models import (
    Audience,
    Campaign,
    Group,
    GroupUnit,
    Subject,
    Team,
    Unit,
)
from campaigns.roles import CERTIFIED
from reports.build import build
from reports.report import Report
from tests.make import Document, make_campaign, make_document

# good, fair, poor from the own unit and from the cross-unit raters, on every item
Votes = Mapping[str, tuple[tuple[int, int, int], tuple[int, int, int]]]
S1: Votes = {
    "A": ((10, 4, 1), (13, 5, 2)),
    "B": ((12, 2, 1), (12, 7, 1)),
    "C": ((13, 2, 0), (16, 3, 1)),
    "D": ((14, 1, 0), (19, 1, 0)),
}
LONG = "希望各单位少开会、多办事、办实事"
WORDS = {"A": ["张三态度不好", "谢谢", LONG], "B": [LONG, "谢谢", "慢", LONG]}
OPENED = datetime(2026, 6, 18, 7, 20, tzinfo=UTC)


def make_result(
    votes: Votes = S1,
    document: Document | None = None,
    state: str = "released",
    audience: Audience = Audience.UNIT,
    **fields: Any,
) -> Campaign:
    """A campaign with these votes in the box, opened, and known to units and raters."""
    campaign = make_campaign(document, **fields)
    Box.objects.freeze(campaign)
    count(campaign, votes, state, audience)
    return campaign


def count(
    campaign: Campaign,
    votes: Votes = S1,
    state: str = "released",
    audience: Audience = Audience.UNIT,
) -> None:
    """Put these votes into a frozen campaign, as if its box had been opened."""
    Box.objects.filter(campaign=campaign).update(closed_at=OPENED, opened_at=OPENED)
    definition = campaign.current()
    Tally.objects.bulk_create(_tallies(campaign, definition, votes))
    Account.objects.bulk_create(_accounts(campaign, definition, votes))
    known = audience if state in CERTIFIED else Audience.TEAM
    Campaign.objects.filter(pk=campaign.pk).update(state=state, audience=known)
    campaign.refresh_from_db()


def make_report(language: str = "en", **how: Any) -> Report:
    """The report on such a campaign."""
    with override(language):
        return build(make_result(**how))


def make_comments(campaign: Campaign, **texts: Sequence[str]) -> None:
    """Comments as they lie after opening: nobody of the team has read them."""
    subjects = {s.key: s for s in campaign.subjects.all()}
    Comment.objects.bulk_create(
        Comment(campaign=campaign, subject=subjects[key], text=text)
        for key, rows in texts.items()
        for text in rows
    )


def make_read(released: bool = True, comments: str = "themes", **how: Any) -> Campaign:
    """A campaign whose comments the team has read: one redacted, one withheld."""
    document = make_document()
    document["campaign"]["comments"] = comments
    campaign = make_result(document=document, **how)
    make_comments(campaign, **WORDS)
    rows = Comment.objects.filter(campaign=campaign)
    for row in rows:
        row.published, row.review = row.text.replace("张三", "〔某人〕"), "passed"
        row.save()
    rows.filter(text="慢").update(review="withheld", published="", reason="off")
    Summary.objects.create(
        campaign=campaign, subject=campaign.subjects.get(key="A"), text="多数满意"
    )
    if released:
        CommentRelease.objects.create(campaign=campaign, released_by="boss")
    return campaign


def make_team(campaign: Campaign, *units: str, login: str = "team") -> Any:
    """A member of a supervision team that is the original team of these units."""
    user = get_user_model().objects.create_user(login)
    team = Team.objects.create(name=login)
    team.members.add(user)
    seats = GroupUnit.objects.filter(group__campaign=campaign, unit__code__in=units)
    seats.update(team=team)
    return user


def make_document_of(units: int) -> Document:
    """The preset with only so many of its four units."""
    document = make_document()
    codes = [unit["code"] for unit in document["units"]][:units]
    document["units"] = document["units"][:units]
    document["groups"][0]["units"] = codes
    document["subjects"] = document["subjects"][:units]
    return document


def make_document_in_two_groups() -> Document:
    """The preset with its units in two groups of two."""
    document = make_document()
    first = document["groups"][0]
    second = first | {"key": "G2", "title": "第二组", "title_en": "Group 2"}
    first["units"], second["units"] = ["A", "B"], ["C", "D"]
    second["lead"] = "C"
    document["groups"].append(second)
    return document


def make_document_of_two_scales() -> Document:
    """The preset whose items but the overall one have a scale of their own."""
    document = make_document()
    words = (("优", "Excellent"), ("良", "Sound"), ("差", "Weak"))
    options = [
        {"key": key, "label": zh, "label_en": en, "roles": roles}
        for key, (zh, en), roles in zip(
            ("good", "fair", "poor"), words, (["satisfied"], [], []), strict=True
        )
    ]
    document["scales"].append({"key": "other", "options": options})
    for line in document["forms"][0]["lines"]:
        if "scale" in line and not line.get("main"):
            line["scale"] = "other"
    return document


def make_document_of_two_forms() -> Document:
    """The preset whose unit B has a form of its own, with another scale throughout."""
    document, other = make_document(), make_document_of_two_scales()
    document["scales"] = other["scales"]
    lines = other["forms"][0]["lines"]
    lines = [line | ({"scale": "other"} if "scale" in line else {}) for line in lines]
    document["forms"].append(other["forms"][0] | {"key": "own", "lines": lines})
    document["subjects"][1]["form"] = "own"
    return document


def _tallies(
    campaign: Campaign, definition: Definition, votes: Votes
) -> Iterator[Tally]:
    pools = {pool.key: pool for pool in campaign.pools.all()}
    for subject in Subject.objects.filter(campaign=campaign):
        items = definition.subjects[subject.key].form.items
        for pool, counts in zip(("own", "cross"), votes[subject.key], strict=True):
            for item in items:
                for value, n in enumerate(counts):
                    yield Tally(
                        campaign=campaign, subject=subject, pool=pools[pool],
                        item=item.key, value=value, n=n,
                    )  # fmt: skip


def _accounts(
    campaign: Campaign, definition: Definition, votes: Votes
) -> Iterator[Account]:
    pools = {pool.key: pool for pool in campaign.pools.all()}
    units = {unit.code: unit for unit in Unit.objects.all()}
    due = {"own": 15, "cross": 20}

    def account(pool: str, valid: int, **where: Any) -> Account:
        numbers = {"returned": valid, "abstained": 0, "valid": valid, "void": 0}
        whole = {"campaign": campaign, "pool": pools[pool], "issued": due[pool]}
        return Account(**whole, **numbers, **where)

    for subject in Subject.objects.filter(campaign=campaign):
        own, cross = (sum(counts) for counts in votes[subject.key])
        yield account("own", own, subject=subject)
        yield account("own", own, unit=units[subject.key])
        yield account("cross", cross, subject=subject)
    for group in Group.objects.filter(campaign=campaign):
        there = definition.groups[group.key].units
        most = max(sum(votes[key][1]) for key in there)
        yield account("cross", most, group=group)

"""The second vote of a case: what it takes over, what it is called."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.models import record
from campaigns.definition import Definition
from campaigns.models import Campaign
from campaigns.parser import parse
from campaigns.second import narrowed, second_vote
from campaigns.words import rule_words
from reports.models import Case, Step
from reports.models.moving import State

NUMBERS = {2: "二", 3: "三", 4: "四", 5: "五"}
TITLE, TITLE_EN = 120, 160


def titles(case: Case) -> dict[str, str]:
    """The first campaign's titles, and which vote this is."""
    n = case.steps.filter(kind=Step.Kind.VOTE).count() + 2
    chinese = f"（第{NUMBERS.get(n, str(n))}次测评）"
    english = " (second vote)" if n == 2 else f" (vote {n})"
    first = case.campaign
    found = {"title": first.title[: TITLE - len(chinese)] + chinese}
    if first.title_en:
        found["title_en"] = first.title_en[: TITLE_EN - len(english)] + english
    return found


def others(case: Case) -> list[Case]:
    """Cases of the same campaign whose units can be rated in the same vote."""
    rows = Case.objects.filter(campaign=case.campaign).exclude(pk=case.pk)
    rows = rows.filter(state__in=(State.WORK, State.READY)).select_related("subject")
    return [row for row in rows if row.may_vote]


def planned(case: Case) -> Definition:
    """What would be frozen: who is rated, by whom, by which rules."""
    return parse(narrowed(case.campaign, {case.subject.key}))


def points(definition: Definition) -> list[str]:
    """The plan in sentences."""
    found = []
    for subject in definition.subjects.values():
        words = {"name": subject.name, "n": len(subject.form.items)}
        found.append(_("Rated: %(name)s, %(n)d items, as before") % words)
    for pool in definition.pools.values():
        due = sum(
            n
            for group in definition.groups.values()
            for _place, n in definition.places(pool, group)
        )
        words = {"pool": pool.name, "n": due}
        text = _("%(pool)s: an open link, nobody is due")
        if not pool.is_open:
            text = _("%(pool)s: %(n)d ballots due, recruited as before")
        found.append(text % words)
    rules = (rule_words(definition, rule) for rule in definition.rules)
    return [*found, *(_("Rule: %s") % words for words in rules)]


def make(user: Any, cases: list[Case], said: dict[str, str], **window: Any) -> Campaign:
    """Make the draft and tell each case. Raises Meanwhile and DocumentError."""
    first = cases[0].campaign
    keys = {case.subject.key for case in cases}
    with transaction.atomic():
        made = second_vote(first, keys, said, **window)
        record(
            "add",
            by=user.get_username(),
            campaign=made.pk,
            part="campaign",
            copied=first.pk,
        )
        # all before the first act on one, which ends in the chain of the campaign
        locked = Case.objects.filter(pk__in=[case.pk for case in cases])
        list(locked.select_for_update().order_by("pk"))
        for case in sorted(cases, key=lambda case: case.pk):
            case.vote(user, made)
    return made

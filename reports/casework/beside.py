"""What the pages of results say of cases: which there are, which may be opened."""

from typing import Any

from django.db.models import Q

from campaigns.models import Campaign, Subject
from reports.casework.opening import candidates, may_open
from reports.models import Case
from reports.report import SubjectReport


def group(user: Any, campaign: Campaign) -> dict[str, Any]:
    """The cases on the subjects of a campaign, as far as this user may see them."""
    return {"cases": Case.objects.for_user(user).on(campaign)}


def subject(user: Any, campaign: Campaign, found: SubjectReport) -> dict[str, Any]:
    """Of one subject, and the findings on which this user may open one."""
    row = Subject.objects.select_related("unit").get(campaign=campaign, key=found.key)
    mine = Case.objects.for_user(user).select_related("campaign", "subject__unit")
    there = set(Case.objects.filter(subject=row).values_list("rule", flat=True))
    opens = candidates(found) if may_open(user, campaign, row) else []
    opens = [each for each in opens if each.reason.rule not in there]
    rows = mine.filter(Q(subject=row) | Q(second=campaign, subject__key=found.key))
    return {"cases": list(rows), "opens": opens, "row": row}

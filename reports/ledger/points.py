"""The page of one point: whence it comes, what was done about it, the next step."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.models import looked
from campaigns.frozen import frozen
from campaigns.models import Audience
from campaigns.roles import is_inside, reads_comments
from reports.acts import Act, StepPage
from reports.ledger.acts import ACTS
from reports.ledger.quoting import OwnWords
from reports.ledger.unit import OfUnit
from reports.models import Measure, Point, PointStep
from reports.typed import ActForm


def reads_words(user: Any, point: Point) -> bool:
    """Whether `user` reads the comments themselves, and how many there are."""
    return reads_comments(user, point.campaign) or frozen(point.campaign).verbatim


class PointPage(StepPage):
    """One point; a step on it is taken here."""

    model, related = Point, ("campaign", "unit")
    acts, template, section = ACTS, "ledger/point.html", "ledger"

    def form(self, act: Act) -> ActForm:
        form = super().form(act)
        if isinstance(form, OwnWords):  # the unit's own words are its own
            of = OfUnit(self.row.campaign, self.row.unit, self.request.user)
            form.quoted = of.quoted
        return form

    def said(self, act: Act) -> str:
        waits = act.key == "assign" and self.untold
        return _("Assigned.") if waits else super().said(act)

    @property
    def untold(self) -> bool:
        """Whether the unit waits for its result before it reads the point."""
        return not self.row.campaign.is_released_to(Audience.HEAD)

    def context(self) -> dict[str, Any]:
        row, user, steps = self.row, self.request.user, list(self.row.steps.all())
        inside, reads = is_inside(user, row.campaign, row.unit), reads_words(user, row)
        comments = list(row.comments()) if reads else []
        based = row.bases.count() if reads else 0
        return {
            "point": row,
            "steps": steps if inside else _told(steps),
            "untold": inside and row.is_open and self.untold,
            "measures": Measure.objects.in_force().filter(points=row).with_course(),
            "comments": comments,
            "based": based,
            "gone": based - len(comments),
        }


@require_http_methods(["GET", "HEAD", "POST"])
def point(request: HttpRequest, pk: int) -> HttpResponse:
    """One point; a step on it is taken here."""
    page = PointPage.of(request, pk)
    if request.method == "POST":
        return page.step(request.POST.get("act", ""))
    row, by = page.row, request.user.get_username()
    looked(f"point {row.label}", by=by, campaign=row.campaign_id)
    return page.show()


def _told(steps: list[PointStep]) -> list[PointStep]:
    """For whoever does not keep or check the ledger: from the assignment on.

    That it was entered is no secret; the words before are.
    """
    since = [step.kind for step in steps].index(PointStep.Kind.ASSIGNED)
    return [steps[0], *steps[since:]]

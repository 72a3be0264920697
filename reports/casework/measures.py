"""The page of one measure: what was done on it, and the next step."""

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from audit.models import looked
from campaigns.papers.sending import attached
from campaigns.roles import TEAM, UNIT
from reports.acts import Act, StepPage
from reports.casework.files import Reporting
from reports.casework.forms import Words
from reports.models import Evidence, Measure, Progress
from reports.models.evidence import Handed
from reports.typed import ActForm, Note

State = Measure.State
logger = logging.getLogger(__name__)


def _report(measure: Measure, user: Any, text: str, evidence: list[Handed]) -> None:
    measure.report(user, text, evidence)


ACTS = (
    Act("report", (UNIT,), Measure.TO_DO,
        gettext_lazy("Report it done"), Reporting, _report),
    Act("begin", (UNIT,), (State.PLANNED,),
        gettext_lazy("It is under way"), Note, Measure.begin),
    Act("withdraw", (UNIT,), (State.PLANNED,),
        gettext_lazy("Withdraw it"), Words, Measure.withdraw,
        fits=lambda measure: not measure.case or measure.case.is_planned),
    Act("close", (TEAM,), (State.REPORTED,),
        gettext_lazy("Close it"), Note, Measure.close),
    Act("reopen", (TEAM,), (State.REPORTED, State.CLOSED),
        gettext_lazy("Reopen it"), Words, Measure.reopen),
)  # fmt: skip


class MeasurePage(StepPage):
    """One measure; a step on it is taken here."""

    model, related = Measure, ("campaign", "unit", "case")
    acts, template, section = ACTS, "cases/measure.html", "cases"

    def said(self, act: Act) -> str:
        return str(self.row.get_state_display())

    def late(self, act: Act, form: ActForm) -> HttpResponse:
        if isinstance(form, Reporting):
            form.want_again()
        return super().late(act, form)

    def context(self) -> dict[str, Any]:
        steps = self.row.progress.prefetch_related(Progress.with_files())
        return {"measure": self.row, "steps": steps}


@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """One measure; a step on it is taken here."""
    page = MeasurePage.of(request, pk)
    if request.method == "POST":
        return page.step(request.POST.get("act", ""))
    return page.show()


@never_cache
@require_safe
def file(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """A file of evidence, to be taken away by whoever may read the measure."""
    row = MeasurePage.of(request, pk).row
    kept = get_object_or_404(Evidence, progress__measure=row, pk=number)
    if kept.content is None or not kept.intact():
        if kept.content is not None:
            logger.error("EvidenceAltered")
        raise Http404
    by = request.user.get_username()
    looked(f"measure {row.pk} file {kept.pk}", by=by, campaign=row.campaign_id)
    return attached(kept, kept.stem)

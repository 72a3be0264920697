"""What the log calls the acts on cases, measures and points."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.models.handling import Response
from reports.models.measure import Progress
from reports.models.step import Outcome, Step

ACTS: dict[str, Any] = {
    **{f"case {kind}": Step.Kind(kind).label for kind in Step.Kind.values},
    **{f"measure {kind}": Progress.Kind(kind).label for kind in Progress.Kind.values},
    "point entered": _("Point entered"),
    "point changed": _("Point put in other words"),
    "point rested": _("More comments merged into a point"),
    "point assigned": _("Point assigned"),
    "point measure": _("Measure drawn for a point"),
    "point answered": _("Point answered"),
    "point sent-back": _("Answer to a point sent back"),
    "point closed": _("Point closed"),
    "point reopened": _("Point reopened"),
    "point struck": _("Point struck out"),
    "case closed": _("Case closed"),
    "case reopened": _("Case reopened"),
    "measure closed": _("Measure closed"),
    "measure reopened": _("Measure reopened"),
    "measure begun": _("Measure begun"),
    "measure reported": _("Measure reported done"),
    "measure withdrawn": _("Measure withdrawn"),
    "points asked about": _("Points of an earlier campaign asked about"),
    "points not asked about": _("Points of an earlier campaign not asked about"),
    "evidence erased": _("Files of evidence erased"),
}
DETAILS: dict[str, Any] = {
    "case": _("case"),
    "measure": _("number of the measure"),
    "point": _("point"),
    "merged": _("comments merged into it"),
    "response": _("answer"),
    "discontent": _("raters not content"),
    "measures": _("measures"),
    "files": _("files"),
    "about": _("on the points of campaign"),
    "evidence": _("files of evidence"),
    "outcome": _("outcome"),
    "people": _("people talked to"),
    "rule": _("rule"),
    "vote": _("second vote"),
    "counts": _("counts"),
    "figure": _("figure"),
}
VALUES: dict[str, dict[str, Any]] = {
    "outcome": dict(Outcome.choices),
    "response": dict(Response.choices),
}

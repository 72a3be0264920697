"""The admin: named like the product, its first page by question."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from campaigns.models import (
    Campaign,
    Document,
    Form,
    Group,
    Scale,
    Subject,
    Team,
    Unit,
)
from campaigns.roles import is_administrator, is_office

State = Campaign.State
OVER = (State.RELEASED, State.ARCHIVED, State.VOID)
ROWS = 10
MODELS = (Campaign, Form, Scale, Subject, Document, Unit, Group, Team)
ORDER = [row.__name__ for row in MODELS]


@dataclass(frozen=True, slots=True)
class Door:
    """A link of the first page with what is behind it."""

    label: str
    url: str
    note: str = ""


class AppraisalAdmin(admin.AdminSite):
    site_header = gettext_lazy("Appraisal")
    site_title = gettext_lazy("Appraisal")
    index_title = gettext_lazy("Configuration")
    # the links in the head lead there
    site_url = None

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """What runs and what is next, then everything by question."""
        running = Campaign.objects.real().exclude(state__in=OVER)
        context = {
            "running": [next_step(campaign) for campaign in running[:ROWS]],
            "homes": homes(running, request.user),
        }
        return super().index(request, context | (extra_context or {}))

    @method_decorator((never_cache, login_not_required))
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One page signs in everybody; who lacks the right is told so, not asked."""
        index = reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return redirect(index)
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or index)

    def get_app_list(self, request: HttpRequest, app_label: Any = None) -> Any:
        """The models in the order in which a campaign is made."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=_place)
        return apps


def _place(model: dict[str, Any]) -> int:
    name = model["object_name"]
    return ORDER.index(name) if name in ORDER else len(ORDER)


def next_step(campaign: Campaign) -> dict[str, Any]:
    """A running campaign with what is to be done next and where."""
    stops = 0
    if campaign.is_draft:
        stops = sum(blocker.stops for blocker in campaign.definition_blockers())
    return {
        "campaign": campaign,
        "stops": stops,
        "step": _step(campaign, stops),
        "page": reverse("admin:campaigns_campaign_change", args=[campaign.pk]),
        "desk": reverse("ballots:desk", args=[campaign.pk]),
    }


def _step(campaign: Campaign, stops: int) -> str:
    if stops:
        text = ngettext(
            "%d thing stands in the way", "%d things stand in the way", stops
        )
        return text % stops
    return {
        State.DRAFT: _("ready to freeze"),
        State.FROZEN: _("print the slips, then open voting"),
        State.OPEN: _("voting"),
        State.CLOSED: _("open the box"),
        State.COUNTED: _("check and release"),
    }.get(State(campaign.state), "")


def homes(running: QuerySet[Campaign], user: Any) -> list[tuple[str, list[Door]]]:
    """The doors of the first page under their questions."""
    return [
        (_("What is rated"), _rated(running)),
        (_("Who rates"), _raters()),
        (_("How it is decided"), _deciding(running)),
        (_("Administration"), _administration(user)),
    ]


def _rated(running: QuerySet[Campaign]) -> list[Door]:
    return [
        _list(Campaign, _("%d running") % running.count()),
        _list(Form, _count(Form.objects.filter(campaign__drill=False))),
        _list(Subject, _count(Subject.objects.filter(campaign__drill=False))),
        _list(Document, _count(Document.objects.filter(campaign__drill=False))),
    ]


def _raters() -> list[Door]:
    return [
        _list(Unit, _count(Unit.objects.all())),
        _list(Group, _count(Group.objects.filter(campaign__drill=False))),
        _list(Team, _count(Team.objects.all())),
    ]


def _deciding(running: QuerySet[Campaign]) -> list[Door]:
    """Formula, rules and floors are on a campaign's page: that of the newest draft."""
    doors = [_list(Scale, _count(Scale.objects.filter(campaign__drill=False)))]
    draft = running.filter(state=State.DRAFT).first()
    if draft:
        page = reverse("admin:campaigns_campaign_change", args=[draft.pk])
        floors = (draft.rate_floor, draft.distribution_floor, draft.comment_floor)
        doors += [
            Door(_("Formula"), f"{page}#formula-group"),
            Door(_("Rules"), f"{page}#rules-group", _count(draft.rules.all())),
            Door(
                _("What may be shown"),
                f"{page}#id_rate_floor",
                _("%s ballots") % " / ".join(map(str, floors)),
            ),
        ]
    return doors


def _administration(user: Any) -> list[Door]:
    doors = [Door(_("Change password"), reverse("admin:password_change"))]
    if is_office(user):
        url = reverse("admin:campaigns_campaign_import")
        doors.insert(0, Door(_("Campaign from a file"), url))
    if is_administrator(user):
        accounts = User.objects.all()
        url = reverse("admin:auth_user_changelist")
        doors.insert(0, Door(_("Accounts"), url, _count(accounts)))
    doors.insert(0, Door(_("People"), reverse("people:list"), _("with invitations")))
    return doors


def _list(model: Any, note: str) -> Door:
    options = model._meta
    url = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
    return Door(str(options.verbose_name_plural).capitalize(), url, note)


def _count(rows: QuerySet[Any]) -> str:
    return str(rows.count())

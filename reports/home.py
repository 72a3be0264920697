"""The start page: what waits for whoever is signed in, and by when."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaigns.approval.todo import todos
from campaigns.roles import is_office
from reports import parts, start
from reports.casework.waiting import waiting
from reports.ledger import waiting as ledger


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """My work; for whoever is not signed in, the way to the ballot or the login."""
    if not request.user.is_authenticated:
        return render(request, "reports/welcome.html", {"demo": settings.DEMO})
    context = {
        "waiting": list(start.waiting(request.user)),
        "unread": start.unread(request.user),
        "talks": start.talks(request.user),
        "asked": start.asked(request.user),
        "counting": [] if is_office(request.user) else start.counting(request.user),
        "running": start.running() if is_office(request.user) else [],
        "cards": start.cards(request.user),
        "duties": parts.duties(request.user),
        "parts": list(parts.parts(request.user)),
        "uninvited": start.uninvited(request.user),
        "jobs": start.jobs(request.user),
        "leaving": start.leaving(request.user),
        "todos": todos(request.user),
        "waits": waiting(request.user),
        "ledger": ledger.waiting(request.user),
        "section": "home",
    }
    return render(request, "reports/home.html", context)

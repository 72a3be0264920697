"""How far long work is: a page, the part of it that htmx asks for, and trying again.

Here and not in `jobs`, because who may look is a question of roles.
"""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from campaigns.models import Campaign
from campaigns.roles import is_office
from jobs.models import Job


def jobs_of(user: object) -> QuerySet[Job]:
    """The office sees all work, others what they have begun themselves."""
    rows = Job.objects.all()
    return rows if is_office(user) else rows.filter(by=str(user))


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Progress; posted, another try of what was broken off."""
    job = get_object_or_404(jobs_of(request.user), pk=pk)
    if request.method == "POST":
        job.again(Job.State.FAILED)
        return redirect("job", pk=pk)
    part = bool(request.htmx)  # type: ignore[attr-defined]
    context = {"job": job, "kind": job.what, "after": job.what.after(job)}
    if job.what.of_campaign:
        context["campaign"] = Campaign.objects.filter(pk=job.about[0]).first()
    response = render(request, f"jobs/{'_' if part else ''}job.html", context)
    patch_cache_control(response, no_store=True)
    return response

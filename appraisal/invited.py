"""Coming in by an invitation: the code, then a password of one's own.

The code stands behind the # of the link, which no browser sends: no log of ours or of
a proxy ever holds it. It is posted with each step and kept in no session.
"""

import time

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from appraisal.signing_in import SIGNED_IN_AT
from campaigns.again import typed
from campaigns.models import Account

BACKEND = "django.contrib.auth.backends.ModelBackend"
LONGEST = 120


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Ask for the code; with a good one, for a password; then one is signed in."""
    if request.method != "POST":
        return render(request, "registration/invitation.html")
    code = request.POST.get("code", "")[:LONGEST]
    with transaction.atomic():
        account = Account.objects.invited(code)
        if account is None:
            return render(request, "registration/invitation_void.html", status=422)
        chosen = "new_password1" in request.POST
        form = SetPasswordForm(account, request.POST if chosen else None)
        if form.is_valid():
            account.accept(form.cleaned_data["new_password1"])
            return _come_in(request, account)
    context = {"form": form, "code": code, "account": account}
    status = 422 if chosen else 200
    return render(request, "registration/choose_password.html", context, status=status)


def _come_in(request: HttpRequest, account: Account) -> HttpResponse:
    """Signed in as at the login; the second factor is asked for at the next page."""
    login(request, account, backend=BACKEND)
    request.session[SIGNED_IN_AT] = int(time.time())
    typed(request)
    return redirect("home")

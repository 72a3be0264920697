"""Invitations: by e-mail in the background, or on paper, whose link is shown once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from campaigns.models import Account, Invitation
from campaigns.people.views import PILE, keepers_only, kept_at, page, posted_only
from jobs.models import Job
from paper.qr import qr_svg

MAIL, PAPER = Invitation.Way.MAIL, Invitation.Way.PAPER


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper that is handed over: whoever holds it can set the password."""

    account: Account
    row: Invitation
    code: str

    @property
    def link(self) -> str:
        return self.row.link(self.code)

    @property
    def address(self) -> str:
        return self.row.link("").rstrip("#")

    @property
    def qr(self) -> SafeString:
        return mark_safe(qr_svg(self.link, border=4))  # noqa: S308 - our own


@keepers_only
@posted_only
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """A link by e-mail, a new one if there was one already."""
    account = kept_at(request, pk)
    if not (settings.SENDS_MAIL and account.email and account.is_active):
        messages.error(request, _("No e-mail can be sent to this account."))
        return redirect("people:one", pk=pk)
    return redirect("job", pk=_sent([account], request.user.get_username()).pk)


@keepers_only
@posted_only
def invite_all(request: HttpRequest) -> HttpResponse:
    """An e-mail to everybody who has no password and no link."""
    due = Account.objects.uninvited(request.user)
    rows = [row for row in due if row.email and settings.SENDS_MAIL]
    if not rows:
        messages.error(request, _("Nobody is waiting for an e-mail."))
        return redirect("people:list")
    return redirect("job", pk=_sent(rows, request.user.get_username()).pk)


def _sent(rows: Sequence[Account], by: str) -> Job:
    """The invitations and the work that sends them: both or neither."""
    with transaction.atomic():
        for account in rows:
            account.invite(MAIL, by)
        about = [account.pk for account in rows]
        return Job.objects.start("invitations", by=by, about=about)


@keepers_only
@posted_only
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One link on paper, shown this once; a new one if there was one already."""
    account = kept_at(request, pk)
    if not account.is_active:
        messages.error(request, _("This account is deactivated."))
        return redirect("people:one", pk=pk)
    return _printed(request, [account])


@keepers_only
@posted_only
def sheets(request: HttpRequest) -> HttpResponse:
    """Papers for those whom no e-mail reaches, a pile at a time."""
    due = Account.objects.uninvited(request.user)
    rows = [row for row in due if not (row.email and settings.SENDS_MAIL)][:PILE]
    if not rows:
        messages.error(request, _("Nobody is waiting for a paper."))
        return redirect("people:list")
    return _printed(request, rows)


def _printed(request: HttpRequest, rows: Sequence[Account]) -> HttpResponse:
    by, made = request.user.get_username(), []
    with transaction.atomic():
        for account in rows:
            row = account.invite(PAPER, by)
            made.append(Sheet(account, row, row.code()))
    return page(request, "sheets", sheets=made)

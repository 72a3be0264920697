"""A list of people from a workbook: upload, look, take over."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.lists.refusals import Refused
from campaigns.models import Account, Campaign
from campaigns.order import by_sound
from campaigns.people import writing
from campaigns.people.forms import groups
from campaigns.people.plan import campaigns, plan
from campaigns.people.reading import Line, read
from campaigns.people.views import keepers_only, page

SALT = "campaigns.people.uploading"
AGE = 60 * 60  # seconds for which a list that was looked at can be taken over


class UploadForm(forms.Form):
    """The workbook, and whose groups it names."""

    file = forms.FileField(
        label=gettext_lazy("Workbook (.xlsx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(),
        label=gettext_lazy("Campaign"),
        required=False,
        help_text=gettext_lazy("Only needed for tellers: whose groups the list names."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["campaign"]
        field.queryset = campaigns()


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def workbook(request: HttpRequest) -> HttpResponse:
    """Choose a file; posted, see what it would change; once more, take it over."""
    if request.method != "POST":
        return page(request, "workbook", form=UploadForm())
    if "rows" in request.POST:
        return _taken(request)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, "workbook", 422, form=form)
    try:
        lines, faults = read(form.cleaned_data["file"].read())
    except Refused as error:
        form.add_error("file", str(error))
        return page(request, "workbook", 422, form=form)
    campaign = form.cleaned_data["campaign"]
    found = plan(lines, faults, campaign, request.user)
    if found.stops:
        return page(request, "workbook", 422, form=form, plan=found)
    packed = [campaign and campaign.pk, [line.packed() for line in lines]]
    rows = signing.dumps(packed, salt=SALT, compress=True)
    return page(request, "preview", plan=found, rows=rows)


def _taken(request: HttpRequest) -> HttpResponse:
    """Compared again with what is there: somebody may have changed it meanwhile."""
    try:
        packed = signing.loads(request.POST["rows"], salt=SALT, max_age=AGE)
    except signing.BadSignature:
        text = _(
            "Too much time has passed. Nothing was changed; upload the file again."
        )
        messages.error(request, text)
        return redirect("people:workbook")
    pk, rows = packed
    campaign = campaigns().filter(pk=pk).first()
    lines = [Line(*row) for row in rows]
    found = plan(lines, [], campaign, request.user)
    try:
        if found.changes and not found.stops:
            found.carry_out(request.user.get_username())
    except IntegrityError:  # the same list was taken over at the same moment
        found = plan(lines, [], campaign, request.user)
    if found.stops:
        return page(request, "workbook", 409, form=UploadForm(), plan=found)
    text = ngettext(
        "%d account was made. Now invite its person.",
        "%d accounts were made. Now invite the people.",
        found.made,
    )
    messages.success(request, text % found.made)
    return redirect("people:list")


@keepers_only
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty list; with `?filled=1` as it stands, in the form that is taken."""
    filled = "filled" in request.GET
    rows = Account.objects.kept().with_duties() if filled else ()
    rows = sorted(rows, key=lambda row: by_sound(row.username))
    content = writing.template(rows, groups())
    response = HttpResponse(content, content_type=writing.TYPE)
    name = _("people.xlsx")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response

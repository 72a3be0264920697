"""Released figures for programs: JSON and CSV, by token; `docs/figures.md`.

No cookie and no session: whoever has the token is its reader, and gets what that reader
may see at this moment. What is answered to errors is JSON as well.
"""

import json
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from audit.models import Export
from ballots.throttle import SPAN, Failures, address
from campaigns.models import Campaign, Subject
from campaigns.roles import CERTIFIED
from reports import flat, plain
from reports.build import NotCounted
from reports.models import Token
from reports.report import Report
from reports.seen import seen
from reports.unshown import UNSHOWN, told

TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}
REALM = 'Bearer realm="figures"'
strangers = Failures()  # by address
readers = Failures(limit=120)  # by token: to count a campaign takes a while
GUESSED = gettext_lazy("Too many wrong tokens from here: wait a while.")
OFTEN = gettext_lazy("This token has been used too often: wait a while.")
View = Callable[..., HttpResponse]


def by_token(view: View) -> View:
    """Give the view the token's reader as `request.user`, or say why there is none."""

    @wraps(view)
    def wrapped(request: HttpRequest, **keys: Any) -> HttpResponse:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return _stranger()
        token = Token.objects.holding(secret.strip())
        if token is None:
            guessed = strangers.note(address(request))
            return _too_many(GUESSED) if guessed else _stranger()
        if readers.note(f"token {token.pk}"):
            return _too_many(OFTEN)
        token.used()
        request.user = cast(Any, token.user)
        response = view(request, **keys)
        patch_vary_headers(response, ["Authorization"])
        return response

    return cast(View, require_safe(login_not_required(wrapped)))


def _stranger() -> HttpResponse:
    sentence = _("Send a valid token: “Authorization: Bearer …”.")
    return _error(401, sentence, {"WWW-Authenticate": REALM})


def _too_many(sentence: str | Promise) -> HttpResponse:
    return _error(429, str(sentence), {"Retry-After": str(SPAN)})


def _error(
    status: int, sentence: str, headers: dict[str, str] | None = None
) -> HttpResponse:
    content = json.dumps({"error": sentence}, ensure_ascii=False) + "\n"
    response = HttpResponse(content, content_type=TYPES["json"], status=status)
    response["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response[name] = value
    return response


@by_token
def campaigns(request: HttpRequest) -> HttpResponse:
    """The released campaigns that are for this reader, the newest first."""
    mine = Subject.objects.for_user(request.user).values("campaign")
    rows = Campaign.objects.for_user(request.user).filter(
        state__in=CERTIFIED, pk__in=mine
    )
    told = [
        {
            "id": row.pk,
            "title": str(row),
            "state": row.state,
            "drill": row.drill,
            "json": reverse("figures", args=[row.pk, "results", "json"]),
            "csv": reverse("figures", args=[row.pk, "figures", "csv"]),
            "comments": reverse("figures", args=[row.pk, "comments", "csv"]),
        }
        for row in rows
    ]
    text = json.dumps({"campaigns": told}, ensure_ascii=False, indent=2) + "\n"
    return _answer(request, text.encode(), "json")


@by_token
def figures(request: HttpRequest, pk: int, part: str, how: str) -> HttpResponse:
    """The results of a released campaign: all as JSON, figures or comments as CSV."""
    render = RENDER.get((part, how))
    try:
        campaign = Campaign.objects.for_user(request.user).get(
            pk=pk, state__in=CERTIFIED
        )
        report = seen(request.user, campaign)
    except (Campaign.DoesNotExist, Http404, NotCounted):
        render = None
    except UNSHOWN as error:
        return _error(409, told(error))
    if render is None:
        return _error(404, _("There is nothing released here for this reader."))
    content = render(report).encode()
    response = _answer(request, content, how)
    if response.status_code == 200 and request.method == "GET":
        _record(request, report, content, f"{part}-{pk}.{how}", how)
    return response


RENDER: dict[tuple[str, str], Callable[[Report], str]] = {
    ("results", "json"): plain.text,
    ("figures", "csv"): lambda report: flat.figures_csv(plain.plain(report)),
    ("comments", "csv"): lambda report: flat.comments_csv(plain.plain(report)),
}


def _answer(request: HttpRequest, content: bytes, how: str) -> HttpResponse:
    """The content, or that the reader has it already."""
    response = HttpResponse(content, content_type=TYPES[how])
    response["ETag"] = f'"{sha256(content).hexdigest()}"'
    # to be kept by the reader alone, and asked for again each time
    response["Cache-Control"] = "private, no-cache"
    found = get_conditional_response(request, etag=response["ETag"], response=response)
    return cast(HttpResponse, found)


def _record(
    request: HttpRequest, report: Report, content: bytes, name: str, how: str
) -> None:
    """Once for the same bytes: who asks each day has taken nothing new."""
    by = cast(Any, request.user).get_username()
    known = Export.objects.filter(
        campaign=report.campaign, by=by, sha256=sha256(content).hexdigest()
    )
    if not known.exists():
        what = {"kind": how, "name": name, "version": report.version, "by": by}
        Export.objects.sign(content, campaign=report.campaign, **what)

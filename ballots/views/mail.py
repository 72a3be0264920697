"""Letters to raters: who would be written to, the notice, reminders to whole pools."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ballots import when
from ballots.mailing.addressees import Addressees
from ballots.mailing.forms import ReminderForm
from ballots.mailing.letter import Writer
from ballots.models import Letter, Mailing, Nobody, TodayAlready
from ballots.models.mailing import JOB
from ballots.views.desk import campaign_at, page, staff_only
from campaigns.models import Blocked, Campaign, WrongState
from jobs.models import Job

SHOWN = 200  # refused addresses on the page
AHEAD = timedelta(days=1)
NOTICE, REMINDER = Mailing.Kind.NOTICE, Mailing.Kind.REMINDER
View = Callable[..., HttpResponseBase]
TODAY = gettext_lazy(
    "This pool, or a part of it, has had its reminder today; the next one tomorrow at "
    "the earliest."
)
NOBODY = gettext_lazy("There is nobody left with an e-mail address to write to.")


@dataclass(frozen=True, slots=True)
class Past:
    """A mailing as the list shows it, with the work that sends it."""

    row: Mailing
    at: str
    job: Job | None


def letters_only(view: View) -> View:
    """Hands the view the campaign, for the office; a draft has nobody to write to.

    Names and addresses: no browser keeps the pages.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int) -> HttpResponseBase:
        campaign = campaign_at(pk)
        if not hasattr(campaign, "box"):
            raise Http404
        return view(request, campaign)

    return staff_only(never_cache(wrapped))


@letters_only
@require_safe
def mail(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Who would be written to, what went out, and what can be sent."""
    return _overview(request, campaign)


def _overview(
    request: HttpRequest, campaign: Campaign, status: int = 200, **more: Any
) -> HttpResponse:
    found, refused = Addressees(campaign), list(Letter.objects.refused(campaign))
    first = Mailing(campaign=campaign, kind=NOTICE)
    context: dict[str, Any] = {
        "found": found,
        "left": (found.notice or first).left(),
        "refused": refused[:SHOWN],
        "unshown": max(len(refused) - SHOWN, 0),
        "past": _past(campaign),
        "form": ReminderForm(None, campaign),
        "no_notice": first.obstacle,
        "stops": first.stops(),
        "no_reminder": Mailing(campaign=campaign, kind=REMINDER).obstacle,
        **more,
    }
    return page(request, "mail", campaign, status, **context)


def _past(campaign: Campaign) -> list[Past]:
    rows = list(campaign.mailings.select_related("pool", "group"))
    jobs = Job.objects.of_each(JOB, [row.pk for row in rows])
    return [
        Past(row, when.moment(row.made_at, campaign), jobs.get(row.pk)) for row in rows
    ]


def _refused(
    request: HttpRequest, campaign: Campaign, why: str | Promise
) -> HttpResponse:
    """409: nothing was sent, and why."""
    campaign.refresh_from_db(fields=["state"])
    return _overview(request, campaign, 409, why=why)


@letters_only
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Ask before the notice goes out, or send it to all who have not got it."""
    if why := Mailing(campaign=campaign, kind=NOTICE).obstacle:
        return _refused(request, campaign, why)
    if request.method == "POST":
        by = request.user.get_username()
        send = partial(Mailing.objects.send_notice, campaign, by)
        return _sent(request, campaign, send)
    row = Mailing.objects.notice(campaign) or Mailing(campaign=campaign, kind=NOTICE)
    n = row.left()
    if not n:
        return _refused(request, campaign, NOBODY)
    context: dict[str, Any] = {
        "question": _("Send the notice now?"),
        "samples": Writer(campaign, NOTICE).samples(),
        "points": [_count(n), *_left_out(Addressees(campaign)), *_late(campaign)],
        "button": ngettext("Send %d letter", "Send %d letters", n) % n,
    }
    return page(request, "mail_confirm", campaign, **context)


def _count(n: int) -> str:
    text = ngettext(
        "%d letter goes out; once, however often this is pressed.",
        "%d letters go out; each once, however often this is pressed.",
        n,
    )
    return text % n


def _left_out(found: Addressees) -> list[str]:
    """Those whom no letter can reach get the paper."""
    n = found.sum.paper
    text = ngettext(
        "%d rater has no e-mail address on the list: hand out the notice on paper.",
        "%d raters have no e-mail address on the list: hand out the notice on paper.",
        n,
    )
    return [text % n] if n else []


def _late(campaign: Campaign) -> list[str]:
    opens = campaign.opens_at
    if opens is None or opens > timezone.now() + AHEAD:
        return []
    text = _("Raters should know a day ahead, and voting opens on %s: send it at once.")
    if opens < timezone.now():
        text = _("Raters should know a day ahead, and voting has been open since %s.")
    return [text % when.moment(opens, campaign)]


@letters_only
@require_http_methods(["GET", "HEAD", "POST"])
def reminder(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Ask before a whole pool is reminded, or do it."""
    if why := Mailing(campaign=campaign, kind=REMINDER).obstacle:
        return _refused(request, campaign, why)
    posted = request.method == "POST"
    form = ReminderForm(request.POST if posted else request.GET, campaign)
    if not form.is_valid():
        return _overview(request, campaign, 422, form=form)
    who = (form.cleaned_data["pool"], form.cleaned_data["group"])
    if posted:
        by = request.user.get_username()
        send = partial(Mailing.objects.remind, campaign, *who, by)
        return _sent(request, campaign, send)
    if Mailing.objects.reminded(campaign, *who):
        return _refused(request, campaign, TODAY)
    return _asked(request, campaign, *who)


def _asked(
    request: HttpRequest, campaign: Campaign, pool: Any, group: Any
) -> HttpResponse:
    n = Mailing(campaign=campaign, kind=REMINDER, pool=pool, group=group).left()
    if not n:
        return _refused(request, campaign, NOBODY)
    words = {"pool": pool, "group": group or _("all groups")}
    context = {
        "question": _("Remind everybody of “%(pool)s”, %(group)s?") % words,
        "samples": Writer(campaign, REMINDER).samples(pool.key, group),
        "points": [
            _count(n),
            _("It goes to everybody alike; who has voted is not known here."),
            _("Today this pool gets no other reminder."),
        ],
        "button": ngettext("Send %d reminder", "Send %d reminders", n) % n,
        "pool": pool,
        "group": group,
    }
    return page(request, "mail_confirm", campaign, **context)


def _sent(
    request: HttpRequest, campaign: Campaign, send: Callable[[], Job]
) -> HttpResponse:
    """To the progress of the work, or the reason why nothing was sent."""
    try:
        job = send()
    except WrongState:
        return _refused(
            request, campaign, _("The campaign is in another state by now.")
        )
    except Blocked as error:
        return _refused(request, campaign, error.blockers[0].text)
    except TodayAlready:
        return _refused(request, campaign, TODAY)
    except Nobody:
        return _refused(request, campaign, NOBODY)
    return redirect("job", pk=job.pk)

"""Sends reminders to liaisons who are late, in the background."""

from collections.abc import Iterator

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.approval.board import board_for
from campaigns.approval.item import Item
from campaigns.models import Account, Reminder
from campaigns.post import Answer, Postman
from campaigns.roles import mandate
from jobs.kinds import Kind
from jobs.models import Job


def send(job: Job) -> Iterator[int]:
    """A letter to each; who has got his, or is late no more, is passed by."""
    with Postman() as postman:
        for done, pk in enumerate(job.about, 1):
            rows = Reminder.objects.select_related("campaign", "user")
            row = rows.filter(pk=pk, sent_at=None, refused=False).first()
            if row:
                _send(postman, row)
            yield done
        postman.finish()


def _send(postman: Postman, row: Reminder) -> None:
    items = late_of(row)
    if not (items and row.user.email):
        return
    answer = postman.hand_over(letter(row, items))
    if answer != Answer.LATER:
        row.refused = answer == Answer.REFUSED
        row.sent_at = None if row.refused else timezone.now()
        row.save(update_fields=["sent_at", "refused"])


def late_of(row: Reminder) -> list[Item]:
    """What this person has not handed in, as it stands now."""
    given = mandate(row.user, row.campaign)
    items = board_for(row.campaign, given).items
    return [i for i in items if i.overdue and i.drawn_up_by in given.units]


def letter(row: Reminder, items: list[Item]) -> EmailMessage:
    """In both languages, the site's own first; no name of a rater is in it."""
    person = Account.objects.get(pk=row.user_id)
    unit = next(item.drawer for item in items if item.drawer).unit
    link = reverse("campaigns:unit", args=[row.campaign_id, unit.code])
    context = {
        "person": person,
        "campaign": row.campaign,
        "items": items,
        "link": f"{settings.PUBLIC_BASE_URL}{link}",
    }
    parts = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            parts.append(render_to_string("approval/reminder.txt", context).strip())
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Still to be handed in: %s") % row.campaign
    return EmailMessage(subject, "\n\n—\n\n".join(parts), to=[person.email])


def _after(job: Job) -> str:
    row = Reminder.objects.filter(pk__in=job.about[:1]).first()
    if row is None:
        return reverse("home")
    return reverse("campaigns:board", args=[row.campaign_id])


REMINDERS = Kind(gettext_lazy("Reminding who is late"), send, _after)

"""Sends invitations, in the background: a mail server may take its time."""

from collections.abc import Iterator

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Account, Invitation
from campaigns.post import Answer, Postman
from jobs.kinds import Kind
from jobs.models import Job

LETTERS = 3


def send(job: Job) -> Iterator[int]:
    """A letter to each; who has got his is passed by."""
    with Postman() as postman:
        for done, pk in enumerate(job.about, 1):
            _reach(postman, pk)
            yield done
        postman.finish()


def _reach(postman: Postman, pk: int) -> None:
    """Once more where another link was made while the letter was on its way."""
    for _attempt in range(LETTERS):
        row = Invitation.objects.select_related("user").filter(pk=pk).first()
        if row is None or not row.is_open or row.sent_at or row.refused:
            return
        answer = postman.hand_over(letter(row))
        if answer == Answer.LATER:
            return
        # of the letter that went out: another one may have been asked for meanwhile
        same = Invitation.objects.filter(pk=row.pk, made_at=row.made_at)
        if answer == Answer.TAKEN:
            same.update(sent_at=timezone.now())
        else:
            same.update(refused=True)


def letter(row: Invitation) -> EmailMessage:
    """The invitation in both languages, the site's own first."""
    person = Account.objects.get(pk=row.pk)
    context = {
        "person": person,
        "row": row,
        "link": row.link(row.code()),
        "site": settings.PUBLIC_BASE_URL,
    }
    parts = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            parts.append(render_to_string("people/invitation.txt", context).strip())
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Your account for the appraisal")
    text = "\n\n—\n\n".join(parts)
    return EmailMessage(subject, text, to=[person.email])


def _after(job: Job) -> str:
    if len(job.about) == 1:
        return reverse("people:one", args=job.about)
    return reverse("people:list")


INVITATIONS = Kind(gettext_lazy("Sending invitations"), send, _after)

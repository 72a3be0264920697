"""That one campaign asks its raters how the points of an earlier one were mended."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from audit.models import record
from campaigns.models import Audience, Campaign, WrongState
from campaigns.models.asking import Beside, Question
from campaigns.roles import is_office

TITLE = _("How the points of the last appraisal were mended")
ITEM = _("What became of the points passed on after the last appraisal")


class Untold(WrongState):
    """The raters are not told the result on whose points they would be asked."""


def question() -> Question:
    """The section and its item, in both languages."""
    with override("zh-hans"):
        title, text = str(TITLE), str(ITEM)
    with override("en"):
        return Question(title, str(TITLE), text, str(ITEM))


class AskedManager(models.Manager["Asked"]):
    def ask(
        self, user: Any, about: Campaign, draft: Campaign, papers: Sequence[Beside]
    ) -> bool:
        """Have a draft ask about the points of a campaign; whether anything changed.

        Raises PermissionDenied, Untold, and WrongState unless it is a draft.
        """
        if not is_office(user):
            raise PermissionDenied
        with transaction.atomic():
            about = Campaign.objects.select_for_update().get(pk=about.pk)
            if not about.is_released_to(Audience.UNIT):
                raise Untold(about.pk)
            changed = draft.ask(question(), papers)
            told = {"about": about, "by": user.get_username()}
            row, made = self.get_or_create(campaign=draft, defaults=told)
            if row.about_id != about.pk:
                self.filter(pk=row.pk).update(**told)
                made = True
            if changed or made:
                self._tell("points asked about", user, draft, about, len(papers))
        return changed or made

    def take_back(self, user: Any, draft: Campaign) -> bool:
        """Ask no more; whether all is out, or an item stays that decides by now.

        Raises PermissionDenied, and WrongState unless a draft.
        """
        if not is_office(user):
            raise PermissionDenied
        with transaction.atomic():
            out = draft.take_back()
            for row in self.filter(campaign=draft).select_related("about"):
                row.delete()
                self._tell("points not asked about", user, draft, row.about, 0)
        return out

    def _tell(
        self, act: str, user: Any, draft: Campaign, about: Campaign, papers: int
    ) -> None:
        by = user.get_username()
        record(act, by=by, campaign=draft.pk, about=about.pk, papers=papers)


class Asked(models.Model):
    """`campaign` asks how the points of `about` were mended."""

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="asks_about")
    about = models.ForeignKey(Campaign, models.CASCADE, related_name="asked_in")
    by = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    objects = AskedManager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.campaign} → {self.about}"

"""What is rated, and the papers read beside the form."""

import json
from hashlib import sha256
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.campaign import Campaign
from campaigns.models.form import Form
from campaigns.models.group import GroupUnit
from campaigns.models.paper_file import PaperFile
from campaigns.models.unit import Unit, is_key
from campaigns.roles import (
    CERTIFIED,
    is_office,
    sees_nothing,
    subjects_of,
    units_of,
)
from campaigns.text import Text

LONGEST = 20_000  # characters of a paper: the better part of an hour's reading
READ = (
    "title", "title_en", "author", "author_en", "body", "body_en", "source_id",
    "pdf_id",
)  # fmt: skip


class SubjectQuerySet(models.QuerySet["Subject"]):
    def for_user(self, user: Any) -> Self:
        """Whose results `user` may see: the office all, a team its own units'.

        Once they are released a head his unit's, an auditor all.
        """
        if is_office(user):
            return self
        if sees_nothing(user):
            return self.none()
        seats = GroupUnit.objects.filter(
            group__campaign=OuterRef("campaign"),
            unit=OuterRef("unit"),
            team__members=user,
        )
        return self.filter(Exists(seats) | subjects_of(user), campaign__drill=False)

    def for_unit(self, user: Any, unit: Unit) -> Self:
        """What of a unit's record `user` may read: its liaison, too, what is released.

        Of results alone, never of comments.
        """
        mine = self.for_user(user).filter(unit=unit)
        own = units_of(user).filter(unit=unit)
        if sees_nothing(user) or not own.exists():
            return mine
        certified = Q(campaign__state__in=CERTIFIED, campaign__drill=False)
        return self.filter(certified, unit=unit)


class Subject(models.Model):
    """What is rated (评议对象): a unit's team, a person in it, an initiative."""

    class Kind(models.TextChoices):
        TEAM = "team", _("leadership team")
        PERSON = "person", _("person")
        INITIATIVE = "initiative", _("initiative")
        PLEDGE = "pledge", _("pledge")

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="subjects", verbose_name=_("campaign")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="subjects", verbose_name=_("unit")
    )
    kind = models.CharField(
        pgettext_lazy("of a subject", "kind"),
        max_length=12,
        choices=Kind,
        default=Kind.TEAM,
    )
    key = models.CharField(_("key"), max_length=32, validators=[is_key])
    name = models.CharField(
        _("name"),
        max_length=120,
        blank=True,
        help_text=_("Left empty, the unit's name stands on the form."),
    )
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    form = models.ForeignKey(
        Form, models.RESTRICT, related_name="subjects", verbose_name=_("form")
    )
    principal = models.BooleanField(_("principal leader"), default=False)
    of = models.ForeignKey(
        "self",
        models.CASCADE,
        related_name="pledges",
        null=True,
        blank=True,
        limit_choices_to={"kind": "person"},
        verbose_name=_("pledge of"),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "key"),
                name="subject_key",
                violation_error_code="key",
                violation_error_message=_("This campaign has that key already."),
            ),
        )

    def __str__(self) -> str:
        return str(Text(self.name, self.name_en)) or str(self.unit)


class DocumentQuerySet(models.QuerySet["Document"]):
    def whole(self) -> Self:
        """With what each belongs to and its files, but never their bytes."""
        rows = self.select_related("unit", "subject", "pdf", "source")
        return rows.defer("pdf__content", "source__content")

    def given_out(self) -> Self:
        """What raters read beside the form: a speech they hear."""
        return self.exclude(kind=Document.Kind.SPEECH)


class Document(models.Model):
    """What is read beside the form: a unit's report, a self-assessment, a comment.

    The head's speech is one more paper of the unit: it is spoken at the meeting and
    stands on no ballot.
    """

    class Kind(models.TextChoices):
        REPORT = "report", _("report of the unit")
        SPEECH = "speech", _("head's report, spoken at the meeting")
        SELF = "self", _("self-assessment")
        LEADER = "leader", _("leader's comment")
        POINTS = "points", _("points of the last campaign, and what became of them")

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="documents", verbose_name=_("campaign")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="documents", verbose_name=_("unit")
    )
    kind = models.CharField(
        pgettext_lazy("of a document", "kind"),
        max_length=8,
        choices=Kind,
        default=Kind.REPORT,
    )
    subject = models.ForeignKey(
        Subject,
        models.CASCADE,
        related_name="documents",
        null=True,
        blank=True,
        verbose_name=_("on"),
        help_text=_("Left empty, it stands beside everything rated of the unit."),
    )
    author = models.CharField(_("author"), max_length=60, blank=True)
    author_en = models.CharField(_("author in English"), max_length=80, blank=True)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    # empty where the paper is a file without text, such as a scan
    body = models.TextField(_("text"), max_length=LONGEST, blank=True)
    body_en = models.TextField(_("text in English"), max_length=LONGEST, blank=True)
    # as it was uploaded, for the staff; `pdf` is what raters may take away
    source = models.ForeignKey(
        PaperFile,
        models.PROTECT,
        related_name="submitted",
        null=True,
        blank=True,
        editable=False,
    )
    source_name = models.CharField(max_length=120, blank=True, editable=False)
    pdf = models.ForeignKey(
        PaperFile,
        models.PROTECT,
        related_name="read",
        null=True,
        blank=True,
        editable=False,
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit report")
        verbose_name_plural = _("unit reports")
        ordering = ("campaign", "unit", "pk")

    def __str__(self) -> str:
        return str(Text(self.title, self.title_en))

    @property
    def text(self) -> Text:
        return Text(self.body, self.body_en)

    @property
    def by(self) -> Text:
        return Text(self.author, self.author_en)

    @property
    def fingerprint(self) -> str:
        """A hash of all that is read of it: another one means that it was changed."""
        told = [getattr(self, name) for name in READ]
        return sha256(json.dumps(told).encode()).hexdigest()

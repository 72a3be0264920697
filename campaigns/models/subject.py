"""What is rated, and the papers read beside the form."""

import json
from hashlib import sha256
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.campaign import Campaign
from campaigns.models.form import Form
from campaigns.models.group import GroupUnit
from campaigns.models.paper_file import PaperFile
from campaigns.models.unit import Unit, is_key
from campaigns.roles import is_office, sees_nothing, subjects_of
from campaigns.text import Text

LONGEST = 20_000  # characters of a paper: the better part of an hour's reading
READ = (
    "title", "title_en", "author", "author_en", "body", "body_en", "source_id",
    "pdf_id",
)  # fmt: skip


class SubjectQuerySet(models.QuerySet["Subject"]):
    def for_user(self, user: Any) -> Self:
        """Whose results `user` may see: the office all, a team its own units'.

        Once they are certified an auditor all; a unit's head and its liaison its own,
        each from the moment they are released to him.
        """
        if is_office(user):
            return self
        if sees_nothing(user):
            return self.none()
        mine = GroupUnit.objects.watched(user)
        return self.filter(mine | subjects_of(user), campaign__drill=False)


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

    def clean(self) -> None:
        """It has a text or a file, and what it stands beside is of its unit."""
        wrong = {}
        if not (self.body or self.pdf_id):
            wrong["body"] = _("Write the text, or upload a file with it.")
        if self.subject and self.unit_id not in (None, self.subject.unit_id):
            wrong["subject"] = _("This is of another unit.")
        if wrong:
            raise ValidationError(wrong)

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

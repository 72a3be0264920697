"""The accounts of people who work for campaigns, and how far they have got."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Self

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import User, UserManager
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import SITE, Entry, record
from campaigns.models.duty import Duty
from campaigns.models.invitation import TOKENS, Invitation
from campaigns.order import by_sound
from campaigns.roles import keeps

# whoever does this to an account can get its link
LET_IN = ("account made", "account changed", "invitation made")
LONGEST = 12  # digits of an account's number


class Stage(models.TextChoices):
    """How far somebody has got: what the office asks about accounts."""

    NEW = "new", _("not invited")
    WAITING = "waiting", _("e-mail waits to be sent")
    REFUSED = "refused", _("e-mail came back")
    INVITED = "invited", _("invited")
    EXPIRED = "expired", _("invitation expired")
    ACTIVE = "active", _("active")
    LOCKED = "locked", _("locked out")
    OFF = "off", _("deactivated")


class AccountQuerySet(models.QuerySet["Account"]):
    def kept(self) -> Self:
        """All that are kept on the pages of the office: no administrator's."""
        return self.filter(is_superuser=False).select_related("invitation")

    def with_duties(self) -> Self:
        return self.prefetch_related("roles__unit", "roles__group__campaign", "teams")

    def like(self, asked: str) -> Self:
        match = Q(username__icontains=asked) | Q(last_name__icontains=asked)
        match |= Q(first_name__icontains=asked) | Q(email__icontains=asked)
        return self.filter(match | Q(roles__unit__name__icontains=asked)).distinct()

    def locked(self) -> dict[str, datetime]:
        """Login names that are locked out from somewhere, and until when."""
        since = timezone.now() - settings.AXES_COOLOFF_TIME
        rows = AccessAttempt.objects.filter(
            failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
            attempt_time__gt=since,
        ).order_by("attempt_time")
        found = rows.values_list("username", "attempt_time")
        return {name: at + settings.AXES_COOLOFF_TIME for name, at in found}

    def invited(self, code: str) -> "Account | None":
        """Whose invitation this is; None when it is used, withdrawn, too old, or none.

        Call it in a transaction: of two who send the same code one is first.
        """
        number, _dash, token = "".join(code.split()).partition("-")
        if not (number.isascii() and number.isdigit() and len(number) < LONGEST):
            return None
        rows = self.select_for_update(of=("self",)).select_related("invitation")
        account = rows.filter(pk=number, is_active=True).first()
        valid = account and account.open_invitation
        return account if valid and TOKENS.check_token(account, token) else None

    def uninvited(self, by: User) -> list["Account"]:
        """Those whom `by` has to invite: no password, and no link that works."""
        due = (Stage.NEW, Stage.EXPIRED, Stage.REFUSED)
        without = {"password__startswith": UNUSABLE_PASSWORD_PREFIX}
        rows = self.kept().with_duties().filter(is_active=True, **without)
        found = [row for row in rows if row.stage({}) in due and keeps(by, row)]
        return sorted(
            found, key=lambda row: by_sound(f"{row.last_name} {row.username}")
        )


class AccountManager(UserManager.from_queryset(AccountQuerySet)):  # type: ignore[misc]
    """Django's, for accounts."""


class Account(User):
    """An account; the same row as Django's user."""

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        proxy = True
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    @property
    def name(self) -> str:
        """The whole name stands in one field: 张三 has no space in the middle."""
        return self.get_full_name() or self.username

    @property
    def open_invitation(self) -> Invitation | None:
        found: Invitation | None = getattr(self, "invitation", None)
        return found if found and found.is_open else None

    def stage(self, locked: dict[str, datetime]) -> Stage:
        """Where the account stands; `locked` as the queryset found it."""
        if not self.is_active:
            return Stage.OFF
        if self.username in locked:
            return Stage.LOCKED
        return Stage.ACTIVE if self.has_usable_password() else self._on_the_way()

    def _on_the_way(self) -> Stage:
        found = getattr(self, "invitation", None)
        if found is None:
            return Stage.NEW
        if not found.is_open:
            return Stage.EXPIRED
        if found.refused:
            return Stage.REFUSED
        return Stage.INVITED if found.sent_at else Stage.WAITING

    def duties(self) -> list[Duty]:
        """What the account is for, in the order of the roles."""
        return sorted(self._duties(), key=lambda duty: duty.order)

    def _duties(self) -> Iterator[Duty]:
        if self.is_staff:
            yield Duty("office")
        for team in self.teams.all():
            yield Duty("team", team)
        for role in self.roles.all():
            yield Duty(role.kind, role.unit or role.group)

    def let_in_by_office(self) -> bool:
        """Whether the office had the link of this account, or might have had it."""
        told = Entry.objects.filter(chain=SITE, action__in=LET_IN)
        others = User.objects.filter(is_superuser=True).values("username")
        mine = told.filter(detail__account=self.username)
        return mine.exclude(actor__in=others).exists()

    def begin(self, by: str) -> None:
        """A new account, which nobody can enter before its invitation."""
        with transaction.atomic():
            self.set_unusable_password()
            self.save(force_insert=True)
            record("account made", by=by, account=self.username)

    def rename(self, name: str, email: str, by: str) -> bool:
        """Put name and e-mail right; False when they are right already.

        A link that went to another e-mail does not work any more.
        """
        if (self.name, self.email) == (name, email):
            return False
        with transaction.atomic():
            if self.email != email:
                Invitation.objects.filter(user=self).delete()
            self.first_name, self.last_name, self.email = "", name, email
            self.save(update_fields=["first_name", "last_name", "email"])
            record("account changed", by=by, account=self.username)
        return True

    def invite(self, way: str, by: str) -> Invitation:
        """A new link; those before it do not work any more."""
        with transaction.atomic():
            Invitation.objects.filter(user=self).delete()
            on_paper = way == Invitation.Way.PAPER
            sent = timezone.now() if on_paper else None
            made = Invitation.objects.create(
                user=self, made_by=by, way=way, sent_at=sent
            )
            record("invitation made", by=by, account=self.username, way=way)
        self.invitation = made
        return made

    def withdraw(self, by: str) -> None:
        """No link works any more; a password that is set stays."""
        with transaction.atomic():
            if Invitation.objects.filter(user=self).delete()[0]:
                record("invitation withdrawn", by=by, account=self.username)

    def switch(self, *, on: bool, by: str) -> None:
        """Deactivate or activate; whoever is signed in is out at the next page."""
        with transaction.atomic():
            if User.objects.filter(pk=self.pk, is_active=not on).update(is_active=on):
                act = "account activated" if on else "account deactivated"
                record(act, by=by, account=self.username)
            if not on:
                Invitation.objects.filter(user=self).delete()

    def accept(self, password: str) -> None:
        """The password is set, and the link has done its duty."""
        with transaction.atomic():
            self.set_password(password)
            self.save(update_fields=["password"])
            Invitation.objects.filter(user=self).delete()
            record("password set", by=self.username, account=self.username)

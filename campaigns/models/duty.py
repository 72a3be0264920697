"""What an account is for: a role with the unit, group or team it is of."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.models import record
from campaigns.models.group import Group
from campaigns.models.invitation import Invitation
from campaigns.models.role import Role
from campaigns.models.unit import Team, Unit
from campaigns.order import by_sound
from campaigns.roles import OFFICE_GIVES

if TYPE_CHECKING:
    from campaigns.models.account import Account

# a kind of role, its name, and what it is of
KINDS: dict[str, tuple[str | Promise, type[Any] | None]] = {
    "office": (_("campaign office"), None),
    "team": (_("supervision team"), Team),
    "head": (Role.Kind.HEAD.label, Unit),
    "liaison": (Role.Kind.LIAISON.label, Unit),
    "teller": (Role.Kind.TELLER.label, Group),
    "auditor": (Role.Kind.AUDITOR.label, None),
}


@dataclass(frozen=True)
class Duty:
    """A role as people give it: one list, however it is stored."""

    kind: str
    place: Any = None

    def __str__(self) -> str:
        label = str(KINDS[self.kind][0])
        return f"{label} · {self.where}" if self.place else label

    @property
    def where(self) -> str:
        """A group is told from its like by the campaign."""
        if isinstance(self.place, Group):
            return f"{self.place.campaign} {self.place}"
        return str(self.place) if self.place else ""

    @property
    def order(self) -> tuple[int, bytes]:
        return list(KINDS).index(self.kind), by_sound(str(self.place))

    @property
    def key(self) -> str:
        """What a form sends: `office`, `head:12`."""
        return f"{self.kind}:{self.place.pk}" if self.place else self.kind

    def _tell(self, act: str, account: "Account", by: str) -> None:
        """Places by their codes and keys, which last."""
        place = getattr(self.place, "code", "") or getattr(self.place, "key", "")
        told = {"account": account.username, "duty": self.kind}
        record(act, by=by, **told, place=place or self.where)  # type: ignore[arg-type]

    def give(self, account: "Account", by: str) -> bool:
        """Give it; False when the account has it. Call it in a transaction."""
        if given := self._store(account):
            self._tell("role given", account, by)
            self._let_in(account, by)
        return given

    def _let_in(self, account: "Account", by: str) -> None:
        """What the office cannot give nobody gets by a link that the office holds."""
        if self.kind not in OFFICE_GIVES:
            Invitation.objects.filter(user=account).exclude(made_by=by).delete()

    def take(self, account: "Account", by: str) -> None:
        """Take it away. Call it in a transaction."""
        if self.kind == "office":
            account.is_staff = False
            account.save(update_fields=["is_staff"])
        elif self.kind == "team":
            self.place.members.remove(account)
        else:
            account.roles.filter(kind=self.kind, **self._columns).delete()
        self._tell("role taken away", account, by)

    def _store(self, account: "Account") -> bool:
        if self.kind == "office":
            had, account.is_staff = account.is_staff, True
            account.save(update_fields=["is_staff"])
            return not had
        if self.kind == "team":
            had = self.place.members.filter(pk=account.pk).exists()
            self.place.members.add(account)
            return not had
        columns = {"user": account, "kind": self.kind, **self._columns}
        return Role.objects.get_or_create(**columns)[1]

    @property
    def _columns(self) -> dict[str, Any]:
        return {
            "unit": self.place if isinstance(self.place, Unit) else None,
            "group": self.place if isinstance(self.place, Group) else None,
        }

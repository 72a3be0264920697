"""What a list of people would change: seen before, done whole or not at all."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.validators import ASCIIUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from audit.models import record
from campaigns.lists.cells import folded, person
from campaigns.lists.problem import Meant, Problem
from campaigns.models import Account, Campaign, Duty, Group, Team, Unit
from campaigns.models.duty import KINDS
from campaigns.people.columns import ROLES, role
from campaigns.people.forms import groups, whose
from campaigns.people.places import Places, code
from campaigns.people.reading import Line
from campaigns.roles import gives, keeps
from campaigns.words.basic import joined

LONGEST_LOGIN, LONGEST_NAME = 30, 60


@dataclass(frozen=True, slots=True)
class Known:
    """What is there already, by the words that a list may use for it."""

    accounts: dict[str, Account]
    places: dict[type[Any], Places]

    @classmethod
    def now(cls, campaign: Campaign | None) -> "Known":
        """By title groups are those of one campaign: others have some of that title."""
        accounts = Account.objects.with_duties().select_related("invitation")
        return cls(
            {row.username.casefold(): row for row in accounts},
            {
                Unit: Places(Unit.objects.all()),
                Team: Places(Team.objects.all()),
                Group: Places(groups(), campaign),
            },
        )


@dataclass(frozen=True, slots=True)
class Step:
    """What a line does: a role, perhaps a new account, perhaps another e-mail."""

    line: Line
    duty: Duty
    account: Account | None
    first: bool  # the first line of this person

    @property
    def makes(self) -> bool:
        return self.first and self.account is None

    @property
    def gives(self) -> bool:
        return self.account is None or self.duty.key not in {
            duty.key for duty in self.account.duties()
        }

    @property
    def moves(self) -> bool:
        """Whether the account gets another e-mail."""
        known, said = self.account, self.line.email
        return bool(self.first and known and said and known.email != said)

    @property
    def changes(self) -> bool:
        return self.makes or self.gives or self.moves


@dataclass(slots=True)
class Plan:
    """The steps and what is wrong; only a plan without stops is carried out."""

    steps: list[Step] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def stops(self) -> bool:
        return any(problem.stops for problem in self.problems)

    @property
    def made(self) -> int:
        return sum(step.makes for step in self.steps)

    @property
    def given(self) -> int:
        return sum(step.gives for step in self.steps)

    @property
    def moved(self) -> int:
        return sum(step.moves for step in self.steps)

    @property
    def changes(self) -> bool:
        return bool(self.made or self.given or self.moved)

    def carry_out(self, by: str) -> None:
        """All of it in one transaction; what is so already is left alone."""
        accounts: dict[str, Account] = {}
        with transaction.atomic():
            for step in self.steps:
                login = step.line.username.casefold()
                account = accounts.get(login) or step.account or _made(step.line, by)
                accounts[login] = account
                if step.moves:
                    account.rename(account.name, step.line.email, by)
                if step.gives:
                    step.duty.give(account, by)
            record("people uploaded", by=by, made=self.made, given=self.given)


def _made(line: Line, by: str) -> Account:
    account = Account(username=line.username, last_name=line.name, email=line.email)
    account.begin(by)
    return account


def plan(
    lines: Iterable[Line], faults: list[Problem], campaign: Campaign | None, by: Any
) -> Plan:
    """Compare a list with what is there, and with what `by` may give."""
    known, found = Known.now(campaign), Plan(problems=list(faults))
    first: dict[str, Line] = {}
    seen: set[tuple[str, str]] = set()
    for line in lines:
        login = line.username.casefold()
        account, wrong = known.accounts.get(login), list(_person(line, known, first))
        duty = _duty(line, known, campaign, wrong)
        step = Step(line, duty, account, login not in first) if duty else None
        if step is None or step.changes:
            wrong += _right(line, account, by)
        if duty and step:
            if (login, duty.key) in seen:
                text = _("This person has this role in the list already.")
                wrong.append(line.problem("role", text))
            seen.add((login, duty.key))
            first.setdefault(login, line)
            found.steps.append(step)
        found.problems += wrong
    found.problems += _shared(first.values(), known)
    found.problems.sort(key=lambda problem: (problem.sheet, problem.row))
    return found


def _person(line: Line, known: Known, first: dict[str, Line]) -> Iterator[Problem]:
    yield from _login(line, known.accounts.get(line.username.casefold()))
    if not line.name or len(line.name) > LONGEST_NAME:
        yield line.problem("name", _("The name is missing or too long."))
    if line.email and not _is_email(line.email):
        yield line.problem("email", _("“%s” is no e-mail address.") % line.email)
    before = first.get(line.username.casefold())
    if before and before.name != line.name:
        text = _("In row %(row)d this login name is %(name)s's.")
        words = {"row": before.row, "name": before.name}
        yield line.problem("name", text % words)
    if before and line.email and before.email != line.email:
        text = _("In row %d this person has another e-mail.")
        yield line.problem("email", text % before.row)


def _right(line: Line, account: Account | None, by: Any) -> Iterator[Problem]:
    """Roles that hold the office in check are not the office's to give.

    Asked of what would change: the list as it stands names them, too.
    """
    kind = role(line.role)
    if kind and not gives(by, kind):
        text = _("“%s” is a role that only the administrator of the accounts gives.")
        yield line.problem("role", text % line.role)
    elif account and not keeps(by, account):
        text = _("The account “%s” is kept by the administrator of the accounts.")
        yield line.problem("username", text % line.username)
    elif account and not account.is_active:
        text = _("The account “%s” is deactivated: activate it on its page first.")
        yield line.problem("username", text % line.username)


def _login(line: Line, account: Account | None) -> Iterator[Problem]:
    if not line.username or not _is_login(line.username):
        text = _("A login name of Latin letters and digits is needed, not “%s”.")
        yield line.problem("username", text % line.username)
    elif account and account.is_superuser:
        text = _("“%s” is an administrator's account: choose another login name.")
        yield line.problem("username", text % line.username)
    elif account and line.name and person(folded(account.name)) != line.name:
        text = _(
            "The account “%(login)s” is %(name)s's: choose another login name, or put "
            "the name right on the page of the account."
        )
        words = {"login": line.username, "name": account.name}
        yield line.problem("username", text % words)


def _is_login(text: str) -> bool:
    try:
        ASCIIUsernameValidator()(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_LOGIN


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _duty(
    line: Line, known: Known, campaign: Campaign | None, wrong: list[Problem]
) -> Duty | None:
    """The role that a line gives; what stands in its way goes to `wrong`."""
    kind = role(line.role)
    if kind is None:
        names = [
            text for head, _others in ROLES.values() for text in (head.zh, head.en)
        ]
        text = _("no role is called “%s”") % line.role + Meant(names)(line.role)
        wrong.append(line.problem("role", text))
        return None
    of = KINDS[kind][1]
    if of is None:
        return Duty(kind)
    found = known.places[of].called(line.place)
    if len(found) == 1:
        return Duty(kind, found[0])
    text = _several(line, of, found) or _lacking(line, of, known, campaign)
    wrong.append(line.problem("place", text))
    return None


def _several(line: Line, of: type[Any], found: list[Any]) -> str:
    if not found:
        return ""
    text = _("“%(name)s” may be several %(what)s; write the code: %(codes)s")
    if of is Team:
        text = _("“%(name)s” may be several %(what)s; write the whole name: %(codes)s")
    what, codes = of._meta.verbose_name_plural, joined(map(code, found), "/")
    return text % {"name": line.place, "what": what, "codes": codes}


def _lacking(line: Line, of: type[Any], known: Known, campaign: Campaign | None) -> str:
    if of is Group and campaign is None:
        return _("Choose the campaign above, for a role in a group.")
    what = of._meta.verbose_name
    if not line.place:
        return _("For this role a %s is needed.") % what
    words = {"what": what, "name": line.place}
    text = _("there is no %(what)s “%(name)s”") % words
    return text + known.places[of].meant(line.place)


def _shared(lines: Collection[Line], known: Known) -> Iterator[Problem]:
    """Two people with one e-mail: each could use the other's invitation.

    An account keeps the one it has, unless the list gives it another.
    """
    owners: dict[str, Line | Account] = {}
    said = {line.username.casefold(): line.email for line in lines if line.email}
    for login, account in known.accounts.items():
        email = account.email.casefold()
        if email and said.get(login, email).casefold() == email:
            owners[email] = account
            said.pop(login, None)
    for line in lines:
        if line.username.casefold() in said:
            owner = owners.setdefault(line.email.casefold(), line)
            if owner is not line:
                yield line.problem("email", _has(owner))


def _has(owner: Line | Account) -> str:
    if isinstance(owner, Account):
        return whose(owner)
    text = _("%(name)s in row %(row)d has the same e-mail.")
    return text % {"name": owner.name, "row": owner.row}


def campaigns() -> QuerySet[Campaign]:
    """Those in whose groups a role can be given."""
    over = (Campaign.State.ARCHIVED, Campaign.State.VOID)
    return Campaign.objects.real().exclude(state__in=over)

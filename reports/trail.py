"""The audit chain of a campaign in words: who did what when."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from audit.chain import SHORTEST, Broken, Head, walk
from audit.models import Detail, Entry
from campaigns.models.duty import KINDS

ACTS = {
    "add": pgettext_lazy("act", "Made"),
    "change": gettext_lazy("Changed"),
    "delete": gettext_lazy("Deleted"),
    "figures": gettext_lazy("Figures entered"),
    "draw": gettext_lazy("Raters drawn at random"),
    "freeze": gettext_lazy("Campaign frozen"),
    "print": gettext_lazy("Slips printed"),
    "void": gettext_lazy("Batch declared void"),
    "open": gettext_lazy("Voting opened"),
    "close": gettext_lazy("Voting closed"),
    "unseal": gettext_lazy("Opening of the box begun"),
    "count": gettext_lazy("Box opened and counted"),
    "release": gettext_lazy("Results released"),
    "rewrite": gettext_lazy("Erased envelopes cleared from the files"),
    "view": gettext_lazy("Results looked at"),
    "export": gettext_lazy("File taken away"),
    "signing key": gettext_lazy("Signing key made"),
    "activate": gettext_lazy("Slips activated"),
    "admit": gettext_lazy("Slips of latecomers activated"),
    "turnout": gettext_lazy("Turnout written down"),
    "extend": gettext_lazy("Voting extended"),
    "suspend": gettext_lazy("Voting suspended"),
    "resume": gettext_lazy("Voting resumed"),
    "annul": gettext_lazy("Campaign declared void"),
    "ask": gettext_lazy("Asked for a second person"),
    "agree": gettext_lazy("Second person agreed"),
    "refuse": gettext_lazy("Second person refused"),
    "withdraw": gettext_lazy("Proposal withdrawn"),
    "lists": gettext_lazy("Lists taken over from a workbook"),
    "lists taken": gettext_lazy("Lists taken away"),
    "card": gettext_lazy("Trustee card printed"),
    "key": gettext_lazy("Key of the box made"),
    "trial": gettext_lazy("Trustee cards tried out"),
    "team": gettext_lazy("Supervision team given to a group"),
    "comment passed on": gettext_lazy("Comment passed on"),
    "comment redacted": gettext_lazy("Comment redacted"),
    "comment withheld": gettext_lazy("Comment withheld"),
    "comment put back": gettext_lazy("Comment put back as unread"),
    "summary written": gettext_lazy("Summary of comments written"),
    "comments released": gettext_lazy("Comments released"),
    "version released": gettext_lazy("Changed results released"),
    "second factor set up": gettext_lazy("Second factor set up"),
    "second factor taken off": gettext_lazy("Second factor taken off"),
    "recovery codes renewed": gettext_lazy("Recovery codes renewed"),
    "account made": gettext_lazy("Account made"),
    "account changed": gettext_lazy("Name or e-mail of an account changed"),
    "account deactivated": gettext_lazy("Account deactivated"),
    "account activated": gettext_lazy("Account activated"),
    "role given": gettext_lazy("Role given"),
    "role taken away": gettext_lazy("Role taken away"),
    "invitation made": gettext_lazy("Link to set a password made"),
    "invitation withdrawn": gettext_lazy("Link to set a password withdrawn"),
    "password set": gettext_lazy("Password set by a link"),
    "names printed": gettext_lazy("Roster or sign-in sheet printed"),
    "letters": gettext_lazy("Letters to raters begun"),
    "letters sent": gettext_lazy("Letters to raters sent"),
    "people uploaded": gettext_lazy("Accounts taken from a workbook"),
    "token made": gettext_lazy("Access token made"),
    "token revoked": gettext_lazy("Access token taken back"),
}
DETAILS = {
    "part": gettext_lazy("what"),
    "key": gettext_lazy("key"),
    "fields": gettext_lazy("fields"),
    "preset": gettext_lazy("from the preset"),
    "file": gettext_lazy("from a file"),
    "copied": gettext_lazy("copy of campaign"),
    "drill": gettext_lazy("drill of campaign"),
    "pasted": gettext_lazy("lines pasted"),
    "changed": gettext_lazy("figures changed"),
    "words": gettext_lazy("digest of the words in the history"),
    "draw": gettext_lazy("draw"),
    "number": gettext_lazy("how many"),
    "of": gettext_lazy("lines of the list"),
    "list": gettext_lazy("digest of the list"),
    "drawn": gettext_lazy("digest of the drawn"),
    "definition": gettext_lazy("fingerprint of the rules"),
    "group": gettext_lazy("group"),
    "batch": gettext_lazy("batch"),
    "slips": gettext_lazy("slips"),
    "root": gettext_lazy("root of the batch"),
    "envelopes": gettext_lazy("envelopes"),
    "opened": gettext_lazy("envelopes opened"),
    "void": gettext_lazy("void"),
    "ballots": gettext_lazy("cards counted"),
    "receipts": gettext_lazy("digest of the receipts"),
    "tally": gettext_lazy("digest of the tally"),
    "page": gettext_lazy("page"),
    "kind": pgettext_lazy("of a file", "kind"),
    "version": pgettext_lazy("of results", "version"),
    "sha256": gettext_lazy("SHA-256 of the file"),
    "activated": gettext_lazy("slips activated"),
    "active": gettext_lazy("active slips voided"),
    "present": gettext_lazy("people present"),
    "kept": gettext_lazy("slips not handed out"),
    "pool": gettext_lazy("pool"),
    "place": gettext_lazy("place"),
    "sealed": gettext_lazy("digest of the envelopes"),
    "reason": gettext_lazy("reason"),
    "until": gettext_lazy("until"),
    "act": gettext_lazy("act"),
    "about": gettext_lazy("about"),
    "proposal": gettext_lazy("proposal"),
    "asked": gettext_lazy("asked for by"),
    "role": gettext_lazy("trustee"),
    "again": gettext_lazy("printed again"),
    "public": gettext_lazy("public half"),
    "team": gettext_lazy("supervision team"),
    "comment": gettext_lazy("comment"),
    "copies": gettext_lazy("on so many units"),
    "passed": gettext_lazy("passed on"),
    "redacted": gettext_lazy("redacted"),
    "withheld": gettext_lazy("withheld"),
    "on": gettext_lazy("on"),
    "account": gettext_lazy("account"),
    "units": gettext_lazy("units"),
    "raters": gettext_lazy("raters"),
    "duty": pgettext_lazy("of a person", "role"),
    "way": gettext_lazy("on which way"),
    "made": gettext_lazy("accounts made"),
    "given": gettext_lazy("roles given"),
    "token": gettext_lazy("access token"),
    "mailing": gettext_lazy("which letters"),
    "letters": gettext_lazy("letters"),
    "sent": gettext_lazy("taken by the mail server"),
    "refused": gettext_lazy("refused by it"),
}
# values that are words of ours
VALUES: dict[str, dict[str, Any]] = {
    "duty": {kind: label for kind, (label, _of) in KINDS.items()},
    "mailing": {
        "notice": pgettext_lazy("a mailing", "Notice"),
        "reminder": pgettext_lazy("a mailing", "Reminder"),
    },
    "way": {"mail": gettext_lazy("e-mail"), "paper": gettext_lazy("paper")},
}
DONE = {
    "added": gettext_lazy("added"),
    "changed": gettext_lazy("changed"),
    "deleted": gettext_lazy("deleted"),
    "removed": gettext_lazy("removed"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as people read it."""

    entry: Entry
    act: str
    details: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """All of it, to be searched."""
        said = " ".join(f"{label} {value}" for label, value in self.details)
        return f"{self.entry.seq} {self.entry.actor} {self.act} {said}"

    @property
    def signed(self) -> bool:
        return self.entry.action == "export"


@dataclass(slots=True)
class Trail:
    """A chain, walked once: what is sound of it, up to the first bad entry."""

    chain: int
    lines: list[Line] = field(default_factory=list)
    head: Head = field(default_factory=Head)
    broken: Broken | None = None

    @classmethod
    def of(cls, chain: int, asked: str = "") -> "Trail":
        """Newest first, only lines that hold what was `asked` for."""
        trail, wanted = cls(chain), asked.casefold()
        try:
            for entry in walk(chain):
                trail.head = Head(entry.seq, entry.hash)
                row = line(entry)
                if wanted in row.text.casefold():
                    trail.lines.append(row)
        except Broken as error:
            trail.broken = error
        trail.lines.reverse()
        return trail


def line(entry: Entry) -> Line:
    """An entry in words; of an act that has none here, its name."""
    act = str(ACTS.get(entry.action, entry.action))
    return Line(entry, act, tuple(_details(entry)))


def _details(entry: Entry) -> Iterator[tuple[str, str]]:
    for name, value in entry.detail.items():
        if value == "" and name != "page":
            continue
        if name in DETAILS:
            yield str(DETAILS[name]), _value(name, value)
        else:
            yield _rows(name), str(value)


def _value(name: str, value: Detail) -> str:
    text = str(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "part":
        return _part(text)
    if name == "act":
        return str(ACTS.get(text, _("More slips")))
    if name == "fields":
        return ", ".join(map(_field, text.split(", ")))
    if name in VALUES:
        return str(VALUES[name].get(text, text))
    if name == "page":
        return text or _("all groups")
    return text[:SHORTEST] if len(text) == len(Head().hash) else text


def _part(name: str) -> str:
    """What people call a table."""
    models = [*apps.get_app_config("campaigns").get_models()]
    models += apps.get_app_config("auth").get_models()
    names = {model._meta.model_name: model._meta.verbose_name for model in models}
    return str(names.get(name, name))


def _field(label: str) -> str:
    """Django's label of a field, which it writes with a capital."""
    small = label[:1].lower() + label[1:]
    said = _(small) if small else ""
    return _(label) if said == small else said


def _rows(name: str) -> str:
    """Rows of a part by what was done to them, such as “pool added”."""
    part, _space, done = name.rpartition(" ")
    return f"{_(part)} {DONE[done]}" if part and done in DONE else name

"""The audit chain of a campaign in words: who did what when."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.utils.translation import gettext as _

from audit.chain import SHORTEST, Broken, Head, walk
from audit.models import Detail, Entry
from reports.log_words import ACTS, DETAILS, DONE, VALUES


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

"""What changed from one campaign to the next, in words.

Results of two campaigns can be laid side by side only as far as form, raters and
formula stayed the same; whoever copies a campaign sees here what did not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.definition import Definition, Document, Item, Pool
from campaigns.models import Approval, Campaign, GroupUnit, Unit
from campaigns.models import Document as DocumentRow
from campaigns.models import Pool as PoolRow
from campaigns.unasked import unasked
from campaigns.words import figure_words, formula_words, joined, rule_words

KINDS = dict(DocumentRow.Kind.choices)
REACH = dict(PoolRow.Reach.choices)
ITEM = gettext_lazy("Item")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: empty before is new, empty after is gone."""

    part: str
    name: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        words = {"part": self.part, "name": self.name}
        words |= {"before": self.before, "after": self.after}
        if not self.before:
            return _("%(part)s, new: %(name)s (%(after)s).") % words
        if not self.after:
            return _("%(part)s, no longer there: %(name)s (%(before)s).") % words
        return _("%(name)s: was “%(before)s”, is “%(after)s”.") % words


def taken_over(campaign: Campaign) -> list[tuple[str, object]]:
    """What a copy begins with, by name and number, or as it is set."""
    groups = campaign.groups
    seats = GroupUnit.objects.filter(group__campaign=campaign)
    document = unasked(campaign.definition or campaign.document())
    lines = [line for form in document["forms"] for line in form["lines"]]
    return [
        (_("units"), Unit.objects.filter(seats__group__campaign=campaign).count()),
        (_("groups, with their teams"), groups.count()),
        (_("names of leaders of the units"), seats.people()),
        (_("subjects"), campaign.subjects.count()),
        (_("items"), sum(bool(line.get("scale")) for line in lines)),
        (_("classes of raters"), campaign.pools.count()),
        (_("rules"), campaign.rules.count()),
        (_("unit reports"), len(document["documents"])),
        (_("files of unit reports"), campaign.documents.exclude(source=None).count()),
        (_("the supervision team approves"), _approved(document)),
        (_("days for which names are kept"), campaign.names_kept_days),
    ]


def _approved(document: Mapping[str, Any]) -> object:
    """What the team of a copy approves, in words."""
    return Approval(document["campaign"].get("approval", Approval.NONE)).label


def before(campaign: Campaign, others: QuerySet[Campaign]) -> Campaign | None:
    """What a second vote repeats; else the last of the series, or the last at all."""
    if campaign.parent_id:
        return others.filter(pk=campaign.parent_id).first()
    earlier = others.filter(pk__lt=campaign.pk)
    mine = earlier.filter(series=campaign.series) if campaign.series else None
    return (mine.first() if mine is not None else None) or earlier.first()


def compare(old: Definition, new: Definition) -> list[Change]:
    """Every difference, in the order in which a campaign is configured."""
    parts: tuple[tuple[object, Mapping[str, str], Mapping[str, str]], ...] = (
        (_("Campaign"), _about(old), _about(new)),
        (_("Unit"), _units(old), _units(new)),
        (_("Subject"), _subjects(old), _subjects(new)),
        (ITEM, _items(old), _items(new)),
        (_("Raters"), _pools(old), _pools(new)),
        (_("Formula"), _formula(old), _formula(new)),
        (_("Rule"), _rules(old), _rules(new)),
        (_("Unit paper"), _papers(old), _papers(new)),
    )
    return list(_changes(parts))


def _changes(
    parts: Iterable[tuple[object, Mapping[str, str], Mapping[str, str]]],
) -> Iterator[Change]:
    for part, before, after in parts:
        for name in dict.fromkeys((*before, *after)):
            then, now = before.get(name, ""), after.get(name, "")
            if then != now:
                yield Change(str(part), _name(name), then, now)


def breaks(old: Definition, new: Definition, kind: str) -> list[Change]:
    """What keeps the figures of subjects of a kind from being laid side by side.

    How it is counted, who rates, what the deciding row asks, and from how many ballots
    on a figure is shown. Titles, units and rules change and leave a figure what it is.
    """
    parts: tuple[tuple[object, Mapping[str, str], Mapping[str, str]], ...] = (
        (_("Campaign"), _shown_from(old), _shown_from(new)),
        (ITEM, _deciding(old, kind), _deciding(new, kind)),
        (_("Raters"), _pools(old), _pools(new)),
        (_("Formula"), _figures(old), _figures(new)),
    )
    return list(_changes(parts))


def between_votes(old: Definition, new: Definition) -> list[Change]:
    """What a second vote does otherwise than the first.

    Besides title and stage, and who is rated: these have to differ.
    """
    meant = (str(_("Unit")), str(_("Subject")))
    named = (_("Title"), _("Stage"))
    found = [change for change in compare(old, new) if change.part not in meant]
    own = str(_("Campaign"))
    return [one for one in found if not (one.part == own and one.name in named)]


def same_rules(old: Definition, new: Definition) -> bool:
    """Whether as much is asked of the subjects: else passing is another thing."""
    return _rules(old) == _rules(new)


def _shown_from(definition: Definition) -> dict[str, str]:
    name = _("Shown from (rate, distribution, comments)")
    return {name: _about(definition)[name]}


def _figures(definition: Definition) -> dict[str, str]:
    return {clause.term: clause.sentence for clause in figure_words(definition)}


def _deciding(definition: Definition, kind: str) -> dict[str, str]:
    """The items that decide on a kind of subject: the overall one, or all."""
    subjects = [s for s in definition.subjects.values() if s.kind == kind]
    forms = {subject.form.key: subject.form for subject in subjects}
    one = definition.formula.deciding == "overall"
    return {
        f"{form.key}\t{item.key}": _item(item)
        for form in forms.values()
        for item in form.items
        if item.main or not (one and form.main)
    }


def _name(key: str) -> str:
    """Keys begin with what tells them apart, and end with what is shown."""
    return key.rpartition("\t")[2]


def _about(definition: Definition) -> dict[str, str]:
    floors = definition.floors
    numbers = (floors.rate, floors.distribution, floors.comments)
    return {
        _("Title"): str(definition.title),
        _("Stage"): str(definition.stage),
        _("A blank item"): {
            "refuse": _("is refused"),
            "abstain": _("is an abstention"),
        }.get(definition.blank, definition.blank),
        _("Shown from (rate, distribution, comments)"): joined(numbers, "/"),
    }


def _units(definition: Definition) -> dict[str, str]:
    groups = definition.groups.values()
    return {
        f"{code}\t{definition.units[code].name}": str(group.title)
        for group in groups
        for code in group.units
    }


def _subjects(definition: Definition) -> dict[str, str]:
    """Who or what is rated, and on which form; a unit's team has the unit's name."""
    return {
        f"{key}\t{subject.name}": f"{subject.name} · {subject.form.title}"
        for key, subject in definition.subjects.items()
    }


def _items(definition: Definition) -> dict[str, str]:
    """By form and key: an item keeps its key over the years, its words may change."""
    return {
        f"{form.key}\t{item.key}": _item(item)
        for form in definition.forms.values()
        for item in form.items
    }


def _item(item: Item) -> str:
    scale = item.scale
    answers = joined((option.label for option in scale.options), "/")
    text = _("%(item)s (%(answers)s)") % {
        "item": item.text,
        "answers": answers or f"{scale.low}–{scale.high}",
    }
    marks = [_("overall item")] if item.main else []
    return joined([text, *marks, *([_("optional")] if item.optional else [])], ";")


def _pools(definition: Definition) -> dict[str, str]:
    return {f"{p.key}\t{p.name}": _pool(p) for p in definition.pools.values()}


def _pool(pool: Pool) -> str:
    reach = str(REACH[pool.reach])
    if pool.reach in ("peers", "open"):
        return reach
    said = _("%(reach)s, %(n)d a unit") % {"reach": reach, "n": pool.quota}
    return joined(filter(None, (said, pool.composition)), ";")


def _formula(definition: Definition) -> dict[str, str]:
    return {clause.term: clause.sentence for clause in formula_words(definition)}


def _rules(definition: Definition) -> dict[str, str]:
    return dict(_each_rule(definition))


def _each_rule(definition: Definition) -> Iterator[tuple[str, str]]:
    """A rule has no key: one that is worded differently is another one."""
    for rule in definition.rules:
        words = rule_words(definition, rule)
        yield f"{words}\t", words


def _papers(definition: Definition) -> dict[str, str]:
    """By unit, kind and what they are on; of two alike the later is another one."""
    found: dict[str, str] = {}
    for paper in definition.documents:
        name = f"{definition.units[paper.unit].name} · {KINDS[paper.kind]}"
        key = f"{paper.unit} {paper.kind} {paper.subject}"
        number = sum(1 for known in found if known.startswith(f"{key} "))
        found[f"{key} {number}\t{name}"] = _paper(paper)
    return found


def _paper(paper: Document) -> str:
    """Its title and length, and a few digits that another text would not have."""
    texts = (paper.body, paper.author, paper.source, paper.pdf)
    digest = sha256(repr(texts).encode()).hexdigest()
    words = {"title": paper.title, "n": len(paper.body.zh), "digest": digest[:6]}
    return _("“%(title)s”, %(n)d characters (fingerprint %(digest)s)") % words

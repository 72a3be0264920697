"""The minutes of a count: reads accounts, batches and the log of one campaign."""

from collections.abc import Collection, Iterator

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from audit.models import Entry
from ballots.models import Batch
from ballots.models.place import line
from ballots.spoiling import rules
from campaigns.definition import Definition, Group, Place
from campaigns.frozen import frozen
from campaigns.models import Campaign
from reports import counted
from reports.minutes import Act, Line, Minutes, Printed, Spoilt
from reports.tally import Account
from reports.trail import ACTS

TOLD = ("freeze", "open", "close", "unseal", "count", "release")
NOTHING = Account()


def minutes(campaign: Campaign, groups: Collection[str]) -> Minutes:
    """What those who counted sign, for these groups of a counted campaign.

    Raises Unbalanced when an account does not add up.
    """
    definition, what = frozen(campaign), counted.load(campaign)
    mine = [group for group in definition.groups.values() if group.key in groups]
    entries = list(Entry.objects.of(campaign.pk).filter(action__in=TOLD))
    told = {entry.action: entry.detail for entry in entries}
    return Minutes(
        acts=tuple(_acts(entries)),
        lines=tuple(_lines(definition, what, mine)),
        batches=tuple(_batches(campaign, definition, groups)),
        spoilt=tuple(_spoilt(definition, what, mine)),
        rules=tuple(rules(definition, list(definition.subjects.values()))),
        envelopes=_number(told, "close", "envelopes"),
        opened=_number(told, "count", "opened"),
        unreadable=_number(told, "count", "void"),
        digests=tuple(_digests(definition, told)),
    )


def _number(told: dict[str, dict[str, object]], act: str, name: str) -> int | None:
    found = told.get(act, {}).get(name)
    return found if isinstance(found, int) else None


def _acts(entries: list[Entry]) -> Iterator[Act]:
    """The last time of each, in order, by the names of those who did it."""
    logins = {entry.actor for entry in entries}
    users = get_user_model().objects.filter(username__in=logins)
    names = {user.get_username(): user.get_full_name() for user in users}
    last = {entry.action: entry for entry in entries}
    for entry in sorted(last.values(), key=lambda entry: entry.seq):
        by = names.get(entry.actor) or entry.actor
        yield Act(str(ACTS[entry.action]), entry.at, by)


def _lines(
    definition: Definition, what: counted.Counted, groups: list[Group]
) -> Iterator[Line]:
    """Pool by pool; a place that several groups share stands once."""
    for pool in definition.pools.values():
        places = [p for group in groups for p, _due in definition.places(pool, group)]
        for place in dict.fromkeys(line(definition, place) for place in places):
            account = what.places.get((pool.key, place), NOTHING)
            name = _place(definition, place)
            yield Line(str(pool.name), name, account, pool.is_open)


def _place(definition: Definition, place: Place) -> str:
    whole = place.kind == "campaign"
    return _("Whole campaign") if whole else str(definition.place_name(place))


def _batches(
    campaign: Campaign, definition: Definition, groups: Collection[str]
) -> Iterator[Printed]:
    rows = Batch.objects.filter(campaign=campaign, group__key__in=groups)
    for row in rows.select_related("group").order_by("number"):
        yield Printed(
            row.number,
            str(definition.groups[row.group.key].title),
            row.slips,
            row.used or 0,
            row.unused or 0,
            row.kept or 0,
            row.voided or 0,
            row.void,
            row.root,
        )


def _spoilt(
    definition: Definition, what: counted.Counted, groups: list[Group]
) -> Iterator[Spoilt]:
    """Subjects on which a card does not count, in the order of the definition."""
    units = {code for group in groups for code in group.units}
    for subject in definition.subjects.values():
        if subject.unit not in units:
            continue
        pools = definition.raters(subject)
        accounts = (what.subjects.get((subject.key, p.key), NOTHING) for p in pools)
        account = sum(accounts, Account())
        if account.void or account.abstained:
            yield Spoilt(str(subject.name), account.void, account.abstained)


def _digests(
    definition: Definition, told: dict[str, dict[str, object]]
) -> Iterator[tuple[str, str]]:
    yield _("Fingerprint of the rules"), definition.hash
    named = (
        (_("Digest of the envelopes at closing"), "close", "sealed"),
        (_("Digest of the receipts"), "count", "receipts"),
        (_("Digest of the tally"), "count", "tally"),
    )
    for name, act, key in named:
        if found := told.get(act, {}).get(key):
            yield name, str(found)

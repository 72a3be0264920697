"""Drills: a copy of a campaign, voted, opened and released through the real path."""

import random
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import repeat
from typing import Any, NoReturn

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.models import record
from ballots.checker import Tampered, check
from ballots.making import ballot
from ballots.models import Box, OpenLink, Slip, Ticket
from ballots.models.presence import Presence
from ballots.sealing import Key
from campaigns.definition import Definition, Item, Place, Pool, Subject
from campaigns.load import load
from campaigns.models import Campaign, Group

OPEN_BALLOTS = 20  # a unit, where a drill makes up those of an open link
OPEN_MOST = 10_000
Answers = Mapping[str, Any]
ENTRY = {"pool", "place", "count", "answers", "comments"}


class AnswersError(ValueError):
    """The file of answers cannot be cast; the message says which entry and why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One ballot of a drill: what a rater of `pool` at `place` sends."""

    number: int
    pool: Pool
    place: Place
    answers: Mapping[str, Answers | None]
    comments: Mapping[str, str]


def copy_as_drill(campaign: Campaign, by: str = "") -> Campaign:
    """A drill of the campaign, with its teams, open from now for a day.

    Its key is a file whatever the campaign has: nobody prints cards for a drill.
    """
    now, document = timezone.now(), campaign.definition or campaign.document()
    own = document["campaign"] | {"custody": "file"}
    window = {"opens_at": now - timedelta(minutes=1)}
    window |= {"closes_at": now + timedelta(days=1)}
    with transaction.atomic():
        drill = load(
            document | {"campaign": own}, drill=True, parent=campaign, **window
        )
        record("add", by=by, campaign=drill.pk, part="campaign", drill=campaign.pk)
    for group in campaign.groups.prefetch_related("seats"):
        twin = Group.objects.get(campaign=drill, key=group.key)
        Group.objects.filter(pk=twin.pk).update(team=group.team_id)
        for seat in group.seats.all():
            twin.seats.filter(unit=seat.unit_id).update(team=seat.team_id)
    return drill


def rehearse(campaign: Campaign, answers: Any = None) -> Campaign:
    """Copy, freeze, issue, vote, close, open, release; returns the drill.

    `answers` is the content of an answers file (design §9); without it everybody
    votes at random. Raises AnswersError before anything is made, and Blocked.
    """
    definition = campaign.current()
    given = made_up(definition) if answers is None else read(definition, answers)
    entries = list(_enough(definition, given))
    drill = copy_as_drill(campaign)
    try:
        box = Box.objects.freeze(drill)
        play(box, entries)
        box.certify()
    except Exception:
        discard([drill])  # half a drill is of no use to anybody
        raise
    return drill


def play(box: Box, entries: Iterable[Entry]) -> None:
    """From issuing slips to the count, with these ballots."""
    slips = issue_all(box)
    box.open_voting()
    for place in Presence.everywhere(box):
        place.activate(place.waiting, "")
    for entry in entries:
        if entry.pool.is_open:
            cast_open(box, entry)
        else:
            cast(box, slips[entry.pool.key, entry.place].pop(), entry)
    box.close()
    box.unseal()


def issue_all(box: Box) -> dict[tuple[str, Place], list[Slip]]:
    """Every slip of a campaign, by pool and place, in the order of chance."""
    slips: dict[tuple[str, Place], list[Slip]] = defaultdict(list)
    for group in box.definition.groups.values():
        while box.wants(group):
            for slip in box.issue(group)[1]:
                slips[slip.pool.key, slip.place].append(slip)
    return slips


def cast(box: Box, slip: Slip, entry: Entry) -> str:
    """Vote with a slip as the ballot's page does; returns the receipt."""
    row = Ticket.objects.for_rater().get(pk=slip.key.public)
    return _vote(box, row, slip.key, entry)


def cast_open(box: Box, entry: Entry) -> str:
    """Vote over the open link, with a key such as its page gets; the receipt."""
    key = Key(secrets.token_bytes(32))
    link = OpenLink.objects.at(OpenLink.objects.token(box.campaign, entry.pool))
    return _vote(box, link.ticket(key, entry.place.key), key, entry)


def _vote(box: Box, ticket: Ticket, key: Key, entry: Entry) -> str:
    subjects = box.definition.subjects_at(entry.pool, entry.place)
    checked = check(box.definition, subjects, entry.answers, entry.comments)
    return ticket.vote(key, box.definition, checked.cards, secrets.token_hex(16))


def read(definition: Definition, data: Any) -> Iterator[Entry]:
    """The entries of an answers file, checked. Raises AnswersError."""
    rows = data.get("ballots") if isinstance(data, Mapping) else None
    if not isinstance(rows, list):
        raise AnswersError(_("The file has no list “ballots”."))
    for number, row in enumerate(rows, 1):
        if not isinstance(row, Mapping) or set(row) - ENTRY:
            _refuse(number, _("may hold pool, place, count, answers and comments only"))
        entry = _entry(definition, number, row)
        count = row.get("count", 1)
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            _refuse(number, _("count is not a number of ballots"))
        # one by one: who asks for a milliard is refused before they are made
        yield from repeat(entry, count)


def _refuse(number: int, why: str) -> NoReturn:
    raise AnswersError(_("Ballot %(n)d: %(why)s.") % {"n": number, "why": why})


def _entry(definition: Definition, number: int, row: Mapping[str, Any]) -> Entry:
    pool = definition.pools.get(str(row.get("pool")))
    if pool is None:
        raise AnswersError(
            _("Ballot %(n)d: there is no pool “%(pool)s”.")
            % {"n": number, "pool": row.get("pool")}
        )
    place = _place(definition, pool, number, row.get("place", ""))
    subjects = definition.subjects_at(pool, place)
    given = row.get("answers", {})
    if not isinstance(given, Mapping):
        _refuse(number, _("answers is not a table"))
    answers = {key: _spread(subjects, key, card) for key, card in given.items()}
    entry = Entry(number, pool, place, answers, row.get("comments", {}))
    _check(definition, subjects, entry)
    return entry


def _place(definition: Definition, pool: Pool, number: int, key: object) -> Place:
    for group in definition.groups.values():
        for place, _due in definition.places(pool, group):
            if place.key == key:
                return place
    raise AnswersError(
        _("Ballot %(n)d: the pool “%(pool)s” has no place “%(place)s”.")
        % {"n": number, "pool": pool.key, "place": key}
    )


def _spread(subjects: Iterable[Subject], key: str, card: Any) -> Any:
    """Write out `*`: every other item that has such an option, or takes such a number.

    Where none does it stands for all of them, so that the refusal names it.
    """
    if not isinstance(card, Mapping) or "*" not in card:
        return card
    items = [i for s in subjects if s.key == key for i in s.form.items]
    fitting = [i.key for i in items if _fits(i, card["*"])] or [i.key for i in items]
    rest = {name: value for name, value in card.items() if name != "*"}
    return {**dict.fromkeys(fitting, card["*"]), **rest}


def _fits(item: Item, answer: Any) -> bool:
    if item.kind == "number":
        return isinstance(answer, int) and item.scale.allows(answer)
    return answer in [option.key for option in item.scale.options]


def _check(definition: Definition, subjects: list[Subject], entry: Entry) -> None:
    try:
        checked = check(definition, subjects, entry.answers, entry.comments)
    except Tampered as error:
        _refuse(entry.number, _("it is not on the form (%s)") % error)
    if checked.gaps:
        subject, item = checked.gaps[0]
        _refuse(entry.number, _("no answer to %s") % f"{subject}.{item}")
    if checked.wrong:
        subject, item = checked.wrong[0]
        _refuse(
            entry.number, _("the scale has no such number: %s") % f"{subject}.{item}"
        )
    if checked.void:
        _refuse(
            entry.number, _("the card of %s would be void") % next(iter(checked.void))
        )
    if checked.long_comments:
        _refuse(
            entry.number, _("the comment on %s is too long") % checked.long_comments[0]
        )


def _enough(definition: Definition, entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries; more ballots than tickets are refused."""
    left: Counter[tuple[str, Place]] = Counter()
    for pool in definition.pools.values():
        for group in definition.groups.values():
            for place, due in definition.places(pool, group):
                left[pool.key, place] += OPEN_MOST if pool.is_open else due
    for entry in entries:
        left[entry.pool.key, entry.place] -= 1
        if left[entry.pool.key, entry.place] < 0:
            _refuse(
                entry.number,
                _("more ballots than tickets of the pool “%(pool)s” at “%(place)s”")
                % {"pool": entry.pool.key, "place": entry.place.key},
            )
        yield entry


def made_up(definition: Definition) -> Iterator[Entry]:
    """A ballot for every ticket; some subjects fare better than others."""
    chance = random.Random()  # noqa: S311 - made-up answers, no secret
    leaning = {key: chance.uniform(0.55, 0.95) for key in definition.subjects}
    for pool in definition.pools.values():
        for group in definition.groups.values():
            for place, due in definition.places(pool, group):
                subjects = definition.subjects_at(pool, place)
                number = OPEN_BALLOTS if pool.is_open and subjects else due
                for _number in range(number):
                    answers = ballot(definition, subjects, leaning, chance)
                    yield Entry(0, pool, place, answers, {})


def wipe(campaign: Campaign) -> int:
    """Delete the drills of a campaign with everything in them; how many there were."""
    drills = list(Campaign.objects.drills_of(campaign))
    discard(drills)
    return len(drills)


def discard(drills: Iterable[Campaign], by: str = "") -> None:
    """Delete drills, and the key files of their boxes."""
    for drill in drills:
        for box in Box.objects.filter(campaign=drill):
            box.key_file.unlink(missing_ok=True)
        with transaction.atomic():
            record("delete", by=by, campaign=drill.pk, part="campaign")
            drill.delete()

"""Writes the units and groups that a workbook asks for into a draft."""

from collections import Counter

from campaigns.counting import STEP
from campaigns.lists.seating import Seating
from campaigns.lists.units import Seat
from campaigns.models import Document, Form, Group, GroupUnit, Subject, Team, Unit
from campaigns.order import LAST


def take_over(seating: Seating) -> None:
    """All of it; in a transaction of the caller, who holds the campaign as a draft."""
    if not seating.changes:
        return
    Team.objects.bulk_create(Team(name=name) for name in seating.new_teams)
    teams = {team.name: team for team in Team.objects.all()}
    units = _units(seating)
    _leave(seating)
    groups = _groups(seating, teams)
    _seats(seating, groups, units, teams)
    _subjects(seating, units)


def _units(seating: Seating) -> dict[str, Unit]:
    asked, there = seating.asked.seats, seating.known.by_code
    Unit.objects.bulk_create(
        Unit(code=seat.code, name=seat.name, kind=seat.kind)
        for seat in asked.values()
        if seat.code not in there
    )
    changed = [there[s.code] for s in asked.values() if _changes(s, there)]
    for unit in changed:
        unit.kind = asked[unit.code].kind
    Unit.objects.bulk_update(changed, ["kind"])
    found = {unit.code: unit for unit in Unit.objects.all()}
    return {code: found[code] for code in asked}


def _changes(seat: Seat, there: dict[str, Unit]) -> bool:
    return seat.code in there and there[seat.code].kind != seat.kind


def _leave(seating: Seating) -> None:
    """Units that go take along what this campaign has of them."""
    gone = [seat.unit_id for seat in seating.leaving]
    campaign = seating.campaign
    Document.objects.filter(campaign=campaign, unit__in=gone).delete()
    Subject.objects.filter(campaign=campaign, unit__in=gone).delete()
    named = [g.pk for key, g in seating.groups.items() if key in seating.named]
    moved = [seating.before[c].pk for c in seating.asked.seats if c in seating.before]
    leaving = [seat.pk for seat in seating.leaving]
    GroupUnit.objects.filter(group__in=named).delete()
    GroupUnit.objects.filter(pk__in=[*moved, *leaving]).delete()
    Group.objects.filter(pk__in=[group.pk for group in seating.emptied]).delete()


def _groups(seating: Seating, teams: dict[str, Team]) -> dict[str, Group]:
    """In the order of the workbook; what is not in it stays where it is."""
    found = {}
    keys = list(dict.fromkeys(seat.group for seat in seating.asked.seats.values()))
    for key, place in zip(keys, _places(seating, keys), strict=True):
        group = seating.groups.get(key)
        if group is None:
            title = seating.asked.titles[key]
            group = Group(campaign=seating.campaign, key=key, title=title)
        group.team, group.position = teams.get(seating.run(key)), place
        group.save()
        found[key] = group
    return found


def _places(seating: Seating, keys: list[str]) -> list[int]:
    """Those that these groups have already, and further ones behind all."""
    there = {key: group.position for key, group in seating.groups.items()}
    last = max(there.values(), default=0)
    new = len(keys) - sum(key in there for key in keys)
    behind = (min(last + number * STEP, LAST) for number in range(1, new + 1))
    return sorted(there[key] for key in keys if key in there) + list(behind)


def _seats(
    seating: Seating,
    groups: dict[str, Group],
    units: dict[str, Unit],
    teams: dict[str, Team],
) -> None:
    rows, places = [], Counter[str]()
    for seat in seating.asked.seats.values():
        places[seat.group] += STEP
        rows.append(
            GroupUnit(
                group=groups[seat.group],
                unit=units[seat.code],
                lead=seating.lead(seat),
                team=teams.get(seating.team(seat)),
                leaders=seating.leaders(seat),
                position=places[seat.group],
            )
        )
    GroupUnit.objects.bulk_create(rows)


def _subjects(seating: Seating, units: dict[str, Unit]) -> None:
    """What is rated of the others is rated of a new unit: its leadership team."""
    form = team_form(seating)
    rows = Subject.objects.filter(campaign=seating.campaign)
    rated = set(rows.values_list("unit__code", flat=True))
    taken = set(rows.values_list("key", flat=True))
    last = rows.order_by("position").last()
    begin = last.position if last else 0
    new = [code for code in units if code not in rated | taken]
    Subject.objects.bulk_create(
        Subject(
            campaign=seating.campaign,
            unit=units[code],
            key=code,
            form=form,
            position=min(begin + number * STEP, LAST),
        )
        for number, code in enumerate(new if form else (), 1)
    )


def team_form(seating: Seating) -> Form | None:
    """The form on which leadership teams are rated, where they are."""
    rows = Subject.objects.filter(campaign=seating.campaign).select_related("form")
    if rows.exists():
        row = rows.filter(kind=Subject.Kind.TEAM).first()
        return row.form if row else None
    return seating.campaign.forms.first()

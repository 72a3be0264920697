"""A frozen definition against a hand in the database: triggers on PostgreSQL."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.operations import RunPython

from campaigns import guard
from campaigns.guard import FROZEN, PARTS, guarded, lift, set_up
from campaigns.models import Campaign, GroupUnit, Team
from tests.campaigns.rich import rich
from tests.make import make_campaign, unguarded

postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="triggers are PostgreSQL's"
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    campaign = make_campaign(rich())
    campaign.freeze()
    return campaign


def sql(*words: str) -> int:
    """Run what our own names make."""
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(" ".join(words))
        return cursor.rowcount


def refused(*words: str) -> None:
    with pytest.raises(IntegrityError, match="is frozen"):
        sql(*words)


def row(campaign: Campaign, *change: str) -> tuple[str, ...]:
    """UPDATE of a campaign's own row."""
    return ("UPDATE", guard.TABLE, "SET", *change, "WHERE id =", str(campaign.pk))


@postgresql
@pytest.mark.parametrize("column", [*FROZEN, "definition", "definition_hash"])
def test_no_column_of_the_definition_changes(column: str, campaign: Campaign) -> None:
    others = {"drill": "NOT drill", "definition": "'{}'", "parent_id": "id"}
    others |= {"publishable": "NOT publishable"}
    new = others.get(column, f"{column} + 1" if "floor" in column else "'x'")
    change = row(campaign, column, "=", new)
    refused(*change)
    # the control: without the triggers it does
    with unguarded():
        assert sql(*change) == 1


@postgresql
def test_what_is_not_of_the_definition_changes(campaign: Campaign) -> None:
    team = Team.objects.create(name="第一督导组")
    assert campaign.groups.update(team=team)
    assert GroupUnit.objects.filter(group__campaign=campaign).update(team=team)
    assert sql(*row(campaign, "state = 'open', closes_at = opens_at + '1 h'"))


@postgresql
def test_a_frozen_campaign_does_not_go_back(campaign: Campaign) -> None:
    refused(*row(campaign, "state = 'draft'"))
    assert sql(*row(campaign, "state = 'void'"))
    # or its parts could be deleted, and it be opened again
    refused(*row(campaign, "state = 'open'"))


def parts() -> list[str]:
    return sorted(PARTS)


def of(campaign: Campaign, table: str) -> str:
    """The condition that finds the rows of a campaign."""
    column, parent, _free = PARTS[table]
    if not parent:
        return f"{column} = {campaign.pk}"
    theirs = ("(SELECT id FROM", parent, "WHERE campaign_id =", f"{campaign.pk})")
    return " ".join((column, "IN", *theirs))


@postgresql
@pytest.mark.parametrize("table", parts())
def test_no_row_of_a_part_changes(table: str, campaign: Campaign) -> None:
    column, _parent, _free = PARTS[table]
    other = make_campaign(rich())
    mine, theirs = ("WHERE", of(campaign, table)), ("WHERE", of(other, table))
    assert sql("SELECT 1 FROM", table, *mine)
    name = "position" if table == "campaigns_groupunit" else _text(table)
    new = f"{name} + 1" if name == "position" else "'x'"
    update = ("UPDATE", table, "SET")
    refused(*update, name, "=", new, *mine)
    refused("DELETE FROM", table, *mine)
    # moved out of it, it would be gone as well
    least = (column, "= (SELECT", f"min({column})", "FROM", table)
    refused(*update, *least, *theirs, ")", *mine)
    refused(*update, *least, *mine, ")", *theirs)
    assert sql(*update, name, "=", name, *mine)
    with unguarded():
        assert sql(*update, name, "=", new, *mine)


def _text(table: str) -> str:
    """A column with words in it."""
    columns = {"campaigns_quorum": "bound", "campaigns_step": "lowest"}
    columns |= {"campaigns_rule": "bound", "campaigns_formula": "measure"}
    columns |= {"campaigns_document": "title", "campaigns_form": "title"}
    columns |= {"campaigns_group": "title", "campaigns_line": "text"}
    columns |= {"campaigns_indicatorstep": "label", "campaigns_option": "label"}
    columns |= {"campaigns_scale": "title"}
    return columns.get(table, "name")


@postgresql
def test_no_row_is_added(campaign: Campaign) -> None:
    with pytest.raises(IntegrityError, match="is frozen"), transaction.atomic():
        campaign.pools.create(key="more", name="更多", reach="unit", quota=3)
    scale = campaign.scales.earliest("pk")
    with pytest.raises(IntegrityError, match="is frozen"), transaction.atomic():
        scale.options.create(key="more", label="更好")
    assert make_campaign().pools.create(key="m", name="更多", reach="unit", quota=3)


@postgresql
def test_a_frozen_campaign_is_not_deleted(campaign: Campaign) -> None:
    refused("DELETE FROM", guard.TABLE, "WHERE id =", str(campaign.pk))
    with pytest.raises(IntegrityError, match="is frozen"), transaction.atomic():
        campaign.delete()


@pytest.mark.parametrize("fields", [{"drill": True}, {"state": "void"}])
def test_a_drill_or_a_void_campaign_is_deleted(fields: dict[str, Any]) -> None:
    campaign = make_campaign(drill=bool(fields.get("drill")))
    campaign.freeze()
    Campaign.objects.filter(pk=campaign.pk).update(**fields)
    campaign.delete()
    assert not Campaign.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_tables_are_flushed_all_the_same() -> None:
    """Rolled back or not: tests empty their tables by TRUNCATE."""
    make_campaign().freeze()


# setting them up ---------------------------------------------------------------


def triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'guard'"
        )
        return {name for (name,) in cursor.fetchall()}


@postgresql
def test_every_table_has_its_trigger() -> None:
    assert triggers() == {guard.TABLE, *PARTS}


@postgresql
def test_a_migration_lifts_them_and_sets_them_again() -> None:
    with connection.schema_editor() as editor:
        lift(None, editor)
        assert triggers() == set()
        set_up(None, editor)
        set_up(None, editor)
        assert triggers() == {guard.TABLE, *PARTS}


@postgresql
def test_a_table_that_is_not_there_yet_has_none(monkeypatch: Any) -> None:
    """A later migration may make a table that today's list does not know."""
    monkeypatch.setitem(guard.PARTS, "campaigns_later", ("campaign_id", "", ""))
    with connection.schema_editor() as editor:
        set_up(None, editor)
    assert "campaigns_later" not in triggers()


def test_operations_stand_between_the_two() -> None:
    inner = RunPython(RunPython.noop, RunPython.noop)
    first, found, last = guarded([inner])
    assert found is inner
    for one, code, back in ((first, lift, set_up), (last, set_up, lift)):
        assert isinstance(one, RunPython)
        assert (one.code, one.reverse_code) == (code, back)


def test_every_column_and_part_is_accounted_for() -> None:
    """A column that is added later is frozen, or said here to be free."""
    free = {"id", "state", "opens_at", "closes_at", "definition", "definition_hash"}
    # who was on a list, and for how long that is known, changes no result
    free |= {"names_kept_days", "ended_at", "erased_at", "roster_counts"}
    free |= {"lists_by", "papers_by"}
    free |= {"audience"}  # widened after certification, every act of it on record
    columns = {field.column for field in Campaign._meta.concrete_fields}
    assert columns == free | {*FROZEN}
    outside = {"campaigns_campaign", "campaigns_unit", "campaigns_team"}
    outside |= {"campaigns_draw", "campaigns_indicatorvalue", "campaigns_role"}
    outside |= {"campaigns_rater"}  # names are exchanged until voting closes
    outside |= {"campaigns_invitation"}
    # who approved what: lists go on changing until voting closes
    outside |= {f"campaigns_{name}" for name in ("submission", "agreement")}
    outside |= {f"campaigns_{name}" for name in ("exchange", "reminder")}
    outside |= {"campaigns_paperfile"}  # its key is its hash, which is frozen
    tables = {m._meta.db_table for m in Campaign._meta.apps.get_models()}
    tables = {table for table in tables if table.startswith("campaigns_")}
    assert tables - outside == set(PARTS)

"""Triggers of PostgreSQL that keep a frozen definition as it is (design §3).

The code refuses changes anyhow, and a hash shows them; these stop a hand in the
database. Other databases have the hash alone.

A migration of a guarded table wraps its operations: `operations = guarded([…])`, which
takes the triggers away before and sets them again after. Deleting a draft, a drill or a
void campaign stays possible; so does TRUNCATE, which fires no row's trigger.
"""

from collections.abc import Sequence
from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation

# from freezing on these say what was voted on; when, and who supervises, may change
FROZEN = (
    *("title", "title_en", "stage", "stage_en", "series", "occasion"),
    *("office", "office_en", "drill", "parent_id", "time_zone"),
    *("blank", "activation", "custody", "comments_to_unit", "approval", "publishable"),
    *("rate_floor", "distribution_floor", "comment_floor"),
)
WRITTEN = ("definition", "definition_hash")  # once, right after freezing
TABLE = "campaigns_campaign"
# a part by its table: the column that leads to its campaign, and what may change
NAMES = (
    *("document", "form", "formula", "indicator", "pool", "quorum"),
    *("rate", "rule", "scale", "step", "subject"),
)
OF_CAMPAIGN = {
    **{f"campaigns_{name}": ("campaign_id", "", "") for name in NAMES},
    "campaigns_group": ("campaign_id", "", "team_id"),
}
OF_PART = {
    "campaigns_option": ("scale_id", "campaigns_scale", ""),
    "campaigns_line": ("form_id", "campaigns_form", ""),
    "campaigns_groupunit": ("group_id", "campaigns_group", "team_id leaders"),
    "campaigns_indicatorstep": ("indicator_id", "campaigns_indicator", ""),
}
PARTS = OF_CAMPAIGN | OF_PART

OF_ROW = """
CREATE OR REPLACE FUNCTION campaigns_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  frozen text[] := TG_ARGV[0]::text[];
  written text[] := TG_ARGV[1]::text[];
  name text;
BEGIN
  IF OLD.state = 'draft'
     OR (TG_OP = 'DELETE' AND (OLD.drill OR OLD.state = 'void')) THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'campaign % is frozen: it is not deleted', OLD.id
      USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state = 'draft' OR (OLD.state = 'void' AND NEW.state <> 'void') THEN
    RAISE EXCEPTION 'campaign % is frozen: it does not go back', OLD.id
      USING ERRCODE = 'check_violation';
  END IF;
  FOREACH name IN ARRAY frozen || written LOOP
    IF to_jsonb(OLD) -> name IS DISTINCT FROM to_jsonb(NEW) -> name
       AND NOT (name = ANY(written) AND OLD.definition_hash = '') THEN
      RAISE EXCEPTION 'campaign % is frozen: % stands', OLD.id, name
        USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
  RETURN NEW;
END $$
"""
OF_PARTS = """
CREATE OR REPLACE FUNCTION campaigns_guard_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  kept jsonb;
  row jsonb;
  campaign bigint;
  stands boolean;
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - string_to_array(TG_ARGV[2], ' ')
     = to_jsonb(NEW) - string_to_array(TG_ARGV[2], ' ') THEN
    RETURN NEW;
  END IF;
  -- both: a row that is moved leaves one campaign and enters another
  FOREACH row IN ARRAY array_remove(ARRAY[
    CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END,
    CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END], NULL)
  LOOP
    campaign := (row ->> TG_ARGV[0])::bigint;
    IF TG_ARGV[1] <> '' THEN
      EXECUTE format('SELECT campaign_id FROM %I WHERE id = $1', TG_ARGV[1])
        INTO campaign USING campaign;
    END IF;
    SELECT state <> 'draft' AND NOT (TG_OP = 'DELETE' AND (drill OR state = 'void'))
      INTO stands FROM campaigns_campaign WHERE id = campaign;
    IF stands THEN
      RAISE EXCEPTION 'campaign % is frozen: % stands', campaign, TG_TABLE_NAME
        USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$
"""


def guarded(operations: Sequence[Operation]) -> list[Operation]:
    """Operations on guarded tables, without their triggers meanwhile."""
    before = migrations.RunPython(lift, set_up)
    return [before, *operations, migrations.RunPython(set_up, lift)]


def set_up(_apps: Any, editor: Any) -> None:
    """Make the triggers anew; on PostgreSQL alone."""
    if editor.connection.vendor != "postgresql":
        return
    lift(_apps, editor)
    editor.execute(OF_ROW, None)
    editor.execute(OF_PARTS, None)
    there = editor.connection.introspection.table_names()
    args = "{" + ",".join(FROZEN) + "}", "{" + ",".join(WRITTEN) + "}"
    _trigger(editor, TABLE, "UPDATE OR DELETE", "campaigns_guard", args)
    for table, how in PARTS.items():
        if table in there:
            verbs = "INSERT OR UPDATE OR DELETE"
            _trigger(editor, table, verbs, "campaigns_guard_part", how)


def _trigger(
    editor: Any, table: str, verbs: str, function: str, args: Sequence[str]
) -> None:
    given = ", ".join(f"'{arg}'" for arg in args)  # our own names, no one's input
    editor.execute(
        f"CREATE TRIGGER guard BEFORE {verbs} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}({given})"
    )


def lift(_apps: Any, editor: Any) -> None:
    """Take the triggers away, for a migration."""
    if editor.connection.vendor != "postgresql":
        return
    for table in editor.connection.introspection.table_names():
        if table == TABLE or table in PARTS:
            editor.execute(f"DROP TRIGGER IF EXISTS guard ON {table}")

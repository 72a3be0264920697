"""No step of a case or a measure is changed, whoever asks the database; nor, on
PostgreSQL, deleted. SQLite empties its tables by DELETE in tests, so there changing
alone is refused.
"""

from django.db import migrations

TABLES = ("reports_step", "reports_progress")
FUNCTION = """
CREATE FUNCTION reports_step_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a step of a case stands for ever'
        USING ERRCODE = 'restrict_violation';
END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_stands BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION reports_step_stands()
"""
SQLITE = """
CREATE TRIGGER {table}_stands BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'a step of a case stands for ever'); END
"""


def guard(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    if on_postgresql:
        schema_editor.execute(FUNCTION)
    for table in TABLES:
        trigger = POSTGRESQL if on_postgresql else SQLITE
        schema_editor.execute(trigger.format(table=table))


def unguard(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        on_table = f" ON {table}" if on_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER {table}_stands{on_table}")
    if on_postgresql:
        schema_editor.execute("DROP FUNCTION reports_step_stands()")


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0003_cases'),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]

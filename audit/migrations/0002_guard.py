"""No entry is changed or deleted, whoever asks the database: not by accident, not in
passing. The owner of the table can drop the guard; then the hashes tell.

TRUNCATE is no row's trigger, so that tests can empty their database. SQLite has none:
there emptying is DELETE, and only changing is refused.
"""

from django.db import migrations

POSTGRESQL = [
    """
    CREATE FUNCTION audit_entry_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'an entry of the audit chain stands for ever'
            USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE TRIGGER audit_entry_stands BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_stands()
    """,
]
SQLITE = [
    """
    CREATE TRIGGER audit_entry_stands BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'an entry of the audit chain stands for ever'); END
    """,
]
GUARDS = {"postgresql": POSTGRESQL, "sqlite": SQLITE}
GONE = {
    "postgresql": [
        "DROP TRIGGER audit_entry_stands ON audit_entry",
        "DROP FUNCTION audit_entry_stands()",
    ],
    "sqlite": ["DROP TRIGGER audit_entry_stands"],
}


def guard(apps, schema_editor):
    for sql in GUARDS[schema_editor.connection.vendor]:
        schema_editor.execute(sql)


def unguard(apps, schema_editor):
    for sql in GONE[schema_editor.connection.vendor]:
        schema_editor.execute(sql)


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_entry'),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]

"""No step of a point is changed, as none of a case is; see `0004_steps_stand`."""

from django.db import migrations

TABLE = "reports_pointstep"
POSTGRESQL = f"""
CREATE TRIGGER {TABLE}_stands BEFORE UPDATE OR DELETE ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION reports_step_stands()
"""
SQLITE = f"""
CREATE TRIGGER {TABLE}_stands BEFORE UPDATE ON {TABLE}
BEGIN SELECT RAISE(ABORT, 'a step of a point stands for ever'); END
"""


def guard(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(POSTGRESQL if on_postgresql else SQLITE)


def unguard(apps, schema_editor):
    on_table = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER {TABLE}_stands{on_table}")


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0009_points'),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]

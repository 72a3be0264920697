"""What was released so far, heads of units have been reading: they go on doing so."""

from django.db import migrations

HEADS = 2


def fill(apps, schema_editor):
    rows = apps.get_model("campaigns", "Campaign").objects
    rows.filter(state__in=("released", "archived"), drill=False).update(audience=HEADS)


class Migration(migrations.Migration):

    dependencies = [
        ("campaigns", "0015_audience"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

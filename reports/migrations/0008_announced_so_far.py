"""Every version so far was for the heads of units as well, from its first moment."""

from django.db import migrations

HEADS = 2


def fill(apps, schema_editor):
    rows = apps.get_model("reports", "Release").objects.filter(campaign__drill=False)
    made = apps.get_model("reports", "Announcement").objects
    for row in rows.order_by("made_at", "pk").defer("results"):
        made.create(
            campaign_id=row.campaign_id,
            version=row.version,
            audience=HEADS,
            made_at=row.made_at,
            made_by=row.made_by,
        )


def empty(apps, schema_editor):
    apps.get_model("reports", "Announcement").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ("campaigns", "0016_audience_so_far"),
        ("reports", "0007_announcements"),
    ]

    operations = [
        migrations.RunPython(fill, empty),
    ]

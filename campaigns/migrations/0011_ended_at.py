"""When campaigns ended, from the audit chain; nobody's names go without warning."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

NOTICE = timedelta(days=30)
ACTS = {"released": "release", "void": "annul"}


def fill(apps, schema_editor):
    """Names that would be due at once are kept for another month."""
    entries = apps.get_model("audit", "Entry").objects
    for row in apps.get_model("campaigns", "Campaign").objects.filter(state__in=ACTS):
        entry = entries.filter(chain=row.pk, action=ACTS[row.state]).last()
        if entry is None:
            continue
        row.ended_at = entry.at
        least = (timezone.now() + NOTICE - entry.at).days
        row.names_kept_days = max(row.names_kept_days, least)
        row.save(update_fields=["ended_at", "names_kept_days"])


class Migration(migrations.Migration):

    dependencies = [
        ("audit", "0001_entry"),
        ("campaigns", "0010_retention"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

"""No statistics of what was said in talks; see `campaigns.unsampled`."""

from django.db import migrations

from campaigns.unsampled import unsampled


class Migration(migrations.Migration):

    dependencies = [
        ("reports", "0005_token"),
    ]

    operations = [
        unsampled("reports_interview", "notes", "points", "place"),
    ]

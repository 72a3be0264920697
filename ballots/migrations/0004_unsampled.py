"""No statistics of what raters wrote; see `campaigns.unsampled`."""

from django.db import migrations

from campaigns.unsampled import unsampled


class Migration(migrations.Migration):

    dependencies = [
        ("ballots", "0003_last_turnout"),
    ]

    operations = [
        unsampled("ballots_comment", "text", "published"),
    ]

"""No statistics of names and contacts; see `campaigns.unsampled`."""

from django.db import migrations

from campaigns.unsampled import unsampled


class Migration(migrations.Migration):

    dependencies = [
        ("campaigns", "0011_ended_at"),
    ]

    operations = [
        unsampled("campaigns_rater", "name", "contact", "category"),
        unsampled("campaigns_draw", "drawn"),
    ]

"""No statistics of what is erased with a file; see `campaigns.unsampled`."""

from django.db import migrations

from campaigns.unsampled import unsampled


class Migration(migrations.Migration):

    dependencies = [
        ("reports", "0011_evidence"),
    ]

    operations = [
        unsampled("reports_evidence", "name", "content"),
    ]

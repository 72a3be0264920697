"""No statistics of names and words on lists, beside those of raters.

See `campaigns.unsampled`.
"""

from django.db import migrations

from campaigns.unsampled import unsampled


class Migration(migrations.Migration):

    dependencies = [
        ("campaigns", "0012_unsampled"),
    ]

    operations = [
        unsampled("campaigns_exchange", "name", "contact", "reason", "answer"),
        unsampled("campaigns_submission", "note", "reason"),
        unsampled("campaigns_agreement", "words"),
        unsampled("campaigns_groupunit", "leaders"),
    ]

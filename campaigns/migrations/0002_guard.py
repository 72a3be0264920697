"""Guards the definition of what is frozen; see `campaigns.guard`."""

from django.db import migrations

from campaigns.guard import guarded


class Migration(migrations.Migration):

    dependencies = [
        ("campaigns", "0001_initial"),
    ]

    operations = guarded([])

"""The turnout as it stood when the slips were erased."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0002_mailing'),
    ]

    operations = [
        migrations.AddField(
            model_name='box',
            name='last_turnout',
            field=models.JSONField(null=True),
        ),
    ]

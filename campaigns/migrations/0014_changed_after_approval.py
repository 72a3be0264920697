"""Keeps which approved lists had been changed when their names were erased."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0013_unsampled_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='changed',
            field=models.BooleanField(default=False),
        ),
    ]

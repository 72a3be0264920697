"""Adds of whom the raters of a pool have to be."""

import campaigns.composition
from django.db import migrations, models

from campaigns.guard import guarded


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0002_guard'),
    ]

    operations = guarded([
        migrations.AddField(
            model_name='pool',
            name='composition',
            field=models.CharField(blank=True, help_text='Who the raters of a unit are, with the least share where one is required, and in brackets the kinds of units of which it is: service clients 1/5 (window); party members; residents.', max_length=300, validators=[campaigns.composition.validate_composition], verbose_name='categories'),
        ),
    ])

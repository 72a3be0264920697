"""How long names are kept, and that they were erased."""

import django.core.validators
from django.db import migrations, models

from campaigns.guard import guarded


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0009_draw_for_talks'),
    ]

    operations = guarded([
        migrations.AddField(
            model_name='campaign',
            name='ended_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='campaign',
            name='erased_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='campaign',
            name='names_kept_days',
            field=models.PositiveSmallIntegerField(default=90, help_text='So many days after the release, or after the campaign was declared void, the names and contacts of the lists and the slips are erased for ever. From the start of voting on it is changed at the desk, with a reason.', validators=[django.core.validators.MaxValueValidator(3650)], verbose_name='days for which names are kept'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='roster_counts',
            field=models.JSONField(editable=False, null=True),
        ),
    ])

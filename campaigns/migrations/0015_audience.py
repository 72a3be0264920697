"""Adds to whom the results of a campaign are released, and may be at most."""

from django.db import migrations, models

from campaigns.guard import guarded


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0014_changed_after_approval'),
    ]

    operations = guarded([
        migrations.AddField(
            model_name='campaign',
            name='audience',
            field=models.PositiveSmallIntegerField(choices=[(1, 'campaign office, supervision teams and auditors'), (2, 'heads of the units'), (3, 'units and their raters'), (4, 'the public')], default=1, editable=False),
        ),
        migrations.AddField(
            model_name='campaign',
            name='publishable',
            field=models.BooleanField(default=False, help_text='Raters read it on their ballot. Without it the results can be released to units and raters at most; with it the office may publish them, and need not.', verbose_name='results may be published'),
        ),
    ])

"""Adds what a campaign says of approval, leaders of units, and namesakes of theirs."""

from django.db import migrations, models

from campaigns.guard import guarded


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0006_paper_file'),
    ]

    operations = guarded([
        migrations.AddField(
            model_name='campaign',
            name='approval',
            field=models.CharField(choices=[('none', 'nothing: the office keeps lists and papers alone'), ('lists', 'the lists of raters'), ('all', 'the lists of raters, and the two papers of each unit')], default='none', help_text='Then each unit hands in its list, its lead unit that of the cross-unit raters. Papers that are not approved stand in the way of freezing, lists in the way of voting.', max_length=5, verbose_name='the supervision team approves'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='lists_by',
            field=models.DateField(blank=True, null=True, verbose_name='lists are due on'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='papers_by',
            field=models.DateField(blank=True, null=True, verbose_name='papers are due on'),
        ),
        migrations.AddField(
            model_name='groupunit',
            name='leaders',
            field=models.TextField(blank=True, help_text='Names of its members, one a line: nobody of that name rates this unit.', max_length=2000, verbose_name='leadership team'),
        ),
        migrations.AddField(
            model_name='rater',
            name='namesake',
            field=models.BooleanField(default=False),
        ),
    ])

"""A paper that a draft is given beside a question: points and what became of them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0016_audience_so_far'),
    ]

    operations = [
        migrations.AlterField(
            model_name='document',
            name='kind',
            field=models.CharField(choices=[('report', 'report of the unit'), ('speech', "head's report, spoken at the meeting"), ('self', 'self-assessment'), ('leader', "leader's comment"), ('points', 'points of the last campaign, and what became of them')], default='report', max_length=8, verbose_name='kind'),
        ),
    ]

"""To whom results are released is one of the audiences that there are."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0017_points_paper'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', [1, 2, 3, 4])), name='campaign_audience'),
        ),
    ]

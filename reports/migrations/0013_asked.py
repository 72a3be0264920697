"""That a campaign asks about the points of an earlier one."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0017_points_paper'),
        ('reports', '0012_evidence_unsampled'),
    ]

    operations = [
        migrations.CreateModel(
            name='Asked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.CharField(max_length=150)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('about', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asked_in', to='campaigns.campaign')),
                ('campaign', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='asks_about', to='campaigns.campaign')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
    ]

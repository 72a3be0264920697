"""Adds the acts of releasing a version to an audience."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0015_audience'),
        ('reports', '0006_unsampled'),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('audience', models.PositiveSmallIntegerField(choices=[(1, 'campaign office, supervision teams and auditors'), (2, 'heads of the units'), (3, 'units and their raters'), (4, 'the public')])),
                ('reason', models.TextField(blank=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('made_by', models.CharField(blank=True, max_length=150)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='announcements', to='campaigns.campaign')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
    ]

"""Adds papers as files, and the head's speech as a kind of paper."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from campaigns.guard import guarded


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0005_invitation'),
    ]

    operations = guarded([
        migrations.CreateModel(
            name='PaperFile',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('content', models.BinaryField()),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('docx', 'DOCX'), ('text', 'TXT')], max_length=4)),
                ('size', models.PositiveIntegerField()),
                ('pages', models.PositiveSmallIntegerField(default=0)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField(
            model_name='document',
            name='source_name',
            field=models.CharField(blank=True, editable=False, max_length=120),
        ),
        migrations.AlterField(
            model_name='document',
            name='body',
            field=models.TextField(blank=True, max_length=20000, verbose_name='text'),
        ),
        migrations.AlterField(
            model_name='document',
            name='kind',
            field=models.CharField(choices=[('report', 'report of the unit'), ('speech', "head's report, spoken at the meeting"), ('self', 'self-assessment'), ('leader', "leader's comment")], default='report', max_length=8, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='document',
            name='pdf',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='read', to='campaigns.paperfile'),
        ),
        migrations.AddField(
            model_name='document',
            name='source',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submitted', to='campaigns.paperfile'),
        ),
    ])

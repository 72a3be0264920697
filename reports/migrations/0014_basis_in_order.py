"""The comments that a point rests on stand in the order in which they were taken."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("reports", "0013_asked"),
    ]

    operations = [
        migrations.AlterModelOptions(name="basis", options={"ordering": ("pk",)}),
    ]

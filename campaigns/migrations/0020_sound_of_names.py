"""Puts units and teams in order as people count: U2 before U10, 第二组 before 第十组."""

from typing import Any

from django.db import migrations

from campaigns.order import Sound


def fill(apps: Any, _editor: Any) -> None:
    for name in ("Unit", "Team"):
        for row in apps.get_model("campaigns", name).objects.all():
            row.save()


class Migration(migrations.Migration):

    dependencies = [
        ("campaigns", "0019_group_in_order"),
    ]

    operations = [
        migrations.AddField("unit", "code_order", Sound(of="code")),
        migrations.AddField("unit", "name_order", Sound(of="name")),
        migrations.AddField("team", "name_order", Sound(of="name")),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            name="unit",
            options={
                "ordering": ("code_order", "code"),
                "verbose_name": "unit",
                "verbose_name_plural": "units",
            },
        ),
        migrations.AlterModelOptions(
            name="team",
            options={
                "ordering": ("name_order", "name"),
                "verbose_name": "supervision team",
                "verbose_name_plural": "supervision teams",
            },
        ),
    ]

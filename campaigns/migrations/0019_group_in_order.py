"""Gives groups an order of their own; that of the keys put the tenth before the second.

Groups of a draft are numbered as people count. What is frozen stays as it was written.
"""

import re
from typing import Any

from django.db import migrations, models

from campaigns.guard import guarded

STEP = 10


def number(apps: Any, _editor: Any) -> None:
    """10, 20, 30 …, by the numbers that are in the keys."""
    for campaign in apps.get_model("campaigns", "Campaign").objects.filter(state="draft"):
        rows = sorted(campaign.groups.all(), key=_counted)
        for place, row in enumerate(rows, 1):
            row.position = place * STEP
            row.save(update_fields=["position"])


def _counted(group: Any) -> list[tuple[int, str]]:
    parts = re.split(r"(\d+)", group.key)
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


class Migration(migrations.Migration):

    dependencies = [
        ("campaigns", "0018_audience_is_one"),
    ]

    operations = guarded([
        migrations.AddField(
            model_name="group",
            name="position",
            field=models.PositiveSmallIntegerField(default=32_000, verbose_name="order"),
        ),
        migrations.AlterModelOptions(
            name="group",
            options={
                "ordering": ("campaign", "position", "key"),
                "verbose_name": "group",
                "verbose_name_plural": "groups",
            },
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
    ])

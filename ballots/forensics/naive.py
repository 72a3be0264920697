"""The control: ballots in clear under random keys, as products that hide names do.

No column leads from slip to answer, and everybody is found all the same.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps.registry import Apps
from django.db import connection, models, transaction

from ballots.forensics.evidence import Evidence, Row, Sitting, read


def _models() -> tuple[Any, Any]:
    """Two models of a registry of their own: no migration ever sees them."""

    class Meta:
        app_label = "naive"
        apps = Apps()

    names = {"__module__": __name__}
    slip = type(
        "NaiveSlip",
        (models.Model,),
        names
        | {
            "Meta": Meta,
            "code_pk": models.CharField(primary_key=True, max_length=64),
            "used": models.BooleanField(default=False),
        },
    )
    answer = type(
        "NaiveAnswer",
        (models.Model,),
        names
        | {
            "Meta": Meta,
            "uuid": models.UUIDField(primary_key=True, default=uuid.uuid4),
            "cell": models.TextField(),
            "content": models.BinaryField(),
        },
    )
    return slip, answer


@contextmanager
def naive(sittings: Sequence[Sitting]) -> Iterator[Evidence]:
    """The same raters in the same order, stored as others do; gone afterwards."""
    slip, answer = _models()
    with connection.schema_editor() as editor:
        editor.create_model(slip)
        editor.create_model(answer)
    try:
        slip.objects.bulk_create(
            slip(code_pk=s.ticket) for s in sorted(sittings, key=lambda s: s.ticket)
        )
        for sitting in sittings:
            _vote(slip, answer, sitting)
        yield _evidence(slip, answer, sittings)
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(answer)
            editor.delete_model(slip)


def _vote(slip: Any, answer: Any, sitting: Sitting) -> None:
    with transaction.atomic():
        slip.objects.filter(pk=sitting.ticket).update(used=True)
        for cell, content in sitting.contents.items():
            answer.objects.create(cell="|".join(cell), content=content)


def _evidence(slip: Any, answer: Any, sittings: Sequence[Sitting]) -> Evidence:
    tickets = read(slip.objects.all(), (), "code_pk")
    rows = [
        Row(
            tuple(row.cell[0].split("|")),
            row.content,
            row.columns,
            row.place,
            row.transaction,
        )
        for row in read(answer.objects.all(), ("cell",), "content")
    ]
    return Evidence(sittings, {t.content.decode(): t for t in tickets}, rows)

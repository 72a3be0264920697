"""The database's clock: the only one that says whether voting is open."""

from typing import Any

from django.db.models import DateTimeField
from django.db.models.functions import Now


class DatabaseNow(Now):
    """The moment the statement runs; `Now` is when the transaction began."""

    output_field = DateTimeField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="CLOCK_TIMESTAMP()", **context
        )

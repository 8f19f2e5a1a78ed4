"""`Gathered`: the rows of a subquery as one text of JSON, so that a row can bring its rows in the same statement.

Subquery(Hold.objects.filter(intake=OuterRef("pk")).order_by().values("intake").annotate(rows=Gathered("size")).…)
"""

from datetime import UTC, datetime
from typing import Any

import orjson
from django.db.models import Aggregate, TextField


class Gathered(Aggregate):
    """An array of arrays, in no order. Read it with `rows_of`."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        return super().as_sql(compiler, connection, template="json_group_array(json_array(%(expressions)s))")

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return super().as_sql(compiler, connection, template="json_agg(json_build_array(%(expressions)s))::text")


def rows_of(text: str | None) -> list[list[Any]]:
    return orjson.loads(text) if text else []


def moment(text: str | None) -> datetime | None:
    """An instant among the gathered; SQLite writes it without a zone, in UTC."""
    if text is None:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)

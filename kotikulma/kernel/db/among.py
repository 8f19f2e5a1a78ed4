"""`among`: as `in`, for thousands of whole numbers or UUIDs in one parameter.

`in` looks at each value by itself and writes it into the statement, which takes longer than finding the rows.
"""

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import BigAutoField, Field, ForeignKey, Lookup, UUIDField, Value

if TYPE_CHECKING:

    class Base(Lookup[Any]): ...

else:  # Django's own class takes no parameter, unless some library has taught it to
    Base = Lookup


class Among(Base):
    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        # A statement that is prepared gets its values later, as `Several`
        value: Any = self.rhs if isinstance(self.rhs, Value) else _packed(list(self.rhs), connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s)", [*params, value]
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, value]  # noqa: S608 — our own column


class Several(Field):
    """How the database takes the values of `among` in a prepared statement; none of them find nothing."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return _packed(list(value), connection, empty=True)


def _packed(values: list[Any], connection: Any, *, empty: bool = False) -> Any:
    if not values and not empty:
        raise EmptyResultSet
    if connection.vendor == "postgresql":
        return values
    return json.dumps([value.hex if isinstance(value, UUID) else value for value in values])


def register() -> None:
    """Called once, when the kernel is ready."""
    for field in (BigAutoField, ForeignKey, UUIDField):
        field.register_lookup(Among)

"""Rows past the models, by the thousand: making models takes longer than the database does.

for row in read(Place.objects.filter(id__in=ids), "id", "name", "organization__name"): row.organization__name
insert(Verification, ("object_uuid", "at"), [(uuid, now)])
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import islice
from typing import Any
from uuid import UUID

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.fields.json import JSONField, KeyTransform

MOST_PARAMETERS = 30_000  # PostgreSQL takes 65,535 in a statement
MANY = 100  # new rows, from which on COPY is faster


def read(found: models.QuerySet[Any], *names: str) -> Iterator[Any]:
    """Rows with these names. A value that comes again is the same object: nobody may change what is in them."""
    compiler = found.values_list(*names).query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return iter(())
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    return named(converters(compiler) if rows else (), names, rows)


def converters(compiler: Any) -> list[Callable[[Any], Any] | None]:
    """What makes ours of each column that the compiler selects; None where it comes as it is."""
    return [_converter(expression) for expression, _, _ in compiler.select]


def named(
    converts: Sequence[Callable[[Any], Any] | None], names: tuple[str, ...], rows: Sequence[Any]
) -> Iterator[Any]:
    """Fetched rows, converted, with these names."""
    columns: list[Any] = list(zip(*rows, strict=True))
    for at, convert in enumerate(converts if rows else ()):
        if convert:
            columns[at] = _converted(columns[at], convert)
    return map(_row_of(names)._make, zip(*columns, strict=True))


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """New rows of these columns; what the model defaults to is not filled in."""
    _write(model, names, rows, "")


def insert_new(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The same; rows that would break a unique column are left out."""
    _write(model, names, rows, " ON CONFLICT DO NOTHING")


def insert_one(thing: models.Model) -> None:
    """The row of a whole model, which gets its number."""
    fields = [field for field in thing._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    head = f"INSERT INTO {quote(thing._meta.db_table)} ({', '.join(quote(field.column) for field in fields)})"
    values = [field.get_db_prep_save(field.pre_save(thing, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(f"{head} VALUES ({', '.join(['%s'] * len(fields))}) RETURNING id", values)
        thing.pk = cursor.fetchone()[0]
    thing._state.adding, thing._state.db = False, connection.alias


def upsert(model: type[models.Model], key: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """New rows, or these columns of the rows that have the same key (a unique column among `names`)."""
    quote = connection.ops.quote_name
    columns = [quote(model._meta.get_field(name).column) for name in names if name != key]
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns)
    _write(model, names, rows, f" ON CONFLICT ({quote(key)}) DO UPDATE SET {changes}")


def create(things: Sequence[models.Model], key: str) -> None:
    """New rows of whole models of one class, as `bulk_create`; they get their numbers by this unique column."""
    if not things:
        return
    model = type(things[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    rows = [[field.pre_save(thing, True) for field in fields] for thing in things]
    _write(model, [field.name for field in fields], rows, "")
    numbers = dict(
        read(model._default_manager.filter(**{f"{key}__among": [getattr(one, key) for one in things]}), key, "id")
    )
    for thing in things:
        thing.pk = numbers[getattr(thing, key)]
        thing._state.adding = False


def _write(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]], ending: str) -> None:
    quote = connection.ops.quote_name
    fields = [model._meta.get_field(name) for name in names]
    columns: list[Any] = list(zip(*rows, strict=True))
    if not columns:
        return
    for at, field in enumerate(fields):
        adapt = _adapter(field)
        if adapt:
            columns[at] = _converted(columns[at], adapt) if _repeats(field) else list(map(adapt, columns[at]))
    into = f"{quote(model._meta.db_table)} ({', '.join(quote(field.column) for field in fields)})"
    head = f"INSERT INTO {into} VALUES "  # noqa: S608 — names of our own
    marks = f"({', '.join(['%s'] * len(fields))})"
    ready = zip(*columns, strict=True)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(head + marks + ending, list(ready))
            return
        if not ending and len(columns[0]) >= MANY:
            _copy(cursor, into, ready)
            return
        while batch := list(islice(ready, MOST_PARAMETERS // len(fields))):
            values = [value for row in batch for value in row]
            cursor.execute(head + ", ".join([marks] * len(batch)) + ending, values)


def _copy(cursor: Any, into: str, rows: Iterable[Sequence[Any]]) -> None:
    """PostgreSQL's way for new rows alone: a statement of thousands of values takes longer to write than to obey."""
    with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _converted(column: Sequence[Any], convert: Callable[[Any], Any]) -> list[Any]:
    """The column with each different value converted once."""
    made: dict[Any, Any] = {}
    for value in column:
        if value not in made:
            made[value] = convert(value)
    return [made[value] for value in column]


def _repeats(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, (models.DateTimeField, models.DateField))


@lru_cache(maxsize=256)
def _row_of(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)


def _converter(expression: Any) -> Callable[[Any], Any] | None:
    field = expression.output_field
    if isinstance(field, JSONField) and field.decoder is None and not isinstance(expression, KeyTransform):
        return _decoded
    if isinstance(field, models.UUIDField) and not connection.features.has_native_uuid_field:
        return _identity
    chain = [*connection.ops.get_db_converters(expression), *expression.get_db_converters(connection)]
    return partial(_through, chain, expression) if chain else None


def _decoded(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, (str, bytes)) else value


def _identity(value: Any) -> UUID | None:
    return UUID(int=int(value, 16)) if value else None


def _through(chain: Sequence[Callable[..., Any]], expression: Any, value: Any) -> Any:
    for one in chain:
        value = one(value, expression, connection)
    return value


def _adapter(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    operations = connection.ops
    if isinstance(field, JSONField):
        return lambda value: _encoded(field.get_prep_value(value))
    if isinstance(field, models.UUIDField):
        return None if connection.features.has_native_uuid_field else _hexadecimal
    if isinstance(field, models.DateTimeField):
        return operations.adapt_datetimefield_value
    if isinstance(field, models.DateField):
        return operations.adapt_datefield_value
    if isinstance(field, (models.CharField, models.TextField)):
        return _text
    return None


def _encoded(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


def _text(value: Any) -> str | None:
    """The database takes no choice for a text."""
    return value if value is None or type(value) is str else str(value)


def _hexadecimal(value: Any) -> str | None:
    return value.hex if value else None

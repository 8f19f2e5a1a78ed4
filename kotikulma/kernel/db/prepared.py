"""Statements whose words are always the same: built once for each thread, then only given their values.

    ONE = Prepared(lambda: Place.objects.filter(uuid=Given("uuid", UUIDField())), "id", "name")
    ONE.rows(uuid=uuid)  # [Row(id=…, name=…)]; without names `things` gives models, with what the query selects beside

Django builds for a millisecond what the database answers in a tenth of one: for what every visitor asks that counts.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import get_related_populators

from kotikulma.kernel.db import plain
from kotikulma.kernel.db.among import Several


class Given(models.Value):
    """The place of a value in a statement, named; `field` says how the database takes it."""

    def __init__(self, name: str, field: models.Field[Any, Any]) -> None:
        super().__init__(name, output_field=field)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


def several(name: str) -> Given:
    """The place of any number of whole numbers or UUIDs: `filter(id__among=several("ids"))`."""
    return Given(name, Several())


class _Built:
    """One statement for one connection."""

    def __init__(self, found: models.QuerySet[Any], names: Sequence[str], wrapper: Any) -> None:
        query = found.values_list(*names).query if names else found.query
        self.wrapper = wrapper
        self.compiler = query.get_compiler(connection=wrapper)
        self.sql, self.params = self.compiler.as_sql()

    @cached_property
    def models(self) -> "_Models":
        return _Models(self.compiler)

    @cached_property
    def converters(self) -> Any:
        return plain.converters(self.compiler)

    def fetched(self, given: dict[str, Any], around: str = "{}") -> list[Any]:
        params = [
            one.output_field.get_db_prep_value(given[one.value], self.wrapper) if isinstance(one, Given) else one
            for one in self.params
        ]
        with self.wrapper.cursor() as cursor:
            cursor.execute(around.format(self.sql), params)
            return list(cursor.fetchall())


class Prepared:
    """`build` is called again for each thread, and must give the same query. `paged`: also given limit and offset."""

    def __init__(self, build: Callable[[], models.QuerySet[Any]], *names: str, paged: bool = False) -> None:
        self._build, self._names, self._paged, self._kept = build, names, paged, threading.local()

    def rows(self, **given: Any) -> list[Any]:
        """Rows by name. A value that comes again is the same object: nobody may change what is in them."""
        built = self._built()
        return list(plain.named(built.converters, self._names, built.fetched(given)))

    def column(self, **given: Any) -> list[Any]:
        """The first of the names alone, as the database gives it."""
        return [row[0] for row in self._built().fetched(given)]

    def count(self, **given: Any) -> int:
        """How many rows there are, counted where they lie."""
        found: int = self._built().fetched(given, "SELECT COUNT(*) FROM ({}) counted")[0][0]
        return found

    def things(self, **given: Any) -> list[Any]:
        """Models, as the query would give them."""
        built = self._built()
        return list(built.models.of(built.fetched(given)))

    def _built(self) -> _Built:
        wrapper = connections[DEFAULT_DB_ALIAS]
        kept: _Built | None = getattr(self._kept, "built", None)
        if kept is None or kept.wrapper is not wrapper:
            kept = self._kept.built = _Built(self._build(), self._names, wrapper)
            if self._paged:
                kept.sql += " LIMIT %s OFFSET %s"
                kept.params = (*kept.params, *(Given(name, models.IntegerField()) for name in ("limit", "offset")))
        return kept


class _Models:
    """As `django.db.models.query.ModelIterable`, of rows that were fetched; what it asks of the query is asked once."""

    def __init__(self, compiler: Any) -> None:
        select, info = compiler.select, compiler.klass_info
        self.compiler, self.model, self.alias = compiler, info["model"], compiler.connection.alias
        self.part = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
        self.names = [column[0].target.attname for column in select[self.part]]
        self.populators = get_related_populators(info, select, self.alias)
        self.converters = compiler.get_converters([column[0] for column in select])

    def of(self, rows: list[Any]) -> Iterator[Any]:
        for row in self.compiler.apply_converters(rows, self.converters):
            thing = self.model.from_db(self.alias, self.names, row[self.part])
            for populator in self.populators:
                populator.populate(row, thing)
            for name, at in self.compiler.annotation_col_map.items():
                setattr(thing, name, row[at])
            yield thing

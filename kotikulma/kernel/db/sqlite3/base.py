"""SQLite from a current wheel (with encryption at rest), never the system's library.

Django's backend imports the name `sqlite3`; for that one import the name means `sqlcipher3`.
"""

import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlcipher3
import sqlcipher3.dbapi2
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import OperationalError
from django.utils.asyncio import async_unsafe

from kotikulma.kernel.db.sqlite3 import writers

_names = {"sqlite3": sqlcipher3, "sqlite3.dbapi2": sqlcipher3.dbapi2}
_kept = {name: sys.modules.get(name) for name in _names}
sys.modules.update(_names)
try:
    from django.db.backends.sqlite3 import base
finally:
    for _name, _module in _kept.items():
        if _module is None:
            sys.modules.pop(_name, None)
        else:
            sys.modules[_name] = _module

SAFE_SINCE = (3, 51, 3)
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA legacy_alter_table=OFF",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cache_size=-1000",
)


def refuse_unsafe(version: Sequence[int]) -> None:
    """ImproperlyConfigured for a library with the WAL-reset bug (3.7.0 to 3.51.2)."""
    if tuple(version) < SAFE_SINCE:
        found = ".".join(map(str, version))
        raise ImproperlyConfigured(
            f"SQLite {found} can corrupt a WAL database with two writers; "
            "install a sqlcipher3 that brings SQLite 3.51.3 or newer."
        )


refuse_unsafe(sqlcipher3.dbapi2.sqlite_version_info)
if base.Database is not sqlcipher3.dbapi2:
    raise ImproperlyConfigured("Django's SQLite backend was imported before ours and holds the system's library.")


@lru_cache(maxsize=256)
def _with_question_marks(query: str) -> str:
    """Django looks through every statement for the places of its values each time; most come again."""
    return str(base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%"))


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        if param_names is None:
            return _with_question_marks(query)
        return str(super().convert_query(query, param_names=param_names))


class DatabaseOperations(base.DatabaseOperations):
    def sql_flush(self, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        """Emptying tables sets aside the triggers that refuse to delete single rows; empty ones are left alone."""
        with self.connection.cursor() as cursor:
            tables = [table for table in tables if self._has_rows(cursor, table)]
            statements = super().sql_flush(style, tables, **options)
            if not statements:
                return statements
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = [(name, sql) for name, table, sql in cursor.fetchall() if table in tables and sql]
        drops = [f"DROP TRIGGER {self.quote_name(name)}" for name, __ in triggers]
        return [*drops, *statements, *(sql for __, sql in triggers)]

    def _has_rows(self, cursor: Any, table: str) -> bool:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {self.quote_name(table)})")  # noqa: S608
        return bool(cursor.fetchone()[0])


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    _line: writers.Line | None = None
    patience: float | None = None  # seconds to wait for the writer's turn, where it is not the usual time

    def _start_transaction_under_autocommit(self) -> None:
        """Every transaction of ours writes: it waits for its turn, and begins as the only one."""
        line = writers.line_to(str(self.settings_dict["NAME"]))
        usual = self.settings_dict["OPTIONS"].get("timeout", 20)
        if line and not line.enter(usual if self.patience is None else self.patience):
            raise OperationalError("database is locked: the writer's turn did not come")
        self._line = line
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()
        finally:
            self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._leave()

    def _leave(self) -> None:
        line, self._line = self._line, None
        if line:
            line.leave()

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        self._key = params.pop("key", "")
        return params

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = base.Database.connect(**conn_params)
        if self._key:
            # A wrong key is said in our own sentence, not in the library's log.
            connection.execute("PRAGMA cipher_log_level=NONE").close()
            connection.execute(f"PRAGMA key = \"x'{self._key}'\"").close()
        try:
            base.register_functions(connection)
            for pragma in PRAGMAS:
                connection.execute(pragma).close()
        except base.Database.DatabaseError as error:
            connection.close()
            if "not a database" in str(error):
                raise ImproperlyConfigured(self._unreadable()) from error
            raise
        return connection

    @async_unsafe
    def create_cursor(self, name: Any = None) -> Any:
        return self.connection.cursor(factory=Cursor)

    def _unreadable(self) -> str:
        given = "does not fit" if self._key else "is missing"
        return (
            f"The database file {self.settings_dict['NAME']} cannot be read: it is encrypted and DATABASE_KEY {given}, "
            "or it is no SQLite database. Set the key it was made with, or name another file in DATABASE_URL."
        )

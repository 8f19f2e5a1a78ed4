"""SQLite from a current wheel (with encryption at rest), never the system's library.

Django's backend imports the name `sqlite3`; for that one import the name means `sqlcipher3`.
"""

import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.asyncio import async_unsafe

import sqlcipher3
import sqlcipher3.dbapi2

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
    "PRAGMA cache_size=-8000",
)


if sqlcipher3.dbapi2.sqlite_version_info < SAFE_SINCE:
    raise ImproperlyConfigured(
        f"SQLite {sqlcipher3.dbapi2.sqlite_version} can corrupt a WAL database with two writers; install 3.51.3 or newer."
    )


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        self._key = params.pop("key", "")
        return params

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = base.Database.connect(**conn_params)
        if self._key:
            connection.execute(f"PRAGMA key = \"x'{self._key}'\"")
        base.register_functions(connection)
        for pragma in PRAGMAS:
            connection.execute(pragma).close()
        return connection

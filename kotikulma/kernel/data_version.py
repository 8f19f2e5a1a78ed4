"""A counter per subject that grows with every published change: ETags and what processes remember hang on it.

It is at least the machine's time in microseconds, so that no number comes twice for other data: not after a
transaction is rolled back, and not in a database restored from yesterday.
"""

from collections.abc import Collection

from django.db import connection

from kotikulma.kernel import clock
from kotikulma.kernel.db.transactions import require_transaction

# Asked by every public page: the ORM would take ten times as long as the database
_BUMP = (
    "INSERT INTO kernel_dataversion AS kept (subject, version) VALUES (%s, %s) ON CONFLICT (subject) DO UPDATE"
    " SET version = CASE WHEN kept.version < excluded.version THEN excluded.version ELSE kept.version + 1 END"
)
_CURRENT = "SELECT version FROM kernel_dataversion WHERE subject = %s"
_SEVERAL = "SELECT subject, version FROM kernel_dataversion WHERE subject IN ({})"
_SUM = "SELECT COALESCE(SUM(version), 0) FROM kernel_dataversion WHERE subject IN ({})"


def bump(subject: str) -> None:
    """Up, in the caller's transaction (RuntimeError without one). Call it late: the row stays locked to the end."""
    require_transaction("A data version")
    microseconds = int(clock.machine_now().timestamp() * 1_000_000)
    with connection.cursor() as cursor:
        cursor.execute(_BUMP, [subject, microseconds])


def current(subject: str) -> int:
    """The version now; 0 before the first change."""
    with connection.cursor() as cursor:
        cursor.execute(_CURRENT, [subject])
        row = cursor.fetchone()
    return row[0] if row else 0


def several(subjects: Collection[str]) -> dict[str, int]:
    """The versions of these; 0 before the first change. One statement."""
    places = ", ".join(["%s"] * len(subjects))
    with connection.cursor() as cursor:
        cursor.execute(_SEVERAL.format(places), list(subjects))
        return dict.fromkeys(subjects, 0) | dict(cursor.fetchall())


def sum_of(subjects: Collection[str]) -> int:
    """One number that grows when any of these does: for a page that shows the things of several. One statement."""
    places = ", ".join(["%s"] * len(subjects))
    with connection.cursor() as cursor:
        cursor.execute(_SUM.format(places), list(subjects))
        return int(cursor.fetchone()[0])

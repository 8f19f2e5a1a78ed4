"""CPU of this process and, with PostgreSQL on the same machine, of the server's process that answers it.

The server's process then works alone: what more processes share out among them would be counted nowhere. Its clock
ticks in hundredths of a second, so measure many questions at once.
"""

import os
import time
from pathlib import Path

from django.db import connection


def cpu() -> float:
    """Seconds so far."""
    if connection.vendor != "postgresql":
        return time.process_time()
    times = Path(f"/proc/{_server()}/stat").read_text().rsplit(")", 1)[1].split()
    return time.process_time() + (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


def by_one_process() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")


def _server() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)

"""A by-name list of any size as the file an import reads: python -m bench.support.ledger_file EVENTS > list.csv.

Twenty events a person since 2005: they come, change places, get a home, come back. One in fifty is recorded late.
"""

import csv
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta

PER_PERSON = 20
BEGIN, END = date(2005, 1, 1), date(2026, 10, 1)
COLUMNS = "record id person birth_year sex immigrant factor type valid_date recorded_at situation".split()
PLACES = ("outdoors", "friends", "friends", "relatives", "hostel", "hospital", "prison", "emergency_shelter", "unknown")
LATE = 50


def rows(events: int) -> Iterator[list[str]]:
    luck = random.Random(20261122)
    for person in range(events // PER_PERSON):
        id = f"p{person}"
        born, sex = str(luck.randint(1940, 2006)), luck.choice(("woman", "man", "man"))
        immigrant, factor = luck.choice(("yes", "no", "no", "no")), luck.choice(("yes", "no"))
        yield ["person", id, "", born, sex, immigrant, factor, "", "", "", ""]
        yield from _life(id, luck)


def _life(id: str, luck: random.Random) -> Iterator[list[str]]:
    step = (END - BEGIN).days // PER_PERSON
    day = BEGIN + timedelta(days=luck.randint(0, step))
    kind = "new"
    for number in range(PER_PERSON):
        place = luck.choice(PLACES) if kind not in ("own_home", "inactive") else ""
        late = timedelta(days=luck.randint(20, 150) if luck.randrange(LATE) == 0 else 0)
        recorded = max(day, min(day + late, END))
        event = ["event", f"{id}-{number}", id, "", "", "", "", kind, day.isoformat(), recorded.isoformat(), place]
        yield event
        day += timedelta(days=luck.randint(step // 2, step))
        kind = _next(kind, luck)


def _next(kind: str, luck: random.Random) -> str:
    if kind in ("own_home", "inactive"):
        return "returned_from_home" if kind == "own_home" else "returned_from_inactive"
    return luck.choice(("category_changed", "own_home", "own_home", "inactive"))


if __name__ == "__main__":
    writer = csv.writer(sys.stdout)
    writer.writerow(COLUMNS)
    writer.writerows(rows(int(sys.argv[1])))

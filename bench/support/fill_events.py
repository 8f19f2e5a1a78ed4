"""Lay events of a given size into an empty database: python -m bench.support.fill_events OCCURRENCES.

A fifth stand alone, the rest are weekly groups of 40 times, over two years around now, in 500 places; every tenth
single one takes registrations, one of two hundred goes on for weeks. Rows go in by bulk inserts, as a restore would.
Prints one line of JSON.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from bench.support import start
from bench.support.words import Words

start.django()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from kotikulma.directory.models import Place  # noqa: E402
from kotikulma.events.commands import finding  # noqa: E402
from kotikulma.events.commands.documents import renew_all  # noqa: E402
from kotikulma.events.models import Event, Occurrence, RegistrationSetup  # noqa: E402
from kotikulma.events.types import LONG, SUBJECT, EventType, Theme  # noqa: E402
from kotikulma.kernel import clock, data_version, municipalities  # noqa: E402
from kotikulma.kernel.search import commands as search  # noqa: E402
from kotikulma.people.models import Organization  # noqa: E402

BATCH = 1000
TIMES = 40
LONG_EVERY = 200
PLACES, KEEPERS = 500, 60
AGES = ((None, None), (None, None), (0, 6), (7, 17), (18, None), (65, None))


class Filler:
    def __init__(self, occurrences: int) -> None:
        self.singles = occurrences // 5
        self.groups = (occurrences - self.singles) // TIMES
        self.words = Words(20261122)
        self.random = self.words.random
        self.now = clock.now().replace(minute=0, second=0, microsecond=0)
        self.towns = [one for one in municipalities.by_code().values() if one.project]

    def lay(self) -> dict[str, float]:
        self.keepers = _save(Organization, (self._keeper() for _ in range(KEEPERS)))
        self.places = _save(Place, (self._place() for _ in range(PLACES)))
        events = _save(Event, (self._event(number) for number in range(self.singles + self.groups)))
        times = _save(Occurrence, self._times(events))
        _save(RegistrationSetup, (RegistrationSetup(event=event, max_party=5) for event in events[: self.singles : 10]))
        return {"events": len(events), "occurrences": len(times)}

    def _uuid(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def _keeper(self) -> Organization:
        town = self.random.choice(self.towns)
        name = {"fi": f"{self.words.district()}n yhdistys"}
        return Organization(uuid=self._uuid(), name=name, sector="association", municipality_code=town.code)

    def _place(self) -> Place:
        name, kind = self.words.place()
        town = self.random.choice(self.towns)
        return Place(
            uuid=self._uuid(),
            name=name,
            type=kind,
            status="published",
            organization_id=self.random.choice(self.keepers).pk,
            municipality_code=town.code,
            street_address={"fi": f"{self.words.district()}ntie {self.random.randint(1, 90)}"},
            latitude=62.2 + self.random.random() / 2,
            longitude=25.5 + self.random.random() / 2,
        )

    def _event(self, number: int) -> Event:
        place = self.random.choice(self.places)
        low, high = self.random.choice(AGES)
        told = self.words.service()
        name = told["name"]
        return Event(
            uuid=self._uuid(),
            organization_id=self.random.choice(self.keepers).pk,
            type=self.random.choice(EventType.values),
            title={"sv": f"Träff {number}", "en": f"Meeting {number}"} | name,
            summary={"sv": "Kom med.", "en": "Come along."} | told["summary"],
            description={"sv": "Vi pratar och äter. " * 12} | told["description"],
            themes=self.random.sample(Theme.values, 2),
            languages=["fi"],
            min_age=low,
            max_age=high,
            place_id=place.pk,
            municipality_code=place.municipality_code,
            state="published",
            created_at=self.now,
            changed_at=self.now,
            published_at=self.now,
        )

    def _times(self, events: list[Any]) -> Iterator[Occurrence]:
        towns = {place.pk: place.municipality_code for place in self.places}
        for number, event in enumerate(events):
            first = self.now + timedelta(hours=self.random.randint(-24 * 365, 24 * 365))
            if number < self.singles and number % 10 == 0:
                first = self.now + timedelta(hours=self.random.randint(24 * 7, 24 * 365))
            lasts = timedelta(hours=2)
            if number < self.singles and number % LONG_EVERY == 1:
                lasts = timedelta(days=self.random.randint(5, 30))
            for turn in range(1 if number < self.singles else TIMES):
                starts_at = first + timedelta(days=7 * turn)
                yield Occurrence(
                    uuid=self._uuid(),
                    event_id=event.pk,
                    starts_at=starts_at,
                    ends_at=starts_at + lasts,
                    long=lasts > LONG,
                    changed_at=self.now,
                    listed=True,
                    place_here_id=event.place_id,
                    municipality_code=towns[event.place_id],
                )


def _index() -> None:
    """What is over keeps its words outside the index, as after each save."""
    last = 0
    while batch := list(Event.objects.filter(id__gt=last).order_by("id")[:BATCH]):
        with transaction.atomic():
            finding.renew(batch)
        last = batch[-1].pk
    search.settle()


def _save(model: Any, rows: Any) -> list[Any]:
    kept: list[Any] = []
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        kept += model.objects.bulk_create(batch)
    return kept


def main() -> None:
    call_command("migrate", verbosity=0)
    began = time.process_time()
    with transaction.atomic():
        told = Filler(int(sys.argv[1])).lay()
        renew_all()
        data_version.bump(SUBJECT)
    laid = time.process_time()
    _index()
    print(json.dumps(told | {"cpu": laid - began, "index_cpu": time.process_time() - laid}))


if __name__ == "__main__":
    main()

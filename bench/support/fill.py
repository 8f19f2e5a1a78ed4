"""Lay a directory of a given size into an empty database: python -m bench.support.fill SERVICES PLACES CONNECTIONS.

Entries go in by bulk inserts, as a restore would; everything that is read fast is then made by the real command,
which is the reindex figure. Prints one line of JSON: {documents, seconds, cpu, pace}.
"""

import json
import sys
import time
from itertools import islice
from typing import Any
from uuid import UUID

from bench.support import pace, start
from bench.support.words import Words

start.django()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from kotikulma.directory.commands.terms import load_terms  # noqa: E402
from kotikulma.directory.models import Channel, HoursPeriod, Place, Service, ServiceAt, Term  # noqa: E402
from kotikulma.kernel import clock, municipalities, search  # noqa: E402
from kotikulma.people.models import Organization  # noqa: E402

BATCH = 1000
ACCESS = ("drop_in", "appointment", "registration", "referral", "remote", "outreach")
SECTORS = ("association", "municipality", "wellbeing_county", "parish", "company", "state")
AGES = ((None, None), (None, None), (0, 6), (7, 17), (18, None), (65, None), (13, 29))
LANGUAGES = (["fi"], ["fi"], ["fi", "sv"], ["fi", "en"], ["fi", "en", "ar"], ["fi", "ru", "uk"])


class Filler:
    def __init__(self, services: int, places: int, connections: int) -> None:
        self.services, self.places, self.connections = services, places, connections
        self.organizations = max(services // 100, 10)
        self.words = Words(20261121)
        self.random = self.words.random
        self.now = clock.now()
        self.towns = [one for one in municipalities.by_code().values() if one.project]

    def lay(self) -> None:
        load_terms()
        organizations = self._save(Organization, (self._organization() for _ in range(self.organizations)))
        places = self._save(Place, (self._place(self.random.choice(organizations)) for _ in range(self.places)))
        channels = self._save(Channel, (self._channel() for _ in range(max(self.services // 50, 10))))
        services = self._save(Service, (self._service(self.random.choice(organizations)) for _ in range(self.services)))
        self._terms(services)
        connections = self._save(ServiceAt, self._connections(services, places, channels))
        self._save(HoursPeriod, self._hours(places, channels, connections))

    def _save(self, model: Any, rows: Any) -> list[int]:
        ids: list[int] = []
        rest = iter(rows)
        while batch := list(islice(rest, BATCH)):
            ids += [row.pk for row in model.objects.bulk_create(batch)]
        return ids

    def _uuid(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def _entry(self) -> dict[str, Any]:
        return {"uuid": self._uuid(), "status": "published", "verified_at": self.now}

    def _organization(self) -> Organization:
        town = self.random.choice(self.towns)
        name = {"fi": f"{self.words.district()}n yhdistys", "sv": f"{self.words.district()} förening"}
        return Organization(
            uuid=self._uuid(), name=name, sector=self.random.choice(SECTORS), municipality_code=town.code
        )

    def _place(self, organization: int) -> Place:
        name, kind = self.words.place()
        town = self.random.choice(self.towns)
        return Place(
            **self._entry(),
            name=name,
            summary={"fi": f"Avoin ovi kaikille: {name['fi']}."},
            type=kind,
            organization_id=organization,
            street_address={"fi": self.words.street()},
            postal_code=f"{self.random.randint(40000, 44999)}",
            post_office=dict(town.name),
            municipality_code=town.code,
            latitude=round(town.centre[0] + self.random.uniform(-0.1, 0.1), 5),
            longitude=round(town.centre[1] + self.random.uniform(-0.2, 0.2), 5),
            coordinate_source="hand",
            accessibility=self.random.choice(([], ["step_free"], ["step_free", "accessible_toilet"])),
            languages=self.random.choice(LANGUAGES),
            contacts=[{"type": "phone", "value": "09 2525 0111"}],
        )

    def _channel(self) -> Channel:
        return Channel(**self._entry(), name={"fi": f"{self.words.district()}n neuvontapuhelin"}, type="phone")

    def _service(self, organization: int) -> Service:
        low, high = self.random.choice(AGES)
        towns = self.random.sample(self.towns, self.random.choice((1, 1, 2, 4)))
        return Service(
            **self._entry(),
            **self.words.service(),
            keywords={"fi": self.words.keywords()},
            responsible_id=organization,
            charge=self.random.choice(("free", "free", "chargeable", "")),
            access_modes=self.random.sample(ACCESS, self.random.randint(1, 2)),
            min_age=low,
            max_age=high,
            municipalities=[town.code for town in towns],
            languages=self.random.choice(LANGUAGES),
            contacts=[{"type": "email", "value": "neuvonta@example.org"}],
        )

    def _terms(self, services: list[int]) -> None:
        terms = list(Term.objects.values_list("id", flat=True))
        link = Service.terms.through
        rows = ((one, term) for one in services for term in self.random.sample(terms, self.random.randint(1, 4)))
        self._save(link, (link(service_id=one, term_id=term) for one, term in rows))

    def _connections(self, services: list[int], places: list[int], channels: list[int]) -> Any:
        """Two for each service on average, a tenth of them at channels."""
        seen: set[tuple[int, bool, int]] = set()
        while len(seen) < self.connections:
            at_channel = self.random.random() < 0.1
            end = self.random.choice(channels if at_channel else places)
            key = (self.random.choice(services), at_channel, end)
            if key not in seen:
                seen.add(key)
                where = {"channel_id": end} if at_channel else {"place_id": end}
                yield ServiceAt(uuid=self._uuid(), service_id=key[0], modified_at=self.now, **where)

    def _hours(self, places: list[int], channels: list[int], connections: list[int]) -> Any:
        """Four places of five and all channels have hours, two connections of five hours of their own."""
        for owner, ids, share, days in (
            ("place_id", places, 0.8, range(5)),
            ("channel_id", channels, 1.0, range(5)),
            ("connection_id", connections, 0.4, None),
        ):
            for one in ids:
                if self.random.random() < share:
                    weekdays = days or self.random.sample(range(5), self.random.randint(1, 2))
                    opens = self.random.randint(8, 12)
                    closes = opens + self.random.randint(2, 7)
                    slots = [[day, f"{opens:02}:00", f"{closes:02}:30"] for day in weekdays]
                    kind = "phone" if owner == "channel_id" else "open" if days else "drop_in"
                    yield HoursPeriod(**{owner: one}, kind=kind, slots=slots)


def main() -> None:
    services, places, connections = (int(word) for word in sys.argv[1:4])
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        Filler(services, places, connections).lay()
    along = pace.Along()
    began, cpu = time.perf_counter(), time.process_time()
    documents = search.reindex(along)
    took = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu, "pace": along.mean()}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps({"documents": documents, **took}))


if __name__ == "__main__":
    main()

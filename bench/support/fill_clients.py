"""Clients of a hundred workers, and the log of handling them: python -m bench.support.fill_clients CLIENTS TIMES.

Rows go in by bulk inserts, sealed as the commands seal them; log rows by the real chain. Prints one line of JSON.
"""

import json
import random
import sys
import time
from datetime import date, timedelta
from uuid import UUID, uuid4

from bench.support import start

start.django()

from django.db import transaction  # noqa: E402

from kotikulma.casework import access  # noqa: E402
from kotikulma.casework.models import Client, ClientKey, Relationship  # noqa: E402
from kotikulma.casework.rules.clients import keys_of  # noqa: E402
from kotikulma.casework.types.clients import Basis, DataClass, Identity, Task  # noqa: E402
from kotikulma.kernel import audit, own_keys  # noqa: E402
from kotikulma.kernel.types import Actor, ActorKind, system  # noqa: E402
from kotikulma.people import commands as people  # noqa: E402
from kotikulma.people.models import Organization, Person  # noqa: E402
from kotikulma.people.types import Role  # noqa: E402

HOUSE = system("bench")
EACH = 200  # clients of a worker: the longest list anybody has
UNITS = 10
GIVEN = ("Aarne", "Bertta", "Tauno", "Inkeri", "Väinö", "Lempi")
FAMILY = ("Tunturiqvi", "Suoxela", "Harjuzz", "Lampiqo", "Niittyxa")


def main() -> None:
    luck, began = random.Random(20261122), time.process_time()
    clients, each = (int(word) for word in sys.argv[1:3])
    county = Organization.objects.create(name={"fi": "Esimerkin hyvinvointialue"}, sector="wellbeing_county")
    units = [
        Organization.objects.create(name={"fi": f"Yksikkö {number}"}, sector=county.sector, parent=county)
        for number in range(UNITS)
    ]
    workers = [_worker(number, units[number % UNITS]) for number in range(max(1, clients // EACH))]
    made = [_clients(luck, worker, units[number % UNITS], county) for number, worker in enumerate(workers)]
    _log([worker.uuid for worker in workers], units, made, each)
    print(json.dumps({"clients": clients, "rows": clients * each, "cpu": time.process_time() - began}))


def _worker(number: int, unit: Organization) -> Person:
    person = people.create_person(HOUSE, email=f"worker{number}@example.org", name=f"Työntekijä {number}")
    people.add_membership(HOUSE, person, unit, role=Role.CASEWORKER)
    return person


def _clients(luck: random.Random, worker: Person, unit: Organization, county: Organization) -> list[Client]:
    made, keys = [], []
    for number in range(EACH):
        born = date(1940, 1, 1) + timedelta(days=luck.randrange(24000))
        identity = Identity(luck.choice(GIVEN), luck.choice(FAMILY), born, phone=f"040 900 {number:04}")
        key, wrapped = own_keys.make()
        client = Client(uuid=uuid4(), register=county, wrapped_key=wrapped)
        client.identity = access.sealed_identity(identity, client.uuid, key)
        made.append(client)
        keys.append([(kind, own_keys.digest(f"casework.{kind}", text)) for kind, text in keys_of(identity).items()])
    with transaction.atomic():
        Client.objects.bulk_create(made)
        ClientKey.objects.bulk_create(
            ClientKey(client=client, kind=kind, digest=digest)
            for client, own in zip(made, keys, strict=True)
            for kind, digest in own
        )
        Relationship.objects.bulk_create(
            Relationship(client=one, worker=worker, unit=unit, task=Task.MOBILE_TEAM, basis=Basis.CLIENT_RELATIONSHIP)
            for one in made
        )
    return made


def _log(workers: list[UUID], units: list[Organization], made: list[list[Client]], each: int) -> None:
    """Each client opened so many times, as `access.open_client` writes it."""
    for at, worker in enumerate(workers):
        unit = units[at % UNITS].uuid
        with transaction.atomic():
            for client in made[at]:
                audit.record_many(
                    Actor(ActorKind.PERSON, worker),
                    access.VIEWED,
                    [("client", client.uuid, [DataClass.IDENTITY, DataClass.NETWORK])] * each,
                    chain=f"case:{unit.hex}",
                    purpose=Task.MOBILE_TEAM,
                    where=audit.Circumstances(unit, access.WORKER, Basis.CLIENT_RELATIONSHIP, (client.uuid,)),
                )


if __name__ == "__main__":
    main()

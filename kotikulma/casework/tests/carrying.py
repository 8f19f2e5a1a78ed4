"""Visits of tests, as a device carries them."""

import json
from datetime import datetime
from typing import Any
from uuid import uuid4

from kotikulma.casework import access
from kotikulma.casework.models import Client, Visit
from kotikulma.kernel import clock
from kotikulma.people.models import Person
from tests import cast


def make_visit(
    client: Client, *, worker: Person | None = None, starts_at: datetime | None = None, **told: Any
) -> Visit:
    """Today, by the caseworker, somewhere in Jyväskylä."""
    who = worker or cast.caseworker()
    opened = access.open_client(cast.actor(who), client.uuid)
    row = Visit(uuid=uuid4(), form_key=uuid4(), client=client, worker=who, day=clock.today(), starts_at=starts_at)
    given = {"purpose": "Vuokrasopimus", "where": "Keksittykuja 3", "municipality": "179", "place": "", **told}
    row.told = opened.seal(access.VISIT, row.uuid, json.dumps(given))
    row.save(force_insert=True)
    return row

"""Published things in the database, made with the commands people use; what is read fast is renewed once for each."""

from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from kotikulma.directory.commands import entries, publishing
from kotikulma.directory.commands.hours import set_hours
from kotikulma.directory.models import Channel, Place, Service, ServiceAt, Term
from kotikulma.directory.types import HoursException, Period, TermScheme
from tests.cast import HOUSE, city


def make_place(name: str = "Huhtasuon yhteistoimintapiste", *periods: Period, **fields: Any) -> Place:
    """A published place of the city at Nevakatu 2, Jyväskylä."""
    exceptions: Sequence[HoursException] = fields.pop("exceptions", ())
    given = {
        "summary": {"fi": "Neuvontaa saman katon alla."},
        "street_address": {"fi": "Nevakatu 2"},
        "postal_code": "40340",
        "municipality_code": "179",
        "latitude": 62.25,
        "longitude": 25.80,
        "organization": city(),
        **fields,
    }
    with publishing.bulk():
        place = entries.create_place(HOUSE, name={"fi": name}, **given)
        set_hours(HOUSE, place, periods=periods, exceptions=exceptions)
        entries.publish(HOUSE, place)
    return place


def make_service(name: str = "Asumisneuvonta", **fields: Any) -> Service:
    """A published service of the city, open to all ages."""
    given = {"summary": {"fi": "Apua, kun koti on vaarassa."}, "responsible": city(), **fields}
    with publishing.bulk():
        service = entries.create_service(HOUSE, name={"fi": name}, terms=basic_terms(), **given)
        entries.publish(HOUSE, service)
    return service


def make_channel(name: str = "Neuvontapuhelin", *periods: Period, **fields: Any) -> Channel:
    """A published telephone of the city."""
    given = {"summary": {"fi": "Soita ja kysy."}, "organization": city(), "type": "phone", **fields}
    with publishing.bulk():
        channel = entries.create_channel(HOUSE, name={"fi": name}, **given)
        set_hours(HOUSE, channel, periods=periods)
        entries.publish(HOUSE, channel)
    return channel


def connect(service: Service, at: Place | Channel, *periods: Period, **fields: Any) -> ServiceAt:
    exceptions: Sequence[HoursException] = fields.pop("exceptions", ())
    end = {"place": at} if isinstance(at, Place) else {"channel": at}
    with publishing.bulk():
        connection = entries.connect(HOUSE, service, **end, **fields)
        set_hours(HOUSE, connection, periods=periods, exceptions=exceptions)
    return connection


def basic_terms() -> list[Term]:
    """A target group and a service class: what I8 asks for."""
    wanted = {"KR1": TermScheme.TARGET_GROUP, "P1.4": TermScheme.SERVICE_CLASS}
    uris = {code: f"https://kotikulma.example.org/tests/{code}" for code in wanted}
    Term.objects.bulk_create(
        [
            Term(uuid=uuid5(NAMESPACE_URL, uris[code]), scheme=scheme, uri=uris[code], code=code, labels={"fi": code})
            for code, scheme in wanted.items()
        ],
        ignore_conflicts=True,
    )
    return list(Term.objects.filter(uri__in=uris.values()))

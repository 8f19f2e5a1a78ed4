"""Laying the demo: everything shown and findable, again without doubles, dated anew when the week changes."""

from datetime import date

import pytest

from kotikulma.directory import demo
from kotikulma.directory.demo import content
from kotikulma.directory.models import Channel, HoursPeriod, Place, Service, ServiceAt
from kotikulma.kernel import external_ids
from kotikulma.kernel.types import system

MONDAY = date(2026, 11, 16)
ACTOR = system("demo")

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (Service, Place, Channel, ServiceAt, HoursPeriod)}


def test_the_demo_is_laid_once_and_dated_anew() -> None:
    demo.lay(ACTOR, MONDAY)
    laid = counts()
    everything = content.read()
    assert laid["Service"] == len(everything.services)
    assert laid["ServiceAt"] == len(everything.connections)
    for model in (Service, Place, Channel):
        assert not model.objects.exclude(status="published", verified_at__isnull=False).exists()

    demo.lay(ACTOR, date(2026, 11, 23))

    assert counts() == laid
    point = ServiceAt.objects.get(uuid=content.uuid_of("connection", "tyollisyyspiste@huhtasuo"))
    assert point.starts_on == date(2026, 12, 7)
    key = "service:asumisneuvonta"
    assert external_ids.find("demo", [key]) == {key: content.uuid_of("service", "asumisneuvonta")}

"""What one write leaves behind: the whole state as a revision, and an audit event with names of fields only."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from kotikulma.directory.models import Channel, HoursException, HoursPeriod, Place, Service, ServiceAt
from kotikulma.directory.queries.records import exception_value, hours, period_value
from kotikulma.directory.types import HoursException as ExceptionValue
from kotikulma.directory.types import Period
from kotikulma.kernel import audit, revisions
from kotikulma.kernel.types import Actor

Entry = Service | Place | Channel
Thing = Service | Place | Channel | ServiceAt
OWNER_FIELD: dict[type, str] = {Service: "responsible_id", Place: "organization_id", Channel: "organization_id"}
KINDS: dict[type, str] = {Service: "service", Place: "place", Channel: "channel", ServiceAt: "connection"}
HOURS_COLUMN: dict[type, str] = {Place: "place_id", Channel: "channel_id", ServiceAt: "connection_id"}
PERIOD_FIELDS = hours.PERIOD_FIELDS
EXCEPTION_FIELDS = (*hours.EXCEPTION_FIELDS, "created_at", "source")


def keeper_of(thing: Thing) -> int | None:
    """Id of the organisation whose editors may change it; a connection is kept by its service's."""
    if isinstance(thing, ServiceAt):
        return thing.service.responsible_id
    found: int | None = getattr(thing, OWNER_FIELD[type(thing)])
    return found


def columns(thing: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields}


def state(thing: Thing) -> dict[str, Any]:
    """What a revision keeps of a thing, as plain JSON: columns, the terms of a service, hours of what has them."""
    found = columns(thing)
    if isinstance(thing, Service):
        found["terms"] = sorted(str(uuid) for uuid in thing.terms.values_list("uuid", flat=True))
    else:
        found["hours"] = hours_state(thing)
    return revisions.plain(found)


def hours_state(owner: Place | Channel | ServiceAt) -> dict[str, list[dict[str, Any]]]:
    here = {HOURS_COLUMN[type(owner)]: owner.pk}
    return {
        "periods": list(HoursPeriod.objects.filter(**here).order_by("id").values(*PERIOD_FIELDS)),
        "exceptions": list(HoursException.objects.filter(**here).order_by("id").values(*EXCEPTION_FIELDS)),
    }


def hours_from(kept: Mapping[str, Any]) -> tuple[tuple[Period, ...], tuple[ExceptionValue, ...]]:
    """Hours as a revision kept them."""
    periods = [_row(HoursPeriod, row) for row in kept.get("periods", ())]
    exceptions = [_row(HoursException, row) for row in kept.get("exceptions", ())]
    return tuple(map(period_value, periods)), tuple(map(exception_value, exceptions))


def values_from(model: type[models.Model], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of a model from plain JSON: dates are dates again. Names the model does not have are left out."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in kept.items() if name in fields}


def record(actor: Actor, thing: Thing, action: str, changed: Sequence[str]) -> None:
    kind = KINDS[type(thing)]
    audit.record(actor, f"directory.{kind}.{action}", kind=kind, uuid=thing.uuid, changed=tuple(changed))
    revisions.record(actor, kind, thing.uuid, action, changed, state(thing))


def _row(model: type[models.Model], kept: Mapping[str, Any]) -> models.Model:
    return model(**values_from(model, kept))

"""What the directory's pages show: frozen values, ready for templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from kotikulma.directory.types import OpenState
from kotikulma.directory.types.records import ConnectionRecord, OrganizationRecord, PlaceRecord, ServiceRecord


@dataclass(frozen=True, slots=True)
class Happening:
    """What a module above holds at a place. `path`: of its own page. `how`, `icon`, `tone`: how to come along."""

    starts_at: datetime
    ends_at: datetime
    name: Mapping[str, str]
    path: str
    how: Any
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class WeekSlot:
    """One line of a day: when, who is there, how to get in. Neither `connection` nor `happening`: the door itself."""

    opens: time
    closes: time
    kind: str
    connection: ConnectionRecord | None
    happening: Happening | None = None

    @property
    def access(self) -> str:
        """The way in that the line shows: what the hours say, else the first the service offers."""
        if self.kind in ("drop_in", "by_appointment"):
            return {"drop_in": "drop_in", "by_appointment": "appointment"}[self.kind]
        return self.connection.access_modes[0] if self.connection and self.connection.access_modes else ""


@dataclass(frozen=True, slots=True)
class WeekDay:
    """`door`: the place's own opening spans. `reason`: why the day differs, by language. `holiday`: its code."""

    day: date
    today: bool
    slots: tuple[WeekSlot, ...]
    door: tuple[tuple[time, time], ...]
    closed: bool
    ask: bool
    reason: Mapping[str, str]
    holiday: str


@dataclass(frozen=True, slots=True)
class ConnectionLine:
    connection: ConnectionRecord
    state: OpenState


@dataclass(frozen=True, slots=True)
class PlacePage:
    place: PlaceRecord
    state: OpenState
    monday: date
    week: tuple[WeekDay, ...]
    lines: tuple[ConnectionLine, ...]

    @property
    def this_week(self) -> bool:
        return any(day.today for day in self.week)


@dataclass(frozen=True, slots=True)
class ServicePage:
    service: ServiceRecord
    lines: tuple[ConnectionLine, ...]
    state: OpenState


@dataclass(frozen=True, slots=True)
class OrganizationPage:
    organization: OrganizationRecord
    parent: OrganizationRecord | None
    units: tuple[OrganizationRecord, ...]


@dataclass(frozen=True, slots=True)
class ThingName:
    """A place or a service as other modules name it. `keeper_id`: the organisation that keeps it, by row id."""

    id: int
    uuid: UUID
    name: Mapping[str, str]
    keeper_id: int | None
    municipality_code: str

"""What modules above show on the pages of a place and of a service."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from kotikulma.directory.types.pages import Happening, WeekDay, WeekSlot
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.search import queries as search
from kotikulma.kernel.search.types import Card
from kotikulma.kernel.slots import Slot

FEW = 3  # names of one kind beside the results


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page that the module above draws.

    `template` is included with `uuid` of the thing and `panel`, what `load(uuid)` gave (a fixed number of statements).
    The page is the same for everyone and kept by browsers: it is renewed when the data version `subject` grows.
    """

    template: str
    subject: str
    load: Callable[[UUID], Any] = lambda uuid: None


class Loaded(NamedTuple):
    template: str
    data: Any


@dataclass(frozen=True, slots=True)
class Week:
    """What takes place at a place beside its hours. `load(uuid, start, end)`: a fixed number of statements."""

    subject: str
    load: Callable[[UUID, datetime, datetime], Sequence[Happening]]


PLACE_PANELS: Slot[Panel] = Slot("directory.place_panels", "Parts of a place's page that modules above draw.")
SERVICE_PANELS: Slot[Panel] = Slot("directory.service_panels", "Parts of a service's page that modules above draw.")
DOOR_CODES: Slot[Panel] = Slot(
    "directory.door_codes", "Codes that modules above print on the sheet for a place's door."
)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a module above tells beside the results: names of what it has indexed, renewed with `subject`.

    `title`: over the names; `page`: its own list, asked by `q`; `words`: what stands after the names, in one statement.
    """

    subject: str
    title: Any
    page: str
    more: Any
    words: Callable[[Sequence[UUID]], Mapping[UUID, str]]


RESULTS: Slot[Beside] = Slot(
    "directory.results", "Kind of document -> how those found by the same words are told below the results."
)
WEEKS: Slot[Week] = Slot("directory.weeks", "What modules above hold at a place, shown in its week beside the hours.")


def joined(uuid: UUID, week: Sequence[WeekDay]) -> tuple[WeekDay, ...]:
    """The week with what takes place there. What stands there already at the same hours is not told twice."""
    days = _lines(uuid, week)
    return tuple(_with(day, days[day.day]) if day.day in days else day for day in week)


def hours_alone(uuid: UUID, week: Sequence[WeekDay]) -> tuple[WeekDay, ...]:
    """The week's hours for a calendar that holds what takes place there by itself: what is told there is left out."""
    days = _lines(uuid, week) if any(day.slots for day in week) else {}
    return tuple(_without(day, days[day.day]) if day.day in days else day for day in week)


def _lines(uuid: UUID, week: Sequence[WeekDay]) -> dict[date, list[WeekSlot]]:
    start = datetime.combine(week[0].day, time.min, HELSINKI)
    end = datetime.combine(week[-1].day + timedelta(days=1), time.min, HELSINKI)
    days: dict[date, list[WeekSlot]] = {}
    for happening in (one for plug in WEEKS for one in plug.load(uuid, start, end)):
        begins, ends = (moment.astimezone(HELSINKI) for moment in (happening.starts_at, happening.ends_at))
        line = WeekSlot(begins.time(), ends.time(), "", None, happening)
        days.setdefault(max(begins.date(), week[0].day), []).append(line)
    return days


def _with(day: WeekDay, lines: Sequence[WeekSlot]) -> WeekDay:
    new = [line for line in lines if not any(_same(line, slot) for slot in day.slots)]
    return replace(day, slots=tuple(sorted((*day.slots, *new), key=lambda slot: (slot.opens, slot.closes))))


def _without(day: WeekDay, lines: Sequence[WeekSlot]) -> WeekDay:
    return replace(day, slots=tuple(slot for slot in day.slots if not any(_same(line, slot) for line in lines)))


def _same(line: WeekSlot, slot: WeekSlot) -> bool:
    """At the same hours under the same name."""
    if slot.connection is None or line.happening is None or (line.opens, line.closes) != (slot.opens, slot.closes):
        return False
    told = {name.casefold() for name in slot.connection.service.name.values()}
    return any(name.casefold() in told for name in line.happening.name.values())


def loaded(panels: Iterable[Panel], uuid: UUID) -> list[Loaded]:
    return [Loaded(panel.template, panel.load(uuid)) for panel in panels]


def beside(numbers: Sequence[int]) -> list[tuple[Beside, list[tuple[Card, str]]]]:
    """What was found of modules above, by kind: nothing costs nothing, something one statement and one of each kind."""
    cards = search.cards(numbers) if numbers else []
    told = ((plug, [card for card in cards if card.kind == kind][:FEW]) for kind, plug in RESULTS.items())
    return [(plug, _with_words(plug, found)) for plug, found in told if found]


def _with_words(plug: Beside, found: Sequence[Card]) -> list[tuple[Card, str]]:
    words = plug.words([card.uuid for card in found])
    return [(card, words.get(card.uuid, "")) for card in found]


def subjects() -> set[str]:
    """Data versions of what panels show."""
    return {panel.subject for panel in (*PLACE_PANELS, *SERVICE_PANELS, *DOOR_CODES, *WEEKS)}

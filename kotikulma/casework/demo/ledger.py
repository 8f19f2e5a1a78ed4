"""The by-name list of the demo: statistical persons alone, from the first of January 2017 until today.

Lives are drawn by a fixed seed, then settled so that the two Novembers everybody knows come out to the person:
156 living alone and 46 of them long-term in 2019, 144 and 56 in 2024. Each is laid as an import would.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction

from kotikulma.casework.commands import postings
from kotikulma.casework.models import ListEvent, Subject, Tenancy
from kotikulma.casework.rules import ledger as rules
from kotikulma.casework.rules.statistics import place_on
from kotikulma.casework.types.ledger import Entry, EventType, Place
from kotikulma.casework.types.situations import AraClass, SituationCode
from kotikulma.casework.types.statistics import Sex, TenancyEnd
from kotikulma.kernel import clock
from kotikulma.kernel.db import plain

SEED = 20170101
YOUNG = 0.24
BEGIN = date(2017, 1, 1)
KNOWN = ((date(2019, 11, 15), 156, 46), (date(2024, 11, 15), 144, 56))  # day, living alone, of them long-term
OPENING, A_MONTH = 150, 13
SHORT, LONG, LONG_SHARE = 120.0, 760.0, 0.3  # days a stay lasts on average, and the share of long ones
PLACES: dict[str, int] = {
    SituationCode.FRIENDS: 46,
    SituationCode.RELATIVES: 18,
    SituationCode.EMERGENCY_SHELTER: 7,
    SituationCode.OUTDOORS: 4,
    SituationCode.STAIRWELL: 2,
    SituationCode.HOSTEL: 7,
    SituationCode.BOARDING: 5,
    SituationCode.HOSPITAL: 4,
    SituationCode.REHABILITATION: 2,
    SituationCode.PRISON: 3,
    SituationCode.UNKNOWN: 2,
}
WAYS_OUT: dict[str, int] = {
    EventType.HOME: 62,
    EventType.INACTIVE: 20,
    EventType.MOVED_AWAY: 12,
    EventType.DECEASED: 3,
    EventType.NOT_HOMELESS: 3,
}
BACK = {EventType.HOME: EventType.FROM_HOME, EventType.INACTIVE: EventType.FROM_INACTIVE}
LOST = (TenancyEnd.EVICTED, TenancyEnd.TERMINATED, TenancyEnd.ABANDONED)
COLUMNS = ("uuid", "subject", "grounds", *postings.ENTRY)


@dataclass(slots=True)
class Spell:
    """A stay on the list, and how it ends. `end` None: still on it."""

    start: date
    end: date | None
    left_by: str = EventType.HOME

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(slots=True)
class Life:
    uuid: UUID
    birth_year: int
    sex: str
    immigrant: bool
    factor: bool
    household: UUID | None
    spells: list[Spell]
    luck: int  # of its own, so that settling one life changes no other
    moves: list[tuple[date, str]] = field(default_factory=list)

    def on_list(self, day: date) -> bool:
        return any(one.covers(day) for one in self.spells)


def lay(today: date | None = None) -> None:
    """Once: where there are statistical persons already nothing changes."""
    if Subject.objects.exists():
        return
    until = today or clock.today()
    people = lives(until)
    with transaction.atomic():
        subjects = [
            Subject(uuid=one.uuid, birth_year=one.birth_year, sex=one.sex, immigrant=one.immigrant) for one in people
        ]
        plain.create(subjects, "uuid")
        rows, histories, homes = [], {}, []
        for one, subject in zip(people, subjects, strict=True):
            entries = entries_of(one, until)
            histories[subject.pk] = rules.history(entries)
            names = postings.ENTRY
            luck = _luck(one.luck + 1)
            rows += [(_uuid(luck), subject.pk, {}, *(getattr(e, name) for name in names)) for e in entries]
            homes += [Tenancy(uuid=_uuid(luck), subject=subject, **home) for home in _tenancies(one, until)]
        plain.insert(ListEvent, COLUMNS, rows)
        Tenancy.objects.bulk_create(homes, batch_size=500)
        postings.post(histories)


def lives(until: date) -> list[Life]:
    """All who have been on the list, settled to the figures that are known."""
    luck = _luck(SEED)
    people = [_life(luck, BEGIN, opening=True) for _ in range(OPENING)]
    day = BEGIN + timedelta(days=2)
    while day < until:
        people.append(_life(luck, day))
        day += timedelta(days=luck.randint(0, round(2 * 30.4 / A_MONTH)))
    luck, day = _luck(SEED + 1), BEGIN
    while day < until:
        day += timedelta(days=luck.randint(20, 160))
        people += _family(luck, day)
    people = [one for one in people if one.spells[0].start < until]
    for number, (day, total, long_term) in enumerate(KNOWN):
        if day < until:
            others = [other for other, _total, _long in KNOWN[:number] + KNOWN[number + 1 :]]
            alone = [one for one in people if one.household is None]
            _settle_total(alone, day, total, others)
            _settle_long_term(alone, day, long_term, others, until)
    return people


def entries_of(life: Life, until: date) -> list[Entry]:
    """The events of a life, written down some days after they happened."""
    luck, entries = _luck(life.luck), list[Entry]()

    def add(kind: str, day: date, **more: Any) -> None:
        late = luck.choice((0, 0, 1, 1, 2, 3, 6))
        recorded = datetime.combine(min(day + timedelta(days=late), until), time(9 + luck.randrange(7)), clock.HELSINKI)
        recorded = max([recorded, *(one.recorded_at for one in entries[-1:])])
        entry = Entry(number=len(entries) + 1, type=kind, valid_date=day, recorded_at=recorded, **more)
        entries.append(entry)

    for number, spell in enumerate(life.spells):
        if spell.start >= until:
            break
        opening = spell.start == BEGIN
        kind = EventType.CORRECTION if opening else BACK[EventType(life.spells[number - 1].left_by)] if number else ""
        kind = kind or (EventType.MOVED_IN if luck.random() < 0.08 else EventType.NEW)
        more: dict[str, Any] = {"delta": 1, "reason": "Listan avaus"} if opening else {}
        if opening:
            more["since"] = BEGIN - timedelta(days=luck.randint(10, 700))
        place = _drawn(luck, PLACES)
        add(kind, spell.start, situation=place, household=life.household, factor=life.factor, **more)
        for day, there in life.moves:
            if spell.start < day < min(spell.end or until, until) and there != place:
                add(_change(place, there), day, situation=there)
                place = there
        if spell.end and spell.end < until:
            add(spell.left_by, spell.end)
    return entries


def _life(luck: Random, start: date, *, opening: bool = False) -> Life:
    spells, number = [_spell(luck, start, opening=opening)], 0
    while spells[-1].end and spells[-1].left_by in BACK and luck.random() < 0.2 and number < 3:
        away = timedelta(days=round(luck.expovariate(1 / 300)) + 20)
        spells.append(_spell(luck, spells[-1].end + away))
        number += 1
    moves = []
    for spell in spells:
        if spell.end and (spell.end - spell.start).days > 120 and luck.random() < 0.5:
            middle = spell.start + timedelta(days=luck.randint(30, 110))
            moves.append((middle, _drawn(luck, PLACES)))
    sex = luck.choices([Sex.WOMAN, Sex.MAN, Sex.OTHER, ""], [24, 73, 1, 2])[0]
    return Life(
        uuid=_uuid(luck),
        birth_year=start.year - (luck.randint(18, 23) if luck.random() < YOUNG else round(luck.triangular(24, 72, 35))),
        sex=sex,
        immigrant=luck.random() < 0.17,
        factor=luck.random() < 0.55,
        household=None,
        spells=spells,
        luck=luck.getrandbits(32),
        moves=moves,
    )


def _family(luck: Random, start: date) -> list[Life]:
    """Two to five people who come and go together."""
    spell = Spell(start, start + timedelta(days=luck.randint(60, 500)))
    household, members = _uuid(luck), []
    for number in range(luck.choice((2, 2, 3, 4, 5))):
        one = _life(luck, start)
        born = start.year - (luck.randint(24, 45) if number < 2 else luck.randint(0, 15))
        members.append(replace(one, birth_year=born, household=household, factor=False, spells=[spell], moves=[]))
    return members


def _spell(luck: Random, start: date, *, opening: bool = False) -> Spell:
    long = luck.random() < (0.6 if opening else LONG_SHARE)
    days = 7 + round(luck.expovariate(1 / (LONG if long else SHORT)))
    return Spell(start, start + timedelta(days=days), _drawn(luck, WAYS_OUT))


def _settle_total(people: Sequence[Life], day: date, total: int, others: Sequence[date]) -> None:
    """Too many: the newest found a home the week before. Too few: those who had just left stay a month longer."""
    there = [one for one in people if one.on_list(day)]
    newest = sorted(
        (one for one in there if not any(map(one.on_list, others))), key=lambda one: _spell_on(one, day).start
    )
    for one in newest[::-1][: max(0, len(there) - total)]:
        spell = _spell_on(one, day)
        spell.end, spell.left_by = max(spell.start, day - timedelta(days=one.luck % 40 + 1)), EventType.HOME
        one.spells = one.spells[: one.spells.index(spell) + 1]
    gone = [one for one in people if not one.on_list(day) and one.spells[0].start < day and len(one.spells) == 1]
    gone.sort(key=lambda one: one.spells[0].end or day, reverse=True)
    for one in [one for one in gone if (one.spells[0].end or day) <= day][: max(0, total - len(there))]:
        one.spells[0].end = day + timedelta(days=one.luck % 60 + 10)


def _settle_long_term(people: Sequence[Life], day: date, wanted: int, others: Sequence[date], until: date) -> None:
    """Who has been there for long is long-term where a factor hampers housing: as many have it as are known to."""
    free = [one for one in people if one.on_list(day) and not any(map(one.on_list, others))]
    free.sort(key=lambda one: one.luck)
    missing = wanted - sum(_long_term(one, day, until) for one in people if one.on_list(day))
    for one in free:
        if missing == 0:
            return
        before = _long_term(one, day, until)
        one.factor = not one.factor
        gained = _long_term(one, day, until) - before
        if gained * missing > 0:
            missing -= gained
        else:
            one.factor = not one.factor


def _long_term(life: Life, day: date, until: date) -> bool:
    place: Place | None = place_on(rules.timeline(entries_of(life, until)), day)
    return place is not None and place.ara != AraClass.FAMILY and place.long_term


def _spell_on(life: Life, day: date) -> Spell:
    return next(one for one in life.spells if one.covers(day))


def _tenancies(life: Life, until: date) -> Iterable[dict[str, Any]]:
    """Each move to a home of one's own is a home; who comes back lost it, some ended otherwise."""
    luck = _luck(life.luck + 2)
    for number, spell in enumerate(life.spells):
        if spell.left_by != EventType.HOME or not spell.end or spell.end >= until:
            continue
        home: dict[str, Any] = {"moved_in_on": spell.end}
        back = life.spells[number + 1].start if number + 1 < len(life.spells) else None
        ended = spell.end + timedelta(days=luck.randint(60, 900))
        if back and back < until:
            home |= {"ended_on": back, "end_reason": luck.choice(LOST)}
        elif ended < until and luck.random() < 0.15:
            others = (TenancyEnd.MOVED_HOME, TenancyEnd.MOVED_AWAY, TenancyEnd.UNKNOWN, TenancyEnd.DECEASED)
            home |= {"ended_on": ended, "end_reason": luck.choices(others, [5, 3, 3, 1])[0]}
        yield home


def _change(before: str, after: str) -> EventType:
    institutions = (SituationCode.HOSPITAL, SituationCode.REHABILITATION, SituationCode.PRISON)
    if after in institutions:
        return EventType.ENTERED_INSTITUTION
    return EventType.LEFT_INSTITUTION if before in institutions else EventType.CATEGORY


def _luck(seed: int) -> Random:
    return Random(seed)  # noqa: S311 — the same demo every time


def _drawn(luck: Random, shares: dict[str, int]) -> str:
    return luck.choices(list(shares), list(shares.values()))[0]


def _uuid(luck: Random) -> UUID:
    return UUID(int=luck.getrandbits(128), version=4)

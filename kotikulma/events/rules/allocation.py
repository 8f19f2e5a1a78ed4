"""Who gets a seat, decided from counts alone: `commands.allocation` carries it out under the lock.

The first waiting party that fits, in order; nobody loses a place by being passed; newcomers only after no waiting
party fits. A queue is of one channel: seats online are of no use to who waits for a seat in the room.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kotikulma.events.types import Channel, Promotion, RegistrationState, SkipOversized

DIRECT_UNTIL = timedelta(hours=48)  # before the start; then a seat is offered, since plans have been made
OFFER_LASTS = timedelta(hours=12)
LAST_CALL = timedelta(hours=3)  # before the start; then all who wait are called and the first to confirm gets it
SHORTEST_OFFER = timedelta(minutes=30)
SKIPS_FROM = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Party:
    """One that waits or has been offered a seat. `until`: of the offer; of a waiting one: it has been called."""

    number: int
    size: int
    channel: str
    state: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """`held`: seats of its own hold, not counted in the situation's holds."""

    size: int
    channel: str
    held: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """`taken`: seats by channel of those who attend or wait for approval. `stops_at`: nobody is seated after it."""

    capacity: Mapping[str, int | None]
    taken: Mapping[str, int]
    parties: tuple[Party, ...]
    now: datetime
    starts_at: datetime
    stops_at: datetime
    holds: Mapping[str, int]
    cancelled: bool = False
    approval: bool = False
    promotion: str = Promotion.BY_TIME
    skip_oversized: str = SkipOversized.LAST_72_HOURS
    waiting_capacity: int | None = None


class Placing(StrEnum):
    SEAT = "seat"
    QUEUE = "queue"
    FULL = "full"
    TOO_BIG = "too_big"  # no event of this capacity ever has so many seats


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a newcomer goes. `place`: in the queue of its channel, from 1."""

    placing: Placing
    place: int = 0


@dataclass(frozen=True, slots=True)
class Decisions:
    """Numbers of parties, in order. `uncalled`: the seat they were called for has gone."""

    lapsed: tuple[int, ...] = ()
    promoted: tuple[int, ...] = ()
    offered: tuple[tuple[int, datetime], ...] = ()
    called: tuple[tuple[int, datetime], ...] = ()
    uncalled: tuple[int, ...] = ()
    newcomer: Placement | None = None


class _Manner(StrEnum):
    DIRECT = "direct"
    OFFER = "offer"
    CALL = "call"
    NONE = "none"


def decide(situation: Situation, newcomer: Newcomer | None = None) -> Decisions:
    """What becomes of the seats now. Deciding again about the outcome changes nothing."""
    lapsed = tuple(party.number for party in situation.parties if _lapses(party, situation.now))
    manner, until = _manner(situation)
    granted: list[Party] = []
    called: list[Party] = []
    blocked, free = {}, {}
    for channel in Channel.values:
        room = room_of(situation, channel, newcomer)
        if manner is _Manner.CALL:
            called += [party for party in _queue(situation, channel) if _fits(party.size, room)]
        elif manner is not _Manner.NONE:
            for party in _seated(situation, channel, room):
                granted.append(party)
                room = None if room is None else room - party.size
        free[channel] = room
        blocked[channel] = _is_blocked(situation, channel, room, {party.number for party in granted})
    granted.sort(key=lambda party: party.number)
    left = [party for party in situation.parties if party.state == RegistrationState.WAITING and party not in granted]
    return Decisions(
        lapsed=lapsed,
        promoted=tuple(party.number for party in granted) if manner is _Manner.DIRECT else (),
        offered=tuple((party.number, until) for party in granted) if manner is _Manner.OFFER else (),
        called=tuple((party.number, until) for party in called if party.until is None),
        uncalled=tuple(party.number for party in left if party.until is not None and party not in called),
        newcomer=_place(situation, newcomer, left, free, blocked) if newcomer else None,
    )


def placement_of(situation: Situation, newcomer: Newcomer) -> Placement:
    """Where a newcomer would go."""
    return decide(situation, newcomer).newcomer or Placement(Placing.FULL)


def room_of(situation: Situation, channel: str, newcomer: Newcomer | None = None) -> int | None:
    """Free seats of a channel, possibly less than none where staff let in more; None: no limit."""
    capacity = situation.capacity.get(channel)
    if capacity is None:
        return None
    offered = sum(
        party.size
        for party in situation.parties
        if party.channel == channel and party.state == RegistrationState.OFFERED and not _lapses(party, situation.now)
    )
    held = situation.holds.get(channel, 0) + (newcomer.held if newcomer and newcomer.channel == channel else 0)
    return capacity - situation.taken.get(channel, 0) - offered - held


def may_confirm(situation: Situation, party: Party) -> bool:
    """Has the offer not lapsed; or, when it was called, is there still a seat? The first to confirm gets it."""
    if situation.cancelled or party.until is None or party.until <= situation.now:
        return False
    if party.state == RegistrationState.OFFERED:
        return True
    return party.state == RegistrationState.WAITING and _fits(party.size, room_of(situation, party.channel))


def place_of(situation: Situation, number: int) -> int:
    """The place in its queue, from 1; 0 for who does not wait."""
    for channel in Channel.values:
        numbers = [party.number for party in _queue(situation, channel)]
        if number in numbers:
            return numbers.index(number) + 1
    return 0


def may_skip(situation: Situation) -> bool:
    """May a party that does not fit be passed now?"""
    if situation.skip_oversized == SkipOversized.LAST_72_HOURS:
        return situation.starts_at - situation.now <= SKIPS_FROM
    return situation.skip_oversized == SkipOversized.ALWAYS


def _manner(situation: Situation) -> tuple[_Manner, datetime]:
    now, start, stop = situation.now, situation.starts_at, situation.stops_at
    if situation.cancelled or now >= stop:
        return _Manner.NONE, stop
    if situation.approval or situation.promotion == Promotion.DIRECT:
        return _Manner.DIRECT, stop
    if situation.promotion == Promotion.BY_TIME and start - now > DIRECT_UNTIL:
        return _Manner.DIRECT, stop
    until = min(now + OFFER_LASTS, start - LAST_CALL, stop)
    return (_Manner.OFFER, until) if until - now >= SHORTEST_OFFER else (_Manner.CALL, stop)


def _lapses(party: Party, now: datetime) -> bool:
    return party.state == RegistrationState.OFFERED and party.until is not None and party.until <= now


def _fits(size: int, room: int | None) -> bool:
    return room is None or size <= room


def _queue(situation: Situation, channel: str) -> list[Party]:
    """Who waits for this channel, in order."""
    waiting = [
        party for party in situation.parties if party.channel == channel and party.state == RegistrationState.WAITING
    ]
    return sorted(waiting, key=lambda party: party.number)


def _ever_fits(situation: Situation, party: Party) -> bool:
    """A party greater than the whole capacity, which was lowered, holds nobody up."""
    return _fits(party.size, situation.capacity.get(party.channel))


def _seated(situation: Situation, channel: str, room: int | None) -> Iterator[Party]:
    for party in _queue(situation, channel):
        if _fits(party.size, room):
            yield party
            room = None if room is None else room - party.size
        elif _ever_fits(situation, party) and not may_skip(situation):
            return


def _is_blocked(situation: Situation, channel: str, room: int | None, granted: set[int]) -> bool:
    """Does somebody in the queue come before any newcomer?"""
    left = [party for party in _queue(situation, channel) if party.number not in granted]
    if may_skip(situation):
        return any(_fits(party.size, room) for party in left)
    return any(_ever_fits(situation, party) for party in left)


def _place(
    situation: Situation,
    newcomer: Newcomer,
    left: list[Party],
    free: Mapping[str, int | None],
    blocked: Mapping[str, bool],
) -> Placement:
    if not _fits(newcomer.size, situation.capacity.get(newcomer.channel)):
        return Placement(Placing.TOO_BIG)
    needed = max(0, newcomer.size - newcomer.held)
    if not needed or (not blocked[newcomer.channel] and _fits(needed, free[newcomer.channel])):
        return Placement(Placing.SEAT)
    waiting = sum(party.size for party in left)
    if not _fits(waiting + newcomer.size, situation.waiting_capacity):
        return Placement(Placing.FULL)
    return Placement(Placing.QUEUE, 1 + sum(party.channel == newcomer.channel for party in left))

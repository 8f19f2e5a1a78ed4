"""The open state of a list row from its stored life and its coming intervals: the same answer as `hours.state_at`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from kotikulma.directory.types import HoursKind, Interval, OpenKind, OpenState

COUNTS = (HoursKind.OPEN, HoursKind.DROP_IN)


def row_state(life: Mapping[str, Any], upcoming: Sequence[Interval], now: datetime) -> OpenState:
    """`upcoming`: intervals that end after `now`, ordered by start, of every connection of the row."""
    kind = life.get("kind") or ""
    if kind == OpenKind.STARTS:
        return OpenState(OpenKind.STARTS, starts_on=date.fromisoformat(life["starts"]))
    if kind == OpenKind.PAUSED:
        until = life.get("until")
        return OpenState(
            OpenKind.PAUSED, paused_until=date.fromisoformat(until) if until else None, reason=life.get("reason") or {}
        )
    if kind == OpenKind.ENDED:
        return OpenState(OpenKind.ENDED)
    last = opened(upcoming, now)
    if last:
        until_ = None if life.get("always") else closes(last, upcoming)
        return OpenState(OpenKind.OPEN, until=until_, hours_kind=last.kind, always=bool(life.get("always")))
    coming = [item for item in upcoming if item.start > now]
    following = next((item for item in coming if item.kind in COUNTS), None) or next(iter(coming), None)
    running = [item for item in upcoming if item.start <= now]
    online = life.get("always") and following  # a form on the web is always there; the person comes next
    if running and not online:
        last = max(running, key=lambda item: item.end)
        always = bool(life.get("always"))
        until_ = None if always else last.end
        return OpenState(OpenKind.CLOSED, until=until_, next=following, hours_kind=last.kind, always=always)
    if following:
        return OpenState(OpenKind.CLOSED, next=following, hours_kind=following.kind)
    return OpenState(OpenKind(kind) if kind else OpenKind.UNKNOWN)


def phone_hour(state: OpenState, upcoming: Sequence[Interval], now: datetime) -> Interval | None:
    """The next telephone hour of what is closed now; None when the state itself tells of it."""
    if state.kind != OpenKind.CLOSED or state.until or state.always:
        return None
    if state.next is None or state.next.kind == HoursKind.PHONE:
        return None
    return next((item for item in upcoming if item.kind == HoursKind.PHONE and item.start > now), None)


def opened(upcoming: Sequence[Interval], now: datetime) -> Interval | None:
    """The opening that runs now and ends last."""
    current = [item for item in upcoming if item.kind in COUNTS and item.start <= now]
    return max(current, key=lambda item: item.end) if current else None


def closes(last: Interval, upcoming: Sequence[Interval]) -> datetime:
    """When it really closes: an opening that begins as another ends goes on."""
    end = last.end
    for item in upcoming:
        if item.kind in COUNTS and item.start <= end < item.end:
            end = item.end
    return end

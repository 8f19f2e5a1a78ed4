"""Checks, follow-ups and referrals of the demo in every state, days counted back from now; all by the commands.

Nobody of these lives: family names end in what no Finnish name ends in, numbers are of no network.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from kotikulma.casework.commands import checks, referrals
from kotikulma.casework.models import HousingCheck
from kotikulma.casework.types.checks import (
    Answer,
    Answers,
    Channel,
    NewCheck,
    Outcome,
    Somebody,
    Threat,
    Urgency,
)
from kotikulma.casework.types.referrals import Content, DeclineReason, NewReferral
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor

STEADY = Answers(steady=Answer.YES, worried=Answer.NO)
ARREARS = Answers(steady=Answer.YES, worried=Answer.YES, threats=(Threat.ARREARS,))
EVICTION = Answers(steady=Answer.YES, worried=Answer.YES, threats=(Threat.EVICTION,))
SOFA = Answers(steady=Answer.NO, worried=Answer.YES, situation="friends")
TONIGHT = Answers(steady=Answer.NO, nowhere_tonight=True)
GIVEN = "Ensio Hilja Oiva Lyyli Urho Saima Toivo Impi Martta Kalervo Sylvi Reino Aili Onni Elsa Vieno".split()
FAMILY = "Korpiqvi Aaltoxe Mustazz Salmiqo Viitaxa Rantaqq".split()


@dataclass(frozen=True, slots=True)
class Place:
    """Where people are met, and who meets them there."""

    actor: Actor
    unit: UUID


def lay(volunteer: Place, worker: Place, social: Place) -> None:
    """Once. The volunteer's place sends, the team and the social work receive."""
    if HousingCheck.objects.exists():
        return
    _many(volunteer, worker)
    _follow_ups(volunteer, worker)
    _referrals(volunteer, worker, social)


def _many(volunteer: Place, worker: Place) -> None:
    """What figures are made of: most need nothing, some decline."""
    for place, days, number in ((volunteer, range(3, 60, 4), 0), (worker, range(2, 58, 5), 100)):
        for at, back in enumerate(days):
            _check(place, number + at, back, STEADY)
    for at, back in enumerate((9, 16, 23, 31, 40, 52)):
        _check(volunteer, 200 + at, back, ARREARS, wants_help=False)


def _follow_ups(volunteer: Place, worker: Place) -> None:
    """Waiting, late, tried in vain, reached, and ended in different ways."""
    _check(volunteer, 300, 1, SOFA)
    _check(volunteer, 301, 20, ARREARS)
    _check(worker, 302, 0, TONIGHT)
    tried = _check(worker, 303, 6, EVICTION)
    for back, channel in ((5, Channel.PHONE), (3, Channel.MESSAGE)):
        with _days_ago(back):
            checks.add_attempt(worker.actor, tried, channel=channel, reached=False)
    reached = _check(worker, 304, 12, SOFA)
    with _days_ago(9):
        checks.add_attempt(worker.actor, reached, channel=Channel.VISIT, reached=True)
    ends = (Outcome.HOME_KEPT, Outcome.ADVISED, Outcome.HOME_FOUND, Outcome.IN_SERVICE, Outcome.HOME_KEPT)
    for at, (back, outcome) in enumerate(zip((55, 48, 41, 34, 27), ends, strict=True)):
        place = volunteer if at % 2 else worker
        follow_up = _check(place, 310 + at, back, ARREARS)
        with _days_ago(back - 4):
            checks.add_attempt(place.actor, follow_up, channel=Channel.PHONE, reached=True)
        with _days_ago(back - 15):
            checks.end_follow_up(place.actor, follow_up, outcome=outcome)
    lost = _check(worker, 320, 50, EVICTION)
    for back in (48, 46):
        with _days_ago(back):
            checks.add_attempt(worker.actor, lost, channel=Channel.PHONE, reached=False)
    with _days_ago(20):
        checks.end_follow_up(worker.actor, lost, outcome=Outcome.NOT_REACHED)


def _referrals(volunteer: Place, worker: Place, social: Place) -> None:
    """One in every state from the volunteer's place to the team, and some further on."""
    _refer(volunteer, worker, 400, 0, permission=False)
    _refer(volunteer, worker, 401, 1)
    _refer(volunteer, worker, 402, 13)  # late
    _steps(_refer(volunteer, worker, 403, 3), worker.actor, 3, "receive")
    _steps(_refer(volunteer, worker, 404, 8), worker.actor, 8, "receive", "accept")
    _steps(_refer(volunteer, worker, 405, 15), worker.actor, 15, "receive", "accept", "meet")
    for at, outcome in enumerate((Outcome.HOME_FOUND, Outcome.IN_SERVICE)):
        row = _refer(volunteer, worker, 406 + at, 44 - at * 8)
        _steps(row, worker.actor, 44 - at * 8, "receive", "accept", "meet")
        with _days_ago(20 - at):
            referrals.close(worker.actor, row, outcome=outcome)
    declined = _refer(volunteer, worker, 410, 6)
    with _days_ago(4):
        referrals.receive(worker.actor, declined)
        referrals.decline(worker.actor, declined, reason=DeclineReason.WRONG_SERVICE)
    with _days_ago(9):
        referrals.withdraw(volunteer.actor, _refer(volunteer, worker, 411, 10))
    _refer(worker, social, 412, 2)
    _steps(_refer(worker, social, 413, 7), social.actor, 7, "receive", "accept")
    _steps(_refer(social, worker, 414, 2), worker.actor, 2, "receive")
    _refer(worker, None, 415, 4)
    onward = _check(volunteer, 420, 2, EVICTION)
    with _days_ago(2, 13):
        referrals.refer_onward(volunteer.actor, onward, form_key=_key(421), receiver=worker.unit, permission=True)


def _check(place: Place, number: int, back: int, answers: Answers, *, wants_help: bool = True) -> Any:
    """The follow-up of one encounter, so many days ago; None where none is needed."""
    asked = answers is not STEADY and wants_help
    with _days_ago(back):
        new = NewCheck(
            unit=place.unit,
            form_key=_key(number),
            met_on=clock.today(),
            answers=answers,
            wants_help=asked,
            may_contact=asked,
            somebody=_somebody(number) if asked else Somebody(),
        )
        made = checks.make_check(place.actor, new)
    return made.follow_up.uuid if made.follow_up else None


def _refer(sender: Place, receiver: Place | None, number: int, back: int, *, permission: bool = True) -> UUID:
    outside: dict[str, Any] = (
        {} if receiver else {"outside_name": "Esittelyn velkaneuvonta", "outside_email": "velkaneuvonta@example.org"}
    )
    new = NewReferral(
        unit=sender.unit,
        form_key=_key(number),
        receiver=receiver.unit if receiver else None,
        content=Content(_somebody(number), "Toivoo puhelua iltapäivällä."),
        urgency=Urgency.WEEK,
        permission=permission,
        **outside,
    )
    with _days_ago(back):
        return referrals.refer(sender.actor, new).uuid


def _steps(row: UUID, actor: Actor, back: int, *steps: str) -> None:
    """One step a day from the day after."""
    for at, step in enumerate(steps, start=1):
        with _days_ago(back - at):
            getattr(referrals, step)(actor, row)


def _somebody(number: int) -> Somebody:
    name = f"{GIVEN[number % len(GIVEN)]} {FAMILY[number % len(FAMILY)]}"
    return Somebody(name, f"040 900 {number:04}")


@contextmanager
def _days_ago(back: int, hour: int = 10) -> Iterator[None]:
    """Never later than now: what is of today is of a moment ago."""
    now = clock.now()
    day = datetime.combine(clock.today() - timedelta(days=max(back, 0)), time(hour), clock.HELSINKI)
    with clock.standing_at(min(day, now - timedelta(minutes=1))):
        yield


def _key(number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"kotikulma:demo:encounter:{number}")

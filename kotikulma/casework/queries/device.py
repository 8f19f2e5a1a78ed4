"""What a phone is told while it has network, so that it may do without. The viewer comes first."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kotikulma.casework.queries.checks import units_of
from kotikulma.casework.rules import device as rules
from kotikulma.casework.types.device import OtherPerson
from kotikulma.directory.queries import guidance
from kotikulma.kernel import clock, own_keys
from kotikulma.kernel.types import Actor

PERSON = "casework.device"


def person_mark(viewer: Actor) -> str:
    """Whose a kept thing is, without saying who: a keyed digest, the same in each session of hers."""
    return own_keys.digest(PERSON, str(viewer.id))


def check_same_person(viewer: Actor, mark: str) -> None:
    """OtherPerson when what is sent was kept by somebody else."""
    if mark not in own_keys.digests(PERSON, str(viewer.id)):
        raise OtherPerson


def page_of(viewer: Actor) -> Mapping[str, Any]:
    """What a page says of itself to the scripts on it."""
    return {"shell": False, "person": person_mark(viewer)}


def device_state(viewer: Actor) -> Mapping[str, Any]:
    """{person, now, units, rules}; CheckNotFound for everybody outside of the network."""
    units = units_of(viewer)
    now = clock.now()
    return {
        "person": person_mark(viewer),
        "now": int(now.timestamp() * 1000),
        "units": units,
        "rules": rules.told_beforehand(clock.today()),
    }


def notes_for_tonight() -> tuple[guidance.Note, ...]:
    """Whom to ring when somebody has no place for the night: the word that is always with one."""
    return guidance.matching(_("ei paikkaa ensi yöksi"))[:1]

"""What a phone holds of casework while it has no network, and how the house answers it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.errors import Conflict


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit as a device may hold it: no more than one needs to get there. `time`: "10.30", or "" for any."""

    client: UUID
    visit: UUID
    name: str
    time: str
    address: str


@dataclass(frozen=True, slots=True)
class CarriedDay:
    day: date
    visits: Sequence[Stop]


class OtherPerson(Conflict):
    """Kept by one person, sent by another who signed in since."""

    code = "casework.other_person"

    def __init__(self) -> None:
        super().__init__(_("Laitteessa on nyt kirjautuneena toinen henkilö. Tallessa oleva odottaa omistajaansa."))

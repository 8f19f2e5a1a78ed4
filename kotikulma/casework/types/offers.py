"""An offer of a home, from the deadline to the day of moving in and the checks after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.errors import NotFound, Refused


class OfferState(TextChoices):
    OFFERED = "offered", _("Tarjottu")
    VIEWING = "viewing", _("Näyttö sovittu")
    ACCEPTED = "accepted", _("Asiakas haluaa kodin")
    APPROVED = "approved", _("Vuokranantaja hyväksyi")
    LEASED = "leased", _("Vuokrasopimus tehty")
    MOVED_IN = "moved_in", _("Muutti")
    CLOSED = "closed", _("Asuu, tarkistukset tehty")
    DECLINED = "declined", _("Asiakas ei halunnut tätä")
    REFUSED = "refused", _("Vuokranantaja ei hyväksynyt")
    EXPIRED = "expired", _("Aika meni ilman vastausta")
    FREED = "freed", _("Vapautui muille hakijoille")
    WITHDRAWN = "withdrawn", _("Koti ei ole enää tarjolla")


ANSWERABLE = (OfferState.OFFERED, OfferState.VIEWING)  # the client has not said yes yet
AGREED = (OfferState.ACCEPTED, OfferState.APPROVED, OfferState.LEASED)  # she has, and has not moved in yet
OPEN = (*ANSWERABLE, *AGREED)
HOUSED = (OfferState.MOVED_IN, OfferState.CLOSED)


class ClientReason(TextChoices):
    """Why a client says no, if she wants to tell. None of them costs her anything."""

    AREA = "area", _("Alue ei sovi")
    SIZE = "size", _("Koko tai pohja ei sovi")
    RENT = "rent", _("Vuokra on liian korkea")
    CONDITION = "condition", _("Kodin kunto")
    ACCESS = "access", _("Esteettömyys puuttuu")
    SAFETY = "safety", _("Siellä ei ole turvallista")
    OTHER_HOME = "other_home", _("Sai kodin muualta")
    NOT_NOW = "not_now", _("Ei halua muuttaa nyt")


class LandlordReason(TextChoices):
    """Why a landlord refuses. The last is against a home first: it is written down, and counted as a violation."""

    CREDIT = "credit", _("Luottotiedot")
    ARREARS = "arrears", _("Vanha vuokravelka samalla vuokranantajalla")
    OTHER_TENANT = "other_tenant", _("Valitsi toisen vuokralaisen")
    NOT_FREE = "not_free", _("Koti ei olekaan vapaa")
    READINESS = "readiness", _("Vaati raittiutta, hoitoa tai kuntoutusta")


class Consequence(TextChoices):
    """What a reason does. Of a client's reasons: always nothing."""

    NOTHING = "nothing", _("Ei vaikuta mihinkään. Paikka jonossa säilyy.")
    COUNTED = "counted", _("Lasketaan vuokranantajan kieltäytymisiin.")
    VIOLATION = "violation", _("Lasketaan vuokranantajan kieltäytymisiin ja Asunto ensin -poikkeamiin.")


CLIENT_CONSEQUENCES: Mapping[str, Consequence] = dict.fromkeys(ClientReason.values, Consequence.NOTHING)
LANDLORD_CONSEQUENCES: Mapping[str, Consequence] = {
    **dict.fromkeys(LandlordReason.values, Consequence.COUNTED),
    LandlordReason.READINESS: Consequence.VIOLATION,
}


class Lease(TextChoices):
    """On what ground one lives there. The first two are leases under the ordinary law (AHVL 481/1995)."""

    LASTING = "lasting", _("Vuokrasopimus, toistaiseksi")
    FIXED = "fixed", _("Vuokrasopimus, määräaikainen")
    OTHER = "other", _("Muu sopimus, esimerkiksi asumisyksikkö")


ORDINARY = (Lease.LASTING, Lease.FIXED)


class CheckDay(IntegerChoices):
    WEEK = 7, _("Viikko muutosta")
    MONTH = 30, _("Kuukausi muutosta")
    QUARTER = 90, _("Kolme kuukautta muutosta")


class CheckFinding(TextChoices):
    WELL = "well", _("Asuminen sujuu")
    HELP = "help", _("Tarvitsee apua, siitä sovittiin")
    NOT_REACHED = "not_reached", _("Ei tavoitettu")


@dataclass(frozen=True, slots=True)
class StepLine:
    state: str
    at: datetime

    @property
    def label(self) -> Any:
        return OfferState(self.state).label


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check after moving in. `finding` "": it waits."""

    day: int
    due_on: date
    done_at: datetime | None
    finding: str
    late: bool = False

    @property
    def label(self) -> Any:
        return CheckDay(self.day).label

    @property
    def finding_label(self) -> Any:
        return CheckFinding(self.finding).label if self.finding else ""


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer in a list of the client's workers."""

    uuid: UUID
    name: str
    home: str
    state: str
    due_on: date | None
    late: bool
    check: Any = ""

    @property
    def label(self) -> Any:
        return OfferState(self.state).label


@dataclass(frozen=True, slots=True)
class OfferPage:
    """An offer in the hands of a worker of the client."""

    uuid: UUID
    client: UUID
    name: str
    vacancy: UUID
    home: str
    address: str
    landlord: str
    rent: int
    state: str
    due_on: date | None
    late: bool
    extended: bool
    viewing_at: datetime | None
    reason: Any
    consequence: Any
    override: str
    lease: Any
    moved_in_on: date | None
    steps: tuple[StepLine, ...]
    next_steps: frozenset[str]
    checks: tuple[CheckLine, ...]

    @property
    def label(self) -> Any:
        return OfferState(self.state).label


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for a worker, in numbers alone. `due`: the earliest day of each kind."""

    offers: int = 0
    checks: int = 0
    contacts: int = 0
    turns: int = 0
    offers_due: date | None = None
    checks_due: date | None = None


class OfferNotFound(NotFound):
    code = "casework.offer_not_found"

    def __init__(self) -> None:
        super().__init__(_("Tätä osoitetta ei ole."))


class OfferRefused(Refused):
    code = "casework.offer_refused"

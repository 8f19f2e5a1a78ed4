"""Clients and who may open what of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.errors import Conflict, NotFound, Refused


class Task(TextChoices):
    """What a worker does with a client; it is the purpose told in the log."""

    HOUSING_ADVICE = "housing_advice", _("Asumisneuvonta")
    MOBILE_TEAM = "mobile_team", _("Liikkuva tuki")
    SERVICE_CENTRE = "service_centre", _("Palvelukeskus")
    SOCIAL_WORK = "social_work", _("Sosiaalityö")
    HEALTH_CARE = "health_care", _("Terveydenhuolto")
    RELEASE = "release", _("Vapautumisen valmistelu")
    HOMES = "homes", _("Asunnon etsiminen")


class Basis(TextChoices):
    """On what ground clients' data is handled (tietosuoja-asetus 6 and 9, sosiaalihuoltolaki 35 §)."""

    CLIENT_RELATIONSHIP = "client_relationship", _("Asiakassuhde")
    CONTACT = "contact", _("Yhteydenotto sosiaalihuoltoon")
    CONSENT = "consent", _("Asiakkaan suostumus")
    LAW = "law", _("Laissa säädetty tehtävä")
    BREAK_GLASS = "break_glass", _("Poikkeuksellinen avaaminen")
    SUPERVISION = "supervision", _("Valvonta")


BEGUN_ON = (Basis.CLIENT_RELATIONSHIP, Basis.CONSENT, Basis.CONTACT, Basis.LAW)


class DataClass(TextChoices):
    """Which of a client's data was opened."""

    IDENTITY = "identity", _("Henkilötiedot")
    NETWORK = "network", _("Työntekijät")
    CHECKS = "checks", _("Asumisen tarkistukset")
    REFERRALS = "referrals", _("Ohjaukset")
    HOUSING = "housing", _("Asumistilanne")
    PLAN = "plan", _("Suunnitelma")
    CIRCLE = "circle", _("Lähiverkosto")
    CONTACTS = "contacts", _("Käynnit ja yhteydenotot")
    LOG = "log", _("Lokitiedot")
    DISCLOSURES = "disclosures", _("Luovutukset")
    RELEASE_DAY = "release_day", _("Vapautuminen")
    PILOTS = "pilots", _("Kokeilut")
    CENTRE = "centre", _("Palvelukeskuksen käynnit")


class Key(TextChoices):
    """By what a client is found: equal or not at all."""

    NAME = "name", _("Nimi ja syntymäaika")
    HETU = "hetu", _("Henkilötunnus")
    PHONE = "phone", _("Puhelinnumero")


class Finding(TextChoices):
    """What the review of an exceptional opening came to."""

    JUSTIFIED = "justified", _("Avaaminen oli perusteltu")
    UNJUSTIFIED = "unjustified", _("Avaaminen ei ollut perusteltu")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a client is. Everything may be missing: help does not wait for papers."""

    given_name: str = ""
    family_name: str = ""
    birth_date: date | None = None
    hetu: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    contact_wishes: str = ""

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.given_name, self.family_name))) or str(_("Nimetön asiakas"))


@dataclass(frozen=True, slots=True)
class ClientLine:
    """One client in a list of hers or his."""

    uuid: UUID
    identity: Identity
    task: Any
    unit: Any
    since: datetime
    protected: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A client found by an exact key. `own`: opens at once; otherwise only with a reason."""

    uuid: UUID
    own: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class WorkerLine:
    """Who works with a client. `role`: her profession in the client's team, in words; empty when it was not said."""

    uuid: UUID
    worker: str
    unit: Any
    task: Any
    profession: str
    role: Any
    basis: Any
    starts_at: datetime
    ends_at: datetime | None
    own: bool


@dataclass(frozen=True, slots=True)
class LogLine:
    """One row of the client's own log report, in words."""

    at: datetime
    who: str
    unit: Any
    deed: str
    data: str
    purpose: str
    basis: str


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """An exceptional opening that waits for its review. Who the client is is not told here."""

    uuid: UUID
    worker: str
    unit: Any
    reason: str
    opened_at: datetime
    until: datetime
    review_by: date


class ClientNotFound(NotFound):
    code = "casework.client_not_found"

    def __init__(self) -> None:
        super().__init__(_("Tätä osoitetta ei ole."))


class ClientRefused(Refused):
    code = "casework.client_refused"


class ClientChanged(Conflict):
    """Somebody saved between reading and saving."""

    code = "casework.client_changed"

    def __init__(self) -> None:
        super().__init__(_("Toinen työntekijä ehti tallentaa. Lue ensin hänen muutoksensa ja tallenna uudelleen."))

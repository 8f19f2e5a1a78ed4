"""The people and services around a client, and the consent of those who are named."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.errors import NotFound, Refused


class Near(TextChoices):
    """Who is near the client. A service is public; everybody else is named with consent only."""

    SERVICE = "service", _("Palvelu")
    RELATIVE = "relative", _("Omainen")
    FRIEND = "friend", _("Ystävä tai naapuri")
    PEER = "peer", _("Vertainen")
    WORKER = "worker", _("Muun palvelun työntekijä")


class Ring(IntegerChoices):
    """How near, as the client sees it."""

    CLOSE = 1, _("Lähellä")
    MIDDLE = 2, _("Apuna")
    FAR = 3, _("Taustalla")


class ConsentState(TextChoices):
    NONE = "none", _("Lupaa ei ole kysytty")
    ASKED = "asked", _("Lupa on kysytty")
    GIVEN = "given", _("Lupa on annettu")
    WITHDRAWN = "withdrawn", _("Lupa on peruttu")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """Somebody or something near the client. `relation`: what she calls the person ("Sisko"), without a name."""

    kind: str
    ring: int = Ring.MIDDLE
    service: UUID | None = None
    relation: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One of the network as it may be shown now: `name` only while consent is in force; `label` always."""

    uuid: UUID
    kind: str
    kind_label: Any
    ring: int
    ring_label: Any
    label: str
    name: str
    phone: str
    words: str
    service: UUID | None
    consent: str
    consent_label: Any
    asked_on: date | None
    given_on: date | None
    withdrawn_on: date | None

    @property
    def is_service(self) -> bool:
        return self.kind == Near.SERVICE


class NetworkRefused(Refused):
    code = "casework.network_refused"


class MemberNotFound(NotFound):
    code = "casework.network_member_not_found"

    def __init__(self) -> None:
        super().__init__(_("Tätä osoitetta ei ole."))

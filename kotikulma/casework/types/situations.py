"""Where a person lives, at its finest, and the two typologies derived from it: ARA's classes and ETHOS Light."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SituationCode(TextChoices):
    """A closed list: whatever is asked later, both typologies follow from one of these."""

    OUTDOORS = "outdoors", _("Ulkona")
    STAIRWELL = "stairwell", _("Porrashuoneessa tai muussa yhteisessä tilassa")
    VEHICLE = "vehicle", _("Autossa tai teltassa")
    MAKESHIFT = "makeshift", _("Vaunussa, mökissä tai varastossa asunnon puutteen vuoksi")
    EMERGENCY_SHELTER = "emergency_shelter", _("Ensisuojassa tai yömajassa")
    HOSTEL = "hostel", _("Asuntolassa")
    BOARDING = "boarding", _("Majoitusliikkeessä")
    TRANSITIONAL = "transitional", _("Tilapäisessä tuetussa asumisessa")
    REFUGE = "refuge", _("Turvakodissa")
    HOSPITAL = "hospital", _("Sairaalassa ilman asuntoa")
    REHABILITATION = "rehabilitation", _("Kuntouttavassa yksikössä ilman asuntoa")
    CARE_UNIT = "care_unit", _("Huoltokodissa asunnon puutteen vuoksi")
    PRISON = "prison", _("Vankilassa ilman asuntoa")
    FRIENDS = "friends", _("Tilapäisesti tuttavien luona")
    RELATIVES = "relatives", _("Tilapäisesti sukulaisten luona")
    UNKNOWN = "unknown", _("Ilman asuntoa, paikka ei tiedossa")
    OWN_RENTED = "own_rented", _("Omassa vuokra-asunnossa")
    OWN_OWNED = "own_owned", _("Omistusasunnossa")
    PARTNERS_HOME = "partners_home", _("Puolison asunnossa")
    PARENTS_HOME = "parents_home", _("Vanhempien luona")
    LASTING_CARE = "lasting_care", _("Pysyvästi asumisyksikössä")
    AWAY_FROM_HOME = "away_from_home", _("Laitoksessa, oma asunto odottaa")


class AraClass(TextChoices):
    """As asked on 15 November, of people living alone; families and couples are counted apart."""

    A1 = "A1", _("Ulkona, porrashuoneissa ja ensisuojissa yöpyvät")
    A2 = "A2", _("Asuntoloissa tai majoitusliikkeissä asuvat")
    A3 = "A3", _("Laitoksissa asunnon puutteen vuoksi asuvat")
    A3V = "A3v", _("Vapautuvat vangit, joilla ei ole asuntoa")
    A4 = "A4", _("Tilapäisesti tuttavien tai sukulaisten luona")
    A5 = "A5", _("Ei tietoa asunnottomuuden muodosta")
    FAMILY = "F", _("Asunnottomat perheet ja pariskunnat")


ALONE = tuple(one for one in AraClass if one != AraClass.FAMILY)

# ARA has no class of its own for makeshift homes ("yms." of A1) and refuges (nearest to A2): our choice
ARA: Mapping[str, AraClass] = {
    SituationCode.OUTDOORS: AraClass.A1,
    SituationCode.STAIRWELL: AraClass.A1,
    SituationCode.VEHICLE: AraClass.A1,
    SituationCode.MAKESHIFT: AraClass.A1,
    SituationCode.EMERGENCY_SHELTER: AraClass.A1,
    SituationCode.HOSTEL: AraClass.A2,
    SituationCode.BOARDING: AraClass.A2,
    SituationCode.TRANSITIONAL: AraClass.A2,
    SituationCode.REFUGE: AraClass.A2,
    SituationCode.HOSPITAL: AraClass.A3,
    SituationCode.REHABILITATION: AraClass.A3,
    SituationCode.CARE_UNIT: AraClass.A3,
    SituationCode.PRISON: AraClass.A3V,
    SituationCode.FRIENDS: AraClass.A4,
    SituationCode.RELATIVES: AraClass.A4,
    SituationCode.UNKNOWN: AraClass.A5,
}

ETHOS_LIGHT: Mapping[str, int] = {
    SituationCode.OUTDOORS: 1,
    SituationCode.STAIRWELL: 1,
    SituationCode.VEHICLE: 1,
    SituationCode.EMERGENCY_SHELTER: 2,
    SituationCode.HOSTEL: 3,
    SituationCode.BOARDING: 3,
    SituationCode.TRANSITIONAL: 3,
    SituationCode.REFUGE: 3,
    SituationCode.HOSPITAL: 4,
    SituationCode.REHABILITATION: 4,
    SituationCode.CARE_UNIT: 4,
    SituationCode.PRISON: 4,
    SituationCode.MAKESHIFT: 5,
    SituationCode.FRIENDS: 6,
    SituationCode.RELATIVES: 6,
}

INSTITUTIONS = frozenset(
    (SituationCode.HOSPITAL, SituationCode.REHABILITATION, SituationCode.CARE_UNIT, SituationCode.PRISON)
)


class Certainty(TextChoices):
    """How well a stay is known. The surer record wins where two overlap."""

    TOLD = "told", _("Kerrottu")
    SEEN = "seen", _("Työntekijän toteama")
    DOCUMENT = "document", _("Asiakirjasta")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A record of where one lived from `start` until the day before `end` (None: still). Records may overlap."""

    code: str
    start: date
    end: date | None = None
    certainty: str = Certainty.TOLD
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the resolved life: pieces never overlap. Code "": a gap, nothing is known."""

    code: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Episode:
    """Homeless without a break of a week. `end` None: still."""

    start: date
    end: date | None

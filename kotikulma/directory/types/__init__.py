"""Words and values of the directory: kinds, states, opening hours, contacts. Whole things are in `types.records`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.errors import Conflict, Refused

# Open stretches are kept as rows for so long
INTERVALS_AHEAD = timedelta(days=21)


class ServiceKind(TextChoices):
    SERVICE = "service", _("Palvelu")
    PEER_SUPPORT = "peer_support", _("Vertaistuki")
    VOLUNTARY = "voluntary", _("Vapaaehtoistoiminta")
    EVENT_SERIES = "event_series", _("Toistuva toiminta")
    GENERAL_DESCRIPTION = "general_description", _("Palvelun pohjakuvaus")


class PlaceType(TextChoices):
    SERVICE_POINT = "service_point", _("Palvelupiste")
    WELLBEING_HOUSE = "hyvinvointitupa", _("Hyvinvointitupa")
    LIVING_ROOM = "kansalaisten_olohuone", _("Kansalaisten olohuone")
    MEETING_PLACE = "kohtaamispaikka", _("Kohtaamispaikka")
    FAMILY_CENTRE = "perhekeskus", _("Perhekeskus")
    YOUTH_CENTRE = "nuorisotila", _("Nuorisotila")
    OTHER = "other", _("Muu paikka")


MEETING_PLACE_TYPES = (
    PlaceType.WELLBEING_HOUSE,
    PlaceType.LIVING_ROOM,
    PlaceType.MEETING_PLACE,
    PlaceType.FAMILY_CENTRE,
    PlaceType.YOUTH_CENTRE,
)


class ChannelType(TextChoices):
    PHONE = "phone", _("Puhelin")
    WEB = "web", _("Verkkosivu")
    ESERVICE = "eservice", _("Verkkoasiointi")
    FORM = "form", _("Lomake")
    CHAT = "chat", _("Chat")


class AccessMode(TextChoices):
    """How one gets in."""

    DROP_IN = "drop_in", _("Ilman ajanvarausta")
    APPOINTMENT = "appointment", _("Varaa aika")
    REFERRAL = "referral", _("Lähetteellä")
    REGISTRATION = "registration", _("Ilmoittaudu")
    REMOTE = "remote", _("Puhelimella tai verkossa")
    OUTREACH = "outreach", _("Tulee luoksesi")


class Charge(TextChoices):
    FREE = "free", _("Maksuton")
    CHARGEABLE = "chargeable", _("Maksullinen")
    OTHER = "other", _("Muu")
    UNKNOWN = "", _("Ei tiedossa")


class Status(TextChoices):
    DRAFT = "draft", _("Luonnos")
    PUBLISHED = "published", _("Julkaistu")
    HIDDEN = "hidden", _("Piilossa")  # published, but not confirmed for 18 months; confirming brings it back
    ARCHIVED = "archived", _("Arkistoitu")
    MERGED = "merged", _("Yhdistetty")


class AddressVisibility(TextChoices):
    """A hidden address leaves the server in no format (invariant I5)."""

    PUBLIC = "public", _("Osoite näkyy kaikille")
    MUNICIPALITY_ONLY = "municipality_only", _("Vain kunta näkyy")
    HIDDEN = "hidden", _("Osoite on salassa")


class HolidayPolicy(TextChoices):
    CLOSED = "closed", _("Suljettu pyhinä")
    NORMAL = "normal", _("Auki tavalliseen tapaan")
    ASK = "ask", _("Tarkista pyhien aukiolo")


class VerificationMethod(TextChoices):
    OWNER = "owner", _("Ylläpitäjä vahvisti")
    PHONE = "phone", _("Puhelimitse")
    VISIT = "visit", _("Käynnillä")
    IMPORT = "import", _("Tuonnissa")


class AreaType(TextChoices):
    NATIONWIDE = "nationwide", _("Koko Suomi")
    MUNICIPALITIES = "municipalities", _("Luetellut kunnat")


class TermScheme(TextChoices):
    TARGET_GROUP = "target_group", _("PTV kohderyhmä")
    SERVICE_CLASS = "service_class", _("PTV palveluluokka")
    LIFE_EVENT = "life_event", _("PTV elämäntilanne")
    SPECIAL_GROUP = "special_group", _("Erityisryhmä")


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """Half-open [low, high) in years; `high` None has no upper end. 65 belongs to both last groups."""

    code: str
    low: int
    high: int | None
    label: object


AGE_GROUPS = (
    AgeGroup("0-6", 0, 7, _("0–6-vuotiaat")),
    AgeGroup("7-21", 7, 22, _("7–21-vuotiaat")),
    AgeGroup("22-65", 22, 66, _("22–65-vuotiaat")),
    AgeGroup("65+", 65, None, _("65 vuotta täyttäneet")),
)


# Opening hours: wall time of Europe/Helsinki, half-open [opens, closes)


class HoursKind(TextChoices):
    """Words of Hauki where they fit. `open now` counts drop_in and open; phone counts on a channel."""

    OPEN = "open", _("Ovi auki")
    DROP_IN = "drop_in", _("Ilman ajanvarausta")
    PHONE = "phone", _("Puhelinaika")
    BY_APPOINTMENT = "by_appointment", _("Ajanvarauksella")
    SELF_SERVICE = "self_service", _("Omatoimisesti")


class Recurrence(TextChoices):
    WEEKLY = "weekly", _("Joka viikko")
    EVERY_N_WEEKS = "every_n_weeks", _("Joka n:s viikko")
    ODD_WEEKS = "odd_weeks", _("Parittomat viikot")
    EVEN_WEEKS = "even_weeks", _("Parilliset viikot")
    NTH_WEEKDAY = "nth_weekday", _("Kuukauden n:s viikonpäivä")


class Weekday(IntEnum):
    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Slot:
    """`closes` 00:00 means 24:00 of the same day; `closes` <= `opens` runs overnight and belongs to `weekday`."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Period:
    """Regular hours. Dates are inclusive; None is open-ended. No slots and not always open: unknown, see `note`."""

    kind: HoursKind = HoursKind.OPEN
    slots: tuple[Slot, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    recurrence: Recurrence = Recurrence.WEEKLY
    interval: int = 1
    anchor: date | None = None  # a day in a week that counts, for every_n_weeks
    nth: tuple[int, ...] = ()  # 1..5 or -1 (last), for nth_weekday
    always_open: bool = False
    note: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HoursException:
    """Replaces whole local days, dates inclusive. `slots` as (opens, closes) of each day; none means closed."""

    starts_on: date
    ends_on: date
    slots: tuple[tuple[time, time], ...] = ()
    kind: HoursKind = HoursKind.OPEN
    reason: Mapping[str, str] = field(default_factory=dict)
    created_at: datetime | None = None

    @property
    def closed(self) -> bool:
        return not self.slots


@dataclass(frozen=True, slots=True)
class Schedule:
    """All that decides when one thing is open: a place, a channel, or a service at either.

    `starts_on`/`ends_on`: the thing's own life (inclusive). `paused_*`: temporarily closed (inclusive).
    `parent`: the place's schedule, for a service at a place (rule R7).
    """

    periods: tuple[Period, ...] = ()
    exceptions: tuple[HoursException, ...] = ()
    holiday_policy: HolidayPolicy = HolidayPolicy.ASK
    starts_on: date | None = None
    ends_on: date | None = None
    paused_from: date | None = None
    paused_until: date | None = None
    pause_reason: Mapping[str, str] = field(default_factory=dict)
    phone_counts: bool = False
    parent: "Schedule | None" = None

    @property
    def follows_parent(self) -> bool:
        """Nothing of its own: it is open exactly when its place or channel is."""
        if self.parent is None or self.holiday_policy not in (HolidayPolicy.ASK, self.parent.holiday_policy):
            return False
        life = self.starts_on or self.ends_on or self.paused_from or self.paused_until
        return not (self.periods or self.exceptions or life)


@dataclass(frozen=True, slots=True)
class Interval:
    """One stretch of being open: aware UTC instants, half-open."""

    start: datetime
    end: datetime
    kind: HoursKind


class OpenKind(TextChoices):
    OPEN = "open", _("Auki")
    CLOSED = "closed", _("Suljettu")
    UNKNOWN = "unknown", _("Aukiolo ei tiedossa")
    STARTS = "starts", _("Alkaa myöhemmin")
    PAUSED = "paused", _("Tauolla")
    ENDED = "ended", _("Päättynyt")


@dataclass(frozen=True, slots=True)
class OpenState:
    """The one answer to "is it open?", for page, API, feed and command line.

    `until`: end of the current opening, or of the pause. `next`: the next opening within a year.
    `starts_on`: first day, when it has not begun. `check_holiday`: the policy says ask and today is a holiday.
    """

    kind: OpenKind
    until: datetime | None = None
    next: Interval | None = None
    hours_kind: HoursKind | None = None
    starts_on: date | None = None
    paused_until: date | None = None
    reason: Mapping[str, str] = field(default_factory=dict)
    check_holiday: str = ""
    always: bool = False


# Contacts: who to ask about what


class ContactType(TextChoices):
    PHONE = "phone", _("Puhelin")
    EMAIL = "email", _("Sähköposti")
    WEB = "web", _("Verkkosivu")
    NOTE = "note", _("Lisätieto")


@dataclass(frozen=True, slots=True)
class Contact:
    """`topic`: what to ask about, by language; of a note its whole text, and `value` is empty.

    `icon`: a name from the sprite, optional.
    """

    type: ContactType
    value: str
    topic: Mapping[str, str] = field(default_factory=dict)
    charge: str = ""
    icon: str = ""


class Accessibility(TextChoices):
    """What a person with a wheelchair, a pram, weak sight or hearing asks first."""

    STEP_FREE = "step_free", _("Ei kynnystä eikä portaita")
    WIDE_DOOR = "wide_door", _("Leveä ovi")
    TOILET = "accessible_toilet", _("Esteetön wc")
    LIFT = "lift", _("Hissi")
    PARKING = "accessible_parking", _("Esteetön pysäköinti")
    INDUCTION_LOOP = "induction_loop", _("Induktiosilmukka")
    GUIDE_DOG = "guide_dog", _("Opaskoira on tervetullut")
    QUIET = "quiet_space", _("Rauhallinen tila")


# Refusals


class EntryRefused(Refused):
    code = "directory.entry.refused"


class ConnectionRefused(Refused):
    code = "directory.connection.refused"


class HoursRefused(Refused):
    code = "directory.hours.refused"


class ReportRefused(Refused):
    code = "directory.report.refused"


class EditConflict(Conflict):
    """Somebody changed the same words meanwhile. `values` holds mine with their other changes beside them.

    `clashes`: `kernel.merging.Clash` of each thing to choose. `number`: the revision to save upon next.
    """

    code = "directory.entry.conflict"

    def __init__(self, message: Any, *, clashes: Sequence[Any], values: Mapping[str, Any], number: int) -> None:
        self.clashes, self.values, self.number = tuple(clashes), dict(values), number
        super().__init__(message)


class RevisionGone(Refused):
    code = "directory.revision.gone"


class ReportAlreadyHandled(Conflict):
    code = "directory.report.already_handled"

"""Words and values of events: what takes place, when, and who may come. Whole things are in `types.records`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.errors import Conflict, NotFound, Refused

SUBJECT = "events"  # of the data version on which public pages and feeds hang
LONG = timedelta(days=1)  # times that last longer are looked for apart: see queries.listing
MATERIALISED = timedelta(days=548)  # occurrences are rows this far ahead: 18 months


class EventType(TextChoices):
    INFO = "info", _("Infotilaisuus")
    GROUP = "group", _("Ryhmä")
    OPEN = "open", _("Avoin kohtaaminen")
    COURSE = "course", _("Kurssi")
    TRAINING = "training", _("Koulutus")
    CULTURE = "culture", _("Kulttuuri ja liikunta")
    MEETING = "meeting", _("Verkostotapaaminen")
    OTHER = "other", _("Muu tapahtuma")


class Theme(TextChoices):
    """What it is about. Each has a concept of the Finnish general ontology (YSO) in `rules.themes`."""

    HOUSING = "housing", _("Asuminen")
    FAMILY = "family", _("Lapset ja perheet")
    YOUTH = "youth", _("Nuoret")
    OLDER_PEOPLE = "older_people", _("Ikäihmiset")
    LONELINESS = "loneliness", _("Yhdessäolo")
    HEALTH = "health", _("Terveys ja hyvinvointi")
    SUBSTANCE = "substance", _("Päihteet ja riippuvuudet")
    MONEY = "money", _("Raha ja velat")
    WORK = "work", _("Työ ja opiskelu")
    IMMIGRANTS = "immigrants", _("Maahan muuttaneet")
    DIGITAL = "digital", _("Digiapu")
    EXERCISE = "exercise", _("Liikunta")
    CULTURE = "culture", _("Kulttuuri")
    NETWORK = "network", _("Verkoston työ")


class Mode(TextChoices):
    """schema.org eventAttendanceMode."""

    IN_PERSON = "in_person", _("Paikan päällä")
    ONLINE = "online", _("Verkossa")
    HYBRID = "hybrid", _("Paikan päällä ja verkossa")


class Visibility(TextChoices):
    PUBLIC = "public", _("Kaikille")
    UNLISTED = "unlisted", _("Vain linkin saaneille")
    MEMBERS = "members", _("Vain verkoston jäsenille")


class EventState(TextChoices):
    """Cancelled is final; postponed waits for a new date, which publishes it again as rescheduled."""

    DRAFT = "draft", _("Luonnos")
    PUBLISHED = "published", _("Julkaistu")
    POSTPONED = "postponed", _("Siirretty, uusi aika tulossa")
    CANCELLED = "cancelled", _("Peruttu")


class OccurrenceState(TextChoices):
    PLANNED = "planned", _("Tulossa")
    CANCELLED = "cancelled", _("Peruttu")


class CodeKind(TextChoices):
    """Which of an event's lists a code is in."""

    LANGUAGE = "language", _("Kieli")
    THEME = "theme", _("Aihe")


class ExceptionKind(TextChoices):
    """How an occurrence differs from its series."""

    NONE = "", _("Sarjan mukaan")
    MOVED = "moved", _("Siirretty")
    CHANGED = "changed", _("Muutettu")
    CANCELLED = "cancelled", _("Peruttu")
    EXTRA = "extra", _("Ylimääräinen kerta")


class HolidayPolicy(TextChoices):
    """What a series does on public holidays and on the eves people keep free."""

    SKIP = "skip", _("Ei pyhinä eikä aattoina")
    KEEP = "keep", _("Myös pyhinä ja aattoina")


class EditScope(TextChoices):
    THIS = "this", _("Vain tämä kerta")
    FOLLOWING = "following", _("Tämä ja seuraavat")
    ALL = "all", _("Kaikki kerrat")


class Channel(TextChoices):
    """The way one takes part; each has a capacity of its own."""

    IN_PERSON = "in_person", _("Paikan päällä")
    ONLINE = "online", _("Verkossa")


class RegistrationState(TextChoices):
    PENDING = "pending", _("Odottaa hyväksyntää")
    ATTENDING = "attending", _("Osallistuu")
    WAITING = "waiting", _("Jonossa")
    OFFERED = "offered", _("Paikka tarjottu")
    LAPSED = "lapsed", _("Tarjous umpeutui")
    DECLINED = "declined", _("Ei hyväksytty")
    CANCELLED_BY_PERSON = "cancelled_by_person", _("Perui itse")
    CANCELLED_BY_STAFF = "cancelled_by_staff", _("Järjestäjä perui")
    CANCELLED_EVENT = "cancelled_event", _("Tapahtuma peruttiin")
    ATTENDED = "attended", _("Oli paikalla")
    NO_SHOW = "no_show", _("Ei tullut")


SEATED = (RegistrationState.ATTENDING, RegistrationState.ATTENDED, RegistrationState.NO_SHOW)
TAKES_A_SEAT = (*SEATED, RegistrationState.OFFERED, RegistrationState.PENDING)
ACTIVE = (*TAKES_A_SEAT, RegistrationState.WAITING)


class Source(TextChoices):
    WEB = "web", _("Verkkolomake")
    API = "api", _("Rajapinta")
    PHONE = "phone", _("Puhelin")
    DESK = "desk", _("Paikan päällä")


class Promotion(TextChoices):
    """How a seat that frees goes to the queue: direct until 48 hours before, then offered (knowledge of the field)."""

    BY_TIME = "by_time", _("Suoraan, viimeisinä kahtena päivänä tarjouksena")
    DIRECT = "direct", _("Aina suoraan")
    OFFER = "offer", _("Aina tarjouksena")


class SkipOversized(TextChoices):
    """May a party that does not fit be passed, keeping its place?"""

    NEVER = "never", _("Ei koskaan")
    LAST_72_HOURS = "last_72_hours", _("Kolmena viimeisenä vuorokautena")
    ALWAYS = "always", _("Aina")


class QuestionKind(TextChoices):
    TEXT = "text", _("Lyhyt vastaus")
    LONG = "long", _("Pitkä vastaus")
    CHOICE = "choice", _("Yksi vaihtoehdoista")
    YES_NO = "yes_no", _("Kyllä tai ei")
    NUMBER = "number", _("Luku")


@dataclass(frozen=True, slots=True)
class Question:
    """The organiser's own question. `days_kept`: its answers leave this many days after the end."""

    key: str
    text: Mapping[str, str]
    kind: str = QuestionKind.TEXT
    required: bool = False
    choices: tuple[Mapping[str, str], ...] = ()
    days_kept: int = 30


@dataclass(frozen=True, slots=True)
class Rule:
    """Part of RFC 5545 RRULE: weekly or monthly. `byday` as in iCalendar: ("TU",), ("2TU", "-1FR").

    `until`: the last local day; `count`: the number of occurrences before holidays and exceptions; never both.
    """

    frequency: str
    byday: tuple[str, ...]
    interval: int = 1
    until: date | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """One occurrence a rule gives: UTC instants, and the moment that names it for ever (RECURRENCE-ID)."""

    recurrence_id: datetime
    starts_at: datetime
    ends_at: datetime
    holiday: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask: a role, never only a person's name."""

    role: Mapping[str, str]
    phone: str = ""
    email: str = ""


class EventNotFound(NotFound):
    """Does not exist, is a draft, or is not for this viewer: which of them is nobody's business."""

    code = "events.not_found"

    def __init__(self, message: Any = None) -> None:
        super().__init__(message or _("Tapahtumaa ei löydy. Tarkista osoite."))


class EventRefused(Refused):
    code = "events.refused"


class Changed(Conflict):
    """Somebody saved the same event after this page was opened."""

    code = "events.changed"

    def __init__(self) -> None:
        super().__init__(_("Toinen järjestäjä ehti tallentaa tapahtuman. Katso, mikä muuttui, ja tallenna uudelleen."))


class Clashed(Changed):
    """Both changed the same words: which stay is chosen by whoever saves second.

    `clashes`: `kernel.merging.Clash`; `values`: hers beside theirs; `number`: the revision to save upon next.
    """

    code = "events.clashed"

    def __init__(self, *, clashes: tuple[Any, ...], values: Mapping[str, Any], number: int) -> None:
        super().__init__()
        self.clashes, self.values, self.number = clashes, values, number


class PictureRefused(EventRefused):
    """Not a picture we take; the sentence says what to do."""

    code = "events.picture_refused"


class Full(Conflict):
    """No seat and no place in the queue."""

    code = "events.full"


class Closed(Conflict):
    """Registration has not opened, has closed, or the event is cancelled or over."""

    code = "events.closed"


class Busy(Conflict):
    """Too many at the same moment: the typed form is kept and may be sent again."""

    code = "events.busy"

    def __init__(self) -> None:
        super().__init__(_("Moni ilmoittautuu juuri nyt. Tietosi ovat tallella, lähetä ne hetken päästä uudelleen."))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRegistration:
    """What somebody sends. `form_key`: the same key again is the same registration, however many times it is sent.

    `names`: of the party, the first one's is the contact's own when empty. `hold`: the token of seats held before.
    """

    contact_name: str
    email: str = ""
    phone: str = ""
    party_size: int = 1
    names: tuple[str, ...] = ()
    channel: str = Channel.IN_PERSON
    answers: Mapping[str, Any]
    language: str = "fi"
    source: str = Source.WEB
    form_key: UUID | None = None
    hold: str = ""

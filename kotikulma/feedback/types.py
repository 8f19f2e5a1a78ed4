"""Words and values of feedback."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.directory.types.pages import ThingName
from kotikulma.kernel.errors import Conflict, NotFound, Refused

SUBJECT = "feedback"  # of the data version on which public pages hang
SCOPE_GIVE = "feedback.give"  # of a program's key
ERASED_FACT = "feedback.erased"  # what the latest nightly run erased


class Kind(TextChoices):
    """What the resident calls it. An initiative is that of section 23 of the Local Government Act."""

    WISH = "wish", _("Toive")
    IDEA = "idea", _("Idea")
    QUESTION = "question", _("Kysymys")
    FEEDBACK = "feedback", _("Palaute")
    THANKS = "thanks", _("Kiitos")
    ACCESSIBILITY = "accessibility", _("Saavutettavuus")
    INITIATIVE = "initiative", _("Aloite")


class Topic(TextChoices):
    HOURS = "hours", _("Aukioloajat")
    SPACES = "spaces", _("Tilat")
    ACTIVITIES = "activities", _("Toiminta ja ryhmät")
    SERVICE = "service", _("Palvelu ja kohtaaminen")
    INFORMATION = "information", _("Tiedotus ja verkkosivut")
    GETTING_THERE = "getting_there", _("Kulkeminen ja ympäristö")
    OTHER = "other", _("Muu asia")


class Reply(TextChoices):
    """Who may read the answer, by the sender's choice or a moderator's."""

    PUBLIC = "public", _("Vastaus saa näkyä kaikille")
    PRIVATE = "private", _("Vastatkaa vain minulle")


class State(TextChoices):
    """Answered: a deed is promised and not done yet. Done: nothing more is promised."""

    RECEIVED = "received", _("Vastaanotettu")
    IN_HAND = "in_hand", _("Käsittelyssä")
    ANSWERED = "answered", _("Vastattu")
    DONE = "done", _("Valmis")
    MERGED = "merged", _("Yhdistetty toiseen")
    REJECTED = "rejected", _("Hylätty")


OPEN_STATES = (State.RECEIVED, State.IN_HAND)
CLOSED_STATES = (State.DONE, State.MERGED, State.REJECTED)


class Outcome(TextChoices):
    """What the answer says; its text is the reason."""

    DONE = "done", _("Tehtiin")
    WILL_DO = "will_do", _("Tehdään")
    CONSIDERED = "considered", _("Otettiin huomioon")
    NOT_POSSIBLE = "not_possible", _("Ei ole mahdollista")
    FORWARDED = "forwarded", _("Siirrettiin toiselle")
    ALREADY = "already", _("On jo olemassa")


GOOD_NEWS = (Outcome.DONE, Outcome.WILL_DO, Outcome.ALREADY)


class Source(TextChoices):
    """The way it came in."""

    WEB = "web", _("Verkkolomake")
    OPEN311 = "open311", _("Toinen ohjelma")
    PHONE = "phone", _("Puhelin")
    IN_PERSON = "person", _("Kasvokkain")
    LETTER = "letter", _("Kirje")
    EMAIL = "email", _("Sähköposti")


WRITTEN_DOWN = (Source.PHONE, Source.IN_PERSON, Source.LETTER, Source.EMAIL)  # by a member, for the sender


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeedback:
    """What a resident gives. `contact`: an e-mail address or a telephone number, as typed.

    `form_key`: the same key again is the same feedback, however many times it is sent.
    """

    kind: str
    text: str
    reply: str = Reply.PUBLIC
    place: UUID | None = None
    service: UUID | None = None
    topic: str = ""
    municipality_code: str = ""
    contact: str = ""
    name: str = ""
    keep_informed: bool = False
    language: str = "fi"
    form_key: UUID | None = None
    source: str = Source.WEB
    latitude: float | None = None
    longitude: float | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class PublishedAnswer:
    text: str
    language: str
    outcome: str
    published_at: datetime
    by: Mapping[str, str]  # name of the unit that answers


@dataclass(frozen=True, slots=True)
class Link:
    """Where something came of it: words and an internal address; `kind` and `thing` name it."""

    words: Mapping[str, str]
    address: str
    kind: str
    thing: UUID


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way from received to done. `state`: past, now, late or ahead."""

    key: str
    state: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One feedback as its reader may see it; `text` is the public one except for its sender and its handlers."""

    id: int
    uuid: UUID
    reference: str
    kind: str
    topic: str
    reply: str
    text: str
    language: str
    state: str
    outcome: str
    received_at: datetime
    changed_at: datetime
    due_on: date
    answered_at: datetime | None
    closed_at: datetime | None
    unit: Mapping[str, str]
    place: ThingName | None
    service: ThingName | None
    municipality_code: str
    latitude: float | None
    longitude: float | None
    address: str
    supports: int
    shown: bool
    answer: PublishedAnswer | None = None
    links: tuple[Link, ...] = ()

    @property
    def kind_label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def topic_label(self) -> str:
        return str(Topic(self.topic).label) if self.topic else ""

    @property
    def outcome_label(self) -> str:
        return str(Outcome(self.outcome).label) if self.outcome else ""

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)


@dataclass(frozen=True, slots=True)
class Known:
    """A feedback as a program may know it by its number.

    `arrived`: it waits for its moderator, so that its words and its place are nobody's yet.
    """

    item: Item
    merged_into: str = ""
    arrived: bool = False


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows lost their words, by kind: what a nightly run did, or in a dry run would do."""

    contacts: int
    rejected: int
    private: int
    originals: int
    notes: int
    drafts: int

    def __bool__(self) -> bool:
        return any((self.contacts, self.rejected, self.private, self.originals, self.notes, self.drafts))


class FeedbackNotFound(NotFound):
    """Does not exist, is not public, or the link is not right: which of them is nobody's business."""

    code = "feedback.not_found"

    def __init__(self) -> None:
        super().__init__(_("Palautetta ei löydy. Tarkista osoite."))


class FeedbackRefused(Refused):
    code = "feedback.refused"


class Changed(Conflict):
    """Somebody saved the same case after this page was opened."""

    code = "feedback.changed"

    def __init__(self) -> None:
        super().__init__(
            _("Toinen käsittelijä ehti tallentaa tämän palautteen. Katso, mitä hän kirjoitti, ja tallenna uudelleen.")
        )

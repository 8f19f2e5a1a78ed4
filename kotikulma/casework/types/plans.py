"""The shared plan of a client, her visits, contacts and tasks. What is said in words is kept under her case's key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.errors import Conflict, NotFound, Refused
from kotikulma.kernel.merging import Clash


class Profession(TextChoices):
    """What a worker is to the client, apart from what her employer calls her."""

    SOCIAL_WORKER = "social_worker", _("Sosiaalityöntekijä")
    SOCIAL_INSTRUCTOR = "social_instructor", _("Sosiaaliohjaaja")
    PSYCHIATRIC_NURSE = "psychiatric_nurse", _("Psykiatrinen sairaanhoitaja")
    SUBSTANCE_NURSE = "substance_nurse", _("Päihdesairaanhoitaja")
    HOUSING_ADVISER = "housing_adviser", _("Asumisneuvoja")
    PEER_WORKER = "peer_worker", _("Vertaistyöntekijä")
    SUPPORT_WORKER = "support_worker", _("Tukihenkilö")
    OTHER = "other", _("Muu työntekijä")


class GoalState(TextChoices):
    """Where a goal of the client's own is. None of the ends takes anything away from her."""

    OPEN = "open", _("Voimassa")
    REACHED = "reached", _("Toteutui")
    GIVEN_UP = "given_up", _("Asiakas luopui")
    CHANGED = "changed", _("Muuttui toiseksi")


class ContactChannel(TextChoices):
    """How one was in touch, or tried to be."""

    VISIT = "visit", _("Kotikäynti")
    STREET = "street", _("Kadulla tai ulkona")
    PHONE = "phone", _("Puhelu")
    MESSAGE = "message", _("Viesti")
    SERVICE_CENTRE = "centre", _("Palvelukeskuksessa")
    OFFICE = "office", _("Toimistolla")


class VisitState(TextChoices):
    PLANNED = "planned", _("Tulossa")
    DONE = "done", _("Tehty")
    CANCELLED = "cancelled", _("Peruttu")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """Somebody was in touch with the client, or tried. Also what a phone without a connection keeps and sends later.

    `form_key`: the same form sent twice is one contact. `next_on`: the day of the next step, which becomes a task.
    `visit`: the planned visit this was; an unknown one is left out.
    """

    form_key: UUID
    happened_at: datetime
    channel: str
    reached: bool
    words: str = ""
    next_step: str = ""
    next_on: date | None = None
    visit: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVisit:
    """A visit to come. `starts_at`: None when any time of the day will do. Where: one place of the directory, or
    `municipality` and words.
    """

    form_key: UUID
    day: date
    worker: UUID
    starts_at: datetime | None = None
    minutes: int = 30
    purpose: str = ""
    where: str = ""
    place: UUID | None = None
    municipality: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTodo:
    """Something to do for the client, by whom and when."""

    form_key: UUID
    owner: UUID
    due_on: date
    words: str


@dataclass(frozen=True, slots=True)
class Goal:
    """What the client wants, in her own words. `word`: how it ended, in a word."""

    uuid: UUID
    words: str
    state: str = GoalState.OPEN
    word: str = ""
    ended_on: date | None = None

    @property
    def state_label(self) -> str:
        return str(GoalState(self.state).label)


@dataclass(frozen=True, slots=True)
class Step:
    """What is done, and when. `who`: "client", "worker/UUID", "role/Profession" or "near/UUID" of her network."""

    uuid: UUID
    what: str
    who: str = "client"
    when: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A client's plan: her own goals first."""

    goals: Sequence[Goal] = ()
    steps: Sequence[Step] = ()
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as it is read: who, by the name that may be shown now. `own`: the client does it."""

    what: str
    who: str
    when: str
    own: bool


@dataclass(frozen=True, slots=True)
class VersionLine:
    number: int
    author: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan of one version. `versions`: all of them, the newest first; empty when there is no plan yet."""

    plan: Plan
    steps: Sequence[StepLine] = ()
    number: int = 0
    author: str = ""
    saved_at: datetime | None = None
    versions: Sequence[VersionLine] = ()

    @property
    def newest(self) -> int:
        return self.versions[0].number if self.versions else 0

    @property
    def own(self) -> list[Goal]:
        return [goal for goal in self.plan.goals if goal.state == GoalState.OPEN]

    @property
    def ended(self) -> list[Goal]:
        return [goal for goal in self.plan.goals if goal.state != GoalState.OPEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A contact as it ought to stand. `number`: how often it was corrected when it was read. `struck`: it never was."""

    number: int
    happened_at: datetime
    channel: str
    reached: bool
    words: str = ""
    next_step: str = ""
    struck: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EarlierLine:
    """A contact as it was before a correction, by whom it was corrected and why."""

    happened_at: datetime
    channel: str
    reached: bool
    words: str
    next_step: str
    corrected_at: datetime
    corrected_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ContactLine:
    """`earlier`: as it was before each correction, the newest first."""

    uuid: UUID
    happened_at: datetime
    worker: str
    channel: str
    reached: bool
    words: str
    next_step: str
    struck: bool = False
    earlier: Sequence[EarlierLine] = ()


@dataclass(frozen=True, slots=True)
class VisitLine:
    """`where`: localised words, "" when the reader may not know the place of a client under non-disclosure."""

    uuid: UUID
    day: date
    starts_at: datetime | None
    ends_at: datetime | None
    worker: str
    own: bool
    purpose: str
    where: str
    hidden: bool
    minutes: int


@dataclass(frozen=True, slots=True)
class TodoLine:
    uuid: UUID
    client: UUID
    words: str
    owner: str
    own: bool
    due_on: date
    late: bool
    done_at: datetime | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """What the by-name list asks when nobody has heard of a client. `suggested`: time to ask a supervisor."""

    last_contact: date | None
    attempts: int
    suggested: bool


class PlanRefused(Refused):
    code = "casework.plan_refused"


class PlanNotFound(NotFound):
    code = "casework.plan_not_found"

    def __init__(self) -> None:
        super().__init__(_("Tätä osoitetta ei ole."))


class PlanChanged(Conflict):
    """Somebody saved first, and both changed the same words. `plan` holds mine and what else is new."""

    code = "casework.plan_changed"

    def __init__(self, plan: Plan, clashes: Sequence[Clash], number: int) -> None:
        super().__init__(_("Toinen työntekijä muutti samoja kohtia. Lue molemmat ja tallenna uudelleen."))
        self.plan, self.clashes, self.number = plan, tuple(clashes), number

"""Who needs which home, and the frozen list of who comes in question for one: in or out, and why, in a sentence."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.errors import Refused


class NeedClass(IntegerChoices):
    """Facts the order ranks, in the order the house began with. No points, no judgement of who manages to live.

    Which comes first is a decision of the city (`types.orders`). The label of a deadline is the one of the first order.
    """

    NO_ROOF = 1, _("Ilman kattoa tai väkivallan uhka")
    LONG_TERM = 2, _("Pitkään asunnoton")
    HOMELESS = 3, _("Asunnoton")
    DEADLINE = 4, _("Menettää kotinsa 30 päivän sisällä")
    OTHER = 5, _("Muu asunnon tarve")


class OutReason(TextChoices):
    """Why a home does not suit somebody. A refused area and a safety distance look the same to everybody."""

    AREA = "area", _("Koti on alueella, jolle hän ei muuta.")
    SIZE = "size", _("Koti on liian pieni hänen taloudelleen.")
    STEP_FREE = "step_free", _("Hän tarvitsee esteettömän kodin, eikä tämä ole esteetön.")
    PETS = "pets", _("Hänellä on lemmikki, eikä se saa muuttaa tähän kotiin.")
    RENT = "rent", _("Vuokra on enemmän kuin hän voi maksaa.")


class NeedEnd(TextChoices):
    HOUSED = "housed", _("Muutti kotiin")
    WITHDRAWN = "withdrawn", _("Ei tarvitse enää")
    DECEASED = "deceased", _("Kuoli")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What home somebody needs, and the facts of the order. Areas are postal codes; `safety`: where she may not live.

    `situation`: a SituationCode, or "". `deadline`: the day her home is lost.
    """

    household_size: int = 1
    step_free: bool = False
    pets: bool = False
    max_rent: int | None = None
    wished: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    safety: tuple[str, ...] = ()
    situation: str = ""
    violence: bool = False
    long_term: bool = False
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open need in the ranking. `key`: by which equal ones draw lots; `since`: when the need was recorded.

    `situation` and `long_term` as the by-name list knows them today; empty when it does not know her.
    """

    key: UUID
    since: date
    need: Need
    situation: str = ""
    long_term: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where the rules put a candidate. `rank` counts who is in; 0 is out, for `reasons`. `tied`: a lot decided."""

    key: UUID
    rank: int
    need_class: int
    wait_days: int
    reasons: tuple[str, ...] = ()
    tied: bool = False
    wish_met: bool | None = None


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One applicant as the viewer may see her: by name when she works with her, else a number of this very view.

    `turn`, `offer`, `offer_state` and `away` (needs this home no more) are told of own clients alone, so that nobody
    learns from them who is hidden.
    """

    uuid: UUID
    number: int
    name: str
    client: UUID | None
    rank: int
    need_class: Any
    sentence: str
    turn: bool = False
    offer: UUID | None = None
    offer_state: Any = ""
    away: bool = False

    @property
    def own(self) -> bool:
        return self.client is not None

    @property
    def included(self) -> bool:
        return self.rank > 0


@dataclass(frozen=True, slots=True)
class ShortlistPage:
    """A frozen list as this viewer sees it. `newest`: offers are made from no other. `others`: (number, day) of all.

    `classes`: those of the order it was made by, in words.
    """

    number: int
    made_at: datetime
    seed: str
    rule: str
    classes: tuple[str, ...]
    newest: bool
    included: tuple[EntryLine, ...]
    excluded: tuple[EntryLine, ...]
    others: tuple[tuple[int, datetime], ...]
    own_turn: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class NeedPage:
    """A client's open need. `contact`: two offers went by unanswered, somebody looks for her."""

    since: date
    need: Need
    need_class: Any
    contact: bool
    lapsed: bool


class NeedRefused(Refused):
    code = "casework.need_refused"

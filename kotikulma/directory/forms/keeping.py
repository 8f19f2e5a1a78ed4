"""Input of the pages on which entries are kept true: ticked lines, filters of lists, handling a report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kotikulma.directory.queries.keepers import organization_id
from kotikulma.directory.queries.kept import KINDS, KeptFilter
from kotikulma.directory.types.duplicates import Comparison
from kotikulma.directory.types.freshness import EVERYWHERE, NOWHERE, STALE, FreshnessState
from kotikulma.people import queries as people

MOST = 1000  # ticked lines of one go
SIDES, BOTH = ("first", "second"), "both"
EVERY, NO_AREA, NOBODY = "kaikki", "ei", "ei"
NO_EDITOR = "muokkaajaa"  # ?ilman=


def chosen_things(posted: QueryDict) -> list[tuple[str, UUID]]:
    """Ticked lines ("place:<uuid>") as (kind, uuid); what is neither is passed over."""
    return list(_things(posted.getlist("kohde")[:MOST]))


def kept_filter(query: QueryDict, states: tuple[FreshnessState, ...] = STALE) -> KeptFilter:
    """The list's address as a filter; `states` when it names none. What the address does not know is ignored."""
    asked = tuple(FreshnessState(value) for value in query.getlist("tila") if value in FreshnessState.values)
    area = query.get("kunta")
    return KeptFilter(
        states=() if query.get("tila") == EVERY else asked or states,
        municipality=_area(area) if area is not None else None,
        organization=_organization(query["organisaatio"]) if query.get("organisaatio") else None,
        kinds=tuple(kind for kind in KINDS if kind in query.getlist("laji")) or KINDS,
        lacks=tuple(language for language in ("fi", "sv", "en") if language in query.getlist("puuttuu")),
        unkept=_unkept() if query.get("ilman") == NO_EDITOR else None,
    )


def offset(query: QueryDict) -> int:
    value = query.get("alku", "")
    return int(value) if value.isdecimal() and len(value) <= 6 else 0


def _area(value: str) -> str | None:
    if value in (NO_AREA, EVERYWHERE):
        return NOWHERE if value == NO_AREA else EVERYWHERE
    return value if value.isdecimal() and len(value) == 3 else None


def _organization(value: str) -> int | None:
    """0 is nobody's; one that is not there narrows to nothing."""
    if value == NOBODY:
        return 0
    try:
        return organization_id(UUID(value)) or -1
    except ValueError:
        return None


def _unkept() -> frozenset[int]:
    return frozenset(people.unkept_organization_ids(whatever_status=True))


def _things(values: Iterable[str]) -> Iterable[tuple[str, UUID]]:
    for value in values:
        kind, _colon, uuid = value.partition(":")
        try:
            yield kind, UUID(uuid)
        except ValueError:
            continue


@dataclass(frozen=True, slots=True)
class MergeChoice:
    """`keep` and each of `sides`: "first" or "second". `take`: groups whose value comes from the one that goes.

    `both`: groups in which the two stand together.
    """

    keep: str
    sides: Mapping[str, str]

    @property
    def take(self) -> list[str]:
        return [group for group, side in self.sides.items() if side not in (self.keep, BOTH)]

    @property
    def both(self) -> list[str]:
        return [group for group, side in self.sides.items() if side == BOTH]

    @property
    def first_kept(self) -> bool:
        return self.keep == "first"

    @property
    def second_kept(self) -> bool:
        return self.keep == "second"


def merge_choice(posted: QueryDict, preferred: str, lines: Iterable[Comparison]) -> MergeChoice:
    """What was chosen; where nothing was, what the page suggests."""

    def side(key: str, otherwise: str, both: bool = False) -> str:
        return value if (value := posted.get(key)) in (*SIDES, *([BOTH] if both else [])) else otherwise

    sides = {line.group: side(f"valinta-{line.group}", line.suggested, line.both) for line in lines}
    return MergeChoice(side("sailyta", preferred), sides)


class ReportForm(forms.Form):
    """Two texts, both optional: one for the keepers, one for the resident."""

    note = forms.CharField(
        label=_("Mitä teit?"),
        help_text=_("Näkyy vain ylläpitäjille."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    answer = forms.CharField(
        label=_("Vastaus ilmoittajalle"),
        help_text=_("Lähtee sähköpostilla. Jätä tyhjäksi, jos et vastaa."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )

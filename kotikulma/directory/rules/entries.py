"""What must be true of an entry before people see it. Pure; each refusal names its rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kotikulma.directory.types import AGE_GROUPS, TermScheme

LATITUDES, LONGITUDES = (59.0, 70.2), (19.0, 31.6)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something a published entry should have: `field` to mend and a stable `code`."""

    code: str
    field: str


def publishing_gaps(
    summary: Mapping[str, str], has_responsible: bool, term_schemes: Sequence[str], *, is_service: bool
) -> tuple[Gap, ...]:
    """I8: responsible organisation, target group, class, and a Finnish or Swedish summary of at most 150 characters."""
    gaps: list[Gap] = []
    if not has_responsible:
        gaps.append(Gap("responsible_missing", "responsible"))
    text = summary.get("fi") or summary.get("sv") or ""
    if not text:
        gaps.append(Gap("summary_missing", "summary"))
    elif len(text) > 150:
        gaps.append(Gap("summary_too_long", "summary"))
    if is_service and TermScheme.TARGET_GROUP not in term_schemes:
        gaps.append(Gap("target_group_missing", "terms"))
    if is_service and TermScheme.SERVICE_CLASS not in term_schemes:
        gaps.append(Gap("service_class_missing", "terms"))
    return tuple(gaps)


def life_within(
    starts_on: date | None, ends_on: date | None, outer_starts_on: date | None, outer_ends_on: date | None
) -> bool:
    """I1: a connection begins no earlier and ends no later than its service and its place. Empty inherits."""
    if starts_on and outer_starts_on and starts_on < outer_starts_on:
        return False
    return not (ends_on and outer_ends_on and ends_on > outer_ends_on)


def age_groups(min_age: int | None, max_age: int | None) -> tuple[str, ...]:
    """I2: every age group whose half-open interval meets [min, max + 1); no ages means all."""
    low = 0 if min_age is None else min_age
    high = 200 if max_age is None else max_age + 1
    return tuple(group.code for group in AGE_GROUPS if low < (group.high or 200) and group.low < high)


def coordinates_problem(latitude: float | None, longitude: float | None) -> str:
    """ "" when fine or absent, "swapped" when exchanging them would put the point in Finland, else "outside"."""
    if latitude is None and longitude is None:
        return ""
    if latitude is None or longitude is None:
        return "outside"
    if _inside(latitude, longitude):
        return ""
    return "swapped" if _inside(longitude, latitude) else "outside"


def _inside(latitude: float, longitude: float) -> bool:
    return LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]

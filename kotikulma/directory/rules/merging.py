"""What is chosen when two entries become one, and for how long that can be undone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kotikulma.directory.rules.hours import intervals
from kotikulma.directory.rules.ownership import LOCAL
from kotikulma.directory.types import Interval, Schedule
from kotikulma.directory.types.duplicates import Group

UNDO_WITHIN = timedelta(days=30)
LOOKED_AT = timedelta(days=400)  # a year of seasons and holidays
HOURS, TERMS = "hours", "terms"  # groups that are rows of other tables

_BOTH = {
    "name": Group(_("Nimi"), ("name",)),
    "summary": Group(_("Tiivistelmä"), ("summary",)),
    "description": Group(_("Kuvaus"), ("description",)),
    "contacts": Group(_("Yhteystiedot"), ("contacts",)),
    "languages": Group(_("Kielet"), ("languages",)),
}
GROUPS = {
    "place": {
        **_BOTH,
        "type": Group(_("Tyyppi"), ("type",)),
        "keeper": Group(_("Organisaatio"), ("organization_id",)),
        "address": Group(
            _("Osoite"),
            (
                "street_address",
                "postal_code",
                "post_office",
                "municipality_code",
                "latitude",
                "longitude",
                "coordinate_source",
                "address_visibility",
            ),
        ),
        "directions": Group(_("Saapuminen"), ("directions",)),
        "accessibility": Group(_("Esteettömyys"), ("accessibility", "accessibility_sentences", "entrances")),
        "life": Group(_("Avattu ja suljettu"), ("opened_on", "closed_on")),
        "holidays": Group(_("Pyhäpäivät"), ("holiday_policy",)),
        HOURS: Group(_("Aukioloajat")),
    },
    "channel": {
        **_BOTH,
        "type": Group(_("Tyyppi"), ("type",)),
        "keeper": Group(_("Organisaatio"), ("organization_id",)),
        "holidays": Group(_("Pyhäpäivät"), ("holiday_policy",)),
        HOURS: Group(_("Aukioloajat")),
    },
    "service": {
        **_BOTH,
        "instruction": Group(_("Ohje asiakkaalle"), ("user_instruction",)),
        "requirements": Group(_("Edellytykset"), ("requirements",)),
        "kind": Group(_("Laji"), ("kind",)),
        "keeper": Group(_("Organisaatio"), ("responsible_id",)),
        "charge": Group(_("Maksu"), ("charge", "charge_note")),
        "access": Group(_("Asiointitavat"), ("access_modes",)),
        "ages": Group(_("Ikä"), ("min_age", "max_age")),
        "area": Group(_("Alue"), ("area_type", "municipalities")),
        "words": Group(_("Hakusanat"), ("alternative_names", "keywords")),
        "life": Group(_("Alkaa ja päättyy"), ("starts_on", "ends_on")),
        TERMS: Group(_("Luokitus")),
    },
}


def shared_group(end: UUID) -> str:
    """Where a form and a merge name the hours of what both are connected to."""
    return f"{HOURS}-{end}"


def go_together(one: Schedule, other: Schedule, now: datetime) -> bool:
    """Whether the hours, kept as rows of one thing, are open just when either is, and never both at once."""
    joined = replace(one, periods=(*one.periods, *other.periods), exceptions=(*one.exceptions, *other.exceptions))
    first, second, both = (intervals(each, now, now + LOOKED_AT) for each in (one, other, joined))
    if _meet([*first, *second]) or _length(both) != _length(first) + _length(second):
        return False
    return all(any(item.start <= each.start and each.end <= item.end for item in both) for each in (*first, *second))


def _meet(found: Iterable[Interval]) -> bool:
    ordered = sorted(found, key=lambda item: item.start)
    return any(one.end > following.start for one, following in pairwise(ordered))


def _length(found: Iterable[Interval]) -> timedelta:
    return sum((item.end - item.start for item in found), timedelta())


def joined_contacts(
    kept: Sequence[Mapping[str, Any]], gone: Sequence[Mapping[str, Any]], *, registered: bool
) -> list[dict[str, Any]]:
    """The kept one's, and after them those it has not; beside a register's they are marked as ours."""
    known = {(row["type"], row.get("value") or str(row.get("topic"))) for row in kept}
    new = [row for row in gone if (row["type"], row.get("value") or str(row.get("topic"))) not in known]
    bare = ({name: value for name, value in row.items() if name != "source"} for row in new)
    return [*map(dict, kept), *({**row, "source": LOCAL} if registered else row for row in bare)]

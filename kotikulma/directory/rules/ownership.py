"""Who owns a field of an imported entry: the register it comes from, or its keepers here. Pure.

`locked_fields` names what an import leaves alone: a whole field ("access_modes"), or one language of a text
("summary.sv") that people here have added beside what the register tells. Contacts added here say so themselves.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

PTV, LOCAL = "ptv", "local"
Rows = Iterable[Mapping[str, Any]]
FROM_PTV: Mapping[str, frozenset[str]] = {
    "service": frozenset(
        "name alternative_names keywords summary description user_instruction requirements charge charge_note".split()
        + "area_type municipalities languages responsible terms".split()
    ),
    "place": frozenset(
        "name summary description contacts languages organization hours directions street_address".split()
        + "postal_code post_office municipality_code latitude longitude coordinate_source".split()
        + "accessibility_sentences entrances".split()
    ),
    "channel": frozenset("name summary description contacts languages organization type hours".split()),
    "connection": frozenset("note contacts hours".split()),
}


def owned_fields(kind: str, source: str, locked: Collection[str]) -> frozenset[str]:
    """Fields that only the register may change."""
    if source != PTV:
        return frozenset()
    return FROM_PTV[kind] - {field_name(field) for field in locked}


def owned_languages(field: str, texts: Mapping[str, Any] | None, locked: Collection[str]) -> frozenset[str]:
    """Languages of an owned text that the register tells; the others may be added here."""
    return frozenset(language for language in texts or {} if f"{field}.{language}" not in locked)


def told_contacts(rows: Rows) -> list[dict[str, Any]]:
    """Those the register tells."""
    return [dict(row) for row in rows if row.get("source") != LOCAL]


def own_contacts(rows: Rows) -> list[dict[str, Any]]:
    """Those added here beside the register's."""
    return [dict(row) for row in rows if row.get("source") == LOCAL]


def contacts_beside(told: Rows, own: Rows) -> list[dict[str, Any]]:
    """What the register tells, and after it what is added here."""
    return [*told_contacts(told), *({**row, "source": LOCAL} for row in own)]


def field_name(attribute: str) -> str:
    """`responsible_id` is locked as `responsible`."""
    return attribute.removesuffix("_id")

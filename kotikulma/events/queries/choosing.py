"""What an organiser chooses from: places of the directory, its special groups, others to hold it together with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from kotikulma.directory.queries import editing, names
from kotikulma.kernel import municipalities
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

LONGEST = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """`uuid` as text; `name` with its town when it was searched for."""

    uuid: str
    name: str


def place_choices(viewer: Actor, text: str = "", chosen: Iterable[UUID | None] = ()) -> list[Choice]:
    """Those chosen, and those whose name has the text in it."""
    known = names.places_by_uuid({uuid for uuid in chosen if uuid})
    found = {str(one.uuid): Choice(str(one.uuid), localise(one.name).text) for one in known.values()}
    text = text.replace("\x00", "").strip()[:LONGEST]
    for kind, uuid, name, town in editing.places_and_channels(viewer, text) if text else ():
        if kind == "place":
            words = ", ".join(part for part in (localise(name).text, municipalities.name(town)) if part)
            found.setdefault(str(uuid), Choice(str(uuid), words))
    return [*found.values()]


def organiser_choices(text: str = "", chosen: Iterable[UUID | None] = (), *, keeper: int = 0) -> list[Choice]:
    """Those chosen, and published organisations whose name answers the text; the keeper itself is not among them."""
    ids = people.organization_ids_by_uuid({uuid for uuid in chosen if uuid})
    words = people.organization_names(ids.values())
    found = {str(uuid): localise(words[key]).text for uuid, key in ids.items()}
    text = text.replace("\x00", "").strip()[:LONGEST]
    for one in people.search_by_name(text) if text else ():
        if one.id != keeper:
            found.setdefault(str(one.uuid), localise(one.name).text)
    return [Choice(uuid, name) for uuid, name in found.items()]


def groups() -> list[tuple[str, Mapping[str, str]]]:
    return [(term.code, term.label) for term in editing.term_choices() if term.scheme == "special_group"]


def read_uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None

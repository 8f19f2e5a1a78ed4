"""What an organiser chooses from: places of the directory, its special groups."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from kotikulma.directory.queries import editing, names
from kotikulma.kernel import municipalities
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor

LONGEST = 60


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """`uuid` as text; `name` with its town when it was searched for."""

    uuid: str
    name: str


def place_choices(viewer: Actor, text: str = "", chosen: Iterable[UUID | None] = ()) -> list[PlaceChoice]:
    """Those chosen, and those whose name has the text in it."""
    known = names.places_by_uuid({uuid for uuid in chosen if uuid})
    found = {str(one.uuid): PlaceChoice(str(one.uuid), localise(one.name).text) for one in known.values()}
    text = text.replace("\x00", "").strip()[:LONGEST]
    for kind, uuid, name, town in editing.places_and_channels(viewer, text) if text else ():
        if kind == "place":
            words = ", ".join(part for part in (localise(name).text, municipalities.name(town)) if part)
            found.setdefault(str(uuid), PlaceChoice(str(uuid), words))
    return [*found.values()]


def groups() -> list[tuple[str, Mapping[str, str]]]:
    return [(term.code, term.label) for term in editing.term_choices() if term.scheme == "special_group"]


def read_uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None

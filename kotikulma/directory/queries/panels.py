"""What modules above show on the pages of a place and of a service."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from kotikulma.directory.queries import freshness
from kotikulma.kernel import data_version
from kotikulma.kernel.slots import Slot


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page that the module above draws.

    `template` is included with `uuid` of the thing and `panel`, what `load(uuid)` gave (a fixed number of statements).
    The page is the same for everyone and kept by browsers: it is renewed when the data version `subject` grows.
    """

    template: str
    subject: str
    load: Callable[[UUID], Any] = lambda uuid: None


class Loaded(NamedTuple):
    template: str
    data: Any


PLACE_PANELS: Slot[Panel] = Slot("directory.place_panels", "Parts of a place's page that modules above draw.")
SERVICE_PANELS: Slot[Panel] = Slot("directory.service_panels", "Parts of a service's page that modules above draw.")
DOOR_CODES: Slot[Panel] = Slot(
    "directory.door_codes", "Codes that modules above print on the sheet for a place's door."
)


def loaded(panels: Iterable[Panel], uuid: UUID) -> list[Loaded]:
    return [Loaded(panel.template, panel.load(uuid)) for panel in panels]


def version() -> int:
    """Grows when the directory or anything a panel shows changes. One statement."""
    panels = (*PLACE_PANELS, *SERVICE_PANELS, *DOOR_CODES)
    return data_version.sum_of(sorted({freshness.SUBJECT, *(panel.subject for panel in panels)}))

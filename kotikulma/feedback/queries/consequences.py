"""What happened because of a feedback: modules above and below tell how their things are found and named."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from django.urls import Resolver404, resolve, reverse

from kotikulma.feedback.models import Consequence
from kotikulma.feedback.types import Link
from kotikulma.kernel.slots import Slot
from kotikulma.kernel.ui import links


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of thing that may come of a feedback, such as a place or an event.

    `url_name`: its public page, which takes a `uuid`. `names(uuids)`: the public ones of them, by uuid.
    """

    url_name: str
    names: Callable[[Iterable[UUID]], Mapping[UUID, Mapping[str, str]]]


class Thing(NamedTuple):
    kind: str
    uuid: UUID


TARGETS: Slot[Target] = Slot(
    "feedback.targets", "Kind of thing -> its page and names; what may be tied to a feedback as having come of it."
)


def find(address: str) -> Thing | None:
    """The public thing behind an address of this house, as somebody copied it from the browser."""
    path = links.without_language(urlsplit(address.strip()).path)
    try:
        match = resolve(path)
    except Resolver404:
        return None
    uuid = match.kwargs.get("uuid")
    for kind, target in TARGETS.items():
        if target.url_name == match.view_name and isinstance(uuid, UUID) and uuid in target.names([uuid]):
            return Thing(kind, uuid)
    return None


def links_of(feedback_ids: Iterable[int]) -> dict[int, tuple[Link, ...]]:
    """Links by feedback, in the order they were tied; what is no longer public is left out."""
    rows = list(
        Consequence.objects.filter(feedback_id__in=set(feedback_ids))
        .order_by("id")
        .values_list("feedback_id", "kind", "thing")
    )
    known: dict[Thing, Link] = {}
    for kind in {kind for _id, kind, _thing in rows}:
        target = TARGETS.get(kind)
        if target:
            names = target.names([thing for _id, each, thing in rows if each == kind])
            known |= {Thing(kind, uuid): _link(kind, target, uuid, words) for uuid, words in names.items()}
    found: dict[int, tuple[Link, ...]] = {}
    for feedback_id, kind, thing in rows:
        if link := known.get(Thing(kind, thing)):
            found[feedback_id] = (*found.get(feedback_id, ()), link)
    return found


def _link(kind: str, target: Target, uuid: UUID, words: Mapping[str, str]) -> Link:
    # Stored and shared values carry the Finnish address; a page puts its own language before it
    return Link(words, links.without_language(reverse(target.url_name, kwargs={"uuid": uuid})), kind, uuid)

"""Events in the index of the house: those that are public, published and still to come. The others keep their words."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django_tasks import task

from kotikulma.events.models import Event, EventWords, Occurrence
from kotikulma.events.queries import records
from kotikulma.events.types import EventState, EventType, OccurrenceState, Theme, Visibility
from kotikulma.events.types.records import EventRecord
from kotikulma.kernel import clock, municipalities
from kotikulma.kernel.search import commands as search
from kotikulma.kernel.search.models import SearchDocument
from kotikulma.kernel.search.tokens import tokens_of
from kotikulma.kernel.search.types import Document, Source
from kotikulma.kernel.ui import links

KIND = "event"
BATCH = 200
FINDABLE = (EventState.PUBLISHED, EventState.POSTPONED)


def renew(events: Sequence[Event]) -> None:
    """Index these, or take them out, in the caller's transaction. Cheap when nothing that is found by has changed."""
    there = list(_findable(clock.now()).filter(pk__in=[event.pk for event in events]))
    search.index(_documents(there))
    if gone := {event.uuid for event in events} - {event.uuid for event in there}:
        search.remove(gone)
        _keep_words(gone)


def search_source() -> Source:
    """What `kernel.search.reindex` walks."""
    return Source(KIND, _ids, _building, lambda: _findable(clock.now()).values_list("uuid", flat=True))


def renew_due(now: datetime) -> int:
    """Nightly: what is over leaves the index. Safe to repeat."""
    indexed = set(SearchDocument.objects.filter(kind=KIND).values_list("object_uuid", flat=True))
    over = indexed - set(_findable(now).values_list("uuid", flat=True))
    with transaction.atomic():
        _keep_words(over)
        return search.remove(over)


@task()
def renew_due_task() -> int:
    return renew_due(clock.now())


def _findable(now: datetime) -> QuerySet[Event]:
    coming = Occurrence.objects.filter(event=OuterRef("pk"), ends_at__gt=now, state=OccurrenceState.PLANNED)
    public = Event.objects.filter(state__in=FINDABLE, visibility=Visibility.PUBLIC, template=False)
    return public.filter(Exists(coming))


def _keep_words(uuids: Collection[UUID]) -> None:
    """What is over takes its words along: the archive is searched by them, and the index stays small."""
    public = Event.objects.filter(state__in=FINDABLE, visibility=Visibility.PUBLIC, template=False)
    over = list(public.filter(uuid__in=uuids))
    for pk, record in (records.events(over) if over else {}).items():
        words = sorted(set(chain.from_iterable(tokens_of(_document(record)).columns)))
        EventWords.objects.update_or_create(event_id=pk, defaults={"words": " ".join(words)})


def _ids() -> Sequence[int]:
    return list(_findable(clock.now()).order_by("id").values_list("id", flat=True))


@contextmanager
def _building(ids: Sequence[int]) -> Iterator[list[Document]]:
    yield _documents(list(_findable(clock.now()).filter(pk__in=ids)))


def _documents(events: Sequence[Event]) -> list[Document]:
    return [_document(record) for record in records.events(events).values()]


def _document(event: EventRecord) -> Document:
    place = event.place
    return Document(
        kind=KIND,
        uuid=event.uuid,
        names=event.title,
        summaries=event.summary,
        bodies=event.description,
        keywords=_keywords(event),
        place_words=_place_words(event),
        tags={f"kind:{KIND}", *(f"theme:{code}" for code in event.themes)},
        url_path=f"/tapahtumat/{event.uuid}/",
        latitude=place.address.latitude if place else None,
        longitude=place.address.longitude if place else None,
    )


def _keywords(event: EventRecord) -> Mapping[str, Sequence[str]]:
    """What kind of gathering and about what, in the words the pages use."""
    labels = [Theme(code).label for code in event.themes if code in Theme.values]
    labels += [EventType(event.type).label] if event.type != EventType.OTHER else []
    found = {}
    for language in links.LANGUAGES:
        with translation.override(language):
            found[language] = [str(label) for label in labels]
    return found


def _place_words(event: EventRecord) -> list[str]:
    place, code = event.place, event.municipality_code
    known = municipalities.get(code)
    found = [*place.name.values(), *place.address.street.values()] if place else []
    return [*found, *(known.name.values() if known else ())]

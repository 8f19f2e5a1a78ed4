"""Writing the index: in the transaction of the change, or all of it again."""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import islice
from uuid import UUID

import orjson
from django.db import transaction
from django_tasks import task

from kotikulma.kernel import clock
from kotikulma.kernel.search import synonyms
from kotikulma.kernel.search.database import inverted_index
from kotikulma.kernel.search.models import SearchDocument, SearchTag
from kotikulma.kernel.search.terms import Columns, tag_token
from kotikulma.kernel.search.tokens import DocumentTokens, known_words, tokens_of, worth_knowing
from kotikulma.kernel.search.types import SOURCES, Document
from kotikulma.kernel.text import backends
from kotikulma.kernel.text.analysis import analyser_version
from kotikulma.kernel.types import Progress

BATCH = 500
_FIELDS = (
    "kind names tags card url_path latitude longitude weight public name_tokens place_tokens digest indexed_at".split()
)


def index(documents: Iterable[Document], *, again: bool = False) -> int:
    """Insert or replace documents by uuid in the caller's transaction; returns how many were written.

    A document that is already indexed as it stands is skipped unless `again`.
    """
    rest = iter(documents)
    written = 0
    while batch := list(islice(rest, BATCH)):
        with transaction.atomic():
            written += _index_batch({document.uuid: document for document in batch}, again=again)
    return written


def remove(uuids: Iterable[UUID]) -> int:
    """Take things out of the index in the caller's transaction; returns how many were there."""
    rest = iter(uuids)
    removed = 0
    while batch := list(islice(rest, BATCH)):
        with transaction.atomic():
            ids = list(SearchDocument.objects.filter(object_uuid__in=batch).values_list("id", flat=True))
            inverted_index().drop(ids)
            SearchTag.objects.filter(document_id__in=ids).delete()
            SearchDocument.objects.filter(id__in=ids).delete()
        removed += len(ids)
    return removed


def reindex(progress: Progress | None = None) -> int:
    """Rebuild everything from the registered sources, in batches, and drop what no source names any more."""
    backends.prepare()
    done = 0
    if progress:
        progress.start(None, "search")
    for source in SOURCES:
        rest = iter(source.iterate())
        while batch := list(islice(rest, BATCH)):
            index(batch, again=True)
            done += len(batch)
            if progress:
                progress.step(len(batch))
    forget_missing()
    if progress:
        progress.done()
    return done


def forget_missing() -> int:
    """Drop documents their source no longer names, seed newly shipped synonyms, settle; returns how many went."""
    synonyms.ensure()
    inverted_index().write_words(sorted(filter(worth_knowing, synonyms.vocabulary())))
    removed = 0
    for source in SOURCES:
        there = set(SearchDocument.objects.filter(kind=source.kind).values_list("object_uuid", flat=True))
        removed += remove(there - set(source.uuids()))
    settle()
    return removed


def settle() -> None:
    """Put the index in order after many writes; half a second for 80,000 documents, next to nothing without any."""
    with transaction.atomic():
        inverted_index().settle()


@task
def settle_task() -> None:
    """Every hour: reading gets dearer with each write since the last time."""
    settle()


def _index_batch(documents: dict[UUID, Document], *, again: bool) -> int:
    known = {
        uuid: (number, digest)
        for number, uuid, digest in SearchDocument.objects.filter(object_uuid__in=list(documents)).values_list(
            "id", "object_uuid", "digest"
        )
    }
    digests = {uuid: _digest(document) for uuid, document in documents.items()}
    todo = [
        document
        for uuid, document in documents.items()
        if again or uuid not in known or known[uuid][1] != digests[uuid]
    ]
    if not todo:
        return 0
    tokens = {document.uuid: tokens_of(document) for document in todo}
    ids = _write_documents(todo, tokens, digests)
    _write_inverted(todo, tokens, ids)
    inverted_index().write_words(known_words(tokens.values()))
    return len(todo)


def _write_documents(
    todo: Sequence[Document], tokens: dict[UUID, DocumentTokens], digests: dict[UUID, str]
) -> dict[UUID, int]:
    now = clock.now()
    SearchDocument.objects.bulk_create(
        [
            SearchDocument(
                object_uuid=document.uuid,
                kind=document.kind,
                names=dict(document.names),
                tags=" ".join(_tags(document)),
                card=dict(document.card),
                url_path=document.url_path,
                latitude=document.latitude,
                longitude=document.longitude,
                weight=document.weight,
                public=document.public,
                name_tokens=tokens[document.uuid].name_lines,
                place_tokens=tokens[document.uuid].place_line,
                digest=digests[document.uuid],
                indexed_at=now,
            )
            for document in todo
        ],
        update_conflicts=True,
        unique_fields=["object_uuid"],
        update_fields=_FIELDS,
    )
    wanted = [document.uuid for document in todo]
    return dict(SearchDocument.objects.filter(object_uuid__in=wanted).values_list("object_uuid", "id"))


def _write_inverted(todo: Sequence[Document], tokens: dict[UUID, DocumentTokens], ids: dict[UUID, int]) -> None:
    home = inverted_index()
    rows: list[tuple[int, Columns]] = []
    for document in todo:
        if document.public:
            tags = [tag_token(tag) for tag in _tags(document)]
            rows.append((ids[document.uuid], (*tokens[document.uuid].columns, tags)))
    home.write(rows)
    hidden = [ids[document.uuid] for document in todo if not document.public]
    if hidden:
        home.drop(hidden)
    home.write_tags([(ids[document.uuid], _tags(document) if document.public else ()) for document in todo])


def _tags(document: Document) -> list[str]:
    return sorted({"-".join(tag.lower().split())[:120] for tag in document.tags if tag.strip()})


def _digest(document: Document) -> str:
    """The same for the same document under the same analyser."""
    state = [
        document.kind,
        document.names,
        document.summaries,
        document.bodies,
        document.keywords,
        list(document.place_words),
        _tags(document),
        document.card,
        document.url_path,
        document.latitude,
        document.longitude,
        document.weight,
        document.public,
        analyser_version(),
    ]
    packed = orjson.dumps(state, default=_plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return hashlib.blake2b(packed, digest_size=16).hexdigest()


def _plain(value: object) -> object:
    """Mappings that are no dicts, sets and the rest, for orjson."""
    if hasattr(value, "items"):
        return dict(value.items())
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    return str(value)

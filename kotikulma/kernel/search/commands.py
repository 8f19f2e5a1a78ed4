"""Writing the index: in the transaction of the change, or all of it again."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import Max
from django_tasks import task

from kotikulma.kernel import clock, garbage
from kotikulma.kernel.db import plain
from kotikulma.kernel.search import synonyms
from kotikulma.kernel.search.database import inverted_index
from kotikulma.kernel.search.models import SearchDocument, SearchTag, SearchWord
from kotikulma.kernel.search.terms import Columns, tag_token
from kotikulma.kernel.search.tokens import DocumentTokens, known_words, tokens_of, worth_knowing
from kotikulma.kernel.search.types import SOURCES, Document
from kotikulma.kernel.text import backends
from kotikulma.kernel.text.analysis import analyser_version
from kotikulma.kernel.types import Progress

BATCH = 500
# Columns of a document in the order of `_row`
_COLUMNS = (
    "object_uuid",
    "kind",
    "names",
    "tags",
    "card",
    "url_path",
    "latitude",
    "longitude",
    "weight",
    "public",
    "name_tokens",
    "place_tokens",
    "digest",
    "indexed_at",
)


class Prepared(NamedTuple):
    """A document ready to be written."""

    document: Document
    tags: list[str]
    digest: str
    tokens: DocumentTokens


def index(documents: Iterable[Document], *, again: bool = False) -> int:
    """Insert or replace documents by uuid in the caller's transaction; returns how many were written.

    A document that is already indexed as it stands is skipped unless `again`.
    """
    rest = iter(documents)
    written = 0
    while batch := list(islice(rest, BATCH)):
        with transaction.atomic():
            written += _index_batch({document.uuid: document for document in batch}, again=again)[0]
    return written


def remove(uuids: Iterable[UUID]) -> int:
    """Take things out of the index in the caller's transaction; returns how many were there."""
    rest = iter(uuids)
    removed = 0
    while batch := list(islice(rest, BATCH)):
        with transaction.atomic():
            ids = list(SearchDocument.objects.filter(object_uuid__among=batch).values_list("id", flat=True))
            inverted_index().drop(ids)
            SearchTag.objects.filter(document_id__in=ids).delete()
            SearchDocument.objects.filter(id__in=ids).delete()
        removed += len(ids)
    return removed


def reindex(progress: Progress | None = None) -> int:
    """Make everything again from the registered sources, a chunk a transaction; returns how many documents.

    Drops what no source names any more, and words that nothing contains any more.
    """
    backends.prepare()
    work = [(source, source.ids()) for source in SOURCES]
    if progress:
        progress.start(sum(len(ids) for _, ids in work), "search")
    newest = SearchWord.objects.aggregate(newest=Max("id"))["newest"]
    done, used = 0, _synonym_words()
    for source, ids in work:
        for start in range(0, len(ids), BATCH):
            chunk = ids[start : start + BATCH]
            with garbage.kept_still(), transaction.atomic(), source.build(chunk) as documents:
                written, words = _index_batch({document.uuid: document for document in documents}, again=True)
            done += written
            used.update(words)
            if progress:
                progress.step(len(chunk))
    forget_missing()
    if newest:
        _forget_words(used, newest)
    if progress:
        progress.done()
    return done


def forget_missing() -> int:
    """Drop documents their source no longer names, seed newly shipped synonyms, settle; returns how many went."""
    synonyms.ensure()
    inverted_index().write_words(sorted(_synonym_words()))
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


def _synonym_words() -> set[str]:
    return set(filter(worth_knowing, synonyms.vocabulary()))


def _forget_words(used: Collection[str], newest: int) -> None:
    """Drop words nothing contains any more; those younger than `newest` came meanwhile and stay."""
    words = SearchWord.objects.filter(id__lte=newest).order_by("id").values_list("id", "word")
    gone = [(number, word) for number, word in words.iterator() if word not in used]
    with transaction.atomic():
        inverted_index().forget_words(gone)


def _index_batch(documents: dict[UUID, Document], *, again: bool) -> tuple[int, list[str]]:
    """How many were written, and the words they contain."""
    stored = SearchDocument.objects.filter(object_uuid__among=list(documents))
    known = dict(plain.read(stored, "object_uuid", "digest"))
    todo = []
    for uuid, document in documents.items():
        tags = _tags(document)
        digest = _digest(document, tags)
        if again or known.get(uuid) != digest:
            todo.append(Prepared(document, tags, digest, tokens_of(document)))
    if not todo:
        return 0, []
    _write_inverted(todo, _write_documents(todo))
    words = known_words(one.tokens for one in todo)
    inverted_index().write_words(words)
    return len(todo), words


def _write_documents(todo: Sequence[Prepared]) -> dict[UUID, int]:
    """Their row numbers."""
    now = clock.now()
    plain.upsert(SearchDocument, "object_uuid", _COLUMNS, [_row(one, now) for one in todo])
    written = SearchDocument.objects.filter(object_uuid__among=[one.document.uuid for one in todo])
    return dict(plain.read(written, "object_uuid", "id"))


def _row(one: Prepared, now: datetime) -> tuple[object, ...]:
    document = one.document
    return (
        document.uuid,
        document.kind,
        dict(document.names),
        " ".join(one.tags),
        dict(document.card),
        document.url_path,
        document.latitude,
        document.longitude,
        document.weight,
        document.public,
        one.tokens.name_lines,
        one.tokens.place_line,
        one.digest,
        now,
    )


def _write_inverted(todo: Sequence[Prepared], ids: dict[UUID, int]) -> None:
    home = inverted_index()
    rows: list[tuple[int, Columns]] = []
    hidden: list[int] = []
    for document, tags, _, tokens in todo:
        if document.public:
            rows.append((ids[document.uuid], (*tokens.columns, [tag_token(tag) for tag in tags])))
        else:
            hidden.append(ids[document.uuid])
    home.write(rows)
    if hidden:
        home.drop(hidden)
    home.write_tags([(ids[one.document.uuid], one.tags if one.document.public else ()) for one in todo])


def _tags(document: Document) -> list[str]:
    return sorted({"-".join(tag.lower().split())[:120] for tag in document.tags if tag.strip()})


def _digest(document: Document, tags: Sequence[str]) -> str:
    """The same for the same document under the same analyser."""
    state = [
        document.kind,
        document.names,
        document.summaries,
        document.bodies,
        document.keywords,
        list(document.place_words),
        tags,
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

"""Reading the index: by words, by tags, and what a list shows of the hits."""

from collections.abc import Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from kotikulma.kernel.db.prepared import Given
from kotikulma.kernel.search import plan, ranking, spelling
from kotikulma.kernel.search.database import inverted_index
from kotikulma.kernel.search.models import SearchDocument, SearchTag
from kotikulma.kernel.search.terms import Clause
from kotikulma.kernel.search.types import Card, Found, Hit
from kotikulma.kernel.text.analysis import analyse_query

MAX_CHARACTERS = 200
MAX_WORDS = 12
MOST_FOUND = 200
ENOUGH = 3


def find(
    text: str,
    *,
    tags_all: Sequence[str] = (),
    tags_any: Sequence[Sequence[str]] = (),
    limit_candidates: int = MOST_FOUND,
    in_order: bool = True,
) -> Found:
    """Public documents for what somebody wrote, best first; never raises on any text.

    Only the first 200 characters and 12 words count. `tags_all` must all be there, and one of each
    group in `tags_any`. Two SQL statements when at least three documents have all words in name,
    keywords or place; three otherwise (then documents with some of the words follow), two more
    when a spelling is repaired, three when the analyser has to propose it. Once a minute one more, for the synonyms.
    `in_order=False`: for who puts them in an order of her own; they are neither judged nor read, one statement less.
    """
    query = analyse_query(text[:MAX_CHARACTERS])
    groups = plan.groups_of(query, MAX_WORDS)
    if not groups:
        return Found([])
    home = inverted_index()
    branches = plan.together(groups, limit_candidates)
    bits = home.first(branches, tags_all, tags_any, limit_candidates + 1)
    repairs: dict[str, str] = {}
    if not bits and spelling.worth_checking(groups):
        repairs = spelling.repairs(groups)
        if repairs:
            groups = plan.groups_of(analyse_query(spelling.sentence(query, repairs)), MAX_WORDS)
            branches = plan.together(groups, limit_candidates)
            bits = home.first(branches, tags_all, tags_any, limit_candidates + 1)
    exact = True
    if sum(islice((1 for own in bits.values() if plan.is_strong(own)), ENOUGH)) < ENOUGH:
        limit = min(limit_candidates, plan.MOST_INCOMPLETE)
        apart = plan.apart(groups)
        others = home.every(apart, tags_all, tags_any, limit + 1)
        exact = len(others) <= limit and not plan.is_cut(others.values(), apart)
        branches += apart
        bits = {number: bits.get(number, 0) | others.get(number, 0) for number in (bits | others)}
    hits = ranking.ranked(bits, branches, groups, home.rows) if bits and in_order else [Hit(one, 0) for one in bits]
    return Found(
        hits[:limit_candidates],
        suggestion=spelling.sentence(query, repairs) if repairs else None,
        exact=exact and len(hits) <= limit_candidates,
        fuzzy=bool(repairs and hits),
    )


def demands(text: str) -> list[Clause]:
    """What somebody asks for, for words kept outside the index: of each clause one alternative must be there whole."""
    groups = plan.groups_of(analyse_query(text[:MAX_CHARACTERS]), MAX_WORDS)
    return [group.wide for group in groups if group.required and group.wide]


def browse(
    *,
    tags_all: Sequence[str] = (),
    tags_any: Sequence[Sequence[str]] = (),
    limit_candidates: int = 400,
) -> Found:
    """Public documents by tags alone, heaviest first, then oldest. One SQL statement."""
    groups = [[tag] for tag in tags_all] + [list(group) for group in tags_any if group]
    documents = SearchDocument.objects.filter(public=True)
    for group in groups:
        tagged = SearchTag.objects.filter(document_id=OuterRef("id"), tag__in=[tag.lower() for tag in group])
        documents = documents.filter(Exists(tagged))
    rows = documents.order_by("-weight", "id").values_list("id", "weight")[: limit_candidates + 1]
    hits = [Hit(*row) for row in rows]
    return Found(hits[:limit_candidates], exact=len(hits) <= limit_candidates)


def uuids(ids: Sequence[int]) -> list[UUID]:
    """The things that these documents are about, in the given order. One SQL statement."""
    found = dict(SearchDocument.objects.filter(id__in=list(ids)).values_list("id", "object_uuid"))
    return [found[number] for number in ids if number in found]


def things(ids: Sequence[int] | Given) -> QuerySet[SearchDocument, dict[str, Any]]:
    """The same in no order, to ask for rows by within a statement."""
    return SearchDocument.objects.filter(id__among=ids).values("object_uuid")


def cards(ids: Sequence[int]) -> list[Card]:
    """What a list shows of these documents, in the given order. One SQL statement."""
    rows = SearchDocument.objects.filter(id__in=list(ids)).values_list(
        "id", "object_uuid", "kind", "names", "card", "url_path", "tags", "latitude", "longitude"
    )
    found = {
        number: Card(number, uuid, kind, names, card, url_path, frozenset(tags.split()), latitude, longitude)
        for number, uuid, kind, names, card, url_path, tags, latitude, longitude in rows
    }
    return [found[number] for number in ids if number in found]

"""What is written, skipped, replaced and forgotten."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from kotikulma.kernel import search
from kotikulma.kernel.search.commands import settle
from kotikulma.kernel.search.models import SearchDocument, SearchTag, SearchWord, Synonym
from kotikulma.kernel.search.spelling import distance
from kotikulma.kernel.search.terms import grams, tag_token
from kotikulma.kernel.search.tests.make import document, names_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> list[search.Document]:
    """The only source there is: what modules above register would forget each other's documents here."""
    documents: list[search.Document] = []
    monkeypatch.setattr(search.SOURCES, "_plugs", {})
    search.SOURCES.register(
        "test",
        search.Source(
            "service",
            lambda: range(len(documents)),
            lambda ids: nullcontext([documents[number] for number in ids]),
            lambda: [item.uuid for item in documents],
        ),
    )
    return documents


def test_a_document_is_replaced_by_uuid() -> None:
    search.index([document("Vanha nimi", tags={"old"})])
    search.index([document("Uusi nimi", uuid=document("Vanha nimi").uuid, tags={"new"})])
    assert names_of(search.find("nimi")) == ["Uusi nimi"]
    assert search.find("vanha", tags_all=["old"]).hits == []
    assert list(SearchTag.objects.values_list("tag", flat=True)) == ["new"]


def test_an_unchanged_document_is_not_written_again() -> None:
    assert search.index([document(card={"a": [1]})]) == 1
    assert search.index([document(card={"a": [1]})]) == 0
    assert search.index([document(card={"a": [2]})]) == 1
    assert search.index([document(card={"a": [2]})], again=True) == 1


def test_the_same_document_twice_in_a_batch_is_one() -> None:
    assert search.index([document(), document()]) == 1


def test_a_removed_thing_is_found_no_more() -> None:
    search.index([document("Kerho"), document("Kirjasto")])
    assert search.remove([document("Kerho").uuid, document("Unknown").uuid]) == 1
    assert (search.find("kerho").hits, names_of(search.browse())) == ([], ["Kirjasto"])


def test_reindexing_renews_everything_and_forgets_the_rest(source: list[search.Document]) -> None:
    search.index([document("Lopetettu"), document("Paikka", kind="place")])
    source.append(document("Kerho"))
    assert search.reindex() == 1
    assert set(names_of(search.browse())) == {"Kerho", "Paikka"}
    assert Synonym.objects.count() > 30


def test_settling_changes_nothing_that_is_found(source: list[search.Document]) -> None:
    for number in range(20):
        search.index([document(f"Kerho {number}")])
    before = search.find("kerho")
    settle()
    assert search.find("kerho") == before


def test_after_settling_few_pieces_stand_beside_the_large_one() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("Only FTS5 has segments")
    settle()
    for number in range(40):
        search.index([document(f"Kerho {number}")])
    assert 1 < _segments() < 8
    settle()
    assert _segments() == 1


def test_words_that_nothing_contains_any_more_are_forgotten(source: list[search.Document]) -> None:
    search.index([document("Lopetettu")])
    source.append(document("Kirjasto"))
    search.reindex()
    known = set(SearchWord.objects.values_list("word", flat=True))
    assert (known & {"lopetettu", "kirjasto"}, search.find("kirjsato").suggestion) == ({"kirjasto"}, "kirjasto")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_gram WHERE word_id NOT IN (SELECT id FROM search_searchword)")
        assert cursor.fetchone()[0] == 0


def test_words_that_come_while_everything_is_made_again_stay(source: list[search.Document]) -> None:
    @contextmanager
    def build(ids: Sequence[int]) -> Iterator[list[search.Document]]:
        search.index([document("Tulokas", kind="place")])
        yield [source[number] for number in ids]

    search.index([document("Vanha")])
    source.append(document("Kirjasto"))
    search.SOURCES.register("test", search.Source("service", lambda: [0], build, list))
    search.reindex()
    assert SearchWord.objects.filter(word="tulokas").exists()


def test_browsing_goes_by_weight_and_tags() -> None:
    search.index([document("A", tags={"x"}), document("B", tags={"x", "y"}, weight=2.0), document("C")])
    assert names_of(search.browse(tags_all=["x"])) == ["B", "A"]
    assert names_of(search.browse(tags_any=[["y", "z"]])) == ["B"]
    assert len(search.browse(limit_candidates=2).hits) == 2


def test_cards_come_in_the_order_asked_for() -> None:
    search.index([document("A", card={"n": 1}, url_path="/a/"), document("B")])
    first, second = SearchDocument.objects.order_by("id").values_list("id", flat=True)
    found = search.cards([second, 999_999, first])
    assert [(card.names["fi"], dict(card.card), card.url_path) for card in found] == [
        ("B", {}, ""),
        ("A", {"n": 1}, "/a/"),
    ]


def test_a_rolled_back_change_leaves_no_trace() -> None:
    with transaction.atomic():
        search.index([document("Kerho")])
        transaction.set_rollback(True)
    assert search.find("kerho").hits == []


def test_two_tags_never_share_a_token() -> None:
    tags = ["m:179", "m-179", "m179", "m_179", "m_3a_179", "ä", "a"]
    assert len({tag_token(tag) for tag in tags}) == len(tags)


def test_grams_mark_both_ends() -> None:
    assert grams("talo") == ["^ta", "tal", "alo", "lo$"]


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("talo", "talo", 0), ("talo", "tallo", 1), ("talo", "tlao", 1), ("paihde", "päihde", 0.5), ("", "abc", 3)],
)
def test_distance_counts_swaps_once_and_umlauts_half(one: str, other: str, edits: float) -> None:
    assert distance(one, other) == edits


@given(one=st.text("aäeklo", max_size=8), other=st.text("aäeklo", max_size=8), most=st.sampled_from([0.5, 1.0, 2.0]))
def test_a_distance_within_reach_is_the_same_with_a_limit(one: str, other: str, most: float) -> None:
    edits = distance(one, other)
    assert distance(other, one) == edits
    assert (distance(one, other, most) == edits) if edits <= most else (distance(one, other, most) > most)


def test_the_inverted_index_belongs_to_the_database_in_use() -> None:
    table = "search_fts" if connection.vendor == "sqlite" else "search_vector"
    search.index([document()])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] == 1


def _segments() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT segid) FROM search_fts_idx")
        return int(cursor.fetchone()[0])

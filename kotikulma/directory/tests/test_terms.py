"""The bundled code lists: complete, in three languages, loaded again without change."""

from collections import Counter
from uuid import NAMESPACE_URL, uuid5

import pytest

from kotikulma.directory.commands.terms import bundled_terms, load_terms
from kotikulma.directory.models import Term


def test_the_lists_are_whole_and_speak_three_languages() -> None:
    counts = Counter(row["scheme"] for row in bundled_terms())
    assert {scheme: counts[scheme] for scheme in ("target_group", "service_class", "life_event")} == {
        "target_group": 17,
        "service_class": 228,
        "life_event": 19,
    }
    assert all(set(row["labels"]) == {"fi", "sv", "en"} for row in bundled_terms())


@pytest.mark.django_db
def test_loading_again_writes_nothing() -> None:
    assert load_terms() == len(bundled_terms())
    assert load_terms() == 0


@pytest.mark.django_db
def test_a_label_that_moved_is_mended_and_keeps_its_row() -> None:
    load_terms()
    before = Term.objects.get(code="P4.12")
    Term.objects.filter(code="P4.12").update(labels={"fi": "Vanha nimi"})
    assert load_terms() == 1
    after = Term.objects.get(code="P4.12")
    assert (after.pk, after.labels, after.uuid) == (before.pk, before.labels, uuid5(NAMESPACE_URL, before.uri))
    assert after.parent.code == "P4"

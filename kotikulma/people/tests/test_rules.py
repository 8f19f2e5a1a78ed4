"""Pure rules of people."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotikulma.people import rules
from kotikulma.people.types import Limit, Membering, OrganizationRefused, Role

NOON = datetime(2027, 2, 10, 10, tzinfo=UTC)
LIMIT = Limit("test", 5, 600)


@pytest.mark.parametrize("value", ["0174666-4", "1234567-1", " 0174666-4 ", "174666-4"])
def test_a_true_business_id_is_kept_with_its_leading_zero(value: str) -> None:
    assert rules.business_id(value) in {"0174666-4", "1234567-1"}


@pytest.mark.parametrize("value", ["0174666-5", "01746664", "0174666-44", "x", "1" * 200, "٠174666-4"])
def test_a_wrong_business_id_is_refused_with_a_sentence(value: str) -> None:
    with pytest.raises(OrganizationRefused) as refusal:
        rules.business_id(value)
    assert refusal.value.fields["business_id"] == (
        f"Y-tunnus {value[:20]} ei kelpaa. Kirjoita se muodossa 1234567-8 ja tarkista numerot, tai jätä kohta tyhjäksi."
    )


def test_no_business_id_is_fine() -> None:
    assert rules.business_id("  ") == ""


@given(st.integers(0, 9_999_999))
def test_one_check_digit_at_most_fits_a_number(number: int) -> None:
    fitting = []
    for digit in range(10):
        try:
            fitting.append(rules.business_id(f"{number:07}-{digit}"))
        except OrganizationRefused:
            continue
    assert len(fitting) <= 1


def test_an_organization_needs_a_name() -> None:
    with pytest.raises(OrganizationRefused, match=r"Anna organisaatiolle nimi."):
        rules.check_organization({"name": {"fi": "  "}})


def test_a_long_summary_is_refused_with_its_length() -> None:
    with pytest.raises(OrganizationRefused, match=r"Teksti \(fi\) on 151 merkkiä pitkä. Lyhennä se 150 merkkiin."):
        rules.check_organization({"summary": {"fi": "a" * 151}})


def test_an_administrator_may_give_every_role() -> None:
    assert rules.grantable(Membering({Role.ADMINISTRATOR: frozenset({1})}), True) == set(Role.values)


def test_a_coordinator_and_an_editor_of_it_may_give_the_editors_role_only() -> None:
    assert rules.grantable(Membering({Role.COORDINATOR: frozenset({1})}), True) == {"editor"}
    assert rules.grantable(Membering({Role.EDITOR: frozenset({1})}), True) == {"editor"}


def test_an_editor_of_something_else_may_give_nothing() -> None:
    assert rules.grantable(Membering({Role.EDITOR: frozenset({1})}), False) == frozenset()


@pytest.mark.parametrize(
    ("role", "needed"),
    [("editor", False), ("coordinator", True), ("administrator", True), ("caseworker", True), ("case_lead", True)],
)
def test_staff_need_a_second_factor(role: str, needed: bool) -> None:
    assert rules.needs_second_factor([role]) is needed


def test_the_same_row_and_key_give_the_same_code_and_another_key_another() -> None:
    code = rules.sign_in_code(b"key", "row", "nonce", NOON)
    assert code == rules.sign_in_code(b"key", "row", "nonce", NOON)
    assert len(code) == 6
    assert code.isdigit()
    assert code != rules.sign_in_code(b"other", "row", "nonce", NOON)


@given(st.floats(0, 5), st.integers(-10_000, 10_000))
def test_a_bucket_never_holds_more_than_its_limit_nor_loses_by_waiting(tokens: float, seconds: int) -> None:
    later = rules.refilled(LIMIT, tokens, NOON, NOON + timedelta(seconds=seconds))
    assert tokens <= later <= LIMIT.amount


def test_the_wait_is_told_in_whole_minutes() -> None:
    assert rules.wait_minutes(LIMIT, 0) == 2
    assert rules.wait_minutes(LIMIT, 0.99) == 1


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140 Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        ("curl/8", ""),
    ],
)
def test_a_browser_is_named_in_words_people_know(user_agent: str, words: str) -> None:
    assert rules.browser_words(user_agent) == words

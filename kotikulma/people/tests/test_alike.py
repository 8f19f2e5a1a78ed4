"""Which organisations may be the same, and which names answer what was typed."""

import pytest

from kotikulma.people.rules import alike
from kotikulma.people.types.joining import Sign, Traits

JYVASKYLA, SAARIJARVI = "179", "729"


def traits(key: int, *names: str, **fields: object) -> Traits:
    return Traits(key, names, **fields)  # type: ignore[arg-type]


def found(one: Traits, *others: Traits) -> list[tuple[int, tuple[Sign, ...]]]:
    return [(each.key, each.signs) for each in alike.alike(one, alike.index(others))]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("naapurit", "Nevakadun Naapurit ry"),
        ("nevakadun naapu", "Nevakadun Naapurit ry"),
        ("työttömien tuba", "Työttömien Tupa ry"),
        ("TYOTTOMIEN TUPA RY", "Työttömien Tupa ry"),
        ("digikaveri", "Digikaverit ry"),
        ("digikavreit", "Digikaverit ry"),
    ],
)
def test_a_half_typed_or_misspelt_name_is_found(typed: str, name: str) -> None:
    names = ("Nevakadun Naapurit ry", "Työttömien Tupa ry", "Digikaverit ry", "Surevien kahvipöytä")
    among = alike.index(traits(key, each) for key, each in enumerate(names))
    assert names[alike.answers(typed, among)[0]] == name


@pytest.mark.parametrize("typed", ["", "   ", "ry", "?!", "qwrtpzx", "\x00"])
def test_what_no_name_answers_finds_nothing(typed: str) -> None:
    assert alike.answers(typed, alike.index([traits(1, "Digikaverit ry")])) == []


def test_the_legal_form_and_the_region_tell_nothing() -> None:
    assert alike.words("Rinnalla Keski-Suomi ry") == ("rinnalla",)


def test_a_name_of_nothing_else_keeps_them() -> None:
    assert alike.words("Suomi ry") == ("suomi", "ry")


def test_the_same_business_id_is_enough_alone() -> None:
    one = traits(0, "Aivan muu nimi", business_id="0174666-4")
    assert found(one, traits(1, "Kylätalo", business_id="0174666-4")) == [(1, (Sign.BUSINESS_ID,))]


def test_no_business_id_is_not_the_same_business_id() -> None:
    assert found(traits(0, "Kerho"), traits(1, "Kylätalo")) == []


def test_a_shared_domain_is_a_sign_unless_many_share_it() -> None:
    one = traits(0, "Kerho", hosts=frozenset({"talo.fi"}))
    few = [traits(key, f"Väki {key}", hosts=frozenset({"talo.fi"})) for key in range(1, 4)]
    many = [traits(key, f"Väki {key}", hosts=frozenset({"talo.fi"})) for key in range(1, 9)]
    assert [key for key, _signs in found(one, *few)] == [1, 2, 3]
    assert found(one, *many) == []


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.talo.fi/yhteys", "talo.fi"),
        ("talo.fi", "talo.fi"),
        ("Sihteeri@Talo.fi", "talo.fi"),
        ("sihteeri@gmail.com", ""),
        ("https://www.facebook.com/talo", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_only_an_address_of_ones_own_tells_whose_it_is(address: str, host: str) -> None:
    assert alike.host(address) == host


def test_a_name_with_the_town_before_it_is_suggested() -> None:
    one = traits(0, "Jyväskylän Digikaverit ry", municipality_code=JYVASKYLA)
    assert found(one, traits(1, "Digikaverit ry", municipality_code=JYVASKYLA)) == [(1, (Sign.NAME,))]


def test_parishes_of_two_towns_are_not_the_same() -> None:
    towns = ("Jyväskylän", "Viitasaaren", "Laukaan", "Keuruun", "Jämsän", "Joutsan", "Toivakan")
    others = [traits(key, f"{town} seurakunta") for key, town in enumerate(towns, 1)]
    assert found(traits(0, "Saarijärven seurakunta", municipality_code=SAARIJARVI), *others) == []


def test_words_that_many_names_share_tell_less() -> None:
    towns = [traits(key, f"Jyväskylän {word}") for key, word in enumerate(("kirjasto", "uimarit", "martat"), 1)]
    more = [traits(key, f"Jyväskylän {word}") for key, word in enumerate(("laulajat", "kaupunki", "karhut"), 4)]
    assert found(traits(0, "Jyväskylän Digikaverit ry"), *towns, *more) == []


def test_the_name_in_any_language_counts() -> None:
    assert found(traits(0, "Language Bridge"), traits(1, "Kielisilta ry", "Language Bridge Association"))[0][0] == 1

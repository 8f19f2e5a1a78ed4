"""Addresses of filtered lists, each another."""

from itertools import islice, product
from urllib.parse import quote

TOWNS = ("179", "180", "500", "410", "992", "")
AGES = ("", "0-6", "7-21", "22-65", "65+")
MODES = ("", "drop_in", "appointment", "registration")
LANGUAGES = ("", "sv", "en", "ru")
FLAGS = ("", "maksuton=1", "esteeton=1", "etana=1")


def addresses(number: int) -> list[str]:
    """At most 1,920, all different; towns, ages and ways in change from one to the next."""
    every = (_address(*one) for one in product(FLAGS, LANGUAGES, MODES, AGES, TOWNS))
    return list(islice(every, number))


def _address(flag: str, language: str, mode: str, age: str, town: str) -> str:
    parts = [f"kunta={town}"]
    parts += [f"{key}={quote(value)}" for key, value in (("ika", age), ("miten", mode), ("kieli", language)) if value]
    return f"/haku/?{'&'.join([*parts, flag] if flag else parts)}"

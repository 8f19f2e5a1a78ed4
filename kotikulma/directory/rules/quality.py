"""What could be better about a published record. Hints, never refusals: an imported record is shown with them.

The text checks are those PTV's own quality tool gives its editors: contact details, hours, addresses and law
sections belong in their own fields, because only there they can be kept current.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from kotikulma.directory.rules.entries import publishing_gaps
from kotikulma.directory.types import AreaType
from kotikulma.directory.types.records import ChannelRecord, PlaceRecord, ServiceRecord

SUMMARY_LENGTH = 150
PAGE_LANGUAGES = ("fi", "sv", "en")
SENTENCES = {
    "responsible_missing": _("Vastuuorganisaatio puuttuu."),
    "summary_missing": _("Tiivistelmä puuttuu suomeksi ja ruotsiksi."),
    "summary_too_long": _("Tiivistelmä on yli 150 merkkiä. Lyhennä sitä."),
    "target_group_missing": _("Kohderyhmä puuttuu."),
    "service_class_missing": _("Palveluluokka puuttuu."),
    "url_in_text": _("Kuvauksessa on verkko-osoite. Siirrä se yhteystietoihin."),
    "email_in_text": _("Kuvauksessa on sähköpostiosoite. Siirrä se yhteystietoihin."),
    "phone_in_text": _("Kuvauksessa on puhelinnumero. Siirrä se yhteystietoihin."),
    "address_in_text": _("Kuvauksessa on katuosoite. Siirrä se paikan osoitteeseen."),
    "hours_in_text": _("Kuvauksessa on aukioloaikoja. Siirrä ne aukioloihin."),
    "law_in_text": _("Kuvauksessa on lakipykälä. Kerro asia omin sanoin."),
    "year_in_text": _("Kuvauksessa on mennyt vuosi. Tarkista, onko tieto ajan tasalla."),
    "way_missing": _("Numero tai osoite puuttuu. Lisää se yhteystietoihin."),
    "one_town_everywhere": _("Palvelu on merkitty koko Suomeen, mutta teksti puhuu yhdestä kunnasta. Tarkista alue."),
}
URL = re.compile(
    r"https?://|\bwww\.|(?<![@\w.-])[a-z0-9-]{2,}(?:\.[a-z0-9-]+)*\.(?:fi|com|org|net|eu)\b(?!@)", re.IGNORECASE
)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}|\(at\)", re.IGNORECASE)
PHONE = re.compile(r"(?<![\d.,])(?:\+358[\s-]?|0)\d{1,3}[\s-]?\d{2,4}(?:[\s-]?\d{2,4}){1,2}(?![\d.,]*\d)")
STREET = re.compile(
    r"\b[A-ZÅÄÖ][a-zåäö-]*(?:katu|tie|kuja|polku|väylä|raitti|kaari|aukio|gatan|vägen|gränden|stigen)\s+\d+\b"
)
HOURS = re.compile(
    r"\b(?:klo|kl\.)\s*\d{1,2}(?:[.:]\d{2})?\s*[–-]\s*\d{1,2}|"
    r"\b(?:ma|ti|ke|to|pe|la|su)(?:\s*[–-]\s*(?:ma|ti|ke|to|pe|la|su))?\s+\d{1,2}(?:[.:]\d{2})?\s*[–-]\s*\d{1,2}|"
    r"\b\d{1,2}\s*(?:am|pm)\b",
    re.IGNORECASE,
)
LAW = re.compile(r"\d+\s*§|§\s*\d+|\b\d{1,4}/(?:19|20)\d{2}\b")
WORD = re.compile(r"[\w-]{5,}")
Described = ServiceRecord | PlaceRecord | ChannelRecord
YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
CHECKS = (
    ("url_in_text", URL),
    ("email_in_text", EMAIL),
    ("phone_in_text", PHONE),
    ("address_in_text", STREET),
    ("hours_in_text", HOURS),
    ("law_in_text", LAW),
)


@dataclass(frozen=True, slots=True)
class Hint:
    """`code` of SENTENCES, the `field` to mend and, for a text, its `language`."""

    code: str
    field: str
    language: str = ""


def quality_hints(record: Described, today: date, municipality_names: Collection[str] = ()) -> tuple[Hint, ...]:
    """Everything worth mending in one record, most important first."""
    if isinstance(record, PlaceRecord):
        gaps = publishing_gaps(record.summary, record.organization is not None, (), is_service=False)
        hints = [Hint(gap.code, gap.field) for gap in gaps]
        return (*hints, *text_hints(record.summary, record.description, today))
    if isinstance(record, ChannelRecord):
        gaps = publishing_gaps(record.summary, record.organization_id is not None, (), is_service=False)
        hints = [Hint(gap.code, gap.field) for gap in gaps]
        hints += [] if any(each.value for each in record.contacts) else [Hint("way_missing", "contacts")]
        return (*hints, *text_hints(record.summary, record.description, today))
    schemes = [term.scheme for term in record.terms]
    gaps = publishing_gaps(record.summary, record.responsible is not None, schemes, is_service=True)
    hints = [Hint(gap.code, gap.field) for gap in gaps]
    texts = (record.name, record.summary, record.description)
    if record.area_type == AreaType.NATIONWIDE and names_one_town(texts, municipality_names):
        hints.append(Hint("one_town_everywhere", "area_type"))
    return (*hints, *text_hints(record.summary, record.description, today))


def text_hints(summary: Mapping[str, str], description: Mapping[str, str], today: date) -> tuple[Hint, ...]:
    """The checks that need nothing but the words, language by language."""
    hints = [
        Hint("summary_too_long", "summary", language)
        for language, text in summary.items()
        if len(text) > SUMMARY_LENGTH and language not in ("fi", "sv")
    ]
    for language, text in description.items():
        hints += [Hint(code, "description", language) for code, pattern in CHECKS if pattern.search(text)]
        years = [int(year) for year in YEAR.findall(LAW.sub("", text))]
        if years and max(years) < today.year:
            hints.append(Hint("year_in_text", "description", language))
    return tuple(hints)


def missing_languages(name: Mapping[str, str], summary: Mapping[str, str]) -> tuple[str, ...]:
    """Languages of our pages in which a reader would meet another language."""
    return tuple(language for language in PAGE_LANGUAGES if not (name.get(language) and summary.get(language)))


def names_one_town(texts: Iterable[Mapping[str, str]], municipality_names: Collection[str]) -> bool:
    """Whether the words speak of exactly one municipality, in any inflection that keeps its stem."""
    words = {word for each in texts for text in each.values() for word in WORD.findall(text.lower())}
    stems = _stems(frozenset(municipality_names))
    lengths = {len(stem) for stem in stems}
    found = {name for word in words for length in lengths for name in stems.get(word[:length], ())}
    return len(found) == 1


@lru_cache(maxsize=4)
def _stems(names: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """What of a name stays in every inflection -> the names."""
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        if len(name) > 4:
            stem = name.lower()[: max(5, len(name) - 2)]
            found[stem] = (*found.get(stem, ()), name)
    return found

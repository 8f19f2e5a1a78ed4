"""Small readers every PTV object shares: language rows, contacts, areas, code lists, moments, addresses."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kotikulma.directory.formats.ptv.values import PtvArea, PtvTerm
from kotikulma.directory.types import Charge, Contact, ContactType, Status, TermScheme
from kotikulma.directory.types.imports import Problem

HELSINKI = ZoneInfo("Europe/Helsinki")
UUID = re.compile(r"^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$", re.IGNORECASE)
EMAIL = re.compile(r"^[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+$")
CHARGES = {
    "FreeOfCharge": Charge.FREE, "Free": Charge.FREE, "Chargeable": Charge.CHARGEABLE,
    "Charged": Charge.CHARGEABLE, "Other": Charge.OTHER,
}  # fmt: skip
STATUSES = {
    "Published": Status.PUBLISHED, "Draft": Status.DRAFT, "Modified": None, "Deleted": Status.ARCHIVED,
    "OldPublished": Status.ARCHIVED, "Removed": Status.ARCHIVED, "Archived": Status.ARCHIVED,
    "Withdrawn": Status.ARCHIVED,
}  # fmt: skip
# PTV renumbered its service classes between two lists; None has no successor
RENUMBERED = {"P7.12": None, "P7.13": "P7.12"}
OLD_CLASS = "http://uri.suomi.fi/codelist/ptv/ptvserclass/code/"
NEW_CLASS = "http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/"


class Notes:
    """Collects problems while one object is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, path: str, code: str, message: str) -> None:
        self.problems.append(Problem(path, code, message))


def rows(raw: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects of a list with their position; anything else in it is passed over."""
    if isinstance(raw, list):
        for position, item in enumerate(raw):
            if isinstance(item, dict):
                yield position, item


def mapping(raw: Any) -> Mapping[str, Any]:
    """The object, or an empty one where there is none."""
    return raw if isinstance(raw, Mapping) else {}


def text_of(raw: Any) -> str:
    """Trimmed text; what no database can keep (NUL, half a surrogate pair) is dropped."""
    if not isinstance(raw, str):
        return ""
    plain = raw if raw.isascii() else raw.encode("utf-8", "ignore").decode()
    return plain.replace("\x00", "").strip()


def told(raw: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(key for key, value in raw.items() if value is not None)


def texts(raw: Any, kind: str = "") -> dict[str, str]:
    """`[{language, value, type?}]` to a language map; null and empty values are no translations."""
    found: dict[str, str] = {}
    for _position, item in rows(raw):
        if kind and item.get("type") != kind:
            continue
        language, value = text_of(item.get("language")).lower(), text_of(item.get("value"))
        if language and value:
            found.setdefault(language, value)
    return found


def words(raw: Any, kind: str = "") -> dict[str, tuple[str, ...]]:
    """As `texts`, keeping every value of a language in its order, once."""
    found: dict[str, dict[str, None]] = {}
    for _position, item in rows(raw):
        if kind and item.get("type") != kind:
            continue
        language, value = text_of(item.get("language")).lower(), text_of(item.get("value"))
        if language and value:
            found.setdefault(language, {})[value] = None
    return {language: tuple(values) for language, values in found.items()}


def paragraphs(*maps: Mapping[str, str]) -> dict[str, str]:
    """Texts one after the other, language by language, each paragraph once."""
    joined: dict[str, dict[str, None]] = {}
    for each in maps:
        for language, value in each.items():
            joined.setdefault(language, {})[value] = None
    return {language: "\n\n".join(values) for language, values in joined.items()}


def languages(raw: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text_of(item).lower() for item in raw if text_of(item))) if isinstance(raw, list) else ()


def identifier(raw: Any) -> str:
    value = text_of(raw).lower()
    return value if UUID.match(value) else ""


def status(raw: Mapping[str, Any], notes: Notes) -> Status | None:
    value = text_of(raw.get("publishingStatus"))
    if value not in STATUSES:
        notes.add(
            "publishingStatus", "status_unknown", _("Julkaisutila puuttuu tai on vieras, joten kohde jää luonnokseksi.")
        )
        return Status.DRAFT
    return STATUSES[value]


def moment(raw: Any) -> datetime | None:
    """PTV's `modified`: UTC, any number of decimals, usually without Z. Aware UTC, or None."""
    value = text_of(raw).replace("Z", "")
    try:
        parsed = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value))
    except ValueError:
        return None
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def local_date(raw: Any) -> date | None:
    """A validity date. Midnight is the date itself; 21:00 or 22:00 is the next midnight of Helsinki told in UTC.

    ValueError when there is something that is no date.
    """
    value = text_of(raw)
    if not value:
        return None
    told_in_utc = value.endswith(("Z", "+00:00"))
    parsed = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value.removesuffix("Z")))
    parsed = parsed.replace(tzinfo=None)
    if (parsed.hour, parsed.minute) == (0, 0):
        return parsed.date()
    if told_in_utc or (parsed.hour in (21, 22) and parsed.minute == 0):
        return parsed.replace(tzinfo=UTC).astimezone(HELSINKI).date()
    return parsed.date()


def contacts(raw: Mapping[str, Any], path: str, notes: Notes) -> tuple[Contact, ...]:
    """Phones, e-mails and web pages under either of PTV's names, each value once with its topics by language."""
    found: dict[tuple[ContactType, str], dict[str, Any]] = {}
    for key in ("phoneNumbers", "supportPhones"):
        for position, item in rows(raw.get(key)):
            _phone(found, item, f"{path}{key}[{position}]", notes)
    for key in ("emails", "supportEmails"):
        for position, item in rows(raw.get(key)):
            address = text_of(item.get("value"))
            if EMAIL.match(address):
                _keep(found, ContactType.EMAIL, address, item, text_of(item.get("additionalInformation")))
            elif address:
                notes.add(
                    f"{path}{key}[{position}]", "email_bad", _("Sähköpostiosoite on virheellinen, joten se jäi pois.")
                )
    for position, item in rows(raw.get("webPages")):
        _page(found, item, f"{path}webPages[{position}]", "value", notes)
    for position, item in rows(raw.get("channelUrls")):
        _page(found, item, f"{path}channelUrls[{position}]", "type", notes)
    return tuple(
        Contact(type=kind, value=value, topic=extra["topic"], charge=extra["charge"])
        for (kind, value), extra in found.items()
    )


def _phone(found: dict[Any, Any], item: Mapping[str, Any], path: str, notes: Notes) -> None:
    number = re.sub(r"[\s()-]+", "", text_of(item.get("number")))
    if not number:
        return
    if item.get("type") == "Fax":
        notes.add(path, "fax_left_out", _("Faksinumeroa ei tuoda."))
        return
    if not re.fullmatch(r"\+?\d{2,15}", number):
        notes.add(path, "phone_bad", _("Puhelinnumero on virheellinen, joten se jäi pois."))
        return
    prefix = "" if item.get("isFinnishServiceNumber") else text_of(item.get("prefixNumber"))
    value = number if number.startswith("+") or not prefix else prefix + number.removeprefix("0")
    _keep(found, ContactType.PHONE, value, item, text_of(item.get("additionalInformation")))
    free = CHARGES.get(text_of(item.get("serviceChargeType"))) == Charge.FREE
    charge = text_of(item.get("chargeDescription")) or (Charge.FREE.value if free else "")
    entry = found[ContactType.PHONE, value]
    entry["charge"] = entry["charge"] or charge


def _page(found: dict[Any, Any], item: Mapping[str, Any], path: str, title: str, notes: Notes) -> None:
    address = text_of(item.get("url"))
    if re.match(r"^https?://[^\s/]+\.[^\s]+$", address, re.IGNORECASE):
        _keep(found, ContactType.WEB, address, item, text_of(item.get(title)))
    elif address:
        notes.add(path, "url_bad", _("Verkko-osoite ei ala http:// tai https://, joten se jäi pois."))


def _keep(found: dict[Any, Any], kind: ContactType, value: str, item: Mapping[str, Any], topic: str) -> None:
    entry = found.setdefault((kind, value), {"topic": {}, "charge": ""})
    language = text_of(item.get("language")).lower() or "fi"
    if topic:
        entry["topic"].setdefault(language, topic)


def area(raw: Mapping[str, Any], notes: Notes) -> PtvArea:
    """Municipality codes stand inside `areas[].municipalities`; the row's own code is theirs only rarely."""
    if text_of(raw.get("areaType")) != "LimitedType":
        return PtvArea(nationwide=True)
    codes: dict[str, None] = {}
    for position, item in rows(raw.get("areas")):
        inner = [text_of(each.get("code")) for _position, each in rows(item.get("municipalities"))]
        if not inner and item.get("type") == "Municipality":
            inner = [text_of(item.get("code"))]
        good = [code.zfill(3) for code in inner if code.isdigit() and len(code) <= 3]
        codes.update(dict.fromkeys(good))
        if not good:
            notes.add(
                f"areas[{position}]",
                "area_without_municipalities",
                _("Alueella ei ole kuntakoodeja, joten se jäi pois."),
            )
    return PtvArea(nationwide=False, municipalities=tuple(sorted(codes)))


def terms(raw: Mapping[str, Any]) -> tuple[PtvTerm, ...]:
    """Service classes, target groups and life events, each with every address it goes by."""
    found: dict[str, PtvTerm] = {}
    for key, scheme in (
        ("serviceClasses", TermScheme.SERVICE_CLASS),
        ("targetGroups", TermScheme.TARGET_GROUP),
        ("lifeEvents", TermScheme.LIFE_EVENT),
    ):
        for _position, item in rows(raw.get(key)):
            term = make_term(
                scheme, (item.get("uri"), item.get("newUri")), text_of(item.get("code")), texts(item.get("name"))
            )
            if term:
                found.setdefault(term.uri, term)
    return tuple(found.values())


def make_term(scheme: str, addresses: Iterable[Any], code: str, labels: Mapping[str, str]) -> PtvTerm | None:
    """Newest address first. A class of the old list that was renumbered gets its new code in the address."""
    known = list(dict.fromkeys(text_of(address) for address in addresses if text_of(address)))
    for address in list(known):
        if address.startswith(OLD_CLASS):
            old = address.removeprefix(OLD_CLASS)
            successor = RENUMBERED.get(old, old)
            known += [NEW_CLASS + successor] if successor else []
    return PtvTerm(scheme, known[-1], tuple(known), code, labels) if known else None

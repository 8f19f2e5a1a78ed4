"""Events of another Linked Events service: what we understand of each, and what in it we could not use.

Shapes differ between cities: fields and values we do not know are passed over, never refused (Postel, RFC 761 2.10).
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

from kotikulma.events.types import EventType, Mode
from kotikulma.events.types.borrowed import Problem
from kotikulma.events.types.themes import theme

_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<\s*(?:br|/p|/li|/h\d)\s*/?>", re.IGNORECASE)
_BLANK = re.compile(r"\n\s*\n\s*\n+")
_LAST = re.compile(r"([^/]+)/?$")
LIMITS = {"name": 120, "short_description": 200, "description": 5000, "location_extra_info": 200}
Texts = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEvent:
    """One event of the other service. `super_id`: of the series it is a time of. `place`: the object if it came too."""

    id: str
    title: Texts
    summary: Texts
    description: Texts
    starts_at: datetime
    ends_at: datetime | None
    super_id: str = ""
    place_id: str = ""
    place: Mapping[str, Any] = field(default_factory=dict)
    place_note: Texts = field(default_factory=dict)
    mode: str = Mode.IN_PERSON
    type: str = EventType.OTHER
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    min_age: int | None = None
    max_age: int | None = None
    free: bool = True
    price: Texts = field(default_factory=dict)
    status: str = "EventScheduled"
    deleted: bool = False
    problems: tuple[Problem, ...] = ()


class Unreadable(ValueError):
    """The bytes are no JSON, or no page, list or object of events."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that could not become an event: its id, as far as it has one, and why."""

    id: str
    problem: Problem


def rows(data: bytes) -> tuple[list[Any], str | None]:
    """The events of a page, a list or a single object, and the address of the next page."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Unreadable(str(error)) from None
    if isinstance(found, dict) and isinstance(found.get("data"), list):
        meta = found.get("meta")
        following = meta.get("next") if isinstance(meta, dict) else None
        return found["data"], following if isinstance(following, str) else None
    if isinstance(found, list):
        return found, None
    if isinstance(found, dict) and ("start_time" in found or "name" in found):
        return [found], None
    raise Unreadable("no events")


def event(row: Any) -> ReadEvent | Skipped | None:
    """One row; None for what is only the head of a series, whose times come as rows of their own."""
    if not isinstance(row, dict):
        return Skipped("", Problem("", "not_an_object", _("Rivi ei ole tapahtuma.")))
    name = str(row.get("id") or "")
    if not name:
        return Skipped("", Problem("id", "missing", _("Tapahtumalta puuttuu tunniste.")))
    if row.get("super_event_type") in ("recurring", "umbrella"):
        return None
    problems: list[Problem] = []
    title = _texts(row, "name", problems) or _texts(row, "headline", problems)
    starts_at = _moment(row.get("start_time"))
    if not title and not row.get("deleted"):
        return Skipped(name, Problem("name", "missing", _("Tapahtumalta puuttuu nimi.")))
    if starts_at is None:
        return Skipped(name, Problem("start_time", "missing", _("Tapahtumalta puuttuu alkamisaika.")))
    ends_at = _moment(row.get("end_time"))
    if ends_at is not None and ends_at <= starts_at:
        problems.append(Problem("end_time", "before_start", _("Tapahtuma päättyy ennen alkuaan. Loppuaika jäi pois.")))
        ends_at = None
    place_id, place = _place(row.get("location"))
    low, high = _age(row.get("audience_min_age")), _age(row.get("audience_max_age"))
    if low is not None and high is not None and low > high:
        problems.append(Problem("audience_min_age", "order", _("Ikärajat ovat ristissä. Ne jäivät pois.")))
        low = high = None
    return ReadEvent(
        id=name,
        title=title,
        summary=_texts(row, "short_description", problems),
        description=_texts(row, "description", problems),
        starts_at=starts_at,
        ends_at=ends_at,
        super_id=next(_references([row.get("super_event")]), ""),
        place_id=place_id,
        place=place,
        place_note=_texts(row, "location_extra_info", problems),
        mode=_mode(row, place_id),
        type=EventType.COURSE if row.get("type_id") == "Course" else EventType.OTHER,
        themes=tuple(dict.fromkeys(filter(None, map(theme, _references(row.get("keywords")))))),
        languages=tuple(code for code in _references(row.get("in_language")) if len(code) == 2),
        min_age=low,
        max_age=high,
        **_offer(row.get("offers")),
        status=str(row.get("event_status") or "EventScheduled"),
        deleted=bool(row.get("deleted")) or row.get("publication_status") == "draft",
        problems=tuple(problems),
    )


def _texts(row: Mapping[str, Any], name: str, problems: list[Problem]) -> Texts:
    """Texts by language, without markup; what is too long ends at a word and is told."""
    value = row.get(name)
    if isinstance(value, str):
        value = {"fi": value}
    found: Texts = {}
    for language, text in value.items() if isinstance(value, dict) else ():
        plain = _plain(text) if isinstance(text, str) else ""
        if len(plain) > LIMITS.get(name, 120):
            problems.append(Problem(f"{name}.{language}", "shortened", _("Teksti lyhennettiin.")))
            plain = plain[: LIMITS.get(name, 120) - 1].rsplit(" ", 1)[0] + "…"
        if plain:
            found[str(language)] = plain
    return found


def _plain(text: str) -> str:
    lines = unescape(_TAG.sub("", _BREAK.sub("\n", text))).replace("\r", "").replace("\x00", "")
    return _BLANK.sub("\n\n", "\n".join(line.strip() for line in lines.split("\n"))).strip()


def _moment(value: Any) -> datetime | None:
    """An instant; a time without a zone is not one."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _place(value: Any) -> tuple[str, Mapping[str, Any]]:
    if not isinstance(value, dict):
        return "", {}
    name = value.get("id") or next(_references([value]), "")
    return str(name), value if "name" in value else {}


def _references(value: Any) -> Iterator[str]:
    """The ids behind `{"@id": "https://…/keyword/yso:p1/"}` or inside whole objects."""
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            found = one.get("id") or one.get("@id") or ""
            if match := _LAST.search(str(found)):
                yield match[1]


def _mode(row: Mapping[str, Any], place_id: str) -> str:
    if place_id.endswith(":internet"):
        return Mode.ONLINE
    return Mode.HYBRID if row.get("is_virtualevent") else Mode.IN_PERSON


def _offer(value: Any) -> dict[str, Any]:
    offers = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    if not offers:
        return {}
    price = offers[0].get("price")
    words = {key: _plain(text)[:200] for key, text in price.items() if text} if isinstance(price, dict) else {}
    return {"free": any(one.get("is_free") is True for one in offers), "price": words}


def _age(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 120 else None

"""What a list row shows and what it can be found and filtered by: pure, from whole records."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from kotikulma.directory.rules.entries import age_groups
from kotikulma.directory.types import (
    MEETING_PLACE_TYPES,
    Accessibility,
    AccessMode,
    AddressVisibility,
    AreaType,
    Charge,
    OpenKind,
    Schedule,
    Status,
    TermScheme,
)
from kotikulma.directory.types.records import ConnectionRecord, OrganizationRecord, PlaceRecord, ServiceRecord
from kotikulma.kernel import municipalities
from kotikulma.kernel.search.types import Document

REMOTE = "remote"
STEP_FREE = "step_free"
# A service under its own name beats a place of the same words; a general description is the last resort.
WEIGHTS = {"service": 1.0, "place": 0.9, "organization": 0.5, "general_description": 0.3}


def life(schedules: Iterable[Schedule], today: date) -> dict[str, Any]:
    """What open intervals cannot tell: has not begun, paused, without hours, always open. JSON, dates as ISO."""
    alive = [schedule for schedule in schedules if not (schedule.ends_on and schedule.ends_on < today)]
    coming = [schedule.starts_on for schedule in alive if schedule.starts_on and schedule.starts_on > today]
    running = [schedule for schedule in alive if not (schedule.starts_on and schedule.starts_on > today)]
    paused = [schedule for schedule in running if _paused(schedule, today)]
    known = any(_has_hours(schedule) for schedule in running)
    found: dict[str, Any] = {"kind": OpenKind.CLOSED if known else OpenKind.UNKNOWN}
    if any(_always(schedule) for schedule in running):
        found["always"] = True
    if running and len(paused) == len(running):
        until = min((item.paused_until for item in paused if item.paused_until), default=None)
        found |= {"kind": OpenKind.PAUSED, "until": until.isoformat() if until else None}
        found["reason"] = dict(paused[0].pause_reason)
    elif not running and coming:
        found |= {"kind": OpenKind.STARTS, "starts": min(coming).isoformat()}
    elif not alive:
        found["kind"] = OpenKind.ENDED
    return found


def next_change(dates: Iterable[date | None], today: date) -> date | None:
    """The first day after today on which the words above change by themselves."""
    return min((day for day in dates if day and day > today), default=None)


def change_dates(schedule: Schedule) -> list[date | None]:
    one = timedelta(days=1)
    return [
        schedule.starts_on,
        schedule.ends_on and schedule.ends_on + one,
        schedule.paused_from,
        schedule.paused_until and schedule.paused_until + one,
    ]


def service_document(record: ServiceRecord, today: date, municipality: Mapping[str, Mapping[str, str]]) -> Document:
    """The service as search sees it. `municipality`: code -> names by language, for place words."""
    living = [item for item in record.connections if not (item.ends_on and item.ends_on < today)]
    places = [item.place for item in living if item.place]
    best = _first_located(places)
    return Document(
        kind="service",
        uuid=record.uuid,
        names=dict(record.name),
        summaries=dict(record.summary),
        bodies=_joined(record.description, record.user_instruction, record.requirements, *(c.note for c in living)),
        keywords=_keywords(record),
        place_words=_place_words(places, municipality),
        tags=_service_tags(record, living),
        card=_service_card(record, living, today),
        url_path=f"/palvelut/{record.uuid}/",
        latitude=best.address.latitude if best else None,
        longitude=best.address.longitude if best else None,
        weight=WEIGHTS.get(record.kind, WEIGHTS["service"]),
        public=True,
    )


def place_document(
    record: PlaceRecord,
    connections: Sequence[ConnectionRecord],
    today: date,
    municipality: Mapping[str, Mapping[str, str]],
) -> Document:
    """The place as search sees it; the names of its services are its keywords."""
    living = [item for item in connections if not (item.ends_on and item.ends_on < today)]
    keywords: dict[str, list[str]] = {}
    for item in living:
        for lang, name in item.service.name.items():
            keywords.setdefault(lang, []).append(name)
    return Document(
        kind="place",
        uuid=record.uuid,
        names=dict(record.name),
        summaries=dict(record.summary),
        bodies=_joined(record.description),
        keywords=keywords,
        place_words=_place_words([record], municipality),
        tags=_place_tags(record, living),
        card=_place_card(record, living, today),
        url_path=f"/paikat/{record.uuid}/",
        latitude=record.address.latitude,
        longitude=record.address.longitude,
        weight=WEIGHTS["place"],
        public=True,
    )


def organization_document(record: OrganizationRecord, municipality: Mapping[str, Mapping[str, str]]) -> Document:
    names = municipality.get(record.municipality_code, {})
    return Document(
        kind="organization",
        uuid=record.uuid,
        names=dict(record.name),
        summaries=dict(record.summary),
        bodies=_joined(record.description),
        keywords={},
        place_words=list(names.values()),
        tags={"kind:organization", f"sector:{record.sector}"}
        | ({f"m:{record.municipality_code}"} if record.municipality_code else set()),
        card={
            "kind": "organization",
            "name": dict(record.name),
            "summary": dict(record.summary),
            "where": {"municipality": record.municipality_code},
            "channels": [],
            "access": [],
            "languages": [],
            "life": {"kind": ""},
        },
        url_path=f"/organisaatiot/{record.uuid}/",
        latitude=None,
        longitude=None,
        weight=WEIGHTS["organization"],
        public=True,
    )


def is_listed(status: str, ends_on: date | None, today: date) -> bool:
    """I3: published and not over. What is still to come is listed with its first day."""
    return status == Status.PUBLISHED and not (ends_on and ends_on < today)


def _service_tags(record: ServiceRecord, living: Sequence[ConnectionRecord]) -> set[str]:
    modes = {*record.access_modes, *(mode for item in living for mode in item.access_modes)}
    tags = {"kind:service", f"kind:{record.kind}"}
    tags |= {f"access:{mode}" for mode in modes}
    tags |= {f"age:{code}" for code in age_groups(record.min_age, record.max_age)}
    tags |= {f"lang:{lang}" for lang in (*record.languages, *(lang for item in living for lang in item.languages))}
    tags |= {f"term:{term.uuid}" for term in record.terms}
    tags |= {f"group:{term.code}" for term in record.terms if term.scheme == TermScheme.SPECIAL_GROUP}
    tags |= {f"scheme:{term.scheme}" for term in record.terms}
    tags |= {f"event:{term.code}" for term in record.terms if term.scheme == TermScheme.LIFE_EVENT}
    tags |= {f"class:{term.code}" for term in record.terms if term.scheme == TermScheme.SERVICE_CLASS}
    tags |= {f"m:{code}" for code in record.municipalities}
    tags |= {f"m:{item.place.address.municipality_code}" for item in living if item.place}
    tags |= {f"at:{item.place.uuid}" for item in living if item.place}
    tags |= {f"org:{org.uuid}" for org in (record.responsible, *record.producers) if org}
    if record.area_type == AreaType.NATIONWIDE:
        tags.add("m:all")
    if record.charge == Charge.FREE:
        tags.add("free")
    if AccessMode.REMOTE in modes or any(item.channel for item in living):
        tags.add(REMOTE)
    if any(item.place and Accessibility.STEP_FREE in item.place.accessibility for item in living):
        tags.add(STEP_FREE)
    return tags - {"m:"}


def _place_tags(record: PlaceRecord, living: Sequence[ConnectionRecord]) -> set[str]:
    tags = {"kind:place", f"type:{record.type}", *(f"access:{mode}" for item in living for mode in item.access_modes)}
    tags |= {f"lang:{lang}" for lang in (*record.languages, *(lang for item in living for lang in item.languages))}
    for item in living:
        tags |= {f"age:{code}" for code in age_groups(item.service.min_age, item.service.max_age)}
    if not living:
        tags |= {f"age:{code}" for code in age_groups(None, None)}
    if record.address.municipality_code:
        tags.add(f"m:{record.address.municipality_code}")
    if record.type in MEETING_PLACE_TYPES:
        tags |= {"meeting", f"access:{AccessMode.DROP_IN}", "free"}
    if record.organization:
        tags.add(f"org:{record.organization.uuid}")
    if Accessibility.STEP_FREE in record.accessibility:
        tags.add(STEP_FREE)
    return tags


def _service_card(record: ServiceRecord, living: Sequence[ConnectionRecord], today: date) -> dict[str, Any]:
    places = [item.place for item in living if item.place]
    best = _first_located(places)
    shown = best or (places[0] if places else None)
    modes = list(dict.fromkeys([*record.access_modes, *(mode for item in living for mode in item.access_modes)]))
    languages = list(dict.fromkeys([*record.languages, *(lang for item in living for lang in item.languages)]))
    own = Schedule(starts_on=record.starts_on, ends_on=record.ends_on)
    return {
        "kind": "service",
        "name": dict(record.name),
        "summary": dict(record.summary),
        "organization": dict(record.responsible.name) if record.responsible else {},
        "where": _where(shown, len({place.uuid for place in places})),
        "at": _point(best),
        "channels": sorted({item.channel.type for item in living if item.channel}),
        "access": modes,
        "languages": languages,
        "ages": [record.min_age, record.max_age],
        "charge": record.charge,
        "life": life([item.schedule for item in living] or [own], today),
    }


def _place_card(record: PlaceRecord, living: Sequence[ConnectionRecord], today: date) -> dict[str, Any]:
    return {
        "kind": "place",
        "type": record.type,
        "name": dict(record.name),
        "summary": dict(record.summary),
        "organization": dict(record.organization.name) if record.organization else {},
        "where": _where(record, 1),
        "at": _point(record),
        "channels": [],
        "access": list(dict.fromkeys(mode for item in living for mode in item.access_modes)),
        "languages": list(record.languages),
        "ages": [None, None],
        "charge": "",
        "life": life([record.schedule], today),
    }


def _where(place: PlaceRecord | None, count: int) -> dict[str, Any]:
    if place is None:
        return {}
    return {
        "place": dict(place.name) if place.address_visibility != AddressVisibility.HIDDEN else {},
        "street": dict(place.address.street),
        "municipality": place.address.municipality_code,
        "places": count,
    } | (
        {} if municipalities.get(place.address.municipality_code) else {"post_office": dict(place.address.post_office)}
    )


def _point(place: PlaceRecord | None) -> list[float] | None:
    """For the map; only an address that may be shown has one."""
    if place is None or place.address.latitude is None or place.address.longitude is None:
        return None
    return [round(place.address.latitude, 5), round(place.address.longitude, 5)]


def _place_words(places: Sequence[PlaceRecord], municipality: Mapping[str, Mapping[str, str]]) -> list[str]:
    words: dict[str, None] = {}
    for place in places:
        for text in (*place.address.street.values(), *place.address.post_office.values()):
            words[text] = None
        for name in municipality.get(place.address.municipality_code, {}).values():
            words[name] = None
        if place.address_visibility == AddressVisibility.PUBLIC:
            for name in place.name.values():
                words[name] = None
    return list(words)


def _keywords(record: ServiceRecord) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for words in (record.alternative_names, record.keywords):
        for lang, values in words.items():
            found.setdefault(lang, []).extend(values)
    for term in record.terms:
        for lang, label in term.labels.items():
            found.setdefault(lang, []).append(label)
    return found


def _joined(*maps: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for texts in maps:
        for lang, text in texts.items():
            found.setdefault(lang, []).append(text)
    return {lang: "\n".join(parts) for lang, parts in found.items()}


def _first_located(places: Sequence[PlaceRecord]) -> PlaceRecord | None:
    return next((place for place in places if place.address.latitude is not None), None)


def _has_hours(schedule: Schedule) -> bool:
    own = any(period.slots or period.always_open for period in schedule.periods)
    special = any(item.slots for item in schedule.exceptions)
    return own or special or bool(schedule.parent and _has_hours(schedule.parent))


def _always(schedule: Schedule) -> bool:
    if schedule.periods:
        return any(period.always_open for period in schedule.periods)
    return bool(schedule.parent and _always(schedule.parent))


def _paused(schedule: Schedule, today: date) -> bool:
    if not schedule.paused_from and not schedule.paused_until:
        return False
    return (schedule.paused_from or today) <= today <= (schedule.paused_until or today)

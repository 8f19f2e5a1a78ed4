"""Events and their times as entries, in the active language. The way in online is in none of them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from kotikulma.events.types import EventState, Mode, Theme
from kotikulma.events.types.borrowed import Address
from kotikulma.events.types.calendars import CANCELLED, CONFIRMED, TENTATIVE, Entry, SeriesTimes, Site, Timetable
from kotikulma.events.types.records import EventRecord, OccurrenceRecord, PlaceRecord, Texts
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.i18n import localise

_THEMES = dict(Theme.choices)


def entries(timetable: Timetable, site: Site) -> Iterator[Entry]:
    """Series first, each with the times that differ."""
    for times in timetable.series:
        yield _rule(times, site)
        for one in times.overrides:
            yield _override(times, one, site)
    for one in timetable.singles:
        yield single(one, site)


def single(one: OccurrenceRecord, site: Site) -> Entry:
    """A time by itself: of no series, an extra one, or the one somebody puts into her own calendar."""
    related = site.uid("series", one.series.uuid) if one.series else ""
    return _occurrence(one, site, site.uid("occurrence", one.uuid), one.sequence, None, related)


def _override(times: SeriesTimes, one: OccurrenceRecord, site: Site) -> Entry:
    # RECURRENCE-ID is the start the rule gave, however often the time has been moved
    sequence = max(one.sequence, times.series.sequence)
    return _occurrence(one, site, site.uid("series", times.series.uuid), sequence, one.recurrence_id, "")


def _rule(times: SeriesTimes, site: Site) -> Entry:
    event, series = times.event, times.series
    starts = _start(series.starts_on, series.start_time)
    return Entry(
        uid=site.uid("series", series.uuid),
        starts_at=starts,
        ends_at=starts + timedelta(minutes=series.minutes),
        summary=_summary(event, event.cancelled),
        changed_at=max(event.changed_at, series.changed_at),
        sequence=series.sequence,
        status=_status(event, event.cancelled),
        description=_description(event, {}, event.state_reason, site),
        location=_location(event.mode, event.place, event.place_note),
        url=site.page(event.uuid),
        position=position_of(event.place),
        categories=_categories(event),
        rule=series.rule,
        excluded=tuple(_start(day, series.start_time) for day in sorted(series.skipped | times.gone)),
        related_to=site.uid("series", series.split_from) if series.split_from else "",
    )


def _occurrence(
    one: OccurrenceRecord, site: Site, uid: str, sequence: int, recurrence_id: datetime | None, related_to: str
) -> Entry:
    event = one.event
    return Entry(
        uid=uid,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        summary=_summary(event, one.cancelled),
        changed_at=max(event.changed_at, one.changed_at),
        sequence=sequence,
        status=_status(event, one.cancelled),
        description=_description(event, one.note, one.cancel_reason or event.state_reason, site),
        location=_location(one.mode, one.place, one.place_note),
        url=site.page(event.uuid),
        position=position_of(one.place),
        categories=_categories(event),
        recurrence_id=recurrence_id,
        related_to=related_to,
    )


def _summary(event: EventRecord, cancelled: bool) -> str:
    """Programs that do not show a status show these words."""
    title = localise(event.title).text
    if cancelled:
        return _("PERUTTU: %(title)s") % {"title": title}
    return _("SIIRTYY: %(title)s") % {"title": title} if event.postponed else title


def _status(event: EventRecord, cancelled: bool) -> str:
    if cancelled:
        return CANCELLED
    return TENTATIVE if event.state == EventState.POSTPONED else CONFIRMED


def _description(event: EventRecord, note: Texts, reason: Texts, site: Site) -> str:
    lines = [localise(reason).text, localise(note).text, localise(event.summary).text]
    if event.registration and not event.cancelled:
        lines.append(_("Ilmoittaudu tapahtuman sivulla."))
        if event.mode != Mode.IN_PERSON:
            lines.append(_("Osallistumislinkki lähetetään ilmoittautuneille."))
    return "\n".join([*filter(None, lines), site.page(event.uuid)])


def _location(mode: str, place: PlaceRecord | None, note: Texts) -> str:
    where = [*_place_words(place), localise(note).text] if mode != Mode.ONLINE else []
    found = ", ".join(filter(None, where))
    if mode == Mode.IN_PERSON:
        return found
    return _("%(place)s ja verkossa") % {"place": found} if found else _("Verkossa")


def location_of(place: PlaceRecord) -> str:
    return ", ".join(filter(None, _place_words(place)))


def _place_words(place: PlaceRecord | None) -> list[str]:
    if place is None:
        return []
    address: Address = place.address
    town = f"{address.postal_code} {localise(address.post_office).text}".strip()
    return [localise(place.name).text, localise(address.street).text, town]


def position_of(place: PlaceRecord | None) -> tuple[float, float] | None:
    if place is None or place.address.latitude is None or place.address.longitude is None:
        return None
    return (place.address.latitude, place.address.longitude)


def _categories(event: EventRecord) -> tuple[str, ...]:
    themes = [str(_THEMES[code]) for code in event.themes if code in _THEMES]
    return (event.type_label, *themes)


def _start(day: date, at: time) -> datetime:
    return datetime.combine(day, at, HELSINKI)

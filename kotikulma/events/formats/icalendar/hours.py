"""Hours of services as entries: a weekly rule over the days there are, without those it gives too many."""

from datetime import date, datetime, timedelta

from kotikulma.events.formats.icalendar.programme import location_of, position_of
from kotikulma.events.types import Rule
from kotikulma.events.types.calendars import Entry, Hours, Site
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.i18n import localise

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def entry(hours: Hours, site: Site) -> Entry:
    first, last = hours.days[0], hours.days[-1]
    weekdays = sorted({day.weekday() for day in hours.days})
    given = (first + timedelta(days=number) for number in range((last - first).days + 1))
    excluded = [day for day in given if day.weekday() in weekdays and day not in hours.days]
    night = timedelta(days=hours.closes <= hours.opens)
    kind = f"hours-{hours.opens:%H%M}-{hours.closes:%H%M}"
    return Entry(
        uid=site.uid(kind, hours.connection),
        starts_at=datetime.combine(first, hours.opens, HELSINKI),
        ends_at=datetime.combine(first + night, hours.closes, HELSINKI),
        summary=localise(hours.name).text,
        changed_at=hours.changed_at,
        description="\n".join(filter(None, [str(hours.how), site.service(hours.service)])),
        location=location_of(hours.place),
        url=site.service(hours.service),
        position=position_of(hours.place),
        rule=Rule("WEEKLY", tuple(CODES[day] for day in weekdays), until=last) if len(hours.days) > 1 else None,
        excluded=tuple(_start(day, hours) for day in excluded),
    )


def _start(day: date, hours: Hours) -> datetime:
    return datetime.combine(day, hours.opens, HELSINKI)

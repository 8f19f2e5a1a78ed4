"""What a query of the HSDS interface asks, read parameter by parameter; what cannot be read is refused by name."""

import re
from datetime import datetime, time, timedelta
from uuid import UUID

from django.http import HttpRequest

from kotikulma.directory.queries.hsds import Near, OpenAt
from kotikulma.directory.types import INTERVALS_AHEAD
from kotikulma.kernel import clock
from kotikulma.kernel.machine import bad_parameter

PER_PAGE = 50
MOST_PER_PAGE = 500
MOST_FULL = 100
LONGEST_TEXT = 10_000
OLDEST = 150
WALL = r"([01][0-9]|2[0-3]):[0-5][0-9]"
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def text(request: HttpRequest) -> str:
    return request.GET.get("search", "")[:LONGEST_TEXT].replace("\x00", " ").strip()


def truth(request: HttpRequest, name: str) -> bool:
    value = request.GET.get(name, "").strip().lower()
    if value not in {"", "true", "false", "1", "0"}:
        raise bad_parameter(name, "Give true or false.")
    return value in {"true", "1"}


def uuid(request: HttpRequest, name: str) -> UUID | None:
    value = request.GET.get(name, "").strip()
    if not value:
        return None
    try:
        return UUID(value)
    except ValueError:
        raise bad_parameter(name, "Give an id in the form of a UUID.") from None


def number(request: HttpRequest, name: str, default: int, most: int, *, least: int = 1) -> int:
    value = request.GET.get(name, "").strip()
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and len(value) <= 10 and least <= int(value) <= most):
        raise bad_parameter(name, f"Give a whole number from {least} to {most}.")
    return int(value)


def size(request: HttpRequest, *, full: bool = False) -> int:
    return number(request, "per_page", PER_PAGE, MOST_FULL if full else MOST_PER_PAGE)


def streamed(request: HttpRequest) -> bool:
    value = request.GET.get("format", "json").strip().lower()
    if value not in {"", "json", "ndjson"}:
        raise bad_parameter("format", "Give json or ndjson.")
    return value == "ndjson"


def moment(request: HttpRequest, name: str) -> datetime | None:
    value = request.GET.get(name, "").strip().replace(" ", "+")
    if not value:
        return None
    try:
        return clock.parse(value)
    except (ValueError, OverflowError):
        raise bad_parameter(name, "Give a date or moment such as 2027-02-10T09:00:00Z.") from None


def near(request: HttpRequest) -> Near | None:
    postcode = request.GET.get("postcode", "").strip()
    if postcode and not (postcode.isascii() and postcode.isdigit() and len(postcode) == 5):
        raise bad_parameter("postcode", "Give five digits.")
    latitude, longitude = _decimal(request, "lat", 90), _decimal(request, "lon", 180)
    metres = _decimal(request, "proximity", 1_000_000, least=0)
    if (latitude is None) != (longitude is None):
        raise bad_parameter("lat" if latitude is None else "lon", "Give both lat and lon, or neither.")
    if metres is not None and latitude is None and not postcode:
        raise bad_parameter("proximity", "Say from where: give postcode, or lat and lon.")
    if metres is None and latitude is not None:
        raise bad_parameter("lat", "Say how far: give proximity in metres.")
    if metres is None and not postcode:
        return None
    return Near(postcode, latitude, longitude, metres)


def _decimal(request: HttpRequest, name: str, most: float, *, least: float | None = None) -> float | None:
    value = request.GET.get(name, "").strip()
    if not value:
        return None
    low = -most if least is None else least
    try:
        number = float(value[:40])
    except ValueError:
        number = most + 1
    if not low <= number <= most:
        raise bad_parameter(name, f"Give a number from {low:g} to {most:g}.")
    return number


def ages(request: HttpRequest) -> tuple[int, int] | None:
    """From the youngest to the oldest age one looks for."""
    low = number(request, "minimum_age", 0, OLDEST, least=0)
    high = number(request, "maximum_age", OLDEST, OLDEST, least=0)
    if low > high:
        raise bad_parameter("maximum_age", "Give an age that is not below minimum_age.")
    return None if (low, high) == (0, OLDEST) else (low, high)


def open_at(request: HttpRequest) -> OpenAt | None:
    """The dates ahead that fall on the days asked for, with the hours asked for."""
    days, start, end = _weekdays(request), _wall(request, "start_time"), _wall(request, "end_time")
    if days is None and start is None and end is None:
        return None
    if start and end and time(0) < end <= start:
        raise bad_parameter("end_time", "Give a time after start_time; 00:00 is midnight at the end of the day.")
    today = clock.today()
    ahead = [today + timedelta(days=number) for number in range(INTERVALS_AHEAD.days)]
    dates = tuple(day for day in ahead if days is None or day.weekday() in days)
    return OpenAt(dates, start or time(0), end or time(0))


def _weekdays(request: HttpRequest) -> set[int] | None:
    value = request.GET.get("day", "").strip().upper()
    codes = [code.strip() for code in value.split(",")]
    if not value:
        return None
    if not set(codes) <= set(WEEKDAYS):
        raise bad_parameter("day", "Give MO, TU, WE, TH, FR, SA or SU, or several with commas between.")
    return {WEEKDAYS.index(code) for code in codes}


def _wall(request: HttpRequest, name: str) -> time | None:
    value = request.GET.get(name, "").strip()
    if value and not re.fullmatch(WALL, value):
        raise bad_parameter(name, "Give a time of day such as 09:00.")
    return time.fromisoformat(value) if value else None

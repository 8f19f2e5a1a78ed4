"""A place's week in words: the day's name, who is there when, and why nobody is."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils.translation import gettext as _

from kotikulma.directory.templatetags.directory import ACCESS_ICONS
from kotikulma.directory.types import AccessMode
from kotikulma.directory.types.pages import Happening, WeekDay, WeekSlot
from kotikulma.kernel import clock, date_words
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.public_holidays import holiday_name
from kotikulma.kernel.ui.templatetags.ui import localised

register = template.Library()


@register.simple_tag
def week_rows(week: Sequence[WeekDay], on_paper: bool = False) -> list[dict[str, Any]]:
    """Rows of the week table; days in a row with the same empty words are one row. `on_paper`: no "today"."""
    today = None if on_paper else clock.today()
    rows: list[dict[str, Any]] = []
    for day in week:
        row = _row(day, today)
        if rows and _alike(rows[-1], row):
            rows[-1] |= {"last": day.day, "past": row["past"]}
        else:
            rows.append(row)
    return [row | _names(row) for row in rows]


def _row(day: WeekDay, today: date | None) -> dict[str, Any]:
    return {
        "first": day.day,
        "last": day.day,
        "today": day.day == today,
        "tomorrow": bool(today) and day.day - timedelta(days=1) == today,
        "past": bool(today and day.day < today),
        "slots": [_slot(slot) for slot in day.slots],
        "empty": _empty(day),
        "note": _note(day),
    }


def _alike(before: dict[str, Any], row: dict[str, Any]) -> bool:
    quiet = not (before["slots"] or row["slots"] or before["today"] or before["tomorrow"] or row["today"])
    return quiet and before["empty"] == row["empty"] and before["past"] == row["past"] and not row["tomorrow"]


def _names(row: dict[str, Any]) -> dict[str, str]:
    first, last = row["first"], row["last"]
    short, number = date_words.weekday_short(first.weekday()), date_words.day_month(first)
    if row["today"] or row["tomorrow"]:
        return {"day": _("Tänään") if row["today"] else _("Huomenna"), "date": f"{short} {number}"}
    if first == last:
        return {"day": short.capitalize(), "date": number}
    return {
        "day": f"{short.capitalize()}{date_words.RANGE}{date_words.weekday_short(last.weekday())}",
        "date": date_words.day_range(first, last),
    }


def _slot(slot: WeekSlot) -> dict[str, Any]:
    item, mode = slot.connection, slot.access
    if slot.happening:
        return _happening(slot, slot.happening)
    return {
        "when": date_words.time_range(slot.opens, slot.closes),
        "name": localised(item.service.name) if item else _("Ovi auki"),
        "uuid": item.service.uuid if item else None,
        "how": AccessMode(mode).label if mode else "",
        "icon": ACCESS_ICONS[AccessMode(mode)] if mode else "",
        "tone": "open" if mode == AccessMode.DROP_IN else "closed",
    }


def _happening(slot: WeekSlot, one: Happening) -> dict[str, Any]:
    return {
        "when": date_words.time_range(slot.opens, slot.closes),
        "name": localised(one.name),
        "path": one.path,
        "how": one.how,
        "icon": one.icon,
        "tone": one.tone,
    }


def _empty(day: WeekDay) -> str:
    note = _note(day)
    if note:
        return note
    if day.door:
        return _("Ei neuvontaa. Ovi on auki %(times)s.") % {"times": date_words.time_ranges(day.door)}
    return _("Suljettu.")


def _note(day: WeekDay) -> str:
    reason = localise(day.reason).text or (holiday_name(day.holiday).capitalize() if day.holiday else "")
    if day.ask:
        return _("%(day)s: tarkista aukiolo.") % {"day": reason or _("Pyhäpäivä")}
    if day.closed:
        return _("Suljettu: %(reason)s.") % {"reason": reason.rstrip(".")} if reason else _("Suljettu.")
    return ""


@register.simple_tag
def week_caption(week: Sequence[WeekDay]) -> str:
    """ "Viikko 5: 1.2. – 7.2." in the active language."""
    first, last = week[0].day, week[-1].day
    return _("Viikko %(number)d: %(first)s – %(last)s") % {
        "number": first.isocalendar().week,
        "first": date_words.day_month(first),
        "last": date_words.day_month(last),
    }


@register.filter
def within_week(days: Sequence[WeekDay], now: datetime) -> bool:
    """Whether all of the days belong to the calendar week of `now`."""
    week = now.astimezone(clock.HELSINKI).isocalendar()[:2]
    return all(day.day.isocalendar()[:2] == week for day in days)

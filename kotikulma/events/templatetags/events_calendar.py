"""The calendar's days, filters and first line."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kotikulma.directory.types import AGE_GROUPS
from kotikulma.events.forms.calendar import MONTH, PAST, TODAY, WEEK, Asked
from kotikulma.events.queries.calendar import Listing
from kotikulma.events.rules import time_words
from kotikulma.events.templatetags.events import theme_label
from kotikulma.events.types.records import ListFilter, OccurrenceRecord
from kotikulma.kernel import clock, date_words, municipalities
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui.language_names import language_name

register = template.Library()

FLAGS = {
    "maksuton": ("free", "free", gettext_lazy("Maksuton")),
    "verkossa": ("online", "online", gettext_lazy("Verkossa")),
    "ilmo": ("open_to_register", "register", gettext_lazy("Ilmoittautuminen auki")),
}
SEVERAL = {"ika": ("age", "age_groups"), "kieli": ("language", "languages"), "aihe": ("theme", "themes")}


@register.filter
def iso(day: date) -> str:
    return day.isoformat()


@register.filter
def is_today(day: date) -> bool:
    return day == clock.today()


@register.simple_tag
def weekdays() -> list[tuple[str, str]]:
    """Short and whole names from Monday."""
    return [(date_words.weekday_short(day), date_words.weekday_name(day)) for day in range(7)]


@register.simple_tag
def by_day(rows: Sequence[OccurrenceRecord], asked: Asked) -> list[tuple[date, list[OccurrenceRecord]]]:
    """Times under the local day they start on; what began before the stretch stands under its first day."""
    first = asked.first if asked.first and asked.view != PAST else date.min

    def day_of(row: OccurrenceRecord) -> date:
        return max(first, time_words.local(row.starts_at).date())

    return [(day, list(found)) for day, found in groupby(rows, key=day_of)]


@register.simple_tag
def choices(key: str, filters: ListFilter, counts: Mapping[str, int]) -> SafeString:
    """Checkboxes of one group with how many each would leave; languages and themes only those that are there."""
    group, name = SEVERAL[key]
    chosen = getattr(filters, name)
    made = (
        _choice(key, code, words, code in chosen, counts.get(f"{group}:{code}", 0))
        for code, words in _codes(key, chosen, counts)
    )
    return SafeString("".join(made))


def _codes(key: str, chosen: Iterable[str], counts: Mapping[str, int]) -> list[tuple[str, str]]:
    if key == "ika":
        return [(group.code, str(group.label)) for group in AGE_GROUPS]
    group = SEVERAL[key][0]
    there = {tag.removeprefix(f"{group}:") for tag in counts if tag.startswith(f"{group}:")} | set(chosen)
    name = language_name if key == "kieli" else theme_label
    return sorted(
        ((code, name(code)) for code in there), key=lambda pair: (-counts.get(f"{group}:{pair[0]}", 0), pair[1])
    )


@register.simple_tag
def flag(key: str, filters: ListFilter, counts: Mapping[str, int]) -> SafeString:
    """One checkbox that is on or off."""
    name, group, words = FLAGS[key]
    return SafeString(_choice(key, "1", str(words), getattr(filters, name), counts.get(f"{group}:1", 0)))


def _choice(key: str, value: str, words: str, chosen: bool, count: int) -> str:
    checked = " checked" if chosen else ""
    return (
        f'<label class="k-check"><input type="checkbox" id="v-{key}-{escape(value)}" name="{key}"'
        f' value="{escape(value)}"{checked}>{escape(words)}'
        f'<span class="k-count"{"" if count else " data-none"}>{count}</span></label>'
    )


@register.simple_tag
def chosen(asked: Asked, place: Any = None, organiser: Any = None) -> list[tuple[str, str, str]]:
    """What narrows the list, as (key, value, words): each can be taken away alone."""
    filters = asked.filters
    found = [("kunta", code, municipalities.name(code)) for code in filters.municipalities]
    found += [("ika", group.code, str(group.label)) for group in AGE_GROUPS if group.code in filters.age_groups]
    found += [("kieli", code, language_name(code)) for code in sorted(filters.languages)]
    found += [("aihe", code, theme_label(code)) for code in sorted(filters.themes)]
    found += [(key, "1", str(words)) for key, (name, _group, words) in FLAGS.items() if getattr(filters, name)]
    if place:
        found.append(("paikka", str(place.uuid), localise(place.name).text))
    if organiser:
        found.append(("jarjestaja", str(organiser.uuid), localise(organiser.name).text))
    return found


@register.simple_tag
def toggled(links: Any, key: str, value: str) -> str:
    return str(links.toggled(key, value))


@register.simple_tag
def having(links: Any, **values: str) -> str:
    return str(links.having(**values))


@register.simple_tag
def municipality_names(found: Sequence[Any]) -> str:
    return ",".join(f"{one.code}:{localise(one.name).text}" for one in found)


@register.simple_tag
def answer(found: Listing, asked: Asked) -> str:
    """The first line: "14 tapahtumaa tällä viikolla."."""
    count = ngettext("%(count)d tapahtuma", "%(count)d tapahtumaa", found.total) % {"count": found.total}
    if found.capped:
        count = _("Yli %(count)d tapahtumaa") % {"count": found.total}
    if not found.total:
        count = _("Ei tapahtumia")
    return f"{count} {stretch_words(asked)}".strip() + "."


def stretch_words(asked: Asked) -> str:
    """ "tänään", "tällä viikolla", "viikolla 7 (15.–21.2.)", "helmikuussa 2027"."""
    today = clock.today()
    if asked.view == PAST:
        return _("menneissä")
    if asked.first is None or asked.last is None:
        return _("%(day)s alkaen") % {"day": date_words.short_date(asked.day)} if asked.day != today else _("tulossa")
    if asked.first <= today <= asked.last:
        return {TODAY: _("tänään"), WEEK: _("tällä viikolla"), MONTH: _("tässä kuussa")}[asked.view]
    if asked.view == TODAY:
        return date_words.when_words(asked.day, today)
    if asked.view == WEEK:
        return _("viikolla %(number)d (%(days)s)") % {
            "number": asked.first.isocalendar().week,
            "days": date_words.day_range(asked.first, asked.last),
        }
    return ""


@register.simple_tag
def month_title(asked: Asked) -> str:
    """ "Helmikuu 2027"."""
    words = date_format(asked.day, "F Y")
    return words[:1].upper() + words[1:]

"""Lines of lists, each rendered once: what is stored once for good, and the words of open states once a minute."""

from collections.abc import Hashable, Sequence
from datetime import date, datetime

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kotikulma.directory.queries.listing import Row
from kotikulma.directory.queries.remembered import Remembered
from kotikulma.directory.templatetags.directory import Halves, open_state, row_halves
from kotikulma.kernel.ui import links

register = template.Library()
_halves: Remembered[Halves] = Remembered(1500)
_states: Remembered[SafeString] = Remembered(1000)
AS_STORED = ("fi", False)  # addresses are stored as they read in Finnish
STANDING = (0, None, date.min)  # the stamp tells all that is stored, the address too; nothing else changes the halves


@register.simple_tag(takes_context=True)
def rows(context: template.Context, found: Sequence[Row], now: datetime) -> SafeString:
    """The `<li>` of every row. Words such as "klo 11" or "tänään" hold for the minute they were said in."""
    request = context.get("request")
    language = get_language() or "fi"
    tone = (language, links.is_plain(request))
    keys = [(one.stamp, one.kilometres, tone) for one in found]
    known = _halves.among(STANDING, [key for key in keys if key[0]])
    new: dict[Hashable, Halves] = {}
    made: list[str] = []
    for one, key in zip(found, keys, strict=True):
        halves = known.get(key)
        if halves is None:
            address = one.url if tone == AS_STORED else links.keep(request, one.url)
            halves = row_halves(one, address, language)
            if one.stamp:
                new[key] = halves
        made += (halves.before, _state(one, now, tone) if halves.opens else "", halves.after)
    _halves.keep_all(STANDING, new)
    return SafeString("".join(made))


def _state(one: Row, now: datetime, tone: Hashable) -> SafeString:
    """Many say the same: thousands are open until four."""
    state = one.state
    if state.reason:
        return open_state(state, now, phone=one.phone)
    minute = now.replace(second=0, microsecond=0)
    coming = state.next and (state.next.start, state.next.end, state.next.kind)
    phone = one.phone and (one.phone.start, one.phone.end)
    fixed = (state.starts_on, state.paused_until, state.check_holiday, state.always)
    key = (tone, state.kind, state.until, coming, state.hours_kind, phone, fixed)
    return _states.get_or_make((0, minute, minute.date()), key, lambda: open_state(state, now, phone=one.phone))

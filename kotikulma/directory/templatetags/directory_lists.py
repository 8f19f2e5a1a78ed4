"""Lines of lists and the filters beside them, each rendered once while it says the same."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kotikulma.directory.queries.listing import Filters, Row
from kotikulma.directory.queries.remembered import Remembered
from kotikulma.directory.templatetags.directory import row
from kotikulma.kernel.ui import links

register = template.Library()
_lines: Remembered[SafeString] = Remembered(4000)
_choices: Remembered[str] = Remembered(256)
STANDING = (0, None, date.min)


@register.simple_tag(takes_context=True)
def rows(context: template.Context, found: Sequence[Row], now: datetime) -> SafeString:
    """The `<li>` of every row. Words such as "klo 11" or "tänään" hold for the minute they were said in."""
    request = context.get("request")
    minute = now.replace(second=0, microsecond=0)
    state, tone = (0, minute, minute.date()), (get_language(), links.is_plain(request))
    made = []
    for one in found:
        key = (one.uuid, one.stamp, one.kilometres, tone, *_said(one))
        line = _lines.get(state, key)
        if line is None:
            line = row(one, now, links.keep(request, one.url))
            _lines.keep(state, key, line)
        made.append(line)
    return SafeString("".join(made))


def _said(one: Row) -> tuple[Hashable, ...]:
    """What of the state may change within a minute."""
    state = one.state
    return state.kind, state.until, state.next and state.next.start, state.hours_kind, one.phone and one.phone.start


@register.tag
def same_choices(parser: Parser, token: Token) -> Node:
    """`{% same_choices filters counts %}…{% end_same_choices %}`: rendered once for equal filters and counts."""
    _, filters, counts = token.split_contents()
    inside = parser.parse(("end_same_choices",))
    parser.delete_first_token()
    return _SameChoices(inside, parser.compile_filter(filters), parser.compile_filter(counts))


class _SameChoices(Node):
    def __init__(self, inside: NodeList, filters: FilterExpression, counts: FilterExpression) -> None:
        self.nodelist, self.filters, self.counts = inside, filters, counts

    def render(self, context: template.Context) -> Any:
        filters: Filters = self.filters.resolve(context)
        counts: Mapping[str, int] = self.counts.resolve(context)
        tone = (get_language(), links.is_plain(context.get("request")))
        # The map is another form, and asks for more rows
        key = (replace(filters, offset=0), tuple(sorted(counts.items())), tone)
        return _choices.get_or_make(STANDING, key, lambda: self.nodelist.render(context))

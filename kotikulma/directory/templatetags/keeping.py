"""Words and rows of the pages on which entries are kept true."""

from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kotikulma.directory.forms.keeping import EVERY, NO_AREA, NOBODY, MergeChoice
from kotikulma.directory.queries.freshness_board import Line
from kotikulma.directory.queries.reports import ReportLine
from kotikulma.directory.rules import keeping_words
from kotikulma.directory.types import Status
from kotikulma.directory.types.freshness import FreshnessState, KeptEntry
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui import links
from kotikulma.kernel.ui.language_names import language_name
from kotikulma.kernel.ui.templatetags.ui import icon

register = template.Library()
register.filter("kind_name", keeping_words.kind_name)
register.filter("area_name", keeping_words.area_name)
register.filter("language_words", language_name)

STATE_LOOKS = {
    FreshnessState.FRESH: ("success", "circle-check"),
    FreshnessState.DUE: ("neutral", "clock"),
    FreshnessState.WARNING: ("warning", "triangle-alert"),
    FreshnessState.HIDDEN: ("danger", "circle-pause"),
}
PAGES = {"service": "directory:service", "place": "directory:place"}


@register.filter
def chosen_in(group: str, choice: MergeChoice) -> str:
    return choice.sides[group]


@register.simple_tag(takes_context=True)
def counted_cells(context: template.Context, line: Line, key: str) -> SafeString:
    """The numbers of one row of the board; each but nought opens its list."""
    value = {"kunta": line.key or NO_AREA, "organisaatio": line.key or NOBODY}[key]
    address = conditional_escape(links.to(context.get("request"), "directory:freshness_list", {key: value}))
    cells = [*((state.value, count) for state, count in line.cells), (EVERY, line.total)]
    link = '<td class="k-right k-num"><a href="{}&amp;tila={}">{}</a></td>'
    nought = format_html('<td class="k-right k-num">{}</td>', 0)
    return format_html_join("", "{}", ((format_html(link, address, *cell) if cell[1] else nought,) for cell in cells))


@register.simple_tag
def freshness_state(entry: KeptEntry) -> SafeString:
    """Icon and word as a tag, then when it was verified and what happens next."""
    color, name = STATE_LOOKS[entry.state]
    return format_html(
        '<span class="ds-tag" data-color="{}">{}{}</span> {}',
        color,
        icon(name),
        entry.state.label,
        keeping_words.verified_words(entry),
    )


@register.simple_tag
def freshness_words(entry: KeptEntry) -> str:
    return keeping_words.verified_words(entry)


@register.simple_tag
def tick_kept(entry: KeptEntry, checked: bool = False) -> SafeString:
    """The box of one line, with the entry's name as its words."""
    name = localise(entry.name)
    lang = format_html(' lang="{}"', name.lang) if name.foreign else ""
    return format_html(
        '<label class="k-check"><input type="checkbox" name="kohde" value="{}:{}"{}>'
        '<span><b{}>{}</b><span class="k-help">{}</span></span></label>',
        entry.kind,
        entry.uuid,
        SafeString(" checked") if checked else "",
        lang,
        name.text,
        keeping_words.kind_name(entry.kind),
    )


@register.simple_tag(takes_context=True)
def public_address(context: template.Context, entry: Any) -> str:
    """Where residents see it; empty when they do not."""
    if entry.status != Status.PUBLISHED or entry.kind not in PAGES:
        return ""
    return links.to(context.get("request"), PAGES[entry.kind], uuid=entry.uuid)


@register.simple_tag
def waited_words(report: ReportLine) -> str:
    """When it came, and how long it took or has waited."""
    if report.done:
        words = ngettext("Käsitelty %(days)d päivässä", "Käsitelty %(days)d päivässä", report.waited)
    elif not report.waited:
        return _("Saapui tänään")
    else:
        words = ngettext("Odottanut %(days)d päivän", "Odottanut %(days)d päivää", report.waited)
    return words % {"days": report.waited}

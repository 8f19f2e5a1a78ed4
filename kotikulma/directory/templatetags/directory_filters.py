"""The results page's filters: choices with counts, addresses that set them, and the first line's answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from kotikulma.directory.queries import terms
from kotikulma.directory.queries.listing import Filters, Listing, Row
from kotikulma.directory.types import AGE_GROUPS, AccessMode
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui.filter_links import FilterLinks
from kotikulma.kernel.ui.language_names import language_name
from kotikulma.kernel.ui.templatetags.ui import CURRENT

register = template.Library()


@register.simple_tag
def age_groups() -> list[tuple[str, Any]]:
    return [(group.code, group.label) for group in AGE_GROUPS]


# Key in the address, name in Filters and the tags that are counted, and what people read
FLAGS = {
    "auki": ("open_now", gettext_lazy("Auki nyt")),
    "tanaan": ("open_today", gettext_lazy("Auki tänään")),
    "etana": ("remote", gettext_lazy("Puhelimella tai verkossa")),
    "esteeton": ("step_free", gettext_lazy("Ei kynnystä eikä portaita")),
    "maksuton": ("free", gettext_lazy("Maksuton")),
}
UNCOUNTED = "tanaan"
# Key and value in the address, the tag that is counted, and what people read
QUICK = {
    "auki": ("auki", "1", "open_now", gettext_lazy("Auki nyt")),
    "drop_in": ("miten", "drop_in", "access:drop_in", gettext_lazy("Ilman ajanvarausta")),
}


LEGENDS = {
    "when": gettext_lazy("Milloin"),
    "access": gettext_lazy("Miten pääset mukaan"),
    "age": gettext_lazy("Minkä ikäiselle"),
    "group": gettext_lazy("Erityisesti"),
    "language": gettext_lazy("Kielet"),
    "price": gettext_lazy("Hinta"),
}


@register.simple_tag
def fieldsets(filters: Filters, counts: Mapping[str, int], *names: str) -> SafeString:
    """Groups of choices, a line each, under their legends; nothing where there is nothing to choose."""
    language = _language()
    made = ((name, GROUPS[name](filters, counts)) for name in names)
    return SafeString("\n".join([f"{_legend(name, language)}{own}</fieldset>" if own else "" for name, own in made]))


@register.simple_tag
def flags(filters: Filters, counts: Mapping[str, int], *keys: str) -> SafeString:
    """Choices that are on or off."""
    made, language = [], _language()
    for key in keys:
        name = FLAGS[key][0]
        count = None if key == UNCOUNTED else counts.get(name, 0)
        made.append(_choice(key, "1", _flag(key, language), getattr(filters, name), count))
    return SafeString("".join(made))


def _when(filters: Filters, counts: Mapping[str, int]) -> str:
    return flags(filters, counts, "auki", "tanaan")


def _price(filters: Filters, counts: Mapping[str, int]) -> str:
    return flags(filters, counts, "maksuton")


def _access(filters: Filters, counts: Mapping[str, int]) -> str:
    """Ways in; "by phone or online" has a choice of its own."""
    modes = _modes(_language())
    return _listed("miten", ((code, name, counts.get(f"access:{code}", 0)) for code, name in modes), filters.access)


def _age(filters: Filters, counts: Mapping[str, int]) -> str:
    ages = _ages(_language())
    return _listed("ika", ((code, name, counts.get(f"age:{code}", 0)) for code, name in ages), filters.age)


def _tongues(filters: Filters, counts: Mapping[str, int]) -> str:
    """Languages in these results, the most common first, with the chosen ones always there."""
    language = _language()
    found = _most_common(_counted_in(counts, "lang:"), filters.language, lambda code: _tongue(code, language))
    return _listed("kieli", found, filters.language)


def _special(filters: Filters, counts: Mapping[str, int]) -> str:
    """Special groups in these results; their names are asked for only when there are some."""
    there = _counted_in(counts, "group:")
    names, language = terms.special_groups() if there or filters.group else {}, _language()
    found = _most_common(there, filters.group, lambda code: localise(names.get(code, {}), language).text or code)
    return _listed("ryhma", found, filters.group)


GROUPS = {"when": _when, "access": _access, "age": _age, "group": _special, "language": _tongues, "price": _price}


def _listed(key: str, found: Iterable[tuple[str, str, int]], chosen: Sequence[str]) -> str:
    return "".join(_choice(key, code, name, code in chosen, count) for code, name, count in found)


def _choice(key: str, value: str, label: str, chosen: bool, count: int | None) -> str:
    """One checkbox of a filter with how many it would leave; the id keeps the focus when the set is swapped."""
    number = "" if count is None else f'<span class="k-count"{"" if count else " data-none"}>{int(count)}</span>'
    return f"{_checkbox(key, value, label, chosen)}{number}</label>"


@lru_cache(maxsize=1024)
def _checkbox(key: str, value: str, label: str, chosen: bool) -> str:
    key, value, label = escape(key), escape(value), escape(label)
    checked = " checked" if chosen else ""
    return (
        f'<label class="k-check"><input type="checkbox" id="v-{key}-{value}" name="{key}" value="{value}"{checked}>'
        f"{label}"
    )


def _language() -> str:
    return get_language() or "fi"


@lru_cache(maxsize=32)
def _flag(key: str, language: str) -> str:
    """Words are looked up once in each language, which must be the active one."""
    return str(FLAGS[key][1])


@lru_cache(maxsize=32)
def _legend(name: str, language: str) -> str:
    return f"<fieldset><legend>{escape(LEGENDS[name])}</legend>"


@lru_cache(maxsize=8)
def _modes(language: str) -> list[tuple[str, str]]:
    return [(mode.value, str(mode.label)) for mode in AccessMode if mode != AccessMode.REMOTE]


@lru_cache(maxsize=8)
def _ages(language: str) -> list[tuple[str, str]]:
    return [(group.code, str(group.label)) for group in AGE_GROUPS]


@lru_cache(maxsize=128)
def _tongue(code: str, language: str) -> str:
    return language_name(code)


@register.simple_tag
def quick(links: FilterLinks, name: str, filters: Filters, counts: Mapping[str, int]) -> SafeString:
    """One of the choices above the list, with how many it leaves."""
    key, value, tag, label = QUICK[name]
    chosen = filters.open_now if name == "auki" else name in filters.access
    return SafeString(
        f'<a class="k-chip" href="{escape(links.toggled(key, value))}"{CURRENT if chosen else ""}>'
        f'{escape(label)} <span class="k-count">{counts.get(tag, 0)}</span></a>'
    )


@register.simple_tag
def having(links: Any, **values: str) -> str:
    return str(links.having(**values))


@register.simple_tag
def municipality_names(municipalities: Sequence[Any]) -> str:
    """ "172:Joutsa,179:Jyväskylä", for the map's labels."""
    return ",".join(f"{one.code}:{localise(one.name).text}" for one in municipalities)


def _counted_in(counts: Mapping[str, int], prefix: str) -> dict[str, int]:
    """The counts of one group, by bare code: "lang:sv" -> "sv"."""
    return {tag.removeprefix(prefix): count for tag, count in counts.items() if tag.startswith(prefix)}


def _most_common(
    counts: Mapping[str, int], chosen: Sequence[str], name: Callable[[str], str]
) -> list[tuple[str, str, int]]:
    codes = {**dict.fromkeys(chosen, 0), **counts}
    return sorted(((code, name(code), count) for code, count in codes.items()), key=lambda one: (-one[2], one[1]))[:10]


@register.simple_tag
def answer(found: Listing) -> str:
    """The first line: "12 tulosta, 3 auki nyt."."""
    if not found.total:
        return _("Ei tuloksia.")
    total = ngettext("%(count)d tulos", "%(count)d tulosta", found.total) % {"count": found.total}
    if found.capped:
        total = _("Yli %(count)d tulosta") % {"count": found.total}
    if not found.open_total:
        return _("%(total)s.") % {"total": total}
    return _("%(total)s, %(open)d auki nyt.") % {"total": total, "open": found.open_total}


@register.simple_tag
def more(links: FilterLinks, offset: int) -> str:
    return links.having(alku=str(offset))


@register.simple_tag
def rows_of(groups: Mapping[str, Sequence[Row]], code: str) -> Sequence[Row]:
    return groups.get(code, ())


@register.filter
def unlocalized2(number: float) -> str:
    return f"{number:.2f}"

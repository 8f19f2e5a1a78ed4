"""Template words every page may use without `{% load %}`: to, keep, icon, plain, localised, same, workspace_rooms …"""

import re
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from itertools import count
from secrets import token_hex
from threading import local
from typing import Any
from weakref import WeakValueDictionary

from django import forms, template
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from kotikulma.kernel.i18n import Localised, localise
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.icons import ICONS
from kotikulma.kernel.ui.menu import Link

register = template.Library()
RENDERED = 512
CURRENT = ' aria-current="true"'
_rendered: OrderedDict[Hashable, "SafeString | tuple[str | _Hole, ...]"] = OrderedDict()
# Where a hole stood in what was rendered once; nobody can write such a mark into a text
_MARK = f"\0{token_hex(8)}:%d\0"
_MARKS = re.compile(_MARK.replace("%d", r"(\d+)"))
_holes: "WeakValueDictionary[int, _Hole]" = WeakValueDictionary()
_numbers = count()


class _Once(local):
    """Whether this thread renders something once just now, whose holes stay open."""

    on = False


_once = _Once()


def _request(context: template.Context) -> HttpRequest | None:
    found: HttpRequest | None = context.get("request")
    return found


@register.simple_tag(takes_context=True)
def to(context: template.Context, name: str, query: Mapping[str, Any] | None = None, **kwargs: Any) -> str:
    """`{% to 'directory:place' uuid=place.uuid %}`: the one way to write an internal link."""
    return links.to(_request(context), name, query, **kwargs)


@register.simple_tag(takes_context=True)
def keep(context: template.Context, address: str) -> str:
    """`{% keep place.url %}`: an internal address made elsewhere, with selko=1 if it is on."""
    return links.keep(_request(context), address)


@register.simple_tag(takes_context=True)
def keep_field(context: template.Context) -> str:
    """Inside a GET form: the hidden field that keeps plain Finnish on."""
    on = links.is_plain(_request(context))
    return mark_safe('<input type="hidden" name="selko" value="1">') if on else ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "house" %}`: one drawing of the sprite, hidden from screen readers, so a word must stand beside it."""
    return _icon(name)


@lru_cache(maxsize=256)
def _icon(name: str) -> SafeString:
    if name not in ICONS:
        raise LookupError(f"Icon {name!r} is not in the sprite; add it to kotikulma/kernel/ui/icons.py.")
    return format_html(
        '<svg class="k-icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("ui/build/icons.svg"), name
    )


@register.simple_tag(takes_context=True)
def plain(context: template.Context, usual: str, easy: str) -> str:
    """`{% plain _("Usual text.") "Helppo teksti." %}`: the second only for readers of plain Finnish."""
    return easy if links.is_plain(_request(context)) else usual


@register.tag
def same(parser: Parser, token: Token) -> Node:
    """`{% same filters.municipality %}…{% end_same %}`: rendered once for equal values, by language and plain Finnish.

    Name everything the inside depends on, and nothing else: every other set of values is rendered anew.
    What differs from page to page goes into a `{% hole %}`.
    """
    values = [parser.compile_filter(part) for part in token.split_contents()[1:]]
    inside = parser.parse(("end_same",))
    parser.delete_first_token()
    return _Same(inside, values)


@register.tag
def hole(parser: Parser, token: Token) -> Node:
    """`{% same %}… {% hole %}{{ title }}{% end_hole %} …{% end_same %}`: inside of `same`, rendered for every page.

    It sees the variables that stand around the outermost `same`, none that are set inside of it.
    """
    inside = parser.parse(("end_hole",))
    parser.delete_first_token()
    return _Hole(inside)


class _Same(Node):
    def __init__(self, inside: NodeList, values: Sequence[FilterExpression]) -> None:
        self.nodelist, self.values = inside, values
        self._by_type: dict[type[Node], list[Node]] = {}

    def get_nodes_by_type(self, nodetype: type[Node]) -> list[Node]:
        """A page that extends another asks for all blocks of that each time."""
        if nodetype not in self._by_type:
            self._by_type[nodetype] = super().get_nodes_by_type(nodetype)
        return self._by_type[nodetype]

    def render(self, context: template.Context) -> SafeString:
        if _once.on:  # within another one, whose holes these are
            return self.nodelist.render(context)
        key: Hashable = (self, _tone(context))
        if self.values:
            key = (key, *[value.resolve(context) for value in self.values])
        found = _rendered.get(key)
        if found is None:
            found = _rendered[key] = self._rendered_once(context)
            if len(_rendered) > RENDERED:
                _rendered.popitem(last=False)
        if isinstance(found, str):
            return found
        return SafeString("".join([one if isinstance(one, str) else one.nodelist.render(context) for one in found]))

    def _rendered_once(self, context: template.Context) -> "SafeString | tuple[str | _Hole, ...]":
        _once.on = True
        try:
            text = self.nodelist.render(context)
        finally:
            _once.on = False
        parts = _MARKS.split(text)
        return tuple(_holes[int(part)] if at % 2 else part for at, part in enumerate(parts)) if len(parts) > 1 else text


class _Hole(Node):
    def __init__(self, inside: NodeList) -> None:
        self.nodelist, self.number = inside, next(_numbers)
        _holes[self.number] = self

    def render(self, context: template.Context) -> SafeString:
        return SafeString(_MARK % self.number) if _once.on else self.nodelist.render(context)


def _tone(context: template.Context) -> tuple[str | None, bool]:
    page = context.get("ui")
    return page.tone if page else (get_language(), links.is_plain(_request(context)))


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> SafeString:
    """This page in other languages, as lines of the language switch; every address has its own."""
    return SafeString(
        "\n".join(
            f'<li><a href="{escape(choice.url)}" lang="{choice.code}" hreflang="{choice.code}"'
            f"{CURRENT if choice.current else ''}>{choice.name}</a></li>"
            for choice in context["ui"].languages
        )
    )


@register.simple_tag
def localised(text: Localised | Mapping[str, str] | None) -> SafeString | str:
    """A language map (or Localised) as text; a text in another language carries its `lang`."""
    found = text if isinstance(text, Localised) else localise(text)
    return format_html('<span lang="{}">{}</span>', found.lang, found.text) if found.foreign else found.text


@register.filter
def in_language(text: Localised | Mapping[str, str] | None) -> Localised:
    """A language map as text + lang + foreign, for `{% with %}`."""
    return text if isinstance(text, Localised) else localise(text)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The widget of a Django form field with our class and its hint and error tied to it."""
    notes = [f"{field.auto_id}-hint"] if field.help_text else []
    notes += [f"{field.auto_id}-error"] if field.errors else []
    attrs: dict[str, Any] = {"aria-describedby": " ".join(notes)} if notes else {}
    if field.errors:
        attrs["aria-invalid"] = "true"
    if not isinstance(field.field.widget, forms.CheckboxInput):
        attrs["class"] = "ds-input"
    return field.as_widget(attrs=attrs)


@register.filter
def kind(field: BoundField) -> str:
    """How the field is framed: hidden, check, choices (a group with a legend) or single."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "check" if isinstance(widget, forms.CheckboxInput) else "single"


@register.filter
def focus_id(field: BoundField) -> str:
    """Id of the first thing one can focus in a field; the error summary links there."""
    return f"{field.auto_id}_0" if kind(field) == "choices" else field.auto_id


@register.simple_tag(takes_context=True)
def workspace_viewer(context: template.Context) -> workspace.Viewer:
    """Who looks at the workspace."""
    return workspace.viewer(context["request"])


@register.simple_tag(takes_context=True)
def workspace_rooms(context: template.Context) -> list[Link]:
    """The rooms of the workspace this viewer may enter."""
    return workspace.rooms(context["request"])


@register.simple_tag(takes_context=True)
def workspace_told(context: template.Context) -> list[dict[str, str]]:
    """What the former page did, once."""
    return workspace.told(context["request"])


@register.simple_tag
def workspace_leaving() -> list[str]:
    """Templates to include beside a button that signs out."""
    return list(workspace.LEAVING)


@register.filter
def bar_shares(bars: Sequence[workspace.Bar]) -> list[tuple[workspace.Bar, int]]:
    """Bars with their lengths in percent, for <c-bars>."""
    return workspace.bar_shares(bars)

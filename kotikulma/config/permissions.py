"""The permission matrix put together: every URL of the house, the rows of every module, the reference page."""

import importlib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from kotikulma.kernel import permissions
from kotikulma.kernel.permissions import Row

UNNAMED = "(no name)"


@dataclass(frozen=True, slots=True)
class Address:
    """One entry of the URL list. `name` carries its namespaces; `path` is the pattern in Finnish, without the host."""

    name: str
    path: str
    needs: frozenset[str]


def addresses() -> list[Address]:
    """Every URL, language prefixes left out. Needs Django set up."""
    with translation.override("fi"):
        return list(_walk(get_resolver().url_patterns, "", "/", frozenset()))


def _walk(entries: list[URLPattern | URLResolver], space: str, path: str, needs: frozenset[str]) -> Iterator[Address]:
    for entry in entries:
        below = path + str(entry.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        wanted = needs | set(entry.pattern.converters) | set(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, inner, below, wanted)
        else:
            yield Address(f"{space}{entry.name}" if entry.name else f"{UNNAMED} {below}", below, wanted)


def rows() -> dict[str, Row]:
    """URL name -> row, from `access.PERMISSIONS` of every module. ValueError when two modules claim one URL."""
    found: dict[str, Row] = {}
    for module in ["kotikulma.config", *(config.name for config in apps.get_app_configs())]:
        if not module.startswith("kotikulma.") or importlib.util.find_spec(f"{module}.access") is None:
            continue
        own = getattr(importlib.import_module(f"{module}.access"), "PERMISSIONS", {})
        twice = found.keys() & own.keys()
        if twice:
            raise ValueError(f"Rows for the same URL in two modules: {', '.join(sorted(twice))}")
        found |= own
    return found


def page() -> str:
    """docs/reference/permissions.md"""
    paths = {address.name: address.path for address in addresses()}
    known = {name: row for name, row in rows().items() if name in paths}
    return permissions.page(known, paths)

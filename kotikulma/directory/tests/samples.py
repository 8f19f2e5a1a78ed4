"""Addresses of things for the permission matrix: URL name -> function(cast) -> keyword arguments."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from kotikulma.directory.commands.duplicates import find_duplicates
from kotikulma.directory.commands.merging import merge
from kotikulma.directory.commands.reports import report_error
from kotikulma.directory.formats.hsds import TAXONOMIES
from kotikulma.directory.queries import changes, duplicates
from kotikulma.directory.queries.reminders import link_token
from kotikulma.directory.tests.make_entries import basic_terms, connect, make_place, make_service
from kotikulma.kernel import clock, revisions
from kotikulma.kernel.types import ANONYMOUS
from tests.cast import HOUSE, Cast


def _service(cast: Cast) -> Any:
    return make_service(responsible=cast.own).uuid


def _place(cast: Cast) -> Any:
    return make_place(organization=cast.own).uuid


def _connection(cast: Cast) -> Any:
    return connect(make_service(responsible=cast.own), make_place(organization=cast.own)).uuid


def _term(cast: Cast) -> Any:
    _service(cast)
    return basic_terms()[0].uuid


def _taxonomy(cast: Cast) -> Any:
    return TAXONOMIES["age_group"].uuid


def _organization(cast: Cast) -> Any:
    return cast.own.uuid


def _first_part(cast: Cast) -> Any:
    _service(cast)
    return 1


def _named(key: str, make: Callable[[Cast], Any]) -> Callable[[Cast], Mapping[str, Any]]:
    return lambda cast: {key: make(cast)}


def _kept(cast: Cast) -> Mapping[str, Any]:
    return {"kind": "place", "uuid": _place(cast)}


def _report(cast: Cast) -> Any:
    return report_error(ANONYMOUS, text="Ovi on kiinni.", object_kind="place", object_uuid=_place(cast)).uuid


def _pair(cast: Cast) -> Any:
    for _time in range(2):
        make_service("Digituki", responsible=cast.own)
    find_duplicates()
    return duplicates.queue(HOUSE)[0].uuid


def _merge(cast: Cast) -> Any:
    pair = duplicates.one(HOUSE, _pair(cast))
    return merge(HOUSE, pair.kind, kept=pair.first.uuid, gone=pair.second.uuid).uuid


def _token(cast: Cast) -> Any:
    return link_token(cast.people["editor"].uuid, cast.own.uuid, clock.today())


def _named_kind(kind: str, make: Callable[[Cast], Any]) -> Callable[[Cast], Mapping[str, Any]]:
    return lambda cast: {"kind": kind, "uuid": make(cast)}


def _version(cast: Cast) -> Mapping[str, Any]:
    place = _place(cast)
    return {"kind": "place", "uuid": place, "number": revisions.newest(place)}


_ENTRIES = {"service": _service, "place": _place, "organization": _organization}
SAMPLES: dict[str, Callable[[Cast], Mapping[str, Any]]] = {
    **{f"directory:{name}": _named("uuid", make) for name, make in _ENTRIES.items()},
    **{f"directory:{name}": _named("uuid", _place) for name in ("place_door", "place_code")},
    **{f"api:{name}": _named("id", make) for name, make in _ENTRIES.items()},
    "directory:new_entry": lambda cast: {"kind": "service"},
    **{
        f"directory:{name}": _named_kind("place", _place)
        for name in (
            "edit_entry",
            "preview_entry",
            "preview_page",
            "copy_entry",
            "archive_entry",
            "history",
            "edit_hours",
            "preview_hours",
        )
    },
    "directory:new_connection": _named("uuid", _service),
    **{f"directory:{name}": _named("uuid", _connection) for name in ("edit_connection", "end_connection")},
    **{f"directory:{name}": _version for name in ("restore", "undo")},
    "directory:undo_bulk": lambda cast: {"deed": UUID(int=1)},
    "api:open_hours": _named("id", _place),
    "directory:confirm": _named("token", _token),
    "directory:report_case": _named("uuid", _report),
    "directory:report_reopen": _named("uuid", _report),
    **{f"directory:{name}": _named("uuid", _pair) for name in ("duplicate", "set_different", "suggest_again")},
    "directory:undo_merge": _named("uuid", _merge),
    "directory:verify_entry": _kept,
    "directory:unverify_entry": _kept,
    "machines:hsds_service": _named("uuid", _service),
    "machines:hsds_organization": _named("uuid", _organization),
    "machines:hsds_service_at_location": _named("uuid", _connection),
    "machines:hsds_taxonomy": _named("uuid", _taxonomy),
    "machines:hsds_taxonomy_term": _named("uuid", _term),
    "machines:sitemap_more": _named("name", lambda cast: next(changes.MORE_ADDRESSES.items())[0]),
    "machines:sitemap_part": _named("number", _first_part),
}

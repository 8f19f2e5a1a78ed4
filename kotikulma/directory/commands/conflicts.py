"""What one edit really writes: its changes beside those others have made since, within what its editor may change."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kotikulma.directory.commands import recording
from kotikulma.directory.commands.recording import KINDS, Thing
from kotikulma.directory.models import Service, Term
from kotikulma.directory.rules.ownership import (
    contacts_beside,
    field_name,
    own_contacts,
    owned_fields,
    owned_languages,
    told_contacts,
)
from kotikulma.directory.types import EditConflict, EntryRefused, TermScheme
from kotikulma.kernel import revisions
from kotikulma.kernel.i18n import clean_map
from kotikulma.kernel.merging import is_text_map, three_way
from kotikulma.kernel.types import Actor, ActorKind


def settled(thing: Thing, changes: Mapping[str, Any], terms: Sequence[Term] | None, seen: int | None) -> dict[str, Any]:
    """The values to write. EditConflict when others changed the same words since the revision `seen`."""
    wanted = dict(changes)
    if terms is not None and isinstance(thing, Service):
        wanted["terms"] = sorted(str(term.uuid) for term in terms)
    number = None if seen is None else revisions.newest(thing.uuid)
    if number == seen:
        return wanted
    began = revisions.get(thing.uuid, seen) if seen else None
    parts = [began.data if began else {}, recording.state(thing), revisions.plain(wanted)]
    told = _told_contacts(thing, wanted)
    if told is not None:  # the register's change from import to import; nobody here meets them
        parts = [{**each, "contacts": own_contacts(each.get("contacts") or ())} for each in parts]
    merged = three_way(*parts)
    if told is not None:
        merged.values["contacts"] = contacts_beside(told, merged.values["contacts"])
    if merged.clashes:
        raise EditConflict(
            _("Joku muu muutti samoja kohtia sillä välin. Valitse, kumpi jää, ja tallenna."),
            clashes=merged.clashes,
            values=merged.values,
            number=number or 0,
        )
    return {
        **recording.values_from(type(thing), merged.values),
        **{k: merged.values[k] for k in ("terms",) if k in wanted},
    }


def _told_contacts(thing: Thing, wanted: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """Contacts of the register, which stay; None when they are not hers or nobody asks to change them."""
    if isinstance(thing, Service) or "contacts" not in wanted:
        return None
    owned = "contacts" in owned_fields(KINDS[type(thing)], thing.source, thing.locked_fields)
    return told_contacts(thing.contacts) if owned else None


def put(thing: Thing, values: Mapping[str, Any]) -> list[str]:
    """Set the values on the thing in memory; the names of those that differ."""
    before = recording.columns(thing)
    changed = []
    for field, value in values.items():
        if field == "terms":
            if isinstance(thing, Service) and _terms_of(thing) != value:
                changed.append(field)
            continue
        setattr(thing, field, value)
        now = getattr(thing, _column(thing, field))
        if before.get(_column(thing, field)) != now:
            changed.append(field)
    return changed


def put_terms(thing: Thing, values: Mapping[str, Any]) -> None:
    if isinstance(thing, Service) and "terms" in values:
        thing.terms.set(Term.objects.filter(uuid__in=values["terms"]))


def locks_after(actor: Actor, thing: Thing, values: Mapping[str, Any]) -> list[str]:
    """What imports leave alone from now on. EntryRefused when a value belongs to the register it comes from."""
    locks = list(thing.locked_fields)
    if actor.kind is ActorKind.SYSTEM:
        return locks
    owned = owned_fields(KINDS[type(thing)], thing.source, locks)
    for field, value in values.items():
        if field_name(field) not in owned:
            continue
        before: Any = getattr(thing, _column(thing, field)) if field != "terms" else _owned_terms(thing)
        if field == "terms":
            after: Any = _owned_terms(thing, value)
        else:
            after = getattr(value, "pk", value)
        if before == after or (field == "contacts" and told_contacts(before) == told_contacts(after)):
            continue
        added = _added_languages(field, before, after, locks)
        if added is None:
            raise EntryRefused(
                _("Tämä tieto tulee Palvelutietovarannosta. Muuta se siellä."),
                code="directory.entry.owned_elsewhere",
                fields={field_name(field): _("Tämä tieto tulee Palvelutietovarannosta. Muuta se siellä.")},
            )
        locks += [lock for lock in added if lock not in locks]
    return locks


def mine_stand(owner: Thing, now: Mapping[str, Any], wanted: Mapping[str, Any], seen: int | None) -> bool:
    """Whether my hours are to be written. EditConflict when both have changed them since the revision `seen`."""
    number = None if seen is None else revisions.newest(owner.uuid)
    if number == seen:
        return True
    began = revisions.get(owner.uuid, seen) if seen else None
    parts = [comparable_hours(each) for each in ((began.data if began else {}).get("hours", {}), now, wanted)]
    merged = three_way(*({"hours": part} for part in parts))
    if merged.clashes:
        raise EditConflict(
            _("Joku muu muutti aukioloaikoja sillä välin. Valitse, kummat jäävät, ja tallenna."),
            clashes=merged.clashes,
            values=merged.values,
            number=number or 0,
        )
    return bool(merged.values["hours"] == parts[2])


def comparable_hours(hours: Mapping[str, Any]) -> dict[str, Any]:
    """Hours without what is nobody's words: when an exception was made, and in which order times were written."""
    plain = revisions.plain({"periods": (), "exceptions": (), **hours})
    return {
        "periods": [{**row, "slots": sorted(row["slots"])} for row in plain["periods"]],
        "exceptions": [{**row, "created_at": None} for row in plain["exceptions"]],
    }


def _added_languages(field: str, before: Any, after: Any, locks: Sequence[str]) -> list[str] | None:
    """Locks of the languages that were added beside those the register tells; None when one of those was changed."""
    if not is_text_map(field, (before, after)):
        return None
    old, new = clean_map(before), clean_map(after)
    if any(new.get(language) != old.get(language) for language in owned_languages(field, old, locks)):
        return None
    return [f"{field}.{language}" for language in new if language not in old]


def _terms_of(service: Service) -> list[str]:
    return sorted(str(uuid) for uuid in service.terms.values_list("uuid", flat=True))


def _owned_terms(thing: Thing, uuids: Sequence[str] | None = None) -> list[str]:
    """The terms a register tells; groups of our own are beside them."""
    chosen = Term.objects.filter(uuid__in=uuids) if uuids is not None else _terms(thing)
    return sorted(str(uuid) for uuid in chosen.exclude(scheme=TermScheme.SPECIAL_GROUP).values_list("uuid", flat=True))


def _terms(thing: Thing) -> Any:
    return thing.terms.all() if isinstance(thing, Service) else Term.objects.none()


def _column(thing: Thing, field: str) -> str:
    """Where the value is: `organization` is kept as `organization_id`."""
    return str(thing._meta.get_field(field).attname) if field != "terms" else field

"""Services of a batch: fields, terms and producers, completed from the general description they stand on."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.translation import gettext as _

from kotikulma.directory.commands.imports import entries
from kotikulma.directory.commands.imports.batch import GENERAL_DESCRIPTION, ORGANIZATION, Batch, note
from kotikulma.directory.commands.imports.loading import own_key
from kotikulma.directory.formats.ptv.values import PtvRow, PtvService, PtvTerm
from kotikulma.directory.models import Service, ServiceProducer, Term
from kotikulma.directory.rules.entries import publishing_gaps
from kotikulma.directory.rules.quality import names_one_town, text_hints
from kotikulma.directory.types import AreaType, ServiceKind, Status, TermScheme
from kotikulma.directory.types.imports import ImportLine

PTV_SCHEMES = (TermScheme.SERVICE_CLASS, TermScheme.TARGET_GROUP, TermScheme.LIFE_EVENT)
TOLD_BY = {
    "name": "serviceNames",
    "alternative_names": "serviceNames",
    "keywords": "keywords",
    "summary": "serviceDescriptions",
    "description": "serviceDescriptions",
    "user_instruction": "serviceDescriptions",
    "charge_note": "serviceDescriptions",
    "requirements": "requirements",
    "charge": "serviceChargeType",
    "area_type": "areaType",
    "municipalities": "areaType",
    "languages": "languages",
    "responsible_id": "organizations",
}
Through = Service.terms.through


def put_services(batch: Batch) -> None:
    """Put every service of the batch in memory. Call before `entries.create`."""
    bases = _bases(batch)
    for row, line in zip(batch.rows, batch.lines, strict=True):
        if isinstance(row.thing, PtvService):
            _put(batch, row, row.thing, line, bases)


def _put(batch: Batch, row: PtvRow, thing: PtvService, line: ImportLine, bases: Mapping[str, "Base"]) -> None:
    known = batch.known(own_key(thing))
    stored = batch.services.get(known) if known else None
    base = bases.get(thing.general_description_id)
    fields = _fields(batch, thing, base, line)
    if thing.responsible and fields["responsible_id"] is None:
        note(
            line, "organizations", "organization_unknown", _("Vastuuorganisaatiota ei tunneta. Tuo organisaatio ensin.")
        )
        del fields["responsible_id"]
    if stored is not None:
        fields = {field: value for field, value in fields.items() if TOLD_BY[field] in thing.told}
    kind = ServiceKind.GENERAL_DESCRIPTION if thing.general_description else ServiceKind.SERVICE
    entry = entries.put(batch, line, Service, own_key(thing), fields, at_first={"kind": kind}, status=thing.status)
    if entry is None:
        return
    terms = thing.terms + tuple(term for term in (base.terms if base else ()) if _lacks(thing, term.scheme))
    if stored is None or thing.told & {"serviceClasses", "targetGroups", "lifeEvents"}:
        batch.terms[entry.uuid] = terms
    if stored is None or "organizations" in thing.told:
        batch.producers[entry.uuid] = _producers(batch, thing, line)
    if stored is None or "serviceChannels" in thing.told:
        batch.told.append((entry, thing.connections))
    if entry.status == Status.PUBLISHED and not thing.general_description:
        line.hints = _hints(batch, entry, [term.scheme for term in terms])


class Base:
    """What a general description lends to services that leave it out."""

    def __init__(self, summary: Any, description: Any, charge: str, terms: tuple[PtvTerm, ...]) -> None:
        self.summary, self.description, self.charge, self.terms = summary, description, charge, terms


def _bases(batch: Batch) -> dict[str, Base]:
    """General descriptions by PTV id: those we have, and those that come in the same batch."""
    wanted = {row.thing.general_description_id for row in batch.rows if isinstance(row.thing, PtvService)} - {""}
    stored = {
        value: batch.services[uuid]
        for (scheme, value), uuid in batch.ids.items()
        if scheme == GENERAL_DESCRIPTION and value in wanted and uuid in batch.services
    }
    terms: dict[int, list[PtvTerm]] = {}
    if stored:
        links = Through.objects.filter(service_id__in=[service.pk for service in stored.values()]).order_by("id")
        for service_id, scheme, uri in links.values_list("service_id", "term__scheme", "term__uri"):
            terms.setdefault(service_id, []).append(PtvTerm(scheme, uri, (uri,)))
    found = {
        value: Base(service.summary, service.description, service.charge, tuple(terms.get(service.pk, ())))
        for value, service in stored.items()
    }
    for row in batch.rows:
        if isinstance(row.thing, PtvService) and row.thing.general_description:
            thing = row.thing
            found[thing.id] = Base(thing.summary, thing.description, thing.charge, thing.terms)
    return found


def _fields(batch: Batch, thing: PtvService, base: Base | None, line: ImportLine) -> dict[str, Any]:
    if thing.general_description_id and base is None and not thing.terms:
        note(
            line,
            "generalDescriptionId",
            "general_description_unknown",
            _("Pohjakuvausta ei ole tuotu. Tuo pohjakuvaukset ensin tai hae palvelu pohjakuvauksineen."),
        )
    responsible = thing.responsible and batch.known((ORGANIZATION, thing.responsible.id))
    return {
        "name": dict(thing.name),
        "alternative_names": _lists(thing.alternative_names),
        "keywords": _lists(thing.keywords),
        "summary": dict(thing.summary or (base.summary if base else {})),
        "description": dict(thing.description or (base.description if base else {})),
        "user_instruction": dict(thing.user_instruction),
        "requirements": dict(thing.requirements),
        "charge": str(thing.charge or (base.charge if base else "")),
        "charge_note": dict(thing.charge_note),
        "area_type": AreaType.NATIONWIDE if thing.area.nationwide else AreaType.MUNICIPALITIES,
        "municipalities": list(thing.area.municipalities),
        "languages": list(thing.languages),
        "responsible_id": batch.organizations.get(responsible) if responsible else None,
    }


def _lacks(thing: PtvService, scheme: str) -> bool:
    return all(term.scheme != scheme for term in thing.terms)


def _lists(words: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {language: list(values) for language, values in words.items()}


def _producers(batch: Batch, thing: PtvService, line: ImportLine) -> dict[int, str]:
    """Organisation -> provision, without the responsible one, which is named apart."""
    found: dict[int, str] = {}
    for party in thing.producers:
        if thing.responsible and party.id == thing.responsible.id:
            continue
        uuid = batch.known((ORGANIZATION, party.id))
        if uuid in batch.organizations:
            found[batch.organizations[uuid]] = party.provision
        else:
            note(line, "organizations", "organization_unknown", _("Tuottajaa ei tunneta. Tuo organisaatio ensin."))
    return found


def _hints(batch: Batch, entry: Any, schemes: list[str]) -> tuple[str, ...]:
    gaps = publishing_gaps(entry.summary, entry.responsible_id is not None, schemes, is_service=True)
    codes = [gap.code for gap in gaps]
    texts = (entry.name, entry.summary, entry.description)
    if entry.area_type == AreaType.NATIONWIDE and names_one_town(texts, batch.run.town_names):
        codes.append("one_town_everywhere")
    codes += [hint.code for hint in text_hints(entry.summary, entry.description, batch.run.today)]
    return tuple(dict.fromkeys(codes))


def write_terms(batch: Batch) -> None:
    """Make the PTV terms of each service those it is told with; special groups and own terms stay."""
    services = {uuid: batch.services[uuid] for uuid in batch.terms if "terms" not in batch.services[uuid].locked_fields}
    wanted = {
        services[uuid].pk: _term_ids(batch, batch.written[uuid][1], terms)
        for uuid, terms in batch.terms.items()
        if uuid in services
    }
    links = Through.objects.filter(service_id__in=wanted, term__scheme__in=PTV_SCHEMES)
    stored: dict[int, set[int]] = {}
    for service_id, term_id in links.values_list("service_id", "term_id"):
        stored.setdefault(service_id, set()).add(term_id)
    added = []
    for service in services.values():
        have, want = stored.get(service.pk, set()), wanted[service.pk]
        if have != want:
            batch.touch(service, "terms")
            added += [Through(service_id=service.pk, term_id=term_id) for term_id in sorted(want - have)]
            if have - want:
                links.filter(service_id=service.pk, term_id__in=have - want).delete()
    Through.objects.bulk_create(added, ignore_conflicts=True)


def _term_ids(batch: Batch, line: ImportLine, terms: Iterable[PtvTerm]) -> set[int]:
    found: set[int] = set()
    for term in terms:
        known = next((batch.run.terms[uri] for uri in reversed(term.uris) if uri in batch.run.terms), None)
        if known is None and term.code and term.labels:
            known = _new_term(batch, term)
        if known is None:
            note(line, "terms", "term_unknown", _("Luokkaa %(uri)s ei tunneta, joten se jäi pois.") % {"uri": term.uri})
        else:
            found.add(known[0])
    return found


def _new_term(batch: Batch, term: PtvTerm) -> tuple[int, str]:
    """A code PTV has and we have not: code lists are rows, and they grow."""
    row, _created = Term.objects.get_or_create(
        uri=term.uri,
        defaults={
            "uuid": uuid5(NAMESPACE_URL, term.uri),
            "scheme": term.scheme,
            "old_uri": next((uri for uri in term.uris if uri != term.uri), ""),
            "code": term.code,
            "labels": dict(term.labels),
        },
    )
    known = (row.pk, row.scheme)
    batch.run.terms |= dict.fromkeys(term.uris, known)
    return known


def write_producers(batch: Batch) -> None:
    services: dict[UUID, Service] = {
        uuid: batch.services[uuid] for uuid in batch.producers if "producers" not in batch.services[uuid].locked_fields
    }
    rows = ServiceProducer.objects.filter(service__in=[service.pk for service in services.values()])
    stored: dict[int, dict[int, str]] = {}
    for service_id, organization_id, provision in rows.values_list("service_id", "organization_id", "provision"):
        stored.setdefault(service_id, {})[organization_id] = provision
    changed = {
        service.pk: batch.producers[uuid]
        for uuid, service in services.items()
        if stored.get(service.pk, {}) != batch.producers[uuid]
    }
    for service in services.values():
        if service.pk in changed:
            batch.touch(service, "producers")
    rows.filter(service__in=changed).delete()
    ServiceProducer.objects.bulk_create(
        ServiceProducer(service_id=service_id, organization_id=organization_id, provision=provision)
        for service_id, producers in changed.items()
        for organization_id, provision in producers.items()
    )

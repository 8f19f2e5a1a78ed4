"""Services with their terms, producers and living connections."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from kotikulma.directory.models import Service, ServiceProducer, Term
from kotikulma.directory.queries.records.connections import SERVICE, Given, given, load_connections
from kotikulma.directory.queries.records.parts import Organizations, term_record
from kotikulma.directory.types.records import ConnectionRecord, OrganizationRecord, ServiceRecord, TermRecord
from kotikulma.kernel.db.prepared import Prepared, several

_WHOLE = (
    *SERVICE,
    "alternative_names",
    "keywords",
    "description",
    "user_instruction",
    "requirements",
    "charge_note",
    "area_type",
    "municipalities",
    "source",
    "verified_at",
    "modified_at",
)
_SERVICES = Prepared(
    lambda: Service.objects.filter(id__among=several("ids")), *_WHOLE, *Organizations("responsible").columns
)
_PRODUCERS = Prepared(
    lambda: ServiceProducer.objects.filter(service_id__among=several("ids")).order_by("id"),
    "service_id",
    *Organizations("organization").columns,
)
_LINKS = Prepared(
    lambda: Service.terms.through.objects.filter(service_id__among=several("ids")).order_by("term_id"),
    "service_id",
    "term_id",
)
_TERMS = Prepared(lambda: Term.objects.filter(id__among=several("ids")).select_related("parent"))


def load_services(ids: Collection[int]) -> dict[int, ServiceRecord]:
    """Services by id with their terms, producers and living connections."""
    responsible = Organizations("responsible")
    rows = _SERVICES.rows(ids=ids) if ids else []
    terms = _terms_of(ids)
    producers = _producers_of(ids)
    services = {row.id: given(row) for row in rows}
    connections: dict[int, list[ConnectionRecord]] = defaultdict(list)
    for connection in load_connections("service", ids, services=services):
        connections[connection.service.id].append(connection)
    return {
        row.id: service_record(
            row,
            services[row.id],
            responsible.of(row),
            tuple(terms[row.id]),
            tuple(producers[row.id]),
            tuple(connections[row.id]),
        )
        for row in rows
    }


def _producers_of(service_ids: Collection[int]) -> dict[int, list[OrganizationRecord]]:
    producers = Organizations("organization")
    found: dict[int, list[OrganizationRecord]] = defaultdict(list)
    for row in _PRODUCERS.rows(ids=service_ids):
        producer = producers.of(row)
        if producer:
            found[row.service_id].append(producer)
    return found


def _terms_of(service_ids: Collection[int]) -> dict[int, list[TermRecord]]:
    links = _LINKS.rows(ids=service_ids)
    terms = {term.id: term_record(term) for term in _TERMS.things(ids={term for _, term in links})} if links else {}
    found: dict[int, list[TermRecord]] = defaultdict(list)
    for service_id, term_id in links:
        found[service_id].append(terms[term_id])
    return found


def service_record(
    service: Any,
    brief: Given,
    responsible: OrganizationRecord | None,
    terms: tuple[TermRecord, ...],
    producers: tuple[OrganizationRecord, ...],
    connections: tuple[ConnectionRecord, ...],
) -> ServiceRecord:
    summary = brief.summary
    return ServiceRecord(
        id=summary.id,
        uuid=summary.uuid,
        name=summary.name,
        alternative_names={lang: tuple(names) for lang, names in service.alternative_names.items()},
        keywords={lang: tuple(words) for lang, words in service.keywords.items()},
        summary=summary.summary,
        description=service.description,
        user_instruction=service.user_instruction,
        requirements=service.requirements,
        kind=summary.kind,
        responsible=responsible,
        producers=producers,
        charge=summary.charge,
        charge_note=service.charge_note,
        access_modes=summary.access_modes,
        min_age=summary.min_age,
        max_age=summary.max_age,
        terms=terms,
        area_type=service.area_type,
        municipalities=tuple(service.municipalities),
        languages=summary.languages,
        contacts=brief.contacts,
        starts_on=summary.starts_on,
        ends_on=summary.ends_on,
        status=summary.status,
        source=service.source,
        verified_at=service.verified_at,
        modified_at=service.modified_at,
        connections=connections,
    )

"""Services and places from a table: each row by the same commands a person's form calls, so the same rules hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.directory.commands import entries, hours, publishing
from kotikulma.directory.formats import tables
from kotikulma.directory.formats.tables import TableRefused, TableRow
from kotikulma.directory.models import Place, Service, ServiceAt, Term
from kotikulma.directory.queries.records import exception_value, period_value
from kotikulma.directory.types import EntryRefused, Period, Status
from kotikulma.directory.types.imports import ImportLine, ImportReport, Problem, RowOutcome, Silent
from kotikulma.kernel import external_ids
from kotikulma.kernel.errors import DomainError, NotAllowed, NotFound
from kotikulma.kernel.types import Actor, Progress
from kotikulma.people import queries as people

Thing = Service | Place
SCHEMES = {tables.SERVICES: "table.service", tables.PLACES: "table.place"}
MODELS: dict[str, type[Service] | type[Place]] = {tables.SERVICES: Service, tables.PLACES: Place}
TERM_FIELDS = ("target_group", "service_class", "life_event", "special_group")
OF_THE_CONNECTION = {"place", "starts_there", "ends_there", "hours"}
# Cells that are no fields of the entry itself
APART = {"uuid", "external_id", "organization", "place", "starts_there", "ends_there", "hours", "status", "contacts"}


@dataclass(slots=True)
class _Import:
    """What lasts from row to row."""

    actor: Actor
    kind: str
    organizations: Mapping[str, int]
    terms: Mapping[tuple[str, str], Term]
    met: dict[UUID, TableRow] = field(default_factory=dict)  # the first row of each entry


def import_table(
    actor: Actor,
    kind: str,
    data: bytes,
    *,
    dry_run: bool = False,
    swap: bool = False,
    progress: Progress | None = None,
    source: str = "",
) -> ImportReport:
    """Bring a CSV or XLSX of `kind` (services, places) in, matched by uuid, external id or name. Again changes nothing.

    `dry_run` is the preview: the same lines, nothing kept. `swap` accepts the offer to exchange coordinates.
    TableRefused when the file as a whole cannot be read. New rows become drafts unless the row says published.
    """
    sheet = tables.read_sheet(data)
    report = ImportReport(dry_run=dry_run, notices=[*sheet.notices, *_unknown_headings(kind, sheet.headings)])
    progress = progress or Silent()
    progress.start(len(sheet.rows), source or kind)
    with transaction.atomic():
        with publishing.bulk():
            run = _Import(actor, kind, _organizations(), _terms())
            for number, cells in sheet.rows:
                report.lines.append(_row(run, tables.read_row(kind, number, cells, swap=swap), source))
                progress.step()
        if dry_run:
            transaction.set_rollback(True)
    progress.done()
    return report


def _row(run: _Import, row: TableRow, source: str) -> ImportLine:
    """One row in its own savepoint; a refusal is told on its line and the rest goes in."""
    label = _("rivi %(number)d") % {"number": row.number}
    line = ImportLine(f"{source} {label}".strip(), RowOutcome.SKIPPED, run.kind.removesuffix("s"), row.name)
    try:
        if not row.refused:
            with transaction.atomic():
                _save(run, row, line)
                if line.uuid:
                    run.met.setdefault(line.uuid, row)
    except (NotFound, NotAllowed):
        row.tell("", "not_yours", _("Et voi muokata tämän organisaation tietoja. Tarkista organisaatio."))
        line.outcome = RowOutcome.SKIPPED
    except DomainError as refusal:
        told = {str(refusal.message): None} | {str(text): None for text in refusal.fields.values()}
        row.tell(next(iter(refusal.fields), ""), refusal.code, " ".join(told))
        line.outcome = RowOutcome.SKIPPED
    line.problems = tuple(row.problems)
    return line


def _save(run: _Import, row: TableRow, line: ImportLine) -> None:
    entry = _find(run, row)
    if entry is None and row.refused:
        return
    organization_id = _organization_id(run, row)
    place = _place(row)
    if row.refused:
        return
    if entry is not None:
        _check_told_alike(run, entry, row)
    changes = _changes(run.kind, entry, row, organization_id)
    terms = _wanted_terms(run, row, entry)
    if entry is None:
        if not row.values.get("name"):
            row.tell("nimi_fi", "name_missing", _("Nimi puuttuu. Kirjoita nimi suomeksi tai ruotsiksi."), refuse=True)
            return
        entry = _create(run, row, changes, terms or [])
        line.outcome, line.changed = RowOutcome.ADDED, ()
    else:
        line.outcome = RowOutcome.UNCHANGED
        if changes or terms is not None:
            entry = entries.edit(run.actor, entry, changes=changes, terms=terms)
            _note(line, *changes, *(["terms"] if terms is not None else []))
    line.uuid = entry.uuid
    if isinstance(entry, Service) and place is not None:
        _connect(run, row, line, entry, place)
    elif isinstance(entry, Service) and "hours" in row.values:
        row.tell("paikka", "hours_without_place", _("Palvelun aukiolo kuuluu paikkaan. Kirjoita myös paikka."))
    elif isinstance(entry, Place) and "hours" in row.values:
        _set_hours(run, line, entry, row.values["hours"])
    _set_status(run, row, line, entry)


def _find(run: _Import, row: TableRow) -> Thing | None:
    """The entry the row means: by uuid, by the sender's identifier, else by organisation and name."""
    model, values = MODELS[run.kind], row.values
    if "uuid" in values:
        entry: Thing | None = model.objects.filter(uuid=values["uuid"]).first()
        if entry is None:
            row.tell(
                "uuid", "uuid_unknown", _("Tunnusta ei ole täällä. Tyhjennä solu, jos kohde on uusi."), refuse=True
            )
        return entry
    found = external_ids.find(SCHEMES[run.kind], [_identifier(row)])
    return model.objects.filter(uuid=next(iter(found.values()))).first() if found else None


def _check_told_alike(run: _Import, entry: Thing, row: TableRow) -> None:
    """Rows of one entry may add to each other, as a service's places do. Which of two that differ is right, we ask."""
    earlier = run.met.get(entry.uuid)
    if earlier is None:
        return
    elsewhere = run.kind == tables.SERVICES and row.values.get("place") != earlier.values.get("place")
    for name in row.values.keys() & earlier.values.keys() - (OF_THE_CONNECTION if elsewhere else set()):
        one, other = earlier.values[name], row.values[name]
        if isinstance(one, dict):
            one, other = ({key: each[key] for key in one.keys() & other.keys()} for each in (one, other))
        if one != other:
            message = _("Sama kohde on jo rivillä %(number)d eri tiedoin. Yhdistä rivit tai anna niille eri tunnus.")
            raise TableRefused(message % {"number": earlier.number})


def _identifier(row: TableRow) -> str:
    """The sender's identifier; without one, organisation and name, so that the same file twice makes one entry."""
    given = row.values.get("external_id")
    if given:
        return str(given)
    words = (row.values.get("organization", ""), row.name, row.values.get("street_address", {}).get("fi", ""))
    return ("row:" + "|".join(re.sub(r"\s+", " ", str(word)).strip().lower() for word in words))[:200]


def _create(run: _Import, row: TableRow, changes: Mapping[str, Any], terms: list[Term]) -> Thing:
    fields = dict(changes)
    entry: Thing
    if run.kind == tables.SERVICES:
        entry = entries.create_service(run.actor, terms=terms, **fields)
    else:
        entry = entries.create_place(run.actor, **fields)
    external_ids.link(SCHEMES[run.kind], _identifier(row), entry.uuid)
    return entry


def _changes(kind: str, entry: Thing | None, row: TableRow, organization_id: int | None) -> dict[str, Any]:
    """Fields that differ. A cell in one language leaves the others; an empty cell leaves everything."""
    wanted: dict[str, Any] = {}
    for name, value in row.values.items():
        if name in APART or name in TERM_FIELDS:
            continue
        stored = getattr(entry, name, None) if entry else None
        wanted[name] = {**(stored or {}), **value} if isinstance(value, dict) else value
    if "latitude" in wanted:
        wanted["coordinate_source"] = "hand"
    if "contacts" in row.values:
        wanted["contacts"] = _contacts(entry.contacts if entry else [], row.values["contacts"])
    if organization_id is not None:
        wanted["responsible_id" if kind == tables.SERVICES else "organization_id"] = organization_id
    if entry is None:
        return wanted
    return {name: value for name, value in wanted.items() if getattr(entry, name) != value}


def _contacts(stored: list[Mapping[str, Any]], cells: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """Replace the values of the kinds that are told; one that stays keeps its topic."""
    kept = [dict(contact) for contact in stored if contact["type"] not in cells]
    known = {(contact["type"], contact["value"]): dict(contact) for contact in stored}
    told = [
        known.get((kind, value), {"type": kind, "value": value}) for kind, values in cells.items() for value in values
    ]
    if [known[key] for key in known if key[0] in cells] == told:
        return [dict(contact) for contact in stored]
    return kept + told


def _wanted_terms(run: _Import, row: TableRow, entry: Thing | None) -> list[Term] | None:
    """The terms the service should have, or None when they are as they should be."""
    told = [scheme for scheme in TERM_FIELDS if scheme in row.values]
    if not told:
        return None
    stored = list(entry.terms.all()) if isinstance(entry, Service) else []
    wanted = {term.pk: term for term in stored if term.scheme not in told}
    for scheme in told:
        for word in row.values[scheme]:
            term = run.terms.get((scheme, word.lower()))
            if term:
                wanted[term.pk] = term
            else:
                message = _("Luokkaa ”%(word)s” ei ole. Kirjoita luokan koodi tai nimi, esimerkiksi KR1.2.")
                row.tell(scheme, "term_unknown", message % {"word": word[:60]})
    return None if entry and set(wanted) == {term.pk for term in stored} else list(wanted.values())


def _organization_id(run: _Import, row: TableRow) -> int | None:
    name = row.values.get("organization")
    if not name:
        return None
    found = run.organizations.get(str(name).lower())
    if found is None:
        message = _("Organisaatiota ”%(name)s” ei ole. Tarkista nimi tai lisää organisaatio ensin.")
        row.tell("organisaatio", "organization_unknown", message % {"name": str(name)[:60]}, refuse=True)
    return found


def _place(row: TableRow) -> Place | None:
    """The place a service is given at, by uuid, by the sender's identifier or by its name."""
    told = row.values.get("place")
    if not told:
        return None
    by_id = external_ids.find(SCHEMES[tables.PLACES], [told])
    try:
        wanted = {UUID(told)}
    except ValueError:
        wanted = set(by_id.values())
    living = Place.objects.exclude(status__in=(Status.ARCHIVED, Status.MERGED)).order_by("id")
    found = list(living.filter(uuid__in=wanted)) if wanted else []
    found = found or [
        place for place in living.only("id", "uuid", "name", "opened_on", "closed_on") if told in place.name.values()
    ]
    if len(found) == 1:
        return found[0]
    message = (
        _("Paikkaa ”%(place)s” ei ole. Tuo paikka ensin.")
        if not found
        else _("Paikkoja nimeltä ”%(place)s” on monta. Kirjoita paikan uuid.")
    )
    row.tell(
        "paikka", "place_unknown" if not found else "place_ambiguous", message % {"place": str(told)[:60]}, refuse=True
    )
    return None


def _connect(run: _Import, row: TableRow, line: ImportLine, service: Service, place: Place) -> None:
    starts_on, ends_on = row.values.get("starts_there"), row.values.get("ends_there")
    last = ends_on or service.ends_on
    if last and place.opened_on and last < place.opened_on:
        raise TableRefused(_("Palvelu päättyy ennen kuin paikka avataan. Korjaa päivät tai vaihda paikka."))
    first = starts_on or service.starts_on
    if first and place.closed_on and first > place.closed_on:
        raise TableRefused(_("Palvelu alkaa vasta, kun paikka on suljettu. Korjaa päivät tai vaihda paikka."))
    connection = ServiceAt.objects.filter(service=service, place=place).select_related("service").first()
    told = {"starts_on": starts_on, "ends_on": ends_on}
    dates = {name: value for name, value in told.items() if value}
    if connection is None:
        connection = entries.connect(run.actor, service, place=place, **dates)
        _note(line, "connections")
    else:
        changed = {name: value for name, value in dates.items() if getattr(connection, name) != value}
        if changed:
            connection = entries.edit_connection(run.actor, connection, changes=changed)
            _note(line, "connections")
    if "hours" in row.values:
        _set_hours(run, line, connection, row.values["hours"])


def _set_hours(run: _Import, line: ImportLine, owner: Place | ServiceAt, periods: tuple[Period, ...]) -> None:
    """Replace hours a cell can say; exceptions and dated hours are kept by hand and stay."""
    stored = [period_value(row) for row in owner.periods.order_by("id")]
    dated = [period for period in stored if period.valid_from or period.valid_to or period.note]
    plain = [period for period in stored if period not in dated]
    if _plain(plain) != _plain(periods):
        exceptions = [exception_value(row) for row in owner.exceptions.order_by("id")]
        hours.set_hours(run.actor, owner, periods=[*dated, *periods], exceptions=exceptions)
        _note(line, "hours")


def _plain(periods: Any) -> set[tuple[Any, ...]]:
    return {
        (each.kind, each.recurrence, each.always_open, slot) for each in periods for slot in (each.slots or (None,))
    }


def _set_status(run: _Import, row: TableRow, line: ImportLine, entry: Thing) -> None:
    wanted = row.values.get("status")
    if not wanted or wanted == entry.status:
        return
    try:
        if wanted == Status.PUBLISHED:
            with transaction.atomic():
                entries.publish(run.actor, entry)
        elif wanted == Status.ARCHIVED:
            entries.archive(run.actor, entry)
        else:
            entries.edit(run.actor, entry, changes={"status": wanted})
        _note(line, "status")
    except EntryRefused as refusal:
        row.tell("tila", refusal.code, " ".join([str(refusal.message), *map(str, refusal.fields.values())]))


def _note(line: ImportLine, *fields: str) -> None:
    if line.outcome is not RowOutcome.ADDED:
        line.outcome = RowOutcome.CHANGED
        line.changed = tuple(sorted({*line.changed, *fields}))


def _organizations() -> dict[str, int]:
    """Lower-case name in any language, or uuid -> id. A name two organisations share is left out."""
    found: dict[str, int] = {}
    shared: set[str] = set()
    ids = people.organization_ids()
    for pk, names in people.organization_names(ids).items():
        for name in {text.lower() for text in names.values()}:
            shared |= {name} if name in found else set()
            found[name] = pk
    by_uuid = people.organization_ids_by_uuid(people.organization_uuids(ids))
    return {name: pk for name, pk in found.items() if name not in shared} | {
        str(uuid): pk for uuid, pk in by_uuid.items()
    }


def _terms() -> dict[tuple[str, str], Term]:
    """By code and by label in any language, lower case."""
    found: dict[tuple[str, str], Term] = {}
    for term in Term.objects.order_by("id"):
        for word in (*term.labels.values(), term.code):
            found[term.scheme, word.lower()] = term
    return found


def _unknown_headings(kind: str, headings: tuple[str, ...]) -> list[Problem]:
    known = {column.heading for column in tables.COLUMNS[kind]}
    if not known & set(headings):
        raise TableRefused(_("Otsikkorivillä ei ole yhtään tuttua saraketta. Lataa mallipohja ja käytä sen otsikoita."))
    return [
        Problem(
            heading,
            "heading_unknown",
            _("Saraketta ”%(heading)s” ei tunneta, joten sitä ei tuotu.") % {"heading": heading[:40]},
        )
        for heading in headings
        if heading and heading not in known
    ]

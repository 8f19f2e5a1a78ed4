"""Services, places, channels and their connections: made, changed, published, archived."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kotikulma.directory import access
from kotikulma.directory.commands import conflicts, publishing, verification
from kotikulma.directory.commands.recording import KINDS, OWNER_FIELD, Entry, keeper_of, record
from kotikulma.directory.models import Channel, Place, Service, ServiceAt, Term
from kotikulma.directory.rules import entries as rules
from kotikulma.directory.rules import freshness
from kotikulma.directory.types import (
    ChannelType,
    ConnectionRefused,
    EntryRefused,
    PlaceType,
    ServiceKind,
    Status,
)
from kotikulma.directory.types.freshness import FreshnessState
from kotikulma.kernel import clock
from kotikulma.kernel.i18n import LanguageMap
from kotikulma.kernel.types import Actor

__all__ = [
    "KINDS",
    "OWNER_FIELD",
    "Entry",
    "archive",
    "check",
    "check_connection",
    "check_publishable",
    "connect",
    "create_channel",
    "create_place",
    "create_service",
    "edit",
    "edit_connection",
    "publish",
]

GAP_SENTENCES = {
    "responsible_missing": gettext_lazy("Valitse vastuuorganisaatio."),
    "summary_missing": gettext_lazy("Kirjoita tiivistelmä suomeksi tai ruotsiksi."),
    "summary_too_long": gettext_lazy("Lyhennä tiivistelmä enintään 150 merkkiin."),
    "target_group_missing": gettext_lazy("Valitse vähintään yksi kohderyhmä."),
    "service_class_missing": gettext_lazy("Valitse vähintään yksi palveluluokka."),
}


def create_service(
    actor: Actor, *, name: LanguageMap, kind: str = ServiceKind.SERVICE, terms: Sequence[Term] = (), **fields: Any
) -> Service:
    """A draft service; publish it with `publish`."""
    service: Service = _create(actor, Service(name=dict(name), kind=kind, **fields), terms)
    return service


def create_place(actor: Actor, *, name: LanguageMap, type: str = PlaceType.OTHER, **fields: Any) -> Place:
    """A draft place. Swapped or foreign coordinates are refused with the remedy."""
    place: Place = _create(actor, Place(name=dict(name), type=type, **fields))
    return place


def create_channel(actor: Actor, *, name: LanguageMap, type: ChannelType | str, **fields: Any) -> Channel:
    channel: Channel = _create(actor, Channel(name=dict(name), type=type, **fields))
    return channel


def edit(
    actor: Actor,
    entry: Entry,
    *,
    changes: Mapping[str, Any],
    terms: Sequence[Term] | None = None,
    seen: int | None = None,
) -> Entry:
    """Change named fields. Editing is not verifying: `verified_at` stays. Writes nothing when nothing differs.

    `seen`: the revision the editor began from. What others have changed since stays beside her changes; where both
    changed the same words, EditConflict tells both and nothing is written.
    """
    with transaction.atomic():
        access.check_may_edit(actor, keeper_of(entry))
        locked = type(entry).objects.select_for_update().get(pk=entry.pk)

        values = conflicts.settled(locked, changes, terms, seen)
        locks = conflicts.locks_after(actor, locked, values)
        changed = conflicts.put(locked, values)
        _check_keeper(actor, locked, changed)
        check(locked)

        if changed:
            locked.locked_fields = locks
            locked.save(
                update_fields=[*(field for field in changed if field != "terms"), "locked_fields", "modified_at"]
            )
            conflicts.put_terms(locked, values)
            record(actor, locked, "edited", changed)
            publishing.renew_entry(locked)
        return locked


def publish(actor: Actor, entry: Entry) -> None:
    """Show it to everybody. A service must have what I8 asks for; the refusal names each gap."""
    with transaction.atomic():
        access.check_may_edit(actor, keeper_of(entry))
        check_publishable(entry)
        entry.status = Status.PUBLISHED
        entry.save(update_fields=["status", "modified_at"])
        record(actor, entry, "published", ["status"])
        counted = freshness.counted_from(entry.verified_at, entry.created_at)
        if entry.verified_at is None or freshness.state(counted, clock.today()) != FreshnessState.FRESH:
            verification.verify(actor, entry)  # I8: who shows it to everybody says that it is right
        publishing.renew_entry(entry)


def check_publishable(entry: Entry) -> None:
    """EntryRefused with a sentence for each thing a reader would miss."""
    schemes = list(entry.terms.values_list("scheme", flat=True)) if isinstance(entry, Service) else []
    gaps = rules.publishing_gaps(
        entry.summary, keeper_of(entry) is not None, schemes, is_service=isinstance(entry, Service)
    )
    if gaps:
        raise EntryRefused(
            _("Tietoja puuttuu, joten tätä ei voi vielä julkaista."),
            code="directory.entry.incomplete",
            fields={gap.field: GAP_SENTENCES[gap.code] for gap in gaps},
        )


def archive(actor: Actor, entry: Entry) -> None:
    """Take it out of sight for good; its address answers 410 from now on."""
    with transaction.atomic():
        access.check_may_edit(actor, keeper_of(entry))
        entry.status = Status.ARCHIVED
        entry.save(update_fields=["status", "modified_at"])
        record(actor, entry, "archived", ["status"])
        publishing.renew_entry(entry)


def connect(
    actor: Actor, service: Service, *, place: Place | None = None, channel: Channel | None = None, **fields: Any
) -> ServiceAt:
    """Bring a service to one place or channel, with its own dates, hours and contacts (I1, I4)."""
    with transaction.atomic():
        access.check_may_edit(actor, service.responsible_id)
        connection = ServiceAt(service=service, place=place, channel=channel, **fields)
        check_connection(connection)
        _save_new(connection)
        record(actor, connection, "connected", [])
        publishing.renew(connections=[(service.id, place.id if place else None)])
        return connection


def edit_connection(
    actor: Actor, connection: ServiceAt, *, changes: Mapping[str, Any], seen: int | None = None
) -> ServiceAt:
    """Change dates, pause, note, ways in or contacts of one connection. `seen` as in `edit`."""
    with transaction.atomic():
        access.check_may_edit(actor, connection.service.responsible_id)
        locked = (
            ServiceAt.objects.select_for_update(of=("self",)).select_related("service", "place").get(pk=connection.pk)
        )
        values = conflicts.settled(locked, changes, None, seen)
        locks = conflicts.locks_after(actor, locked, values)
        changed = conflicts.put(locked, values)
        check_connection(locked)
        if changed:
            locked.locked_fields = locks
            locked.save(update_fields=[*changed, "locked_fields", "modified_at"])
            record(actor, locked, "edited", changed)
            publishing.renew(connections=[(locked.service_id, locked.place_id)])
        return locked


def _create(actor: Actor, entry: Any, terms: Sequence[Term] = ()) -> Any:
    with transaction.atomic():
        access.check_may_edit(actor, keeper_of(entry))
        check(entry)
        _save_new(entry)
        if terms:
            entry.terms.set(terms)
        record(actor, entry, "created", [])
        return entry


def _check_keeper(actor: Actor, entry: Entry, changed: Sequence[str]) -> None:
    """Nobody gives an entry to an organisation she does not edit."""
    if OWNER_FIELD[type(entry)] in changed:
        access.check_may_edit(actor, keeper_of(entry))


def check(entry: models.Model) -> None:
    """What must hold of every stored entry, told in words."""
    if isinstance(entry, Place):
        problem = rules.coordinates_problem(entry.latitude, entry.longitude)
        if problem == "swapped":
            raise EntryRefused(
                _("Leveys- ja pituusaste ovat vaihtaneet paikkaa. Kirjoita ensin leveysaste, esimerkiksi 62,24."),
                code="directory.coordinates.swapped",
                fields={"latitude": _("Vaihda luvut keskenään.")},
            )
        if problem:
            raise EntryRefused(
                _("Koordinaatit eivät ole Suomessa. Tarkista luvut tai jätä ne tyhjiksi."),
                code="directory.coordinates.outside",
                fields={"latitude": _("Leveysaste on Suomessa 59–70,2.")},
            )
    try:
        entry.clean_fields(exclude=["responsible", "organization", "merged_into"])
        entry.validate_constraints()
    except ValidationError as error:
        fields = {field: " ".join(messages) for field, messages in error.message_dict.items()}
        raise EntryRefused(" ".join(fields.values()), code="directory.entry.invalid", fields=fields) from error


def check_connection(connection: ServiceAt) -> None:
    """The same of a connection, and that it lies within the life of its ends (I1)."""
    try:
        connection.clean_fields(exclude=["service", "place", "channel"])
        connection.validate_constraints()
    except ValidationError as error:
        raise ConnectionRefused(" ".join(error.messages), code="directory.connection.invalid") from error
    service, place = connection.service, connection.place
    if not rules.life_within(connection.starts_on, connection.ends_on, service.starts_on, service.ends_on):
        raise ConnectionRefused(
            _("Palvelu ei voi toimia paikassa ennen kuin se alkaa tai sen jälkeen kun se päättyy. Korjaa päivät."),
            code="directory.connection.outside_service",
        )
    if place and not rules.life_within(connection.starts_on, connection.ends_on, place.opened_on, place.closed_on):
        raise ConnectionRefused(
            _("Palvelu ei voi toimia paikassa ennen kuin paikka avataan tai sen sulkemisen jälkeen. Korjaa päivät."),
            code="directory.connection.outside_place",
        )


def _save_new(thing: models.Model) -> None:
    try:
        with transaction.atomic():
            thing.save(force_insert=True)
    except IntegrityError as error:
        raise EntryRefused(
            _("Tallennus ei onnistunut, koska tiedot ovat ristiriidassa aiemman kanssa."), code="directory.integrity"
        ) from error

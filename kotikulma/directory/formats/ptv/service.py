"""PTV services and statutory general descriptions."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kotikulma.directory.formats.ptv import fragments
from kotikulma.directory.formats.ptv.fragments import Notes, rows, text_of, texts
from kotikulma.directory.formats.ptv.hours import read_hours
from kotikulma.directory.formats.ptv.values import PtvArea, PtvConnection, PtvParty, PtvService
from kotikulma.directory.types import Charge, Status, TermScheme

PROVISIONS = {"SelfProducedServices": "self_produced", "ProcuredServices": "procured", "Other": "other"}
GENERAL_DESCRIPTION_TELLS = frozenset(
    ("serviceNames", "serviceDescriptions", "requirements", "serviceChargeType", "areaType", "languages", "keywords")
    + ("serviceClasses", "targetGroups", "lifeEvents", "organizations", "publishingStatus")
)
TIMES = ("DeadLine", "ProcessingTime", "ValidityTime")


def read_service(raw: Mapping[str, Any], notes: Notes) -> PtvService:
    """A V11 service, plain or `serviceWithGD` (texts prefixed GD_: the statutory text comes before the own one)."""
    told = raw.get("serviceDescriptions")
    own = {
        kind: texts(told, kind) for kind in ("Summary", "Description", "UserInstruction", "ChargeTypeAdditionalInfo")
    }
    base = {kind: texts(told, f"GD_{kind}") for kind in own}
    responsible, producers = _parties(raw.get("organizations"), notes)
    return PtvService(
        id=fragments.identifier(raw.get("id")),
        name=texts(raw.get("serviceNames"), "Name"),
        status=fragments.status(raw, notes),
        general_description_id=fragments.identifier(raw.get("generalDescriptionId")),
        alternative_names=fragments.words(raw.get("serviceNames"), "AlternativeName"),
        keywords=_keywords(raw),
        summary=base["Summary"] | own["Summary"],
        description=fragments.paragraphs(base["Description"], own["Description"]),
        user_instruction=fragments.paragraphs(
            base["UserInstruction"], own["UserInstruction"], *(texts(told, kind) for kind in TIMES)
        ),
        requirements=texts(raw.get("requirements")),
        charge=fragments.CHARGES.get(text_of(raw.get("serviceChargeType")), Charge.UNKNOWN),
        charge_note=fragments.paragraphs(base["ChargeTypeAdditionalInfo"], own["ChargeTypeAdditionalInfo"]),
        area=fragments.area(raw, notes),
        languages=fragments.languages(raw.get("languages")),
        terms=fragments.terms(raw),
        responsible=responsible,
        producers=producers,
        connections=read_connections(raw.get("serviceChannels"), "serviceChannel", notes),
        modified=fragments.moment(raw.get("modified")),
        told=fragments.told(raw),
    )


def read_connections(raw: Any, end: str, notes: Notes) -> tuple[PtvConnection, ...]:
    """`serviceChannels` of a service (end `serviceChannel`) or `services` of a channel (end `service`)."""
    key = "serviceChannels" if end == "serviceChannel" else "services"
    found: dict[str, PtvConnection] = {}
    for position, item in rows(raw):
        path = f"{key}[{position}]"
        other = fragments.mapping(item.get(end))
        other_id = fragments.identifier(other.get("id"))
        if not other_id:
            notes.add(path, "connection_without_id", _("Liitoksesta puuttuu toisen pään tunnus, joten se jäi pois."))
            continue
        details = fragments.mapping(item.get("contactDetails"))
        if details.get("addresses"):
            notes.add(
                path,
                "connection_address_left_out",
                _("Liitoksen omaa osoitetta ei tuoda. Tarkista, onko paikka oikea."),
            )
        found[other_id] = PtvConnection(
            other_id=other_id,
            other_name=text_of(other.get("name")),
            note=fragments.paragraphs(
                texts(item.get("description"), "Description"),
                texts(item.get("description"), "ChargeTypeAdditionalInfo"),
            ),
            contacts=fragments.contacts(details, f"{path}.contactDetails.", notes),
            hours=read_hours(item.get("serviceHours"), notes, f"{path}.serviceHours"),
            modified=fragments.moment(item.get("modified")),
        )
    return tuple(found.values())


def read_general_description(raw: Mapping[str, Any], notes: Notes) -> PtvService:
    """One statutory description of the published set: `Name[{Lang, Label}]`, texts as Draft.js JSON in a string."""

    def told(key: str) -> dict[str, str]:
        return labels(raw.get(key), f"{key}", notes)

    terms = []
    for key, scheme in (
        ("ServiceClass", TermScheme.SERVICE_CLASS),
        ("TargetGroup", TermScheme.TARGET_GROUP),
        ("LifeEvent", TermScheme.LIFE_EVENT),
    ):
        for _position, item in rows(raw.get(key)):
            value = text_of(item.get("Value"))
            terms.append(fragments.make_term(scheme, [item.get("Key")], "", {"fi": value} if value else {}))
    topics = tuple(text_of(item.get("Value")) for _position, item in rows(raw.get("OntologyTerm")))
    keywords = {"fi": tuple(dict.fromkeys(topic for topic in topics if topic))}
    return PtvService(
        id=fragments.identifier(raw.get("Id")),
        name=told("Name"),
        status=Status.PUBLISHED,
        general_description=True,
        keywords=keywords if keywords["fi"] else {},
        summary=told("ShortDescription"),
        description=fragments.paragraphs(told("BackgroundDescription"), told("Description")),
        user_instruction=fragments.paragraphs(
            told("UserInstructions"),
            told("DeadLineAdditionalInfo"),
            told("ProcessingTimeAdditionalInfo"),
            told("ValidityTimeAdditionalInfo"),
        ),
        requirements=told("ServiceRestrictions"),
        charge=fragments.CHARGES.get(text_of(raw.get("ChargeType")), Charge.UNKNOWN),
        charge_note=told("ChargeTypeAdditionalInfo"),
        area=PtvArea(nationwide=True),
        terms=tuple(term for term in terms if term),
        told=GENERAL_DESCRIPTION_TELLS,
    )


def read_live_general_description(raw: Mapping[str, Any], notes: Notes) -> PtvService:
    """A general description as the open API answers it: `names`, `descriptions` and lists like those of a service."""
    as_service = {
        **raw,
        "serviceNames": raw.get("names"),
        "serviceDescriptions": raw.get("descriptions"),
        "organizations": [],
        "serviceChannels": [],
    }
    service = read_service(as_service, notes)
    values = {field: getattr(service, field) for field in PtvService.__dataclass_fields__}
    background = texts(raw.get("descriptions"), "BackgroundDescription")
    values |= {"general_description": True, "description": fragments.paragraphs(background, service.description)}
    return PtvService(**values)


def labels(raw: Any, path: str, notes: Notes) -> dict[str, str]:
    """`[{Lang, Label}]` to a language map; a Label may be Draft.js JSON or plain text."""
    found: dict[str, str] = {}
    for position, item in rows(raw):
        language, value = text_of(item.get("Lang")).lower(), text_of(item.get("Label"))
        if not language or not value:
            continue
        plain = draft_text(value)
        if plain is None:
            notes.add(f"{path}[{position}]", "text_unreadable", _("Tekstiä ei voitu lukea, joten se jäi pois."))
        elif plain:
            found.setdefault(language, plain)
    return found


def draft_text(value: str) -> str | None:
    """Draft.js content as paragraphs, list items with a dash; plain text as it is; None when the JSON is broken."""
    if not value.startswith("{"):
        return value
    try:
        blocks = json.loads(value)["blocks"]
        lines = [
            ("– " if str(block.get("type", "")).endswith("list-item") else "") + text_of(block.get("text"))
            for block in blocks
            if text_of(block.get("text"))
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    joined = "\n\n".join(lines)
    return joined.replace("\n\n– ", "\n– ")


def _keywords(raw: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The keepers' own keywords first, then the names of the ontology terms."""
    found = {language: dict.fromkeys(values) for language, values in fragments.words(raw.get("keywords")).items()}
    for _position, item in rows(raw.get("ontologyTerms")):
        for language, value in texts(item.get("name")).items():
            found.setdefault(language, {})[value] = None
    return {language: tuple(values) for language, values in found.items()}


def _parties(raw: Any, notes: Notes) -> tuple[PtvParty | None, tuple[PtvParty, ...]]:
    """The responsible organisation, and everybody else who gives the service with it."""
    responsible: PtvParty | None = None
    others: dict[str, PtvParty] = {}
    for position, item in rows(raw):
        body = fragments.mapping(item.get("organization"))
        number, name = fragments.identifier(body.get("id")), text_of(body.get("name"))
        if not number:
            notes.add(
                f"organizations[{position}]",
                "organization_without_id",
                _("Organisaation tunnus puuttuu, joten se jäi pois."),
            )
        elif item.get("roleType") == "Responsible" and responsible is None:
            responsible = PtvParty(number, name)
        elif item.get("roleType") == "Producer":
            others[number] = PtvParty(number, name, PROVISIONS.get(text_of(item.get("provisionType")), "other"))
        else:
            others.setdefault(number, PtvParty(number, name, "other"))
    return responsible, tuple(others.values())

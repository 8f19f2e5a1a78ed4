"""The columns of our tables: one line per column, the same for the template, the import and the export.

Headings are part of the file format and stay Finnish in every language. An empty cell leaves things as they are.
"""

from dataclasses import dataclass

from kotikulma.directory.types import (
    Accessibility,
    AccessMode,
    AddressVisibility,
    Charge,
    PlaceType,
    Status,
)

SERVICES, PLACES = "services", "places"
LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True, slots=True)
class Column:
    """`kind`: how a cell is read. `choices`: (code, Finnish word) it knows. `example`: for the template."""

    heading: str
    field: str
    kind: str = (
        "text"  # text, words, choice, choices, number, date, degrees, municipality, municipalities, hours, contacts
    )
    language: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    example: str = ""
    limit: int = 0


def _texts(heading: str, field: str, limit: int, *examples: str) -> tuple[Column, ...]:
    shown = (*examples, "", "", "")
    return tuple(
        Column(f"{heading}_{language}", field, "text", language, example=shown[number], limit=limit)
        for number, language in enumerate(LANGUAGES)
    )


CHARGES = ((Charge.FREE.value, "maksuton"), (Charge.CHARGEABLE.value, "maksullinen"), (Charge.OTHER.value, "muu"))
ACCESS_MODES = (
    (AccessMode.DROP_IN.value, "ilman ajanvarausta"),
    (AccessMode.APPOINTMENT.value, "ajanvarauksella"),
    (AccessMode.REFERRAL.value, "lähetteellä"),
    (AccessMode.REGISTRATION.value, "ilmoittautumalla"),
    (AccessMode.REMOTE.value, "etänä"),
    (AccessMode.OUTREACH.value, "tulee luoksesi"),
)
PLACE_TYPES = (
    (PlaceType.SERVICE_POINT.value, "palvelupiste"),
    (PlaceType.WELLBEING_HOUSE.value, "hyvinvointitupa"),
    (PlaceType.LIVING_ROOM.value, "kansalaisten olohuone"),
    (PlaceType.MEETING_PLACE.value, "kohtaamispaikka"),
    (PlaceType.FAMILY_CENTRE.value, "perhekeskus"),
    (PlaceType.YOUTH_CENTRE.value, "nuorisotila"),
    (PlaceType.OTHER.value, "muu"),
)
VISIBILITIES = (
    (AddressVisibility.PUBLIC.value, "julkinen"),
    (AddressVisibility.MUNICIPALITY_ONLY.value, "vain kunta"),
    (AddressVisibility.HIDDEN.value, "salainen"),
)
ACCESSIBILITY = (
    (Accessibility.STEP_FREE.value, "ei portaita"),
    (Accessibility.WIDE_DOOR.value, "leveä ovi"),
    (Accessibility.TOILET.value, "esteetön wc"),
    (Accessibility.LIFT.value, "hissi"),
    (Accessibility.PARKING.value, "esteetön pysäköinti"),
    (Accessibility.INDUCTION_LOOP.value, "induktiosilmukka"),
    (Accessibility.GUIDE_DOG.value, "opaskoira"),
    (Accessibility.QUIET.value, "rauhallinen tila"),
)
STATUSES = (
    (Status.DRAFT.value, "luonnos"),
    (Status.PUBLISHED.value, "julkaistu"),
    (Status.ARCHIVED.value, "arkistoitu"),
)
IDENTITY = (
    Column("uuid", "uuid"),
    Column("ulkoinen_tunnus", "external_id", example="oma-001", limit=150),
)
CONTACTS = (
    Column("puhelin", "phone", "contacts", example="014 000 0000", limit=200),
    Column("sahkoposti", "email", "contacts", example="neuvonta@example.org", limit=200),
    Column("verkkosivu", "web", "contacts", example="https://example.org/neuvonta", limit=500),
    Column("kielet", "languages", "words", example="fi; sv"),
)
HOURS = Column("aukiolo", "hours", "hours", example="ma-to 9-16; ti 9-11 avoin")
STATE = Column("tila", "status", "choice", choices=STATUSES, example="luonnos")

COLUMNS: dict[str, tuple[Column, ...]] = {
    SERVICES: (
        *IDENTITY,
        *_texts("nimi", "name", 100, "Asumisneuvonta", "Boenderådgivning", "Housing advice"),
        *_texts("tiivistelma", "summary", 150, "Apua vuokran maksuun ja asumisen pulmiin."),
        *_texts("kuvaus", "description", 2500, "Neuvoja auttaa sinua, kun vuokra on jäänyt maksamatta."),
        Column("vastuuorganisaatio", "organization", example="Esimerkkikaupunki"),
        Column("maksu", "charge", "choice", choices=CHARGES, example="maksuton"),
        Column("asiointitavat", "access_modes", "choices", choices=ACCESS_MODES, example="ilman ajanvarausta"),
        Column("ika_alin", "min_age", "number", example="18"),
        Column("ika_ylin", "max_age", "number"),
        Column("kohderyhmat", "target_group", "words", example="KR1"),
        Column("palveluluokat", "service_class", "words", example="P1.3"),
        Column("elamantilanteet", "life_event", "words", example="KE9"),
        Column("erityisryhmat", "special_group", "words", example="homeless"),
        Column("kunnat", "municipalities", "municipalities", example="Jyväskylä; Laukaa"),
        *CONTACTS,
        Column("alkaa", "starts_on", "date", example="12.1.2027"),
        Column("paattyy", "ends_on", "date"),
        Column("paikka", "place", example="Esimerkkitalo"),
        Column("alkaa_paikassa", "starts_there", "date"),
        Column("paattyy_paikassa", "ends_there", "date"),
        HOURS,
        STATE,
    ),
    PLACES: (
        *IDENTITY,
        *_texts("nimi", "name", 100, "Esimerkkitalo"),
        *_texts("tiivistelma", "summary", 150, "Apua monelta taholta saman katon alla."),
        *_texts("kuvaus", "description", 2500),
        Column("tyyppi", "type", "choice", choices=PLACE_TYPES, example="palvelupiste"),
        Column("organisaatio", "organization", example="Esimerkkikaupunki"),
        *_texts("katuosoite", "street_address", 200, "Esimerkkikatu 1"),
        Column("postinumero", "postal_code", "postal_code", example="40100"),
        *_texts("postitoimipaikka", "post_office", 60, "Jyväskylä"),
        Column("kunta", "municipality_code", "municipality", example="Jyväskylä"),
        Column("leveysaste", "latitude", "degrees", example="62,24"),
        Column("pituusaste", "longitude", "degrees", example="25,75"),
        Column("osoitteen_nakyvyys", "address_visibility", "choice", choices=VISIBILITIES, example="julkinen"),
        *_texts("saapuminen", "directions", 500, "Bussipysäkki on oven edessä."),
        Column("esteettomyys", "accessibility", "choices", choices=ACCESSIBILITY, example="ei portaita; esteetön wc"),
        *CONTACTS,
        Column("avattu", "opened_on", "date", example="1.8.2026"),
        Column("suljettu", "closed_on", "date"),
        HOURS,
        STATE,
    ),
}

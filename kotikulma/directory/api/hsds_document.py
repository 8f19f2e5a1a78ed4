"""What the HSDS interface says of itself: its profile, and an OpenAPI document made from the lists below."""

from typing import Any

SCHEMAS = "https://raw.githubusercontent.com/openreferral/specification/3.1/schema/compiled"
LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
_WHOLE = {"type": "integer", "minimum": 1}
_ID = {"type": "string", "format": "uuid"}
_TRUTH = {"type": "boolean"}
_AGE = {"type": "integer", "minimum": 0, "maximum": 150}
_WALL = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}

PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "search": ({"type": "string"}, "Text search as on the site: base forms, synonyms, repaired spellings."),
    "page": (_WHOLE, "Number of the page; a page beyond the last is empty."),
    "per_page": ({**_WHOLE, "maximum": 500, "default": 50}, "Rows on a page; with full=true at most 100."),
    "format": ({"type": "string", "enum": ["json", "ndjson"]}, "ndjson streams all the results without pages."),
    "taxonomy_term_id": (_ID, "Only what carries this term."),
    "taxonomy_id": (_ID, "Only what carries any term of this taxonomy."),
    "organization_id": (_ID, "Only services this organisation is responsible for or produces."),
    "modified_after": ({"type": "string"}, "Only what changed at this date or moment, or later."),
    "minimal": (_TRUTH, "Only id and moment of change, all on one page unless per_page is given."),
    "full": (_TRUTH, "Whole things instead of rows."),
    "full_service": (_TRUTH, "The organisation's services whole instead of in brief."),
    "postcode": (
        {"type": "string", "pattern": "^[0-9]{5}$"},
        "Only at places with this postal code; with proximity, around the middle of the places that have it.",
    ),
    "proximity": (
        {"type": "number", "minimum": 0, "maximum": 1_000_000},
        "Metres, as the crow flies, from the middle of the postcode's places, or from lat and lon.",
    ),
    "lat": ({"type": "number"}, "Latitude (WGS 84) for proximity, with lon."),
    "lon": ({"type": "number"}, "Longitude (WGS 84) for proximity, with lat."),
    "minimum_age": (_AGE, "Only services that fit somebody of this age or older."),
    "maximum_age": (_AGE, "Only services that fit somebody of this age or younger."),
    "day": (
        {"type": "string", "pattern": "^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$"},
        "Only services open on such a weekday of the coming three weeks; several with commas between.",
    ),
    "start_time": (_WALL, "Only services open at some moment after this, on a day asked for or on any."),
    "end_time": (_WALL, "Only services open at some moment before this; 00:00 is midnight at the end of the day."),
    "top_only": (_TRUTH, "Only terms without a parent."),
    "parent_id": (_ID, "Only terms right under this one."),
}
_PAGED = ("search", "page", "per_page", "format")
_FILTERED = (*_PAGED, "taxonomy_term_id", "taxonomy_id", "modified_after", "minimal", "full")
LISTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "services": (
        "service",
        (*_FILTERED, "organization_id", "minimum_age", "maximum_age", "day", "start_time", "end_time"),
    ),
    "organizations": ("organization", (*_FILTERED, "full_service")),
    "service_at_locations": (
        "service_at_location",
        (*_FILTERED, "organization_id", "postcode", "proximity", "lat", "lon"),
    ),
    "taxonomies": ("taxonomy", _PAGED),
    "taxonomy_terms": ("taxonomy_term", (*_PAGED, "taxonomy_id", "top_only", "parent_id")),
}
_ENVELOPE = {
    "total_items": {"type": "integer"},
    "total_pages": {"type": "integer"},
    "page_number": {"type": "integer"},
    "size": {"type": "integer"},
    "first_page": {"type": "boolean"},
    "last_page": {"type": "boolean"},
    "empty": {"type": "boolean"},
}
CONVENTIONS = [
    "Texts are in Finnish where there is Finnish, else in Swedish or English.",
    "schedules: one row per slot in the wall time of Europe/Helsinki, said in an attribute labelled timezone.",
    "schedules: closes_at 23:59 is midnight, closes_at at or before opens_at is the next day.",
    "schedules: a row ends (until) before a closed day and another begins (dtstart) after it.",
    "schedules: on public holidays of which notes say Tarkista pyhäpäivien aukiolo one has to ask.",
    "status follows the service's own dates: inactive has not begun, defunct is over.",
    "A later start at one location is in the valid_from of its schedules.",
    "A location without an address keeps it to itself; a virtual location is a phone, a web page or a form.",
    "top_only means terms without a parent.",
    "minimum_age and maximum_age span the ages one looks for: a service fits if some of them are its own.",
    "day, start_time and end_time ask the openings of the coming three weeks, with exceptions and pauses in them.",
]


def profile(address: str) -> dict[str, Any]:
    return {
        "name": "Kotikulma HSDS profile",
        "version": "3.1",
        "base": "https://docs.openreferral.org/en/3.1/hsds/",
        "openapi_url": f"{address}/openapi.json",
        "license": LICENCE,
        "conventions": CONVENTIONS,
    }


def openapi(address: str) -> dict[str, Any]:
    paths: dict[str, Any] = {"/": {"get": _operation("base", "About this interface", (), {"type": "object"})}}
    for name, (thing, parameters) in LISTS.items():
        rows = {"$ref": f"{SCHEMAS}/{thing}_list.json"} if _compiled(thing) else {"type": "object"}
        page = {
            "type": "object",
            "required": list(_ENVELOPE),
            "properties": {**_ENVELOPE, "contents": {"type": "array", "items": rows}},
        }
        whole = {"$ref": f"{SCHEMAS}/{thing}.json"} if _compiled(thing) else {"type": "object"}
        own = ("full_service",) if thing == "organization" else ()
        paths[f"/{name}"] = {"get": _operation(f"list_{name}", f"A page of {name}", parameters, page)}
        paths[f"/{name}/{{id}}"] = {"get": _operation(f"get_{thing}", f"One {thing}, whole", own, whole, one=True)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kotikulma HSDS",
            "version": "3.1",
            "summary": "Services of Central Finland as Open Referral's Human Services Data Specification.",
            "description": "Read only, without a key, for any origin. " + " ".join(CONVENTIONS),
            "contact": {"name": "Kotikulma", "url": address.removesuffix("/hsds")},
            "license": LICENCE,
        },
        "servers": [{"url": address}],
        "paths": paths,
    }


def _compiled(thing: str) -> bool:
    return not thing.startswith("taxonomy")


def _operation(
    name: str, summary: str, parameters: tuple[str, ...], schema: dict[str, Any], *, one: bool = False
) -> dict[str, Any]:
    listed: list[dict[str, Any]] = [
        {"name": key, "in": "query", "required": False, "schema": PARAMETERS[key][0], "description": PARAMETERS[key][1]}
        for key in parameters
    ]
    if one:
        listed.insert(0, {"name": "id", "in": "path", "required": True, "schema": _ID})
    problem = {"application/problem+json": {"schema": {"type": "object"}}}
    answers = {
        "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
        "304": {"description": "As you have it"},
        "400": {"description": "A parameter cannot be read; the problem names it", "content": problem},
        "404": {"description": "There is nothing with this id", "content": problem},
    }
    return {"operationId": name, "summary": summary, "parameters": listed, "responses": answers}

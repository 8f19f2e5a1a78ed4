"""Open311 GeoReport v2 under /open311/v2/, as JSON and as XML. Reading is open to any page; posting takes a key.

What is refused is told as the standard's list of errors, in the form that was asked for.
"""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial, wraps
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from kotikulma.feedback import commands
from kotikulma.feedback.formats.open311 import answers, forms
from kotikulma.feedback.formats.open311.answers import Where
from kotikulma.feedback.formats.open311.documents import CONTENT_TYPES, write
from kotikulma.feedback.queries import board, listing
from kotikulma.feedback.queries.listing import Wanted
from kotikulma.feedback.types import SCOPE_GIVE, FeedbackNotFound, Item, Known, NewFeedback, Reply
from kotikulma.kernel import clock, municipalities
from kotikulma.kernel.errors import DomainError, NotFound
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.machine import ALLOWED, bad_parameter, readable
from kotikulma.kernel.sources import address_of
from kotikulma.kernel.ui import caching
from kotikulma.kernel.ui.caching import Freshness
from kotikulma.people import commands as people
from kotikulma.people.types import ApiKeyValue

View = Callable[..., HttpResponse]
LANGUAGES = ("fi", "sv", "en")
SPAN = timedelta(days=90)
PER_PAGE = 1_000  # the most, and what is given when nothing is said, by the standard
MOST_PAGES = 10_000
FIRST, LAST = (datetime(year, 1, 1, tzinfo=clock.HELSINKI) for year in (2000, 2100))
MOST_NUMBERS = 100
POSTED_AS = {"text": "description", "contact": "email", "name": "first_name"}  # ours -> the standard's
_REFERENCE = re.compile(r"P-\d{4}-\d{5,9}")


class NoFiles(FileUploadHandler):
    """Pictures are not taken in: what comes is passed over and written nowhere."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        raise SkipFile

    def file_complete(self, file_size: int) -> None:
        return None


def fresh(request: HttpRequest, *args: Any, **kwargs: Any) -> Freshness:
    return Freshness(version=listing.version())


def interface(view: View) -> View:
    """Decorator: read by any page, in the language asked for; refusals as lists of errors."""

    @readable
    def read(request: HttpRequest, form: str, **kwargs: Any) -> HttpResponse:
        return _in_language(request, form, partial(view, request, form=form, **kwargs))

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, form: str, **kwargs: Any) -> HttpResponse:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return read(request, form=form, **kwargs)
        refused = _answer(form, "errors", answers.errors(405, [f"Use {ALLOWED}."]), status=405)
        refused.headers["Allow"] = ALLOWED
        return refused

    return answer


@interface
@caching.public(fresh)
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    return _answer(form, "discovery", answers.discovery(settings.BASE_URL, test=settings.DEMO))


@interface
@caching.public(fresh)
def services(request: HttpRequest, form: str) -> HttpResponse:
    _jurisdiction(request)
    return _answer(form, "services", answers.services())


@interface
@caching.public(fresh)
def service(request: HttpRequest, form: str, code: str) -> HttpResponse:
    _jurisdiction(request)
    return _answer(form, "service_definition", answers.definition(forms.service(code)))


@csrf_exempt
def requests(request: HttpRequest, form: str) -> HttpResponse:
    """The list to read, and the door through which a program gives feedback."""
    if request.method == "POST":
        return _in_language(request, form, partial(give, request, form))
    response = listed(request, form=form)
    if "Allow" in response.headers:
        response.headers["Allow"] = f"{ALLOWED}, POST"
    return response


@interface
@caching.public(fresh)
def listed(request: HttpRequest, form: str) -> HttpResponse:
    numbers = _words(request, "service_request_id")
    if len(numbers) > MOST_NUMBERS:
        raise bad_parameter("service_request_id", f"Give at most {MOST_NUMBERS}.")
    if numbers:
        _jurisdiction(request)
        return _requests(form, _known(numbers))
    page, size = _number(request, "page", 1, MOST_PAGES), _number(request, "page_size", PER_PAGE, PER_PAGE)
    found, _following = listing.page(_wanted(request), offset=(page - 1) * size, limit=size)
    return _requests(form, [Known(item) for item in found])


@interface
@caching.public(fresh)
def one(request: HttpRequest, form: str, reference: str) -> HttpResponse:
    _jurisdiction(request)
    found = _known([reference])
    if not found:
        raise FeedbackNotFound
    return _requests(form, found)


@interface
def token(request: HttpRequest, form: str, token: str) -> HttpResponse:
    _jurisdiction(request)
    return _answer(form, "service_requests", [answers.token(listing.reference_of(token), token)], kept=False)


def give(request: HttpRequest, form: str) -> HttpResponse:
    posted = _posted(request)
    key = people.use_api_key(posted.get("api_key", ""), SCOPE_GIVE)
    new = forms.read(
        posted,
        municipality_code=_jurisdiction(request, posted.get("jurisdiction_id")),
        language=_known_language([posted.get("locale", ""), translation.get_language() or ""]),
        form_key=_form_key(request, key),
    )
    _check_place(new)
    given = commands.give(key.actor, new, source=address_of(request) if key.shared else "")
    token = board.follow_token_of(given.uuid) if given.reply == Reply.PRIVATE else ""
    return _answer(form, "service_requests", [answers.created(given.reference, token, given.due_on)], kept=False)


def _posted(request: HttpRequest) -> dict[str, str]:
    """The fields of the form; the key may also stand in the address, where old clients put it."""
    request.upload_handlers = [NoFiles(request)]
    try:
        fields = request.POST.dict()
    except (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError):
        raise forms.BadForm(
            _("Lähetystä ei voi lukea. Lähetä lomake muodossa application/x-www-form-urlencoded, UTF-8.")
        ) from None
    return {**{name: request.GET[name] for name in ("api_key", "jurisdiction_id") if name in request.GET}, **fields}


def _form_key(request: HttpRequest, key: ApiKeyValue) -> UUID | None:
    """A program that is not sure whether its post arrived sends it again with the same Idempotency-Key."""
    said = request.headers.get("Idempotency-Key", "")
    return uuid5(key.uuid, said[:200]) if said else None


def _check_place(new: NewFeedback) -> None:
    """A program is told of an id that names nothing; a resident's form goes through without it."""
    for name, place, service in (("address_id", new.place, None), ("attribute[service]", None, new.service)):
        if (place or service) and board.about(place, service) is None:
            raise forms.BadForm(fields={name: _("Tällä tunnuksella ei ole julkaistua paikkaa tai palvelua.")})


def _in_language(request: HttpRequest, form: str, work: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer in the language of `locale`, else of Accept-Language; refusals in the form asked for."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    language = _known_language([request.GET.get("locale", ""), *(code for code, _weight in accepted)])
    with translation.override(language):
        try:
            response = work()
        except DomainError as error:
            response = _refusal(form, error)
    response.headers["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _known_language(asked: list[str]) -> str:
    codes = (code.lower().replace("_", "-").partition("-")[0] for code in asked)
    return next((code for code in codes if code in LANGUAGES), "fi")


def _refusal(form: str, error: DomainError) -> HttpResponse:
    """422 is unknown to the standard; every field that is wrong gets an error of its own."""
    status = 400 if error.status == 422 else error.status
    sentences = [f"{POSTED_AS.get(name, name)}: {sentence}" for name, sentence in error.fields.items()]
    response = _answer(form, "errors", answers.errors(status, sentences or [str(error.message)]), status=status)
    if hasattr(error, "retry_after"):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _answer(form: str, root: str, tree: Any, *, status: int = 200, kept: bool = True) -> HttpResponse:
    headers = {} if kept and status == 200 else {"Cache-Control": "no-store"}
    return HttpResponse(write(form, root, tree), content_type=CONTENT_TYPES[form], status=status, headers=headers)


def _requests(form: str, found: list[Known]) -> HttpResponse:
    addresses = listing.addresses(known.item for known in found)
    today = clock.today()
    rows = [answers.request(known, _where(known.item, addresses), today) for known in found]
    return _answer(form, "service_requests", rows)


def _where(item: Item, addresses: Any) -> Where:
    """Of a place what the directory tells; without one the point the sender gave, never the address she wrote."""
    if item.place is None:
        return Where(latitude=item.latitude, longitude=item.longitude)
    address = addresses[item.place.id]
    office = str(localise(address.post_office)) or municipalities.name(address.municipality_code)
    town = " ".join(filter(None, (address.postal_code, office)))
    words = (str(localise(item.place.name)), str(localise(address.street)), town)
    return Where(", ".join(filter(None, words)), address.postal_code, address.latitude, address.longitude)


def _known(numbers: list[str]) -> list[Known]:
    asked = {number.upper() for number in numbers}
    return listing.by_number([number for number in asked if _REFERENCE.fullmatch(number)])


def _wanted(request: HttpRequest) -> Wanted:
    statuses = _words(request, "status")
    if not set(statuses) <= {answers.OPEN, answers.CLOSED}:
        raise bad_parameter("status", "Give open, closed or both.")
    return Wanted(
        kinds=tuple(forms.service(code).value for code in _words(request, "service_code")),
        states=answers.states_of(statuses),
        municipality=_jurisdiction(request),
        received=_span(request),
        changed=(_moment(request, "updated_after"), _moment(request, "updated_before", last=True)),
    )


def _span(request: HttpRequest) -> tuple[datetime | None, datetime | None]:
    """Ninety days where an end is left open; what changed lately is looked for in all times."""
    start, end = _moment(request, "start_date"), _moment(request, "end_date", last=True)
    if start is None and end is None:
        known = "updated_after" in request.GET or "updated_before" in request.GET
        return None if known else datetime.combine(clock.today() - SPAN, time.min, clock.HELSINKI), None
    if start is None:
        return (end - SPAN if end else None), end
    return start, end or start + SPAN


def _moment(request: HttpRequest, name: str, *, last: bool = False) -> datetime | None:
    """A moment, or a day: its beginning, or as the `last` one its end."""
    value = request.GET.get(name, "").strip().replace(" ", "+")
    if not value:
        return None
    try:
        moment = clock.parse(value)
    except (ValueError, OverflowError):
        raise bad_parameter(name, "Give a date or moment such as 2027-02-10T09:00:00Z.") from None
    if not FIRST <= moment <= LAST:
        raise bad_parameter(name, "Give a date between 2000 and 2100.")
    return moment + timedelta(days=1, microseconds=-1) if last and len(value) == len("2027-02-10") else moment


def _words(request: HttpRequest, name: str) -> list[str]:
    """A list with commas, without what is empty."""
    return [word for part in request.GET.get(name, "").split(",") if (word := part.strip())]


def _number(request: HttpRequest, name: str, default: int, most: int) -> int:
    value = request.GET.get(name, "").strip()
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and len(value) <= 10 and 1 <= int(value) <= most):
        raise bad_parameter(name, f"Give a whole number from 1 to {most}.")
    return int(value)


def _jurisdiction(request: HttpRequest, posted: str | None = None) -> str:
    """The municipality asked for by its code; nothing means all of them."""
    code = (request.GET.get("jurisdiction_id", "") if posted is None else posted).strip()
    if code and municipalities.get(code) is None:
        raise NotFound(
            _("Kuntaa %(code)s ei ole. Anna jurisdiction_id kuntakoodina, esimerkiksi 179.") % {"code": code[:40]}
        )
    return code

"""Every page of the organiser and every state of a registration: axe, the keyboard and 320 pixels, in three languages.

One data set and one page of a browser for each of the two; all faults are told together.
"""

from collections.abc import Callable, Iterator
from datetime import time, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import signing

from kotikulma.events import access, commands
from kotikulma.events.commands import joining, registration
from kotikulma.events.models import Event, Occurrence, Registration
from kotikulma.events.tests.make import at, make_draft, make_event, make_series
from kotikulma.events.tests.make_registrations import make_occurrence, make_online, register
from kotikulma.events.types import NewRegistration, Question, RegistrationState
from kotikulma.kernel import clock
from kotikulma.kernel.outbox.models import MessageState, OutboxMessage
from tests import cast
from tests.cast import HOUSE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROOM = "/tyotila/tapahtumat/"
LANGUAGES = ("", "/sv", "/en")
NARROW = 320
QUESTIONS = (
    Question("k1", {"fi": "Kumpi keitto?", "sv": "Vilken soppa?"}, "choice", choices=({"fi": "Lohi"}, {"fi": "Herne"})),
    Question("k2", {"fi": "Onko sinulla allergioita?"}, days_kept=7),
)
# Every element the Tab key should reach is numbered; a group of radio buttons is one
NUMBER = """() => {
  const groups = new Set();
  const all = [...document.querySelectorAll('a[href],button,input,select,textarea,summary,[tabindex]')];
  const reached = all.filter(one => {
    if (one.disabled || one.tabIndex < 0 || one.type === 'hidden' || !one.checkVisibility()) return false;
    if (one.type !== 'radio') return true;
    const group = `${one.form && one.form.id}:${one.name}`;
    if (groups.has(group)) return false;
    const chosen = all.find(other => other.type === 'radio' && other.name === one.name && other.checked);
    if (chosen && chosen !== one) return false;
    groups.add(group);
    return true;
  });
  reached.forEach((one, number) => one.dataset.number = number);
  return reached.length;
}"""
HERE = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return ['', true];
  const marks = [one, one.closest('label'), one.nextElementSibling].filter(Boolean).map(each => getComputedStyle(each));
  const seen = marks.some(style => style.outlineStyle !== 'none' || style.boxShadow !== 'none');
  return [one.dataset.number || '', seen, one.outerHTML.slice(0, 120)];
}"""


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house's clock alone: a browser's own runs on."""
    monkeypatch.setenv("KOTIKULMA_NOW", "2027-02-09T12:00:00")


class Looking:
    """One page of a browser that looks at address after address and writes down what is wrong."""

    def __init__(self, page: Any, site: str, axe: Callable[..., None]) -> None:
        self.page, self.site, self.axe, self.faults = page, site, axe, []
        page.set_default_timeout(30_000)

    def at(self, path: str, *, status: tuple[int, ...] = (200,), keyboard: bool = False) -> None:
        answer = self.page.goto(f"{self.site}{path}")
        if answer.status not in status:
            self.faults.append(f"{path}: {answer.status}")
        self.here(path, keyboard=keyboard)

    def here(self, path: str, *, keyboard: bool = False) -> None:
        """The page that is open already, after a press."""
        try:
            self.axe(self.page)
        except AssertionError as fault:
            self.faults.append(str(fault))
        width = self.page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW:
            self.faults.append(f"{path}: {width} pixels wide")
        if keyboard:
            self.faults += [f"{path}: {fault}" for fault in self._by_keyboard()]

    def press(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def _by_keyboard(self) -> Iterator[str]:
        """Tab reaches everything that can be used, and shows where it is."""
        wanted = self.page.evaluate(NUMBER)
        reached: set[str] = set()
        for _press in range(wanted * 4):  # fields of dates and times stop several times
            self.page.keyboard.press("Tab")
            number, seen, *html = self.page.evaluate(HERE)
            if not seen and number not in reached:  # the last stop of a date is its own button, which browsers mark
                yield f"no focus is seen on {html[0]}"
            if number == "" and reached:
                break
            reached.add(number)
        missed = wanted - len(reached - {""})
        if missed:
            yield f"Tab misses {missed} of {wanted}"


def sign_in(page: Any, site: str) -> None:
    value = cast.browser_of(cast.editor()).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site}])


def _laid() -> Event:
    """One event with everything: a series with exceptions, a link, questions, one who comes, one who waits."""
    event = make_event(title={"fi": "Avoin perhekahvila"})
    make_series(event)
    joining.set_join_info(HOUSE, event.uuid, url="https://video.example/j/1", release_time=time(16))
    event.refresh_from_db()
    commands.save_event(HOUSE, event.uuid, version=event.version, values={"mode": "hybrid"})
    few = {"min_participants": 6, "decide_by": at("2027-02-20T12:00"), "capacity_in_person": 1}
    registration.set_up_registration(HOUSE, event.uuid, values=few, questions=QUESTIONS)
    times = event.occurrences.order_by("starts_at")
    for name in ("Aino Virta", "Eino Salo"):
        email = f"{name[:4]}@example.org"
        new = NewRegistration(contact_name=name, email=email, answers={"k1": 1, "k2": "Pähkinä"}, source="phone")
        registration.register(HOUSE, times[0].uuid, new)
    OutboxMessage.objects.update(state=MessageState.FAILED)
    event.refresh_from_db()
    commands.cancel_occurrence(HOUSE, times[3].uuid, version=event.version, reason={"fi": "Sali on varattu."})
    event.refresh_from_db()
    later = times[4].starts_at + timedelta(days=1)
    commands.move_occurrence(
        HOUSE, times[4].uuid, version=event.version, starts_at=later, ends_at=later + timedelta(hours=2)
    )
    return event


def organisers_pages() -> list[str]:
    event, draft = _laid(), make_draft(title={}, contacts=[])
    template = commands.copy_event(HOUSE, event.uuid, template=True)
    first, *_rest, moved = event.occurrences.order_by("starts_at")[:5]
    one, own = f"kerrat/{first.uuid}/", f"{event.uuid}/"
    series = event.series.get().uuid
    lists = ["", *(f"?nayta={view}" for view in "luonnokset vajaat menneet perutut pohjat".split())]
    return [
        "/tyotila/",
        *(f"{ROOM}{page}" for page in lists),
        f"{ROOM}uusi/",
        f"{ROOM}{own}",
        *(f"{ROOM}{own}{page}/" for page in "ajat ilmoittautuminen kuva historia peru lykkaa".split()),
        f"{ROOM}{draft.uuid}/",
        f"{ROOM}{draft.uuid}/ajat/",
        f"{ROOM}{draft.uuid}/uusi-aika/",
        f"{ROOM}{template.uuid}/",
        f"{ROOM}{template.uuid}/ajat/?malli={event.uuid}",
        f"{ROOM}{one}",
        f"{ROOM}kerrat/{moved.uuid}/",
        f"{ROOM}{one}seuraavat/",
        f"{ROOM}sarjat/{series}/",
        f"{ROOM}{one}osallistujat/uusi/",
        f"{ROOM}{one}viesti/",
        f"{ROOM}viestit/",
        f"{ROOM}poistuvat/",
        f"{ROOM}{one}osallistujat/",
    ]


def test_every_page_of_the_organiser(browser: Callable[..., Any], site: str, axe: Callable[..., None]) -> None:
    cast.everybody()
    paths = organisers_pages()
    looking = Looking(browser(width=NARROW, bypass_csp=True), site, axe)
    sign_in(looking.page, site)
    for language in LANGUAGES:
        for path in paths:
            looking.at(f"{language}{path}", keyboard=not language)
        people = paths[-1]
        looking.press("main form button")
        looking.here(f"{language}{people}, names open", keyboard=not language)
        looking.at(f"{language}{people}lista/", keyboard=not language)
        looking.page.context.clear_cookies()
        sign_in(looking.page, site)
    assert not looking.faults, "\n".join(looking.faults)


def test_what_the_organiser_typed_wrong(browser: Callable[..., Any], site: str, axe: Callable[..., None]) -> None:
    cast.everybody()
    event = _laid()
    one = f"{ROOM}kerrat/{event.occurrences.order_by('starts_at')[0].uuid}/"
    forms = {
        f"{ROOM}uusi/": "main form button.ds-button",
        f"{ROOM}{event.uuid}/ajat/": "button[value=lisaa]",
        f"{ROOM}{event.uuid}/peru/": "main form button.ds-button",
        f"{ROOM}{event.uuid}/kuva/": "main form button.ds-button",
        f"{ROOM}{event.uuid}/ilmoittautuminen/": "button[value=linkki]",
        f"{one}viesti/": "button[value=katso]",
        f"{one}osallistujat/uusi/": "main form button.ds-button",
        one: "button[value=peru]",
    }
    looking = Looking(browser(width=NARROW, bypass_csp=True), site, axe)
    sign_in(looking.page, site)
    for language in LANGUAGES:
        for path, button in forms.items():
            looking.page.goto(f"{site}{language}{path}")
            looking.page.eval_on_selector_all("main form input[name=url]", "found => found.forEach(o => o.value = '')")
            looking.press(button)
            if not looking.page.locator("main [aria-invalid=true]").count():
                looking.faults.append(f"{language}{path}: no field is marked as wrong")
            looking.here(f"{language}{path}, wrong")
    assert not looking.faults, "\n".join(looking.faults)


def own_pages() -> Iterator[str]:
    """The page of one's own link in every state there is."""
    first = make_occurrence(questions=QUESTIONS, capacity_in_person=30, ask_names=True)
    for number, state in enumerate(RegistrationState.values):
        row = register(first, f"P{number}", 2)
        offer = clock.now() + timedelta(hours=12) if state == RegistrationState.OFFERED else None
        Registration.objects.filter(pk=row.pk).update(state=state, offer_expires_at=offer)
        yield f"/ilmoittautuminen/{access.manage_token(row)}/"
    yield f"/ilmoittautuminen/{access.manage_token(row)}/?uusi"
    online = make_online(at("2027-02-09T15:00"), release="09:00")
    yield f"/ilmoittautuminen/{access.manage_token(register(online, 'Verkossa'))}/"
    soon = make_occurrence(at("2027-02-09T13:30"), capacity_in_person=1)
    register(soon, "Ensin")
    called = register(soon, "Kutsuttu")
    Registration.objects.filter(contact_name="Ensin").update(state=RegistrationState.CANCELLED_BY_PERSON)
    yield f"/ilmoittautuminen/{access.manage_token(called)}/"


def registering_pages() -> Iterator[str]:
    """The form when it is open, led to the queue, full, not yet open, closed; what one reads after it."""
    queue = make_occurrence(capacity_in_person=1)
    register(queue, "Ainoa")
    full = make_occurrence(capacity_in_person=1, waiting_capacity=0)
    register(full, "Ainoa toinen")
    early = make_occurrence(opens_at=clock.now() + timedelta(days=1))
    late = make_occurrence(closes_at=clock.now() - timedelta(days=1))
    hybrid = make_occurrence(questions=QUESTIONS, ask_names=True)
    Event.objects.filter(pk=hybrid.event_id).update(mode="hybrid")
    for one in (queue, full, early, late, hybrid):
        yield f"{_address(one)}ilmoittaudu/"
    for state in ("attending", "waiting", "pending"):
        sealed = signing.dumps([state, 1, "in_person", 2, True], salt="kotikulma.events.receipt")
        yield f"{_address(hybrid)}ilmoittautunut/{sealed}/"


def _address(one: Occurrence) -> str:
    return f"/tapahtumat/{one.event.uuid}/{one.uuid}/"


def test_every_state_of_a_registration(browser: Callable[..., Any], site: str, axe: Callable[..., None]) -> None:
    cast.everybody()
    paths = [*own_pages(), *registering_pages()]
    hybrid = next(path for path in reversed(paths) if path.endswith("/ilmoittaudu/"))
    changed = paths[1]  # attending
    looking = Looking(browser(width=NARROW, bypass_csp=True), site, axe)
    for language in LANGUAGES:
        for path in paths:
            looking.at(f"{language}{path}", status=(200, 409), keyboard=not language)  # 409: full, or not open
        looking.at(f"{language}/ilmoittautuminen/2vaaralinkki/", status=(404,))
        looking.page.goto(f"{site}{language}{hybrid}")
        looking.press("main form button.ds-button[type=submit]")
        looking.here(f"{language}{hybrid}, wrong", keyboard=not language)
        looking.page.goto(f"{site}{language}{changed}")
        looking.page.locator("#muuta").click()
        looking.page.locator("main [name=email]").fill("ei osoite")
        looking.press("#muuta ~ form button.ds-button")
        looking.here(f"{language}{changed}, wrong", keyboard=not language)
    assert not looking.faults, "\n".join(looking.faults)

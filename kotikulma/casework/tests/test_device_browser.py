"""The housing check on a phone without network: nothing is lost, nothing stays, nobody else sees it."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations, product
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from kotikulma.casework.models import Contact, FollowUp, HousingCheck
from kotikulma.casework.rules import checks as rules
from kotikulma.casework.rules import device
from kotikulma.casework.tests.make import make_client, make_stop
from kotikulma.casework.tests.test_clients_browser import sign_in
from kotikulma.casework.types.checks import Answer, Answers, CheckRefused, NewCheck, Somebody, Threat
from kotikulma.casework.types.situations import SituationCode
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHECK = "/tyotila/tarkistus/"
KEPT = "Tallessa tässä laitteessa, lähetetään kun yhteys palaa (1)"
READ = """async () => {
  const result = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const database = await result(indexedDB.open("kotikulma-laite"));
  const held = (name) => database.objectStoreNames.contains(name);
  const all = (name) => held(name) ? result(database.transaction(name).objectStore(name).getAll()) : [];
  const [rows, keys] = [await all("rows"), await all("keys")];
  database.close();
  const text = (row) => JSON.stringify(row) + String.fromCharCode(...new Uint8Array(row.body));
  const extractable = keys.map((key) => key.extractable);
  return { kinds: rows.map((row) => row.kind), raw: rows.map(text).join(" "), extractable };
}"""

EVERY = """async ([axes, today]) => {
  const { rules } = (await Kept.one(Sending.person(), "self")).value;
  const names = Object.keys(axes);
  const urgencies = [];
  const walk = (values, depth) => {
    const name = names[depth];
    if (!name) urgencies.push(rules.order.indexOf(Checking.follows(rules, values).urgency));
    else for (const value of axes[name]) walk({ ...values, [name]: [value].flat().filter(Boolean) }, depth + 1);
  };
  walk({ met_on: [today] }, 0);
  return urgencies;
}"""
DUES = """async (asked) => {
  const { rules } = (await Kept.one(Sending.person(), "self")).value;
  const steady = { same: "same_day", two: "two_days", week: "week" };
  const bent = { ...rules, facts: { steady }, loss: { ...rules.loss, soon: "none", later: "none" } };
  return asked.map(([fact, met, loss]) =>
    Checking.follows(bent, { steady: [fact], met_on: [met], loss_on: [loss] }).due);
}"""
FAULTS = """async ([today, cases]) => {
  const { rules } = (await Kept.one(Sending.person(), "self")).value;
  return cases.map(([wants, named, permitted, answered]) => Object.keys(Checking.faults(rules, {
    unit: ["u"], met_on: [today], steady: ["no"], worried: answered ? ["yes"] : [], wants_help: [wants ? "yes" : "no"],
    name: named ? ["Veera"] : [], may_contact: permitted ? ["on"] : [],
  }, today)).sort());
}"""


def open_check(page: Any, site: str) -> None:
    """Opened online once, until the device keeps what it needs."""
    page.set_default_timeout(20_000)
    page.goto(f"{site}{CHECK}")
    page.wait_for_function("navigator.serviceWorker.ready.then(() => Kept.person())")
    page.wait_for_function("Kept.one(Sending.person(), 'self')")


def fill(page: Any) -> None:
    groups = page.locator("fieldset")
    groups.nth(0).get_by_label("Kyllä").check()
    groups.nth(1).get_by_label("Kyllä").check()
    page.get_by_label("Vuokra tai lainat ovat maksamatta").check()
    page.locator("fieldset", has_text="Haluaisitko").get_by_label("Kyllä").check()
    page.get_by_label("Nimi").fill("Veera")
    page.get_by_label("Hän antoi luvan ottaa yhteyttä").check()


def press(page: Any) -> None:
    page.get_by_role("button", name="Katso, mitä tehdään").click()


def keep_one(page: Any, site: str) -> None:
    """A check kept on the device, the phone without network."""
    open_check(page, site)
    page.context.set_offline(True)
    fill(page)
    press(page)
    page.get_by_text(KEPT).wait_for()


def test_a_check_without_network_is_kept_sealed_and_sent_once(
    browser: Callable[..., Any], site: str, frozen: Any, axe: Callable[..., None]
) -> None:
    page = browser(width=320, bypass_csp=True)
    sign_in(page, site, cast.editor())
    keep_one(page, site)
    assert page.get_by_role("heading", name="Yhteys seitsemässä arkipäivässä").is_visible()
    assert page.get_by_text("Viimeistään 19.2.2027").is_visible()
    axe(page)
    held = page.evaluate(READ)
    assert sorted(held["kinds"]) == ["check", "self"]
    assert held["extractable"] == [False]
    assert not [word for word in ("Veera", "arrears", "Kotiseudun") if word in held["raw"]]

    context = page.context
    page.close()
    page = context.new_page()
    page.goto(f"{site}{CHECK}")
    page.get_by_text(KEPT).wait_for()
    assert page.get_by_text("Ei yhteyttä. Voit tehdä tarkistuksen silti.").is_visible()
    assert HousingCheck.objects.count() == 0

    context.set_offline(False)
    page.get_by_text("Lähetetty. Laitteesta poistettu (1)").wait_for()
    assert page.evaluate(READ)["kinds"] == ["self"]
    assert (HousingCheck.objects.count(), FollowUp.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(action="casework.check.made").count() == 1


def test_an_answer_lost_on_the_way_and_two_pages_make_one_check(
    browser: Callable[..., Any], site: str, frozen: Any
) -> None:
    page = browser(width=360)
    sign_in(page, site, cast.editor())
    keep_one(page, site)
    other = page.context.new_page()
    other.goto(f"{site}{CHECK}")
    other.get_by_text(KEPT).wait_for()

    def swallow(route: Any) -> None:
        route.fetch()
        route.abort()

    page.context.route("**/laitteesta/", swallow, times=1)
    page.context.set_offline(False)
    page.evaluate("Sending.send()")
    assert HousingCheck.objects.count() == 1
    page.evaluate("Sending.send()")
    other.evaluate("Sending.send()")
    assert page.evaluate(READ)["kinds"] == ["self"]
    assert (HousingCheck.objects.count(), FollowUp.objects.count()) == (1, 1)


def test_another_person_on_the_phone_neither_sees_nor_sends_it(
    browser: Callable[..., Any], site: str, frozen: Any
) -> None:
    page = browser(width=360)
    sign_in(page, site, cast.editor())
    keep_one(page, site)
    sign_in(page, site, cast.other_editor())
    page.context.set_offline(False)
    page.get_by_text("Laitteessa on nyt kirjautuneena toinen henkilö.").wait_for()
    open_check(page, site)
    assert not page.locator("[data-device]").is_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Lukitse").click()
    assert HousingCheck.objects.count() == 0

    sign_in(page, site, cast.editor())
    page.goto(f"{site}{CHECK}")
    page.get_by_text("Lähetetty. Laitteesta poistettu (1)").wait_for()
    assert HousingCheck.objects.get().maker == cast.editor()


def test_after_a_day_it_is_gone_and_told_and_before_that_one_is_warned(
    browser: Callable[..., Any], site: str, frozen: Any, axe: Callable[..., None]
) -> None:
    page = browser(width=320, bypass_csp=True)
    sign_in(page, site, cast.editor())
    keep_one(page, site)
    before = page.evaluate("Kept.now()")
    page.evaluate("{ const real = Date.now; Date.now = () => real() - 86400000; }")  # a clock set back
    assert page.evaluate("Kept.now()") >= before
    later = "hours => Kept.now().then((at) => Kept.settle(at + hours * 3600000)).then(Sending.show)"
    page.evaluate(later, 21)
    assert page.get_by_text("Kirjaus poistuu laitteesta pian. Etsi yhteys ja lähetä se.").is_visible()
    axe(page)
    page.evaluate(later, 4)
    gone = "Laitteesta poistui lähettämätön kirjaus (1), koska 24 tuntia kului. Kirjaa se uudelleen."
    assert page.get_by_text(gone).is_visible()
    held = page.evaluate(READ)
    assert (held["kinds"], held["extractable"]) == ([], [])
    axe(page)
    page.get_by_role("button", name="Selvä").click()
    page.get_by_text(gone).wait_for(state="hidden")


def test_signing_out_tells_what_was_not_sent_and_wipes_it(
    browser: Callable[..., Any], site: str, frozen: Any, axe: Callable[..., None]
) -> None:
    page = browser(width=320, bypass_csp=True)
    sign_in(page, site, cast.editor())
    keep_one(page, site)
    page.context.route("**/laitteesta/", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto(f"{site}/tili/")
    page.get_by_role("button", name="Kirjaudu ulos tästä selaimesta").click()
    page.get_by_text("Laitteessa on lähettämätöntä (1)").wait_for()
    axe(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Poista ja kirjaudu ulos").click()
    held = page.evaluate(READ)
    assert (held["kinds"], held["extractable"]) == ([], [])
    assert page.evaluate("caches.keys()") == []


def test_what_is_refused_stays_with_its_reason_and_is_mended(
    browser: Callable[..., Any], site: str, frozen: Any, axe: Callable[..., None]
) -> None:
    page = browser(width=320, bypass_csp=True)
    sign_in(page, site, cast.editor())
    keep_one(page, site)
    page.evaluate(
        """() => Kept.rows(Sending.person()).then(([row]) => Kept.keep(row.person, "check", row.id,
           { pairs: row.value.pairs.filter(([name]) => name !== "steady") }))"""
    )
    signed_in = page.context.cookies()
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.get_by_text("Et ole kirjautunut. Kirjaudu sisään, niin tallessa olevat lähtevät.").wait_for()
    axe(page)
    page.context.add_cookies(signed_in)
    page.get_by_role("button", name="Lähetä nyt").click()
    page.get_by_text("Odottaa korjaustasi (1)").wait_for()
    assert page.get_by_text("Valitse yksi.").is_visible()
    axe(page)
    page.get_by_role("button", name="Avaa ja korjaa").click()
    expect(page.get_by_label("Nimi")).to_have_value("Veera")
    axe(page)
    page.locator("fieldset").nth(0).get_by_label("Kyllä").check()
    with page.expect_navigation():
        press(page)
    assert HousingCheck.objects.count() == 1
    assert page.evaluate(READ)["kinds"] == ["self"]


def test_with_network_and_script_the_house_answers_at_once(browser: Callable[..., Any], site: str, frozen: Any) -> None:
    page = browser(width=360)
    sign_in(page, site, cast.editor())
    open_check(page, site)
    fill(page)
    page.get_by_label("Hän antoi luvan ottaa yhteyttä").uncheck()
    press(page)
    page.get_by_role("link", name="Kysy lupa ottaa yhteyttä, tai jätä nimi ja numero pois.").wait_for()
    assert page.evaluate(READ)["kinds"] == ["self"]
    page.get_by_label("Hän antoi luvan ottaa yhteyttä").check()
    with page.expect_navigation():
        press(page)
    assert page.get_by_role("heading", name="Yhteys seitsemässä arkipäivässä").is_visible()


def test_the_script_says_what_the_rule_says_for_every_combination(
    browser: Callable[..., Any], site: str, frozen: Any
) -> None:
    page = browser(width=360)
    sign_in(page, site, cast.editor())
    open_check(page, site)
    today = clock.today()
    losses = [None, *(today + timedelta(days=days) for days in (0, 14, 15))]
    threats = [list(chosen) for count in range(len(Threat) + 1) for chosen in combinations(Threat.values, count)]
    axes = {
        "steady": Answer.values,
        "worried": Answer.values,
        "nowhere_tonight": ["", "on"],
        "situation": ["", *SituationCode.values],
        "threats": threats,
        "loss_on": [each.isoformat() if each else "" for each in losses],
    }
    said = page.evaluate(EVERY, [axes, today.isoformat()])
    expected = []
    for steady, worried, nowhere, situation, chosen, loss in product(*axes.values()):
        loss_on = date.fromisoformat(loss) if loss else None
        answers = Answers(
            steady=steady,
            worried=worried,
            nowhere_tonight=bool(nowhere),
            situation=situation,
            threats=tuple(chosen),
            loss_on=loss_on,
        )
        urgency = rules.urgency(answers, today)
        expected.append(device.ORDER.index(urgency))
    assert said == expected
    days = [today - timedelta(days=rules.BACKDATED_DAYS) + timedelta(days=count) for count in range(32)]
    reach = [None, *(today + timedelta(days=count) for count in range(-31, 21))]
    asked = [(urgency, day, loss) for urgency in rules.WORKING_DAYS for day in days for loss in reach]
    told = [[urgency.split("_")[0], day.isoformat(), loss.isoformat() if loss else ""] for urgency, day, loss in asked]
    dues = page.evaluate(DUES, told)
    assert dues == [rules.due_on(urgency, day, loss).isoformat() for urgency, day, loss in asked]
    cases = list(product((True, False), repeat=4))
    assert page.evaluate(FAULTS, [today.isoformat(), cases]) == [sorted(_faults(today, *each)) for each in cases]


def _faults(today: date, wants: bool, named: bool, permitted: bool, answered: bool) -> dict[str, str]:
    """What the house refuses, at which field."""
    new = NewCheck(
        unit=uuid4(),
        form_key=uuid4(),
        met_on=today,
        answers=Answers(steady=Answer.NO, worried=Answer.YES if answered else ""),
        wants_help=wants,
        may_contact=permitted,
        somebody=Somebody("Veera") if named and wants else Somebody(),
    )
    try:
        rules.check_new(new, today)
    except CheckRefused as refusal:
        return {("worried" if name == "steady" else name): sentence for name, sentence in refusal.fields.items()}
    return {}


def test_the_day_is_carried_without_network_and_a_contact_is_sent_once(
    browser: Callable[..., Any], site: str, frozen: Any, axe: Callable[..., None]
) -> None:
    client = make_client()
    make_stop(client, starts_at=clock.parse("2027-02-10T13:30:00"))
    page = browser(width=320, bypass_csp=True)
    sign_in(page, site, cast.caseworker())
    open_check(page, site)
    page.goto(f"{site}/tyotila/mukana/")
    axe(page)
    page.get_by_role("button", name="Lataa tämän päivän käynnit").click()
    page.get_by_text("Ladattu laitteeseen (1). Latauksesi kirjattiin.").wait_for()
    axe(page)
    assert not [word for word in ("Aino", "Keksitty") if word in page.evaluate(READ)["raw"]]

    page.wait_for_function("caches.keys().then((names) => names.length)")
    context = page.context
    context.set_offline(True)
    page.close()
    page = context.new_page()
    page.goto(f"{site}/tyotila/mukana/")
    page.get_by_text("Keksittykuja 3, Jyväskylä").wait_for()
    assert page.get_by_role("heading", name="13.30 Aino-Liisa").is_visible()
    page.get_by_role("button", name="Kirjaa yhteydenotto").click()
    axe(page)
    page.get_by_role("button", name="Kirjaa", exact=True).click()
    page.get_by_role("link", name="Valitse yksi vastaus.").nth(1).wait_for()
    page.get_by_label("Kotikäynti").check()
    page.locator("fieldset", has_text="Tavoititko").get_by_label("Kyllä").check()
    page.get_by_label("Mitä sovitte?").fill("Sovittiin perjantai.")
    page.get_by_role("button", name="Kirjaa", exact=True).click()
    page.get_by_text("Yhteydenotto on tallessa tässä laitteessa.").wait_for()
    assert page.get_by_text(KEPT).is_visible()
    axe(page)
    assert "Sovittiin" not in page.evaluate(READ)["raw"]

    context.set_offline(False)
    page.get_by_text("Lähetetty. Laitteesta poistettu (1)").wait_for()
    page.get_by_text("Keksittykuja 3").wait_for(state="detached")
    assert Contact.objects.get().reached
    context.clear_cookies()
    page.evaluate("Sending.send()")
    assert "day" not in page.evaluate(READ)["kinds"]


DAY_OLD = """async () => {
  const who = "f".repeat(64);
  await Kept.keep(who, "day", "day:old", { visits: [] });
  const held = (await Kept.rows(who, new Set(["day"]))).length;
  await Kept.settle(await Kept.now() + 25 * 3600000);
  return held;
}"""
GONE = f"({READ})().then((held) => !held.kinds.includes('day'))"


def test_any_page_of_the_workspace_and_the_woken_worker_delete_what_is_a_day_old(
    browser: Callable[..., Any], site: str, frozen: Any
) -> None:
    page = browser(width=320, bypass_csp=True)
    sign_in(page, site, cast.editor())
    open_check(page, site)
    assert page.evaluate(DAY_OLD) == 1
    page.goto(f"{site}/tyotila/")
    page.wait_for_function(GONE)
    page.goto(f"{site}/tyotila/tarkistus/")
    page.wait_for_function("navigator.serviceWorker.controller")
    assert page.evaluate(DAY_OLD) == 1
    page.evaluate("fetch('/static/casework/kept.js')")
    page.wait_for_function(GONE)

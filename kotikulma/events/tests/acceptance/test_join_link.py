"""The way in online is read by nobody before its release, and after it by those alone who attend: every public address
is followed, the logs of the servers, the mails and the bytes of the database are searched."""

import html
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

import httpx
import pytest

from kotikulma.events.tests.acceptance.stage import WAY_IN
from kotikulma.events.tests.acceptance.test_crowd import FORM, STAGE, opened_form, stamp
from tests.support.house import PATIENCE, House, Mailbox

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.xdist_group("house")]
SECRETS = ("zoom.example", "pwd=abc", WAY_IN["passcode"], WAY_IN["phone"])
OURS = re.compile(r"tapahtum|kalenteri|linkedevents|api/v1|paikat|haku|sitemap|upota|oembed|^/$")
LINKS = re.compile(r"""(?:href|src|action|content)=["']([^"']+)["']|(https?://localhost[^\s"'<>\\]+)""")
MOST = 70  # pages; what goes on by week and month without end is seen twice


@pytest.fixture(scope="module")
def session(house: House) -> dict[str, Any]:
    house.env["KOTIKULMA_LOG_LEVEL"] = "DEBUG"
    return {"house": house, **house.ask(STAGE, "info_session", now="2021-02-09T12:00:00")}


def test_the_link_is_nowhere_before_four_and_then_only_in_the_mails_and_pages_of_those_who_attend(
    session: dict[str, Any], mailbox: Mailbox
) -> None:
    house = session["house"]
    with house.served("2021-02-10T15:59:59") as address:
        house.work("2021-02-10T15:59:59")
        assert leaks(public(address, session)) == []
        assert [told(mail) for mail in mailbox.got] == [("a", False), ("b", False)]
        assert leaks((page, house.read(page).text) for page in map(own_page, mailbox.got)) == []
        assert leaks({"log": house.log.read_text(), "database": house.kept().decode("latin-1")}.items()) == []

    house.work("2021-02-10T16:00:00")
    house.work("2021-02-10T16:00:00")
    assert sorted(told(mail) for mail in mailbox.got[2:]) == [("a", True), ("b", True)]

    with house.served("2021-02-10T16:40:00") as address:
        send_form(house, session["online"]["form"], "C")
        house.work("2021-02-10T16:40:00")
        assert [told(mail) for mail in mailbox.got[4:]] == [("c", True)]
        assert leaks(public(address, session)) == []
        for mail in (*mailbox.got[:2], mailbox.got[4]):
            assert html.escape(WAY_IN["url"]) in house.read(own_page(mail)).text
            assert leaks([("ICS", calendar_of(mail))]) == []
        assert leaks({"log": house.log.read_text(), "database": house.kept().decode("latin-1")}.items()) == []


def public(address: str, session: dict[str, Any]) -> dict[str, str]:
    """Every address of events a stranger comes to from the first page, the feeds and the interfaces of programs."""
    event, time = session["online"]["event"], session["online"]["occurrence"]
    known = [
        "/",
        "/haku/?q=infotilaisuus",
        "/haku/?q=zoom",
        *(f"/tapahtumat/?nakyma={view}" for view in ("tanaan", "viikko", "kuukausi", "kartta", "menneet")),
        f"/tapahtumat/{event}/",
        f"/sv/tapahtumat/{event}/",
        f"/en/tapahtumat/{event}/{time}/",
        session["online"]["form"],
        f"/tapahtumat/{session['hybrid']['event']}/",
        session["hybrid"]["form"],
        "/tapahtumat/atom.xml",
        "/tapahtumat/feed.json",
        "/kalenteri.ics",
        f"/kalenteri/tapahtumat/{event}.ics",
        f"/kalenteri/kerrat/{time}.ics",
        f"/kalenteri/paikat/{session['place']}.ics",
        "/linkedevents/v1/event/?include=location,keywords",
        f"/linkedevents/v1/event/kotikulma:{time}/",
        "/linkedevents/v1/search/?type=event&q=infotilaisuus",
        "/linkedevents/v1/search/?type=event&q=zoom",
        "/api/v1/events",
        "/api/v1/events?q=zoom",
        f"/api/v1/occurrences/{time}",
        "/sitemap.xml",
    ]
    with httpx.Client(base_url=address, follow_redirects=True, timeout=PATIENCE) as reader:
        found = follow(reader, [address + path for path in known])
    empty = [path for path in known if not path.startswith("/haku") and "q=" not in path and not found[address + path]]
    assert empty == []
    assert "Infotilaisuus" in found[f"{address}/tapahtumat/{event}/"]
    return found


def follow(reader: httpx.Client, waiting: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    shapes: dict[tuple[str, ...], int] = {}
    while waiting and len(found) < MOST:
        page = waiting.pop(0)
        if page in found:
            continue
        answer = reader.get(page)
        assert answer.status_code < 500, page
        found[page] = answer.text if answer.status_code in (200, 409) else ""
        for one in map("".join, LINKS.findall(html.unescape(answer.text))):
            where = answer.url.join(one)
            shape = (where.path, *sorted(key for key, _value in where.params.items()))
            if str(where).startswith(str(reader.base_url)) and OURS.search(where.path) and shapes.get(shape, 0) < 2:
                shapes[shape] = shapes.get(shape, 0) + 1
                waiting.append(str(where.copy_with(fragment=None)))
    return found


def leaks(pages: Iterable[tuple[str, str]]) -> list[str]:
    """Where a word of the way in is to be read, however it is written."""
    pages = pages.items() if isinstance(pages, dict) else pages
    return [name for name, words in pages if any(secret in plain(words) for secret in SECRETS)]


def plain(words: str) -> str:
    """Without the folding of calendars and the escapes of HTML, JSON and addresses."""
    unfolded = words.replace("\r\n ", "").replace("\\/", "/")
    return unfolded + html.unescape(unquote(unfolded))


def told(mail: Any) -> tuple[str, bool]:
    """To whom, and whether the way in is in its text and its HTML."""
    text, page = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    shows = WAY_IN["url"] in text
    assert shows == (html.escape(WAY_IN["url"]) in page)
    assert shows or leaks([("mail", text + page)]) == []
    return mail["To"].partition("@")[0], shows


def own_page(mail: Any) -> str:
    return re.findall(r"http://\S+/ilmoittautuminen/[^/]+/", mail.get_body(("plain",)).get_content())[0]


def calendar_of(mail: Any) -> str:
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert parts
    return "".join(part.get_content() for part in parts)


def send_form(house: House, path: str, name: str) -> None:
    cookie, token = opened_form(house, path)
    fields = {"csrfmiddlewaretoken": token, "stamp": stamp(), "contact_name": name, "party_size": "1"}
    fields |= {"email": f"{name.lower()}@example.org"}
    headers = {**FORM, "Cookie": f"csrf={cookie}"}
    answer = httpx.post(f"{house.address}{path}", content=urlencode(fields), headers=headers, timeout=PATIENCE)
    assert answer.status_code == 302, answer.text
    assert urlsplit(answer.headers["Location"]).path.startswith("/tapahtumat/")

"""What a device is told, keeps and sends: no person in what is kept, the same check once, nobody else's."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.templatetags.static import static
from django.test import Client as Browser
from django.urls import reverse

from kotikulma.casework.models import FollowUp, HousingCheck
from kotikulma.casework.tests.test_check_pages import filled
from kotikulma.casework.views import device as views
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.people.models import Membership
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteer(frozen: Any) -> Browser:
    return cast.browser_of(cast.editor())


def at(name: str) -> str:
    return reverse(f"casework:{name}")


def mark(browser: Browser) -> str:
    found: str = browser.get(at("device")).json()["person"]
    return found


def send(browser: Browser, **values: Any) -> Any:
    return browser.post(at("send_check"), {"person": mark(browser), **filled(**values)})


def test_what_the_device_keeps_has_no_person_no_token_and_no_cookie(volunteer: Browser) -> None:
    for name in ("check_shell", "carried", "device_worker"):
        mine, anyones = volunteer.get(at(name)), Browser().get(at(name))
        assert mine.content == anyones.content
        assert not anyones.cookies
    page = anyones.content.decode() + Browser().get(at("check_shell")).content.decode()
    assert "csrf" not in page
    assert "Kotiseudun yhdistys" not in page


def test_every_file_of_the_kept_page_is_kept_too() -> None:
    page = "".join(Browser().get(at(name)).content.decode() for name in ("check_shell", "carried"))
    used = {address.split("#")[0] for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page)}
    assert used <= {static(name) for name in views.FILES}


def test_the_worker_is_named_by_all_it_keeps_and_serves_its_pages_only(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Browser().get("/sv/tyotila/laite.js")
    script = answer.content.decode()
    assert answer.headers["Service-Worker-Allowed"] == "/sv/tyotila/"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert '"/sv/tyotila/tarkistus/": "/sv/tyotila/tarkistus/laite/"' in script
    assert Browser().get("/sv/tyotila/laite.js").content.decode() == script
    monkeypatch.setattr(views, "FILES", views.FILES[1:])
    assert Browser().get("/sv/tyotila/laite.js").content.decode().splitlines()[0] != script.splitlines()[0]


def test_the_device_is_told_who_by_a_digest_the_time_and_the_rules(volunteer: Browser, frozen: Any) -> None:
    answer = volunteer.get(at("device"))
    told = answer.json()
    assert "no-store" in answer.headers["Cache-Control"]
    assert told["units"] == [[str(cast.own_organization().uuid), "Kotiseudun yhdistys"]]
    assert told["rules"]["facts"]["threats"]["violence"] == "same_day"
    assert "2027-04-02" not in told["rules"]["working_days"]
    assert len(told["person"]) == 64
    assert told["person"] != mark(cast.browser_of(cast.other_editor()))
    assert told["person"] == mark(cast.browser_of(cast.editor()))


def test_a_check_sent_twice_is_one_check_one_follow_up_one_row(volunteer: Browser) -> None:
    key = str(uuid4())
    first, second = send(volunteer, key=key), send(volunteer, key=key)
    assert first.json() == second.json()
    check = HousingCheck.objects.get()
    assert first.json()["url"] == reverse("casework:check_result", kwargs={"uuid": check.uuid})
    assert FollowUp.objects.count() == 1
    assert AuditEvent.objects.filter(action="casework.check.made").count() == 1


def test_what_another_person_kept_is_not_sent(volunteer: Browser) -> None:
    other = mark(cast.browser_of(cast.other_editor()))
    answer = volunteer.post(at("send_check"), {**filled(), "person": other})
    assert answer.status_code == 409
    assert answer.json()["code"] == "casework.other_person"
    assert not HousingCheck.objects.exists()


def test_a_refusal_names_its_fields_in_words(volunteer: Browser) -> None:
    answer = send(volunteer, may_contact="", steady="")
    assert answer.status_code == 422
    assert answer.json()["fields"] == {"steady": "Valitse yksi."}
    answer = send(volunteer, may_contact="", words="x" * 10)
    assert answer.json()["fields"] == {
        "may_contact": "Kysy lupa ottaa yhteyttä, tai jätä nimi ja numero pois.",
    }


def test_who_has_lost_her_rights_is_told_nothing_and_leaves_nothing(volunteer: Browser) -> None:
    whose = mark(volunteer)
    Membership.objects.all().delete()
    assert volunteer.get(at("device")).status_code == 404
    assert volunteer.post(at("send_check"), {**filled(), "person": whose}).status_code == 404
    assert Browser().post(at("send_check"), filled()).status_code == 302
    assert not HousingCheck.objects.exists()


def test_an_old_token_is_refused_and_the_fresh_one_works() -> None:
    strict = cast.browser_of(cast.editor())
    strict.handler.enforce_csrf_checks = True
    told = strict.get(at("device")).json()
    values = {**filled(), "person": told["person"]}
    assert strict.post(at("send_check"), values).status_code == 403
    sent = strict.post(at("send_check"), values, headers={"X-CSRFToken": told["token"]})
    assert sent.status_code == 200


@pytest.mark.parametrize(("values", "header"), [({}, '"storage"'), ({"device": "shared"}, None)])
def test_signing_out_empties_the_device_unless_somebody_elses_is_left(
    volunteer: Browser, values: dict[str, str], header: str | None
) -> None:
    answer = volunteer.post(reverse("account_logout"), values)
    assert answer.headers.get("Clear-Site-Data") == header
    assert volunteer.get(at("device")).status_code == 302

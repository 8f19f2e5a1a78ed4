"""Who opens a client, and what is left of it in the log. No key, no word."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from kotikulma.casework import access
from kotikulma.casework.commands import clients as commands
from kotikulma.casework.commands import erasing
from kotikulma.casework.models import BreakGlass, Client, ClientKey, Relationship
from kotikulma.casework.queries import clients as queries
from kotikulma.casework.queries import disclosures
from kotikulma.casework.rules import clients as rules
from kotikulma.casework.tests.make import AINO, make_client
from kotikulma.casework.types.clients import ClientChanged, ClientNotFound, ClientRefused, Finding, Identity, Key, Task
from kotikulma.kernel import audit, clock, sealing
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.types import ANONYMOUS
from kotikulma.people import commands as people
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
REASON = "Asiakas soitti päivystykseen, eikä oma työntekijä ole paikalla."


def me():
    return cast.actor(cast.caseworker())


def colleague():
    return cast.actor(cast.case_colleague())


def last() -> AuditEvent:
    return AuditEvent.objects.exclude(chain="main").latest("id")


def rows_of(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action).order_by("id"))


# --- the ground ---------------------------------------------------------------------------------------------------


def test_a_worker_opens_her_own_client_and_the_log_says_who_where_what_why_and_when() -> None:
    client = make_client()
    opened = queries.client(me(), client.uuid)
    assert opened.identity == AINO
    row = last()
    assert (row.action, row.object_uuid, row.subjects) == ("casework.client.viewed", client.uuid, [str(client.uuid)])
    assert (row.actor_id, row.unit, row.role) == (cast.caseworker().uuid, cast.county().uuid, "caseworker")
    assert (row.basis, row.purpose, row.changed) == ("client_relationship", "mobile_team", ["identity", "network"])
    assert len(rows_of("casework.client.viewed")) == 1


def test_a_colleague_of_the_same_unit_meets_a_wrong_address_and_the_log_says_she_tried() -> None:
    client = make_client()
    with pytest.raises(ClientNotFound, match=r"Tätä osoitetta ei ole\."):
        queries.client(colleague(), client.uuid)
    [row] = rows_of("casework.client.refused")
    assert (row.actor_id, row.subjects) == (cast.case_colleague().uuid, [str(client.uuid)])
    assert not rows_of("casework.client.viewed")


@pytest.mark.parametrize("who", ["administrator", "coordinator", "editor", "newcomer", "case_lead"])
def test_no_other_role_opens_a_client(who: str) -> None:
    client = make_client()
    with pytest.raises(ClientNotFound):
        queries.client(cast.actor(getattr(cast, who)()), client.uuid)
    assert len(rows_of("casework.client.refused")) == 1


def test_a_stranger_and_the_house_itself_open_nothing() -> None:
    client = make_client()
    for actor in (ANONYMOUS, HOUSE):
        with pytest.raises(ClientNotFound):
            queries.client(actor, client.uuid)


def test_a_wrong_address_leaves_nothing_in_the_log() -> None:
    make_client()
    with pytest.raises(ClientNotFound):
        queries.client(colleague(), uuid4())
    assert not rows_of("casework.client.refused")


def test_an_ended_relationship_opens_nothing() -> None:
    client = make_client()
    given = commands.give_relationship(
        me(), client.uuid, worker=cast.case_colleague().uuid, unit=cast.county().uuid, task=Task.HOMES
    )
    assert queries.client(colleague(), client.uuid).ground.task == Task.HOMES
    commands.end_relationship(me(), client.uuid, given.uuid)
    with pytest.raises(ClientNotFound):
        queries.client(colleague(), client.uuid)


def test_whoever_changes_unit_in_the_morning_opens_nothing_of_the_old_one() -> None:
    client = make_client()
    worker = cast.caseworker()
    people.add_membership(HOUSE, worker, cast.city(), role="caseworker")
    people.remove_membership(HOUSE, worker.memberships.get(organization=cast.county()))
    with pytest.raises(ClientNotFound):
        queries.client(cast.actor(worker), client.uuid)


def test_a_relationship_that_begins_tomorrow_opens_nothing_today(frozen) -> None:
    client = make_client()
    Relationship.objects.update(starts_at=clock.now() + timedelta(days=1))
    with pytest.raises(ClientNotFound):
        queries.client(me(), client.uuid)
    frozen.shift(timedelta(days=1))
    assert queries.client(me(), client.uuid).identity == AINO


def test_the_last_worker_stays() -> None:
    client = make_client()
    with pytest.raises(ClientRefused, match="Asiakkaalle ei jäisi työntekijää"):
        commands.end_relationship(me(), client.uuid, Relationship.objects.get().uuid)


def test_only_somebody_who_works_with_clients_of_the_register_is_given_one() -> None:
    client = make_client()
    people.add_membership(HOUSE, cast.other_editor(), cast.city(), role="caseworker")
    for worker, unit in ((cast.editor(), cast.county()), (cast.other_editor(), cast.city())):
        with pytest.raises(ClientRefused, match="Valitse työntekijä, joka työskentelee asiakkaiden kanssa"):
            commands.give_relationship(me(), client.uuid, worker=worker.uuid, unit=unit.uuid, task=Task.HOMES)
    assert Relationship.objects.count() == 1


# --- lists and search ---------------------------------------------------------------------------------------------


def test_a_list_of_25_names_is_one_row_that_names_25_clients() -> None:
    made = [make_client(Identity(f"Testi{n}", "Olematon")) for n in range(25)]
    assert len(queries.own_clients(me())) == 25
    [row] = rows_of("casework.client.listed")
    assert set(row.subjects) == {str(client.uuid) for client in made}


@pytest.mark.parametrize("count", [1, 20])
def test_a_list_takes_as_many_statements_however_many_clients(count: int, django_assert_num_queries) -> None:
    for number in range(count):
        make_client(Identity(f"Testi{number}", "Olematon"))
    viewer = me()
    with django_assert_num_queries(10):
        queries.own_clients(viewer)


def test_nobody_sees_the_clients_of_others_in_her_list() -> None:
    make_client()
    assert queries.own_clients(colleague()) == []


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Key.NAME, rules.name_key("AINO", "esimerkkilä", date(1981, 3, 7))),
        (Key.PHONE, rules.phone_key("+358 40 1234567")),
    ],
)
def test_a_client_is_found_by_a_whole_key_and_the_log_says_so(kind: str, typed: str) -> None:
    client = make_client()
    [hit] = queries.find(me(), kind, typed)
    assert (hit.uuid, hit.own, hit.name) == (client.uuid, True, "Aino-Liisa Esimerkkilä")
    assert (last().action, last().subjects, last().changed) == (
        "casework.client.found",
        [str(client.uuid)],
        [str(kind)],
    )


def test_a_part_of_a_name_finds_nothing() -> None:
    make_client()
    assert queries.find(me(), Key.NAME, rules.name_key("Ain", "Esimerkkilä", date(1981, 3, 7))) == []


def test_a_colleague_finds_that_there_is_one_but_not_who() -> None:
    client = make_client()
    [hit] = queries.find(colleague(), Key.PHONE, rules.phone_key(AINO.phone))
    assert (hit.uuid, hit.own, hit.name) == (client.uuid, False, "")


def test_a_client_under_non_disclosure_is_in_nobody_elses_search() -> None:
    make_client(protected=True)
    phone = rules.phone_key(AINO.phone)
    assert queries.find(colleague(), Key.PHONE, phone) == []
    assert len(queries.find(me(), Key.PHONE, phone)) == 1


def test_the_other_controllers_register_is_not_searched() -> None:
    make_client()
    people.add_membership(HOUSE, cast.other_editor(), cast.city(), role="caseworker")
    assert queries.find(cast.actor(cast.other_editor()), Key.PHONE, rules.phone_key(AINO.phone)) == []


# --- exceptional opening ------------------------------------------------------------------------------------------


def test_an_exceptional_opening_needs_a_reason() -> None:
    client = make_client()
    with pytest.raises(ClientRefused, match="Kerro kokonaisella lauseella"):
        commands.break_glass(colleague(), client.uuid, reason="kiire")
    assert not BreakGlass.objects.exists()


def test_an_exceptional_opening_lasts_four_hours_and_waits_for_the_next_working_day(frozen) -> None:
    client = make_client()
    frozen.move_to(clock.now().replace(day=12))  # Friday
    row = commands.break_glass(colleague(), client.uuid, reason=REASON)
    assert row.review_by == date(2027, 2, 15)
    assert queries.client(colleague(), client.uuid).ground.basis == "break_glass"
    frozen.shift(timedelta(hours=4))
    with pytest.raises(ClientNotFound):
        queries.client(colleague(), client.uuid)


def test_one_is_never_opened_so_under_non_disclosure_nor_from_another_register() -> None:
    hidden = make_client(protected=True)
    with pytest.raises(ClientNotFound):
        commands.break_glass(colleague(), hidden.uuid, reason=REASON)
    people.add_membership(HOUSE, cast.other_editor(), cast.city(), role="caseworker")
    with pytest.raises(ClientNotFound):
        commands.break_glass(cast.actor(cast.other_editor()), make_client().uuid, reason=REASON)
    assert not BreakGlass.objects.exists()


def test_somebody_else_reviews_it_and_an_unjustified_one_ends_at_once(frozen) -> None:
    client = make_client()
    row = commands.break_glass(colleague(), client.uuid, reason=REASON)
    with pytest.raises(ClientNotFound):
        commands.review_opening(colleague(), row.uuid, finding=Finding.JUSTIFIED)
    frozen.shift(60)
    lead = cast.actor(cast.case_lead())
    assert [line.reason for line in queries.openings_to_review(lead)] == [REASON]
    commands.review_opening(lead, row.uuid, finding=Finding.UNJUSTIFIED)
    assert queries.openings_to_review(lead) == []
    with pytest.raises(ClientNotFound):
        queries.client(colleague(), client.uuid)


def test_nobody_reviews_her_own_opening() -> None:
    client = make_client()
    lead = cast.actor(cast.case_lead())
    row = commands.break_glass(lead, client.uuid, reason=REASON)
    assert queries.openings_to_review(lead) == []
    with pytest.raises(ClientNotFound):
        commands.review_opening(lead, row.uuid, finding=Finding.JUSTIFIED)


# --- keys and words -----------------------------------------------------------------------------------------------


def test_no_word_of_a_client_lies_open_in_any_table() -> None:
    client = make_client(Identity("Aino", "Esimerkkilä", date(1981, 3, 7), "070381-9992", "0401234567"))
    commands.break_glass(colleague(), client.uuid, reason=REASON)
    queries.client(me(), client.uuid)
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                words = " ".join(str(bytes(cell) if isinstance(cell, memoryview) else cell) for cell in row)
                found += [(table, word) for word in ("Esimerkkil", "070381", "401234567", "päivystyk") if word in words]
    assert found == []


def test_the_words_of_one_client_do_not_open_in_the_row_of_another() -> None:
    first, second = make_client(), make_client(Identity("Toinen", "Olematon"))
    Client.objects.filter(pk=second.pk).update(identity=first.identity)
    with pytest.raises(sealing.Unreadable):
        _name = queries.client(me(), second.uuid).identity


def test_the_installations_key_changes_while_people_work(settings) -> None:
    client = make_client()
    old = settings.FIELD_KEY
    settings.FIELD_KEY, settings.FIELD_KEY_FALLBACKS = "n" * 40, [old]
    assert queries.client(me(), client.uuid).identity == AINO
    assert len(queries.find(me(), Key.PHONE, rules.phone_key(AINO.phone))) == 1
    assert commands.rewrap(HOUSE) == 1
    assert commands.rewrap(HOUSE) == 0
    settings.FIELD_KEY_FALLBACKS = []
    assert queries.client(me(), client.uuid).identity == AINO
    assert len(queries.find(me(), Key.PHONE, rules.phone_key(AINO.phone))) == 1


def test_an_erased_case_opens_for_nobody_and_is_found_by_nothing() -> None:
    client = make_client()
    kept = bytes(Client.objects.get().identity)
    commands.close_client(me(), client.uuid)
    erasing.erase_client(HOUSE, client)
    row = Client.objects.get()
    assert (bytes(row.wrapped_key), bytes(row.identity)) == (b"", b"")
    assert not ClientKey.objects.exists()
    Client.objects.update(identity=kept)  # as an old backup would bring it
    with pytest.raises(sealing.Unreadable):
        access.identity_of(Client.objects.get(), b"0" * 32)


def test_a_case_keeps_its_key_ten_years_from_its_end(frozen) -> None:
    client, going_on = make_client(), make_client(Identity("Toinen"))
    commands.close_client(me(), client.uuid)
    frozen.shift(rules.KEPT)
    assert erasing.erase_closed(HOUSE) == 0
    frozen.shift(1)
    assert erasing.erase_closed(HOUSE, dry_run=True) == 1
    assert Client.objects.get(pk=client.pk).wrapped_key
    assert erasing.erase_closed(HOUSE) == 1
    assert erasing.erase_closed(HOUSE) == 0
    assert not Client.objects.get(pk=client.pk).wrapped_key
    assert Client.objects.get(pk=going_on.pk).wrapped_key


# --- changes ------------------------------------------------------------------------------------------------------


def test_a_change_names_the_fields_in_the_log_and_never_the_words() -> None:
    client = make_client()
    commands.save_identity(me(), client.uuid, Identity("Aino", "Uusikas"), version=1)
    row = rows_of("casework.client.edited")[0]
    assert row.changed == ["birth_date", "family_name", "given_name", "phone"]


def test_two_who_save_meet_and_nothing_is_lost() -> None:
    client = make_client()
    commands.save_identity(me(), client.uuid, Identity("Ensin"), version=1)
    with pytest.raises(ClientChanged, match="Toinen työntekijä ehti tallentaa"):
        commands.save_identity(me(), client.uuid, Identity("Sitten"), version=1)
    assert queries.client(me(), client.uuid).identity.given_name == "Ensin"


@pytest.mark.parametrize(
    ("identity", "field"),
    [
        (Identity(hetu="070381-999A"), "hetu"),
        (Identity(hetu="070381-9992", birth_date=date(1981, 3, 8)), "birth_date"),
        (Identity(birth_date=date(2030, 1, 1)), "birth_date"),
        (Identity(phone="ei ole"), "phone"),
    ],
)
def test_what_cannot_be_true_is_told_at_its_field(identity: Identity, field: str) -> None:
    with pytest.raises(ClientRefused) as refused:
        make_client(identity)
    assert field in refused.value.fields
    assert not Client.objects.exists()


def test_a_client_needs_no_name() -> None:
    make_client(Identity())
    assert queries.own_clients(me())[0].identity.name == "Nimetön asiakas"


# --- the client's own log -----------------------------------------------------------------------------------------


def test_the_client_is_told_who_handled_the_data_for_24_months(frozen) -> None:
    client = make_client()
    frozen.shift(timedelta(days=750))
    queries.client(me(), client.uuid)
    with pytest.raises(ClientNotFound):
        queries.client(colleague(), client.uuid)
    _opened, lines = disclosures.log_report(me(), client.uuid)
    assert [(line.who, line.deed) for line in lines] == [
        ("caseworker", "Antoi asiakkaan lokitiedot"),
        ("case-colleague", "Yritti avata asiakkaan tiedot ilman oikeutta"),
        ("caseworker", "Katsoi asiakkaan tietoja"),
    ]
    assert (lines[2].data, lines[2].purpose, lines[2].basis) == (
        "Henkilötiedot, Työntekijät",
        "Liikkuva tuki",
        "Asiakassuhde",
    )
    assert rows_of("casework.client.log_given")


def test_the_log_of_casework_is_a_chain_that_breaks_when_a_byte_changes() -> None:
    make_client()
    queries.own_clients(me())
    assert audit.verify() is None

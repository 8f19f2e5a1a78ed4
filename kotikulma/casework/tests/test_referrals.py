"""A referral that closes the loop: its steps, its owner, who reads it, who is reminded, secret links."""

from datetime import date, timedelta
from itertools import pairwise, product
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from kotikulma.casework.commands import checks, mails
from kotikulma.casework.commands import referrals as commands
from kotikulma.casework.models import FollowUp, Referral
from kotikulma.casework.queries import checks as check_queries
from kotikulma.casework.queries import referrals as queries
from kotikulma.casework.rules import referrals as rules
from kotikulma.casework.tests.encounters import (
    VEERA,
    colleague,
    lead,
    mail_of,
    make_referral,
    onward,
    rows_of,
    taken,
    volunteer,
    worker,
)
from kotikulma.casework.types.checks import CheckNotFound, CheckRefused, Outcome
from kotikulma.casework.types.referrals import (
    DeclineReason,
    Party,
    ReferralNotFound,
    ReferralRefused,
    State,
)
from kotikulma.kernel.outbox.models import OutboxMessage
from tests import cast
from tests.cast import HOUSE

# --- steps --------------------------------------------------------------------------------------------------------


def test_the_way_is_offered_sent_received_accepted_met_closed() -> None:
    way = [State.OFFERED, State.SENT, State.RECEIVED, State.ACCEPTED, State.MET, State.CLOSED]
    for since, to in pairwise(way):
        party = Party.SENDER if to == State.SENT else Party.RECEIVER
        rules.check_step(since, to, party)


@pytest.mark.parametrize(("since", "to", "party"), list(product(State, State, Party)))
def test_every_forbidden_step_is_refused_in_a_sentence(since: State, to: State, party: Party) -> None:
    if party in rules.STEPS.get((since, to), ()):
        rules.check_step(since, to, party)
        assert to in rules.next_steps(since, party)
        return
    with pytest.raises(ReferralRefused) as refused:
        rules.check_step(since, to, party)
    assert str(refused.value.message).endswith(".")
    assert to not in rules.next_steps(since, party)


@pytest.mark.parametrize(
    ("since", "to", "party", "sentence"),
    [
        (State.SENT, State.ACCEPTED, Party.RECEIVER, "Ohjausta ei ole vielä otettu vastaan. Ota se ensin vastaan."),
        (State.RECEIVED, State.ACCEPTED, Party.SENDER, "Tämän voi tehdä vain se, jolle ohjaus lähetettiin."),
        (State.ACCEPTED, State.WITHDRAWN, Party.SENDER, "Vain ihminen itse voi nyt perua sen."),
        (State.WITHDRAWN, State.SENT, Party.SENDER, "Ohjaus on peruttu. Sitä ei voi enää jatkaa."),
    ],
)
def test_the_sentence_says_where_it_is(since: State, to: State, party: Party, sentence: str) -> None:
    with pytest.raises(ReferralRefused, match=sentence):
        rules.check_step(since, to, party)


def test_who_was_never_met_was_not_helped() -> None:
    with pytest.raises(ReferralRefused, match="Kirjaa ensin tapaaminen"):
        rules.check_close(State.ACCEPTED, Outcome.HOME_KEPT)
    rules.check_close(State.ACCEPTED, Outcome.NOT_REACHED)
    rules.check_close(State.MET, Outcome.HOME_KEPT)


@pytest.mark.django_db
def test_from_offer_to_outcome_somebody_always_owns_it_until_a_day(frozen) -> None:
    row = make_referral(permission=False)
    seen = [(row.state, row.owner_unit.name["fi"], row.due_on)]
    steps = [
        lambda: commands.send(volunteer(), row.uuid),
        lambda: commands.receive(worker(), row.uuid),
        lambda: commands.accept(worker(), row.uuid),
        lambda: commands.meet(worker(), row.uuid),
        lambda: commands.close(worker(), row.uuid, outcome=Outcome.HOME_KEPT),
    ]
    for step in steps:
        step()
        row = Referral.objects.get()
        seen.append((row.state, row.owner_unit.name["fi"], row.due_on))
    sender, receiver, week = "Kotiseudun yhdistys", "Esimerkin hyvinvointialue", date(2027, 2, 19)
    assert seen == [
        ("offered", sender, week),
        ("sent", receiver, week),
        ("received", receiver, week),
        ("accepted", receiver, week),
        ("met", receiver, date(2027, 3, 12)),
        ("closed", receiver, date(2027, 2, 10)),
    ]
    assert [line.state for line in queries.referral(volunteer(), row.uuid).steps] == [state for state, _o, _d in seen]


@pytest.mark.django_db
def test_without_permission_nothing_is_sent(frozen) -> None:
    row = make_referral(permission=False)
    assert queries.board(worker()).incoming == []
    with pytest.raises(ReferralNotFound):
        queries.referral(worker(), row.uuid)
    assert not OutboxMessage.objects.filter(kind=mails.NOTICE).exists()


@pytest.mark.django_db
def test_the_same_form_twice_is_one_referral(frozen) -> None:
    key = uuid4()
    assert make_referral(form_key=key).pk == make_referral(form_key=key).pk
    assert Referral.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [{"owner_unit": None}, {"due_on": None}, {"state": "lost"}, {"state": State.CLOSED}, {"state": State.DECLINED}],
)
def test_a_referral_without_owner_day_or_known_state_is_impossible_to_save(wrong, frozen) -> None:
    make_referral()
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.update(**wrong)


@pytest.mark.django_db
def test_only_a_unit_that_works_with_clients_receives(frozen) -> None:
    for receiver in (cast.other_organization().uuid, uuid4(), cast.own_organization().uuid):
        with pytest.raises(ReferralRefused, match="Valitse toinen yksikkö, jossa tehdään asiakastyötä"):
            make_referral(receiver=receiver)
    with pytest.raises(ReferralRefused, match="Valitse, minne ohjaat"):
        make_referral(receiver=None)


# --- who reads ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_receiver_reads_once_received_and_the_sender_until_accepted(frozen) -> None:
    row = make_referral()
    assert queries.referral(worker(), row.uuid).content is None
    assert queries.referral(volunteer(), row.uuid).content.somebody == VEERA
    commands.receive(worker(), row.uuid)
    assert queries.referral(worker(), row.uuid).content.somebody == VEERA
    assert queries.referral(volunteer(), row.uuid).content.somebody == VEERA
    commands.accept(worker(), row.uuid)
    page = queries.referral(volunteer(), row.uuid)
    assert (page.content, page.label, page.worker) == (None, "Hyväksytty", "")
    assert [line.name for line in queries.board(volunteer()).sent] == [""]


@pytest.mark.django_db
def test_the_sender_reads_to_the_end_when_the_person_wants_it(frozen) -> None:
    assert queries.referral(volunteer(), taken(sender_may_see=True).uuid).content.somebody == VEERA


@pytest.mark.django_db
def test_once_accepted_it_is_its_workers_and_the_leads(frozen) -> None:
    row = make_referral()
    commands.receive(colleague(), row.uuid)
    commands.accept(worker(), row.uuid)
    with pytest.raises(ReferralNotFound):
        queries.referral(colleague(), row.uuid)
    assert queries.referral(lead(), row.uuid).content.somebody == VEERA


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["other_editor", "coordinator", "administrator", "newcomer"])
def test_strangers_meet_a_wrong_address_and_one_row_in_the_log(who: str, frozen) -> None:
    row = make_referral()
    actor = cast.actor(getattr(cast, who)())
    with pytest.raises(ReferralNotFound, match=r"Tätä osoitetta ei ole\."):
        queries.referral(actor, row.uuid)
    [refused] = rows_of("casework.referral.refused")
    assert (refused.actor_id, refused.subjects) == (actor.id, [str(row.uuid)])
    with pytest.raises(ReferralNotFound):
        commands.accept(actor, row.uuid)
    assert Referral.objects.get().state == State.SENT


@pytest.mark.django_db
def test_each_reading_leaves_one_row_that_says_who_what_and_why(frozen) -> None:
    row = make_referral()
    commands.receive(worker(), row.uuid)
    queries.referral(worker(), row.uuid)
    [read] = rows_of("casework.referral.viewed")
    assert (read.role, read.unit, read.basis, read.purpose) == (
        "caseworker",
        cast.county().uuid,
        "consent",
        "referrals",
    )
    assert (read.subjects, read.changed) == ([str(row.uuid)], ["identity", "referrals"])


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 20])
def test_the_board_takes_as_many_statements_however_many(count: int, django_assert_num_queries, frozen) -> None:
    for _each in range(count):
        row = make_referral()
        commands.receive(worker(), row.uuid)
    viewer = worker()
    with django_assert_num_queries(16):
        assert len(queries.board(viewer).incoming) == count


# --- the follow-up goes along ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_unit_that_accepts_takes_the_follow_up_and_its_outcome_closes_both(frozen) -> None:
    follow_up, row = onward()
    with pytest.raises(CheckNotFound):
        check_queries.follow_up(worker(), follow_up)
    commands.receive(worker(), row.uuid)
    commands.accept(worker(), row.uuid)
    assert check_queries.follow_up(worker(), follow_up).somebody == VEERA
    with pytest.raises(CheckNotFound):
        check_queries.follow_up(volunteer(), follow_up)
    commands.meet(worker(), row.uuid)
    commands.close(worker(), row.uuid, outcome=Outcome.HOME_KEPT)
    closed = FollowUp.objects.get()
    assert (closed.outcome, closed.acted_at is not None, closed.unit) == (Outcome.HOME_KEPT, True, cast.county())


@pytest.mark.django_db
def test_what_cannot_be_taken_returns_to_its_sender_with_a_day(frozen) -> None:
    follow_up, row = onward()
    commands.receive(worker(), row.uuid)
    with pytest.raises(ReferralRefused, match="Valitse, miksi ohjausta ei voi ottaa"):
        commands.decline(worker(), row.uuid, reason="busy")
    commands.decline(worker(), row.uuid, reason=DeclineReason.AREA)
    waiting = FollowUp.objects.get()
    assert (waiting.unit, waiting.owner, waiting.outcome) == (cast.own_organization(), cast.editor(), "")
    assert waiting.due_on == date(2027, 2, 11)
    assert [line.uuid for line in queries.board(volunteer()).follow_ups] == [follow_up]
    [message] = OutboxMessage.objects.filter(recipient="editor@example.org", kind=mails.NOTICE)
    assert mail_of(message).subject == "Tekemäsi ohjaus palasi sinulle"
    assert onward_again(follow_up).state == State.SENT


def onward_again(follow_up: UUID) -> Referral:
    cast.case_lead()
    return commands.refer_onward(volunteer(), follow_up, receiver=cast.county().uuid, permission=True, form_key=uuid4())


@pytest.mark.django_db
def test_one_referral_at_a_time(frozen) -> None:
    follow_up, _row = onward()
    with pytest.raises(ReferralRefused, match="Ihmisestä on jo ohjaus kesken"):
        onward_again(follow_up)
    with pytest.raises(CheckRefused, match="Ohjaus on vielä kesken"):
        checks.end_follow_up(volunteer(), follow_up, outcome=Outcome.NOT_REACHED)


# --- the end of the words -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_a_referral_said_is_erased_180_days_after_its_end(frozen) -> None:
    row = taken()
    commands.close(worker(), row.uuid, outcome=Outcome.NOT_REACHED)
    frozen.shift(timedelta(days=180))
    assert not checks.erase_old(HOUSE)
    frozen.shift(60)
    assert checks.erase_old(HOUSE).referrals == 1
    row = Referral.objects.get()
    assert (bytes(row.wrapped_key), bytes(row.content), row.sender, row.worker) == (b"", b"", None, None)
    assert not checks.erase_old(HOUSE)

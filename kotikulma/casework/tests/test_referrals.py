"""A referral that closes the loop: its steps, its owner, who reads it, who is reminded, secret links."""

from datetime import date, timedelta
from itertools import pairwise, product
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from kotikulma.casework import access
from kotikulma.casework.commands import checks, mails
from kotikulma.casework.commands import referrals as commands
from kotikulma.casework.models import FollowUp, Referral
from kotikulma.casework.queries import checks as check_queries
from kotikulma.casework.queries import referrals as queries
from kotikulma.casework.rules import referrals as rules
from kotikulma.casework.rules.referrals import Stage
from kotikulma.casework.tests.encounters import VEERA, make_check, make_referral, outside, volunteer, worker
from kotikulma.casework.types.checks import CheckNotFound, CheckRefused, Outcome, Urgency
from kotikulma.casework.types.referrals import (
    DeclineReason,
    Party,
    ReferralNotFound,
    ReferralRefused,
    State,
)
from kotikulma.kernel import outbox
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.logging import mask_path
from kotikulma.kernel.outbox.models import OutboxMessage
from tests import cast
from tests.cast import HOUSE


def colleague():
    return cast.actor(cast.case_colleague())


def lead():
    return cast.actor(cast.case_lead())


def rows_of(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action).order_by("id"))


def taken(**values) -> Referral:
    """Accepted by the county's worker."""
    row = make_referral(**values)
    commands.receive(worker(), row.uuid)
    commands.accept(worker(), row.uuid)
    return Referral.objects.get(pk=row.pk)


def mail_of(message: OutboxMessage):
    mail = outbox.rendered(message)
    assert mail is not None
    return mail


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


def onward(**values) -> tuple[UUID, Referral]:
    follow_up = make_check().follow_up.uuid
    cast.caseworker()
    given = {"receiver": cast.county().uuid, "permission": True, "form_key": uuid4(), **values}
    return follow_up, commands.refer_onward(volunteer(), follow_up, **given)


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


# --- reminders ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("urgency", "today", "expected"),
    [
        (Urgency.WEEK, date(2027, 2, 11), None),
        (Urgency.WEEK, date(2027, 2, 12), Stage.DUE),
        (Urgency.WEEK, date(2027, 2, 15), Stage.LATE),
        (Urgency.WEEK, date(2027, 2, 16), Stage.LATE),
        (Urgency.WEEK, date(2027, 2, 17), Stage.ESCALATED),
        (Urgency.SAME_DAY, date(2027, 2, 13), Stage.ESCALATED),
    ],
)
def test_a_reminder_a_second_and_then_the_lead(urgency: str, today: date, expected: Stage | None) -> None:
    assert rules.stage(date(2027, 2, 12), urgency, today) == expected


@pytest.mark.django_db
def test_reminders_go_to_who_answers_once_and_then_to_the_lead_and_the_sender(frozen) -> None:
    cast.case_lead()
    row = make_referral()
    OutboxMessage.objects.all().delete()
    assert mails.remind() == 0
    frozen.move_to("2027-02-19T08:00:00+02:00")
    assert (mails.remind(), mails.remind()) == (2, 0)
    commands.receive(worker(), row.uuid)
    commands.accept(worker(), row.uuid)
    OutboxMessage.objects.all().delete()
    frozen.move_to("2027-03-09T08:00:00+02:00")
    assert mails.remind() == 2
    told = {message.recipient: mail_of(message).subject for message in OutboxMessage.objects.all()}
    assert told == {
        "case-lead@example.org": "Yksikössäsi on yhteydenotto, joka on jäänyt tekemättä",
        "editor@example.org": "Tekemäsi ohjaus odottaa yhä vastausta",
    }


@pytest.mark.django_db
def test_a_follow_up_nobody_took_reminds_its_maker(frozen) -> None:
    make_check()
    frozen.move_to("2027-02-22T08:00:00+02:00")
    assert mails.remind() == 1
    assert OutboxMessage.objects.get().recipient == "editor@example.org"


@pytest.mark.django_db
def test_no_mail_says_a_personal_word(frozen) -> None:
    make_referral()
    make_referral(**outside())
    frozen.shift(timedelta(days=12))
    mails.remind()
    messages = list(OutboxMessage.objects.filter(kind__startswith="casework."))
    assert len(messages) > 3
    for message in messages:
        mail = mail_of(message)
        words = f"{mail.subject} {mail.text} {mail.html} {message.object_ids}".casefold()
        assert not [word for word in ("veera", "olematon", "765", "vuokra", "asunto", "koti ") if word in words]


# --- the person's own link ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_person_follows_and_withdraws_and_the_words_are_gone(frozen) -> None:
    follow_up, row = onward()
    commands.receive(worker(), row.uuid)
    commands.accept(worker(), row.uuid)
    token = access.link_token(row, access.FOLLOW)
    page = queries.followed(token)
    assert (page.label, page.owner["fi"], page.content) == ("Hyväksytty", "Esimerkin hyvinvointialue", None)
    commands.withdraw_by_link(token)
    commands.withdraw_by_link(token)
    row = Referral.objects.get()
    assert (row.state, bytes(row.wrapped_key), bytes(row.content)) == (State.WITHDRAWN, b"", b"")
    assert queries.referral(worker(), row.uuid).content is None
    assert FollowUp.objects.get(uuid=follow_up).outcome == Outcome.UNWILLING
    assert queries.followed(token).label == "Peruttu"
    [step] = rows_of("casework.referral.withdrawn")
    assert (step.role, step.subjects) == ("person", [str(row.uuid)])


@pytest.mark.django_db
def test_a_wrong_link_opens_nothing_and_no_link_opens_as_the_other(frozen) -> None:
    row = make_referral(**outside())
    token = access.link_token(row, access.OUTSIDE)
    for wrong in (token[:-1], token[:-2] + "ää", "k" + "A" * 43, "", access.link_token(row, access.FOLLOW)):
        with pytest.raises(ReferralNotFound):
            queries.outside(wrong)
    with pytest.raises(ReferralNotFound):
        queries.followed(token)


@pytest.mark.django_db
def test_links_are_masked_in_logs(frozen) -> None:
    row = make_referral(**outside())
    for purpose in (access.FOLLOW, access.OUTSIDE):
        assert mask_path(f"/ohjaus/{access.link_token(row, purpose)}/") == "/ohjaus/***/"


@pytest.mark.django_db
def test_a_link_lives_through_a_change_of_the_secret(settings, frozen) -> None:
    token = access.link_token(make_referral(), access.FOLLOW)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, [settings.SECRET_KEY]
    assert queries.followed(token).label == "Lähetetty"


# --- a service outside ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_service_outside_gets_a_mail_that_names_nothing_and_opens_it_by_a_press(frozen) -> None:
    row = make_referral(**outside())
    [message] = OutboxMessage.objects.filter(kind=mails.OUTSIDE)
    token = access.link_token(row, access.OUTSIDE)
    assert (message.recipient, token in str(message.object_ids), token in mail_of(message).text) == (
        "neuvonta@example.org",
        False,
        True,
    )
    assert queries.outside(token).content is None
    assert Referral.objects.get().state == State.SENT
    _row, content = commands.open_by_link(token)
    assert content.somebody == VEERA
    assert Referral.objects.get().state == State.RECEIVED
    assert rows_of("casework.referral.received")[0].role == "receiver"


@pytest.mark.django_db
def test_a_service_outside_takes_it_to_the_end_and_the_sender_owns_it_meanwhile(frozen) -> None:
    row = make_referral(**outside())
    token = access.link_token(row, access.OUTSIDE)
    with pytest.raises(ReferralRefused, match="Ota se ensin vastaan"):
        commands.answer_by_link(token, State.ACCEPTED)
    commands.open_by_link(token)
    commands.answer_by_link(token, State.ACCEPTED)
    assert Referral.objects.get().owner_unit == cast.own_organization()
    commands.answer_by_link(token, State.MET)
    done = commands.answer_by_link(token, State.CLOSED, outcome=Outcome.IN_SERVICE)
    assert (done.state, done.outcome) == (State.CLOSED, Outcome.IN_SERVICE)


@pytest.mark.django_db
def test_the_link_of_a_service_outside_ends_with_its_days_its_refusal_and_a_withdrawal(frozen) -> None:
    late, refused, back = (make_referral(**outside()) for _each in range(3))
    tokens = [access.link_token(row, access.OUTSIDE) for row in (late, refused, back)]
    commands.open_by_link(tokens[1])
    commands.answer_by_link(tokens[1], State.DECLINED, reason=DeclineReason.FULL)
    commands.withdraw(volunteer(), back.uuid)
    for token in tokens[1:]:
        with pytest.raises(ReferralNotFound):
            commands.open_by_link(token)
    frozen.shift(timedelta(days=14))
    with pytest.raises(ReferralNotFound):
        commands.open_by_link(tokens[0])
    commands.renew_link(volunteer(), late.uuid)
    assert queries.outside(tokens[0]).label == "Lähetetty"


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

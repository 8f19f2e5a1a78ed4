"""Secret links: the person follows her own referral, a service outside takes one by a press."""

from datetime import timedelta

import pytest

from kotikulma.casework import access
from kotikulma.casework.commands import mails
from kotikulma.casework.commands import referrals as commands
from kotikulma.casework.models import FollowUp, Referral
from kotikulma.casework.queries import referrals as queries
from kotikulma.casework.tests.encounters import (
    VEERA,
    mail_of,
    make_referral,
    onward,
    outside,
    rows_of,
    volunteer,
    worker,
)
from kotikulma.casework.types.checks import Outcome
from kotikulma.casework.types.referrals import (
    DeclineReason,
    ReferralNotFound,
    ReferralRefused,
    State,
)
from kotikulma.kernel.logging import mask_path
from kotikulma.kernel.outbox.models import OutboxMessage
from tests import cast

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

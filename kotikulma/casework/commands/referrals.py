"""Referrals, step by step: made, sent, received, answered, met, closed; withdrawn by the person at any time."""

from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.access import Ground
from kotikulma.casework.commands import mails
from kotikulma.casework.models import FollowUp, Referral, ReferralStep
from kotikulma.casework.rules import checks as check_rules
from kotikulma.casework.rules import referrals as rules
from kotikulma.casework.types.checks import Outcome, Somebody
from kotikulma.casework.types.clients import Basis, DataClass
from kotikulma.casework.types.referrals import OPEN, Content, NewReferral, Party, ReferralRefused, State
from kotikulma.kernel import audit, clock
from kotikulma.kernel.types import ANONYMOUS, Actor
from kotikulma.people import queries as people


def refer(actor: Actor, new: NewReferral) -> Referral:
    """Offered now, and sent at once when the person has agreed. The same form sent again gives the first back."""
    member = access.member_of(actor)
    unit_id = people.organization_ids_by_uuid([new.unit]).get(new.unit, 0)
    ground = access.ground_of(member, unit_id, basis=Basis.CONSENT, task=DataClass.REFERRALS)
    return _refer(actor, ground, new)


def refer_onward(
    actor: Actor,
    follow_up: UUID,
    *,
    form_key: UUID,
    receiver: UUID | None = None,
    outside_name: str = "",
    outside_email: str = "",
    permission: bool = False,
    sender_may_see: bool = False,
) -> Referral:
    """The person of a housing check to somebody who can help, with what she told."""
    held = access.open_follow_up(actor, follow_up)
    if held.row.outcome:
        raise ReferralRefused(_("Seuranta on jo päättynyt. Tee tarvittaessa uusi tarkistus."))
    new = NewReferral(
        unit=held.ground.unit,
        form_key=form_key,
        receiver=receiver,
        outside_name=outside_name,
        outside_email=outside_email,
        content=Content(Somebody(**held.told.get("somebody", {})), held.told.get("words", "")),
        urgency=held.row.urgency,
        permission=permission,
        sender_may_see=sender_may_see,
        language=held.row.housing_check.language,
    )
    return _refer(actor, held.ground, new, held.row)


def send(actor: Actor, uuid: UUID) -> None:
    """The person has given her permission."""
    _go(actor, uuid, State.SENT)


def receive(actor: Actor, uuid: UUID) -> None:
    """Open it: from now on the receiver may read what it says, and the sender knows that it has been seen."""
    _go(actor, uuid, State.RECEIVED)


def accept(actor: Actor, uuid: UUID) -> None:
    """The receiver takes it: from now on the actor answers for it, and the sender may follow its state alone."""
    _go(actor, uuid, State.ACCEPTED)


def decline(actor: Actor, uuid: UUID, *, reason: str) -> None:
    """It returns to its sender with a reason, and with a day to find another way."""
    rules.check_decline(reason)
    _go(actor, uuid, State.DECLINED, reason=reason)


def meet(actor: Actor, uuid: UUID) -> None:
    _go(actor, uuid, State.MET)


def close(actor: Actor, uuid: UUID, *, outcome: str) -> None:
    _go(actor, uuid, State.CLOSED, outcome=outcome)


def withdraw(actor: Actor, uuid: UUID) -> None:
    """The sender takes it back because the person wished so; what it said is erased at once."""
    _go(actor, uuid, State.WITHDRAWN)


def withdraw_by_link(token: str) -> None:
    """The person takes it back herself; what it said is erased at once. Doing it twice changes nothing."""
    row = access.linked(token, access.FOLLOW)
    if row.state != State.WITHDRAWN:
        _go_by_link(row, State.WITHDRAWN, Party.PERSON)


def open_by_link(token: str) -> tuple[Referral, Content]:
    """A service outside opens it by its secret link: a deed, since programs look into mail before people do."""
    row = access.linked(token, access.OUTSIDE)
    if row.state == State.SENT:
        row = _go_by_link(row, State.RECEIVED, Party.RECEIVER)
    else:
        with transaction.atomic():
            _log_link(row, "casework.referral.viewed", Party.RECEIVER)
    told = access.told_in(row, row.content)
    return row, content_of(told)


def answer_by_link(token: str, to: str, *, reason: str = "", outcome: str = "") -> Referral:
    """A service outside accepts, declines, tells that it met the person, or how it ended."""
    row = access.linked(token, access.OUTSIDE)
    if to == State.DECLINED:
        rules.check_decline(reason)
    if to not in (State.ACCEPTED, State.DECLINED, State.MET, State.CLOSED):
        raise ReferralRefused(_("Valitse, mitä ohjaukselle tapahtui."))
    return _go_by_link(
        row,
        State(to),
        Party.RECEIVER,
        reason=reason if to == State.DECLINED else "",
        outcome=outcome if to == State.CLOSED else "",
    )


def renew_link(actor: Actor, uuid: UUID) -> None:
    """Send the secret link anew, for its days again."""
    row, party, _member = access.referral_for(actor, uuid)
    if party is not Party.SENDER or row.receiver_id or row.state not in (State.SENT, State.RECEIVED, State.ACCEPTED):
        raise ReferralRefused(_("Linkkiä ei voi nyt lähettää uudelleen."))
    with transaction.atomic():
        row = _locked(row)
        row.link_until = rules.link_until(clock.now())
        row.save(update_fields=["link_until"])
        mails.post_outside(row)


def content_of(told: Any) -> Content:
    return Content(Somebody(**told.get("somebody", {})), told.get("words", ""))


def _refer(actor: Actor, ground: Ground, new: NewReferral, follow_up: FollowUp | None = None) -> Referral:
    rules.check_new(new)
    receiver = _receiver(new, ground.unit_id)
    key = uuid5(new.form_key, str(actor.id))
    if known := Referral.objects.filter(form_key=key).first():
        return known
    if follow_up and follow_up.referrals.filter(state__in=OPEN).exists():
        raise ReferralRefused(_("Ihmisestä on jo ohjaus kesken. Odota vastausta, tai peru se ensin."))

    try:
        with transaction.atomic():
            row = Referral(
                uuid=uuid4(),
                form_key=key,
                follow_up=follow_up,
                sender_unit_id=ground.unit_id,
                sender_id=ground.standing.person_id,
                receiver_id=receiver,
                outside_name="" if receiver else new.outside_name.strip(),
                outside_email="" if receiver else new.outside_email.strip(),
                owner_unit_id=ground.unit_id,
                state=State.OFFERED,
                urgency=new.urgency,
                due_on=rules.due_of(State.OFFERED, new.urgency, clock.today()),
                sender_may_see=new.sender_may_see,
                language=new.language,
            )
            told = {"somebody": asdict(new.content.somebody), "words": new.content.words.strip()}
            row.content = access.seal_told(row, told)
            row.save(force_insert=True)
            ReferralStep.objects.create(referral=row, state=row.state, at=clock.now())
            access.log(actor, ground, "casework.referral.made", subjects=[row.uuid], uuid=row.uuid, kind="referral")
            if new.permission:
                _take(row, State.SENT)
                access.log(actor, ground, "casework.referral.sent", subjects=[row.uuid], uuid=row.uuid, kind="referral")
    except IntegrityError:
        return Referral.objects.get(form_key=key)  # the same form, sent twice at the same time
    return row


def _receiver(new: NewReferral, own: int) -> int | None:
    """A unit of the network that works with clients, or None for a service outside."""
    if new.receiver is None:
        return None
    found = people.organization_ids_by_uuid([new.receiver]).get(new.receiver, 0)
    if found == own or found not in people.case_units():
        sentence = _("Valitse toinen yksikkö, jossa tehdään asiakastyötä.")
        raise ReferralRefused(sentence, fields={"receiver": sentence})
    return found


def _go(actor: Actor, uuid: UUID, to: State, *, reason: str = "", outcome: str = "") -> None:
    """One step by a member: authorised, then under the lock decided, written and logged."""
    row, party, member = access.referral_for(actor, uuid)
    unit = row.receiver_id if party is Party.RECEIVER else row.sender_unit_id
    ground = access.ground_of(member, unit or 0, basis=Basis.CONSENT, task=DataClass.REFERRALS)

    with transaction.atomic():
        row = _locked(row)
        _decide(row, to, party, outcome)
        _take(row, to, worker=member.id if party is Party.RECEIVER else None, reason=reason, outcome=outcome)
        access.log(actor, ground, f"casework.referral.{to}", subjects=[uuid], uuid=uuid, kind="referral")


def _go_by_link(row: Referral, to: State, party: Party, *, reason: str = "", outcome: str = "") -> Referral:
    with transaction.atomic():
        row = _locked(row)
        _decide(row, to, party, outcome)
        _take(row, to, reason=reason, outcome=outcome)
        _log_link(row, f"casework.referral.{to}", party)
    return row


def _decide(row: Referral, to: State, party: Party, outcome: str) -> None:
    rules.check_step(row.state, to, party)
    if to is State.CLOSED:
        rules.check_close(row.state, outcome)


def _take(row: Referral, to: State, *, worker: int | None = None, reason: str = "", outcome: str = "") -> None:
    """Write the step, who answers from now on and until when, what it means for the follow-up, and who is told."""
    now, before = clock.now(), row.state
    row.state, row.changed_at, row.reason, row.outcome = to, now, reason, outcome
    row.due_on = rules.due_of(to, row.urgency, clock.today())
    if to is State.SENT:
        row.owner_unit_id = row.receiver_id or row.sender_unit_id
        row.link_until = None if row.receiver_id else rules.link_until(now)
    elif to is State.ACCEPTED:
        row.worker_id = worker
    elif to is State.DECLINED:
        row.owner_unit_id, row.link_until = row.sender_unit_id, None
    elif to is State.WITHDRAWN:
        row.wrapped_key, row.content, row.link_until = b"", b"", None
    row.save()
    ReferralStep.objects.create(referral=row, state=to, at=now)
    _settle(row, to)
    mails.tell_of_step(row, before)


def _settle(row: Referral, to: State) -> None:
    """The follow-up goes along: to the unit that accepted, back to the sender, closed with the same outcome."""
    if row.follow_up_id is None:
        return
    follow_up, now = FollowUp.objects.select_for_update().get(pk=row.follow_up_id), clock.now()
    if to is State.ACCEPTED:
        follow_up.due_on = row.due_on
        if row.receiver_id:
            follow_up.unit_id, follow_up.owner_id = row.receiver_id, None
    elif to is State.DECLINED:
        follow_up.due_on = check_rules.working_day_after(clock.today(), 1)
    elif to is State.MET:
        follow_up.acted_at = follow_up.acted_at or now
        follow_up.due_on = row.due_on
    elif to in (State.CLOSED, State.WITHDRAWN):
        follow_up.outcome = row.outcome or Outcome.UNWILLING
        follow_up.closed_at = now
    else:
        return
    follow_up.save()


def _locked(row: Referral) -> Referral:
    return Referral.objects.select_for_update().get(pk=row.pk)


def _log_link(row: Referral, deed: str, party: Party) -> None:
    """Who holds the secret link has no account; the chain is that of the unit that answers."""
    unit = people.organization_uuids([row.owner_unit_id])[0]
    where = audit.Circumstances(unit, party, Basis.CONSENT, (row.uuid,))
    purpose = str(DataClass.REFERRALS)
    audit.record(
        ANONYMOUS, deed, kind="referral", uuid=row.uuid, chain=f"case:{unit.hex}", purpose=purpose, where=where
    )

"""How a referral goes on: which step follows which, whose it is, until when, who reads it, the ends of its links."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from kotikulma.casework.rules.checks import LONGEST, due_on, working_day_after
from kotikulma.casework.types.checks import Outcome, Urgency
from kotikulma.casework.types.referrals import (
    ENDED,
    DeclineReason,
    NewReferral,
    Party,
    ReferralRefused,
    State,
)

REFERRAL_DAYS = 180  # what a referral says is kept after its end
LINK_DAYS = 14  # the link of a service outside, from each time it is sent
MEET_DAYS = 7  # working days from acceptance to the first meeting
RESULT_DAYS = 30  # days from the meeting to a result
ESCALATE_DAYS = 2  # working days past the due date; 0 when it was urgent
UNMET = frozenset((Outcome.NOT_REACHED, Outcome.UNWILLING, Outcome.MOVED_AWAY))
_LINK_VERSION, _SEAL_BYTES = "k", 16

STEPS: Mapping[tuple[State, State], frozenset[Party]] = {
    (State.OFFERED, State.SENT): frozenset({Party.SENDER}),
    (State.OFFERED, State.WITHDRAWN): frozenset({Party.SENDER, Party.PERSON}),
    (State.SENT, State.RECEIVED): frozenset({Party.RECEIVER}),
    (State.SENT, State.WITHDRAWN): frozenset({Party.SENDER, Party.PERSON}),
    (State.RECEIVED, State.ACCEPTED): frozenset({Party.RECEIVER}),
    (State.RECEIVED, State.DECLINED): frozenset({Party.RECEIVER}),
    (State.RECEIVED, State.WITHDRAWN): frozenset({Party.SENDER, Party.PERSON}),
    (State.ACCEPTED, State.MET): frozenset({Party.RECEIVER}),
    (State.ACCEPTED, State.CLOSED): frozenset({Party.RECEIVER}),
    (State.ACCEPTED, State.WITHDRAWN): frozenset({Party.PERSON}),
    (State.MET, State.CLOSED): frozenset({Party.RECEIVER}),
    (State.MET, State.WITHDRAWN): frozenset({Party.PERSON}),
}


class Stage(StrEnum):
    """What is mailed about somebody who waits."""

    DUE = "due"
    LATE = "late"
    ESCALATED = "escalated"


def next_steps(state: str, party: Party) -> frozenset[str]:
    """Where this party may take it from here."""
    return frozenset(str(to) for (since, to), who in STEPS.items() if since == state and party in who)


def check_step(state: str, to: State, party: Party) -> None:
    """ReferralRefused with a sentence for every step but the next ones, and for those of another party."""
    who = STEPS.get((State(state), to))
    if who is None:
        raise ReferralRefused(_stands(State(state)))
    if party not in who:
        raise ReferralRefused(_whose(who))


def check_decline(reason: str) -> None:
    if reason not in DeclineReason.values:
        raise ReferralRefused(_("Valitse, miksi ohjausta ei voi ottaa."), fields={"reason": _("Valitse yksi.")})


def check_close(state: str, outcome: str) -> None:
    """An outcome of the list; who was never met can only be unreached, unwilling or away."""
    if outcome not in Outcome.values:
        raise ReferralRefused(_("Valitse, miten ohjaus päättyi."), fields={"outcome": _("Valitse yksi.")})
    if state == State.ACCEPTED and outcome not in UNMET:
        raise ReferralRefused(_("Kirjaa ensin tapaaminen. Sitten voit kirjata tuloksen."))


def check_new(new: NewReferral) -> None:
    faults: dict[str, str] = {}
    if new.receiver is None and not (new.outside_name.strip() and new.outside_email.strip()):
        faults["receiver"] = _("Valitse, minne ohjaat, tai kirjoita palvelun nimi ja sähköpostiosoite.")
    if not new.content.somebody:
        faults["name"] = _("Kirjoita, miten hänet tavoittaa. Pelkkä etunimi ja tapaamispaikka riittävät.")
    if len(new.content.words) > LONGEST:
        faults["words"] = _("Teksti on liian pitkä. Lyhennä sitä.")
    if new.urgency not in Urgency.values or new.urgency == Urgency.NONE:
        faults["urgency"] = _("Valitse, kuinka pian apua tarvitaan.")
    if faults:
        raise ReferralRefused(next(iter(faults.values())), fields=faults)


def due_of(state: str, urgency: str, today: date) -> date:
    """The last day for the next step. An ended referral keeps the day it ended."""
    if state == State.ACCEPTED:
        return due_on(urgency, today) if urgency != Urgency.WEEK else working_day_after(today, MEET_DAYS)
    if state == State.MET:
        return today + timedelta(days=RESULT_DAYS)
    return today if state in ENDED else due_on(urgency, today)


def sender_reads(state: str, permitted: bool) -> bool:
    """Until somebody accepts, the sender answers for it; then only with the person's permission."""
    return state in (State.OFFERED, State.SENT, State.RECEIVED, State.DECLINED) or (
        permitted and state != State.WITHDRAWN
    )


def receiver_reads(state: str) -> bool:
    """From the moment it is received: opening is a deed of its own."""
    return state in (State.RECEIVED, State.ACCEPTED, State.MET, State.CLOSED)


def stage(due: date, urgency: str, today: date) -> Stage | None:
    """What is said today of what is open: on its day, past it, and to the unit's lead when that did not help."""
    if today < due:
        return None
    if today == due:
        return Stage.DUE
    patience = 0 if urgency == Urgency.SAME_DAY else ESCALATE_DAYS
    return Stage.ESCALATED if today > working_day_after(due, patience) else Stage.LATE


def link_until(now: datetime) -> datetime:
    return now + timedelta(days=LINK_DAYS)


def link_token(key: bytes, uuid: UUID) -> str:
    """The secret end of a link, rebuilt from the row and our key: the row alone opens nothing."""
    sealed = uuid.bytes + hmac.digest(key, uuid.bytes, "sha256")[:_SEAL_BYTES]
    return _LINK_VERSION + urlsafe_b64encode(sealed).decode().rstrip("=")


def linked_uuid(keys: Sequence[bytes], token: str) -> UUID | None:
    """What a token opens under one of the keys; None when it opens nothing."""
    try:
        uuid = UUID(bytes=urlsafe_b64decode(token[1:] + "=" * (-len(token[1:]) % 4))[:16])
    except ValueError:
        return None
    right = [hmac.compare_digest(link_token(key, uuid).encode(), token.encode()) for key in keys]
    return uuid if any(right) else None


def link_key(secret: str, purpose: str) -> bytes:
    """Different links never share a key."""
    return sha256(f"kotikulma.casework.{purpose}:{secret}".encode()).digest()


def _stands(state: State) -> str:
    """Where it is, and what to do there."""
    return {
        State.OFFERED: _("Ohjausta ei ole vielä lähetetty. Kysy ensin ihmisen lupa."),
        State.SENT: _("Ohjausta ei ole vielä otettu vastaan. Ota se ensin vastaan."),
        State.RECEIVED: _("Ohjaukseen ei ole vielä vastattu. Hyväksy se, tai kerro, miksi et voi ottaa sitä."),
        State.ACCEPTED: _("Ohjaus on jo hyväksytty. Kirjaa seuraavaksi tapaaminen."),
        State.MET: _("Tapaaminen on jo kirjattu. Kirjaa seuraavaksi tulos."),
        State.CLOSED: _("Ohjaus on jo valmis. Tee tarvittaessa uusi."),
        State.DECLINED: _("Ohjausta ei voitu ottaa. Ohjaa ihminen toiseen palveluun."),
        State.WITHDRAWN: _("Ohjaus on peruttu. Sitä ei voi enää jatkaa."),
    }[state]


def _whose(who: frozenset[Party]) -> str:
    if who == {Party.RECEIVER}:
        return _("Tämän voi tehdä vain se, jolle ohjaus lähetettiin.")
    if who == {Party.PERSON}:
        return _("Ohjaus on jo hyväksytty. Vain ihminen itse voi nyt perua sen.")
    return _("Tämän voi tehdä vain se, joka ohjauksen teki.")

"""How an offer goes on: which step follows which, by when, and what a no does (to the client: nothing). Pure."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from kotikulma.casework.rules.checks import working_day_after
from kotikulma.casework.types.offers import (
    AGREED,
    ANSWERABLE,
    CLIENT_CONSEQUENCES,
    LANDLORD_CONSEQUENCES,
    OPEN,
    CheckDay,
    CheckFinding,
    ClientReason,
    Consequence,
    LandlordReason,
    Lease,
    OfferRefused,
    OfferState,
)
from kotikulma.kernel.clock import HELSINKI

ANSWER_DAYS = 5  # working days to answer; once as many again
LANDLORD_DAYS = 3  # working days for the landlord
VIEWING_DAYS = 1  # working days after the viewing to answer
LEASE_DAYS = 5  # working days from the landlord's yes to the lease
MOVE_DAYS = 60  # days from the lease until somebody asks after the moving

S = OfferState
STEPS: Mapping[OfferState, frozenset[OfferState]] = {
    S.OFFERED: frozenset({S.VIEWING, S.ACCEPTED, S.DECLINED, S.EXPIRED, S.FREED, S.WITHDRAWN}),
    S.VIEWING: frozenset({S.ACCEPTED, S.DECLINED, S.EXPIRED, S.FREED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.APPROVED, S.REFUSED, S.DECLINED, S.FREED, S.WITHDRAWN}),
    S.APPROVED: frozenset({S.LEASED, S.DECLINED, S.FREED, S.WITHDRAWN}),
    S.LEASED: frozenset({S.MOVED_IN, S.DECLINED, S.FREED, S.WITHDRAWN}),
    S.MOVED_IN: frozenset({S.CLOSED}),
}
BY_HOUSE = frozenset({S.EXPIRED, S.FREED, S.WITHDRAWN, S.CLOSED})  # nobody presses a button for these


def next_steps(state: str) -> frozenset[str]:
    """What a worker may do from here."""
    return frozenset(str(one) for one in STEPS.get(OfferState(state), frozenset()) - BY_HOUSE)


def check_step(state: str, to: OfferState) -> None:
    """OfferRefused with a sentence for every step but the next ones."""
    if to not in STEPS.get(OfferState(state), frozenset()):
        raise OfferRefused(_stands(OfferState(state)))


def due_of(state: str, today: date, *, due: date | None = None, viewing: date | None = None) -> date | None:
    """The last day for the next step; None when nothing waits."""
    if state == S.OFFERED:
        return working_day_after(today, ANSWER_DAYS)
    if state == S.VIEWING and viewing:
        return max(due or viewing, working_day_after(viewing, VIEWING_DAYS))
    if state == S.ACCEPTED:
        return working_day_after(today, LANDLORD_DAYS)
    if state == S.APPROVED:
        return working_day_after(today, LEASE_DAYS)
    return today + timedelta(days=MOVE_DAYS) if state == S.LEASED else None


def extended(state: str, due: date | None, already: bool) -> date:
    """Five working days more, once."""
    if state not in ANSWERABLE or due is None:
        raise OfferRefused(_stands(OfferState(state)))
    if already:
        raise OfferRefused(_("Aikaa on jo annettu lisää kerran. Kysy vastaus, tai anna määräpäivän mennä."))
    return working_day_after(due, ANSWER_DAYS)


def check_viewing(at: datetime, now: datetime) -> None:
    if at < now:
        message = _("Aika on jo mennyt. Kirjoita tuleva aika.")
        raise OfferRefused(message, fields={"viewing_at": message})


def check_client_reason(reason: str) -> None:
    """A client need not say why."""
    if reason and reason not in ClientReason.values:
        raise OfferRefused(_("Valitse syy luettelosta, tai jätä se pois."), fields={"reason": _("Valitse yksi.")})


def check_landlord_reason(reason: str) -> None:
    if reason not in LandlordReason.values:
        raise OfferRefused(_("Valitse, miksi vuokranantaja ei hyväksynyt."), fields={"reason": _("Valitse yksi.")})


def check_lease(lease: str) -> None:
    if lease not in Lease.values:
        raise OfferRefused(_("Valitse sopimus luettelosta."), fields={"lease": _("Valitse yksi.")})


def check_move_in(on: date, today: date) -> None:
    if on > today:
        message = _("Päivä on tulevaisuudessa. Kirjaa muutto, kun avain on asiakkaalla.")
        raise OfferRefused(message, fields={"on": message})


def check_finding(finding: str) -> None:
    if finding not in CheckFinding.values:
        raise OfferRefused(_("Valitse, miten asuminen sujuu."), fields={"finding": _("Valitse yksi.")})


def check_days(moved_in: date) -> dict[int, date]:
    """The days somebody asks how it goes."""
    return {int(day): moved_in + timedelta(days=day) for day in CheckDay}


def has_expired(state: str, due: date | None, today: date) -> bool:
    return state in ANSWERABLE and due is not None and due < today


def is_late(state: str, due: date | None, today: date) -> bool:
    return state in OPEN and due is not None and due < today


def consequence(state: str, reason: str) -> Consequence | None:
    """What ending so does."""
    if state == S.DECLINED:
        return CLIENT_CONSEQUENCES.get(reason, Consequence.NOTHING)
    if state == S.REFUSED:
        return LANDLORD_CONSEQUENCES[reason]
    return Consequence.NOTHING if state in (S.EXPIRED, S.FREED, S.WITHDRAWN) else None


def day_of(moment: datetime) -> date:
    return moment.astimezone(HELSINKI).date()


def _stands(state: OfferState) -> str:
    """Where it is, and what to do there."""
    if state in ANSWERABLE:
        return _("Asiakas ei ole vielä vastannut. Kysy ensin, haluaako hän kodin.")
    if state in AGREED:
        return {
            S.ACCEPTED: _("Asiakas on jo vastannut. Kirjaa seuraavaksi vuokranantajan päätös."),
            S.APPROVED: _("Vuokranantaja on jo hyväksynyt. Kirjaa seuraavaksi vuokrasopimus."),
            S.LEASED: _("Vuokrasopimus on jo tehty. Kirjaa seuraavaksi muuttopäivä."),
        }[state]
    if state in (S.MOVED_IN, S.CLOSED):
        return _("Asiakas on jo muuttanut. Kirjaa, miten asuminen sujuu.")
    return _("Tarjous on jo päättynyt. Tee tarvittaessa uusi.")

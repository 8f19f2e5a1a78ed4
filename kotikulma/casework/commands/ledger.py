"""The by-name list: what workers record of a client, written as events of her statistical person.

Opening the client is the permission, and leaves its row in the log; the ledger itself knows no names.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.commands import endings, fidelity, postings
from kotikulma.casework.models import Client, HomeLoss, ListEvent, LivingSituation, Subject, Tenancy
from kotikulma.casework.rules import ledger as rules
from kotikulma.casework.rules import long_term
from kotikulma.casework.types.clients import DataClass
from kotikulma.casework.types.fidelity import Where
from kotikulma.casework.types.ledger import (
    EFFECTS,
    Attempt,
    Effect,
    Entry,
    EventType,
    LedgerRefused,
    Recorded,
    SubjectNotFound,
)
from kotikulma.casework.types.situations import Certainty, SituationCode, Stay
from kotikulma.casework.types.statistics import LOST, TenancyEnd
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor

SUBJECT = access.SUBJECT
RECORDED = "casework.ledger.recorded"
KEPT = "situation household alone factor since delta".split()


def enter_list(
    actor: Actor,
    client: UUID,
    on: date,
    *,
    situation: str,
    type: str = "",
    since: date | None = None,
    factor: bool | None = None,
    household: UUID | None = None,
    reason: str = "",
) -> Recorded:
    """The client is homeless and comes to the list: as new, or back from where she went. Raises LedgerRefused."""
    opened = access.open_client(actor, client, DataClass.HOUSING)
    with transaction.atomic():
        subject = _subject(opened, make=True)
        standing, _spells = rules.standing_on(_entries(subject), on)
        kind = type or rules.entry_type(standing)
        values = {"since": since, "factor": factor, "household": household, "reason": reason}
        recorded = _append(actor, subject, on, kind, situation=situation, **values)
        _log(actor, opened, kind)
    return recorded


def record(actor: Actor, client: UUID, type: str, on: date, **values: Any) -> Recorded:
    """What changed for a client on the list: where she lives, that she moved home, moved away or died.

    `values`: situation, household, alone, factor, since, reason (types.ledger.Entry). Raises LedgerRefused.
    """
    if type == EventType.INACTIVE or EFFECTS.get(type) in (None, Effect.ADJUSTMENT):
        raise LedgerRefused(_("Tätä ei kirjata näin. Valitse toinen tapahtuma."))
    opened = access.open_client(actor, client, DataClass.HOUSING)
    with transaction.atomic():
        recorded = _append(actor, _subject(opened), on, type, **values)
        _log(actor, opened, type)
    return recorded


def call_inactive(
    actor: Actor, client: UUID, on: date, *, last_contact: date, attempts: Sequence[Attempt], approver: str
) -> Recorded:
    """Contact is lost: after 90 days, three dated attempts by two channels, and somebody's approval."""
    rules.check_inactive(on, last_contact, attempts, approver)
    opened = access.open_client(actor, client, DataClass.HOUSING)
    grounds = {
        "last_contact": last_contact.isoformat(),
        "attempts": [[one.on.isoformat(), one.channel] for one in attempts],
        "approver": approver.strip(),
    }
    with transaction.atomic():
        recorded = _append(actor, _subject(opened), on, EventType.INACTIVE, grounds=grounds)
        _log(actor, opened, EventType.INACTIVE)
    return recorded


def decide_long_term(actor: Actor, client: UUID, on: date, decided: bool, *, reason: str = "") -> Recorded:
    """A worker's decision; otherwise than the rule only with a reason. What the rule said is kept beside it."""
    opened = access.open_client(actor, client, DataClass.HOUSING)
    with transaction.atomic():
        subject = _subject(opened)
        standing, spells = rules.standing_on(_entries(subject), on)
        rule = long_term.in_force(long_term.RULES, on)
        known = rules.episodes_of(standing, spells)
        view = long_term.suggest(rule, factor=standing.factor, episodes=known, on=on)
        long_term.check_override(view, decided, reason)
        kind = EventType.BECAME_LONG_TERM if decided else EventType.CEASED_LONG_TERM
        said = {"rule": view.version, "suggested": view.suggested, "days": view.days, "episodes": view.episodes}
        recorded = _append(actor, subject, on, kind, reason=reason, grounds=said)
        _log(actor, opened, kind)
    return recorded


def supersede(actor: Actor, client: UUID, number: int, *, reason: str, **changes: Any) -> Recorded:
    """Another entry takes the place of one that was wrong; without `changes` it is out of effect. Both stay."""
    opened = access.open_client(actor, client, DataClass.HOUSING)
    with transaction.atomic():
        subject = _subject(opened)
        old = next((one for one in _entries(subject) if one.number == number), None)
        if old is None:
            raise SubjectNotFound
        values = {name: getattr(old, name) for name in KEPT} | changes if changes else {}
        on: date = values.pop("on", old.valid_date)
        kind: str = values.pop("type", old.type if changes else EventType.CORRECTION)
        recorded = _append(actor, subject, on, kind, **values, supersedes=number, reason=reason)
        _log(actor, opened, EventType.CORRECTION)
    return recorded


def merge(actor: Actor, survivor: UUID, merged: UUID, on: date, *, reason: str = "") -> None:
    """Two on the list are one person: one of them leaves by an adjustment, and can be split from it again."""
    stays, goes = (access.open_client(actor, one, DataClass.HOUSING) for one in (survivor, merged))
    with transaction.atomic():
        keeper, other = _subject(stays), _subject(goes)
        if keeper.pk == other.pk:
            raise LedgerRefused(_("Valitse kaksi eri merkintää."))
        kept, gone = (rules.standing_on(_entries(one), on)[0] for one in (keeper, other))
        if gone.on and not kept.on:
            place = {"situation": gone.situation, "household": gone.household, "factor": gone.factor}
            since = gone.since
            _append(actor, keeper, on, EventType.MERGE, delta=1, other=other.uuid, since=since, reason=reason, **place)
        delta = -1 if gone.on else 0
        _append(actor, other, on, EventType.MERGE, delta=delta, other=keeper.uuid, reason=reason)
        for opened in (stays, goes):
            _log(actor, opened, EventType.MERGE)


def split(actor: Actor, survivor: UUID, merged: UUID, on: date, *, reason: str = "") -> None:
    """They are two after all: the merged one comes back as it was; the other loses what it got by the merge."""
    stays, goes = (access.open_client(actor, one, DataClass.HOUSING) for one in (survivor, merged))
    with transaction.atomic():
        keeper, other = _subject(stays), _subject(goes)
        merges = [one for one in _events(other) if one.type == EventType.MERGE and one.other == keeper.uuid]
        if not merges:
            raise LedgerRefused(_("Näitä kahta ei ole yhdistetty."))
        came = [one for one in _events(keeper) if one.type == EventType.MERGE and one.other == other.uuid]
        if came and came[-1].delta == 1 and rules.standing_on(_entries(keeper), on)[0].entered == came[-1].valid_date:
            _append(actor, keeper, on, EventType.SPLIT, delta=-1, other=other.uuid, reason=reason)
        delta = 1 if merges[-1].delta == -1 else 0
        _append(actor, other, on, EventType.SPLIT, delta=delta, other=keeper.uuid, reason=reason)
        for opened in (stays, goes):
            _log(actor, opened, EventType.SPLIT)


def record_situation(
    actor: Actor,
    client: UUID,
    code: str,
    start: date,
    end: date | None = None,
    *,
    certainty: str = Certainty.TOLD,
    source: str = "",
) -> LivingSituation:
    """Where the client lived, as one unit knows it: it may overlap what others know. Raises LedgerRefused.

    Of somebody on the list it may change the situation there too.
    """
    if code not in SituationCode.values:
        raise LedgerRefused(_("Asumistilannetta ei tunneta. Valitse se luettelosta."))
    if end and end <= start:
        raise LedgerRefused(_("Loppupäivä on ennen alkupäivää. Tarkista päivät."))
    if start > clock.today():
        raise LedgerRefused(_("Päivä on tulevaisuudessa. Kirjaa vasta, kun se on tapahtunut."))
    opened = access.open_client(actor, client, DataClass.HOUSING)
    with transaction.atomic():
        subject = _subject(opened, make=True)
        row = LivingSituation(
            subject=subject, code=code, starts_on=start, ends_on=end, certainty=certainty, source=source
        )
        row.save(force_insert=True)
        _follow(actor, subject, row)
        _log(actor, opened, "situation")
    return row


def begin_tenancy(actor: Actor, client: UUID, moved_in: date) -> Tenancy:
    """A home from the day of moving in. Leaving the list is an event of its own."""
    opened = access.open_client(actor, client, DataClass.HOUSING)
    with transaction.atomic():
        row = Tenancy(subject=_subject(opened, make=True), moved_in_on=moved_in, recorded_at=clock.now())
        row.save(force_insert=True)
        _log(actor, opened, "tenancy")
    return row


def move_in(actor: Actor, opened: Opened, on: date) -> Tenancy:
    """A home from that day, and off the list if she was on it. In the caller's transaction."""
    subject = _subject(opened, make=True)
    row = Tenancy(subject=subject, moved_in_on=on, recorded_at=clock.now())
    row.save(force_insert=True)
    if rules.standing_on(_entries(subject), on)[0].on:
        _append(actor, subject, on, EventType.HOME)
        _log(actor, opened, EventType.HOME)
    _log(actor, opened, "tenancy")
    return row


def end_tenancy(actor: Actor, client: UUID, tenancy: UUID, on: date, reason: str) -> None:
    """For a reason of the list: none of them is about sobriety or treatment, and who tries is counted."""
    fidelity.refuse_readiness(actor, Where.TENANCY_END, reason)
    if reason not in TenancyEnd.values:
        raise LedgerRefused(_("Valitse, miten asuminen päättyi."))
    opened = access.open_client(actor, client, DataClass.HOUSING)
    with transaction.atomic():
        row = Tenancy.objects.select_for_update().filter(subject=_subject(opened), uuid=tenancy).first()
        if row is None:
            raise SubjectNotFound
        if on < row.moved_in_on:
            raise LedgerRefused(_("Loppupäivä on ennen alkupäivää. Tarkista päivät."))
        row.ended_on, row.end_reason, row.end_recorded_at = on, reason, clock.now()
        row.save(update_fields=["ended_on", "end_reason", "end_recorded_at"])
        if reason in LOST:
            today = clock.today()
            HomeLoss.objects.get_or_create(
                client=opened.client, lost_on=min(on, today), defaults={"recorded_on": today}
            )
        if reason == TenancyEnd.DECEASED:
            endings.of_life(actor, opened)
        endings.of_home(opened, tenancy)
        _log(actor, opened, "tenancy")


def subject_of(opened: Opened) -> UUID | None:
    """The statistical person of an opened client. None: she has not been on the list."""
    return opened.subject


def _subject(opened: Opened, *, make: bool = False) -> Subject:
    """Locked, so that its events get their numbers one after another."""
    Client.objects.select_for_update().get(pk=opened.client.pk)
    known = subject_of(opened)
    if known:
        return Subject.objects.select_for_update().get(uuid=known)
    if not make:
        raise SubjectNotFound
    born = opened.identity.birth_date
    subject = Subject.objects.create(uuid=uuid4(), birth_year=born.year if born else None)
    opened.client.subject = opened.seal(access.SUBJECT, opened.client.uuid, str(subject.uuid))
    opened.client.save(update_fields=["subject"])
    return subject


def _events(subject: Subject) -> list[ListEvent]:
    return list(subject.events.order_by("number"))


def _entries(subject: Subject) -> Sequence[Entry]:
    return postings.entries_of([subject.pk]).get(subject.pk, [])


def _follow(actor: Actor, subject: Subject, row: LivingSituation) -> None:
    """What the record means on the list, when it fits what happened there since."""
    names = ("code", "starts_on", "ends_on", "certainty", "recorded_at")
    stays = [
        Stay(code=code, start=start, end=end, certainty=certainty, recorded_at=recorded)
        for code, start, end, certainty, recorded in subject.situations.values_list(*names)
    ]
    own = Stay(code=row.code, start=row.starts_on, end=row.ends_on, certainty=row.certainty)
    kind = rules.of_stay(_entries(subject), stays, own)
    if kind:
        with suppress(LedgerRefused):
            _append(actor, subject, row.starts_on, kind, situation=row.code)


def _append(actor: Actor, subject: Subject, on: date, type: str, **values: Any) -> Recorded:
    """Decide by the rules with what is known already, then write the event and the postings it makes."""
    known, now = _entries(subject), clock.now()
    grounds = values.pop("grounds", {})
    other = values.pop("other", None)
    if known and now < known[-1].recorded_at:
        now = known[-1].recorded_at
    entry = Entry(number=len(known) + 1, type=type, valid_date=on, recorded_at=now, **values)
    if entry.supersedes is not None and any(one.supersedes == entry.supersedes for one in known):
        raise rules.cannot_supersede()
    rules.check_entry(entry)
    history = rules.history([*known, entry])
    fields = {name: getattr(entry, name) for name in postings.ENTRY}
    event = ListEvent(subject=subject, other=other, grounds=grounds, actor_id=actor.id, **fields)
    event.save(force_insert=True)
    postings.post({subject.pk: history})
    return Recorded(event.uuid, entry.number, type)


def _log(actor: Actor, opened: Opened, what: str) -> None:
    client = opened.client.uuid
    access.log(actor, opened.ground, RECORDED, subjects=[client], uuid=client, data=[what])

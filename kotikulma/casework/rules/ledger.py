"""What may follow what on the by-name list, and where each event leaves a person. Pure.

A person comes and goes in turn. Who comes back comes back from where they went: found again is never new.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NoReturn

from django.utils.translation import gettext as _

from kotikulma.casework.rules import long_term
from kotikulma.casework.rules.episodes import joined
from kotikulma.casework.rules.situations import ara_class, code_on, is_homeless, is_institution, resolved
from kotikulma.casework.types.ledger import (
    EFFECTS,
    Attempt,
    Effect,
    Entry,
    EventType,
    KnownPosting,
    LedgerRefused,
    LongTermRule,
    Place,
    Posting,
    Standing,
)
from kotikulma.casework.types.situations import Episode, SituationCode, Stay
from kotikulma.kernel.clock import HELSINKI

QUIET_DAYS = 90  # without any contact from any unit
ATTEMPTS, CHANNELS = 3, 2
NEVER = Standing()
_SITUATIONS = frozenset(SituationCode.values)

# How one left -> as what one may come back; "" is the first time, a merge or a correction says nothing
_COMES_BACK: dict[str, tuple[str, ...]] = {
    "": (EventType.NEW, EventType.MOVED_IN),
    EventType.HOME: (EventType.FROM_HOME, EventType.MOVED_IN, EventType.REOPENED),
    EventType.INACTIVE: (EventType.FROM_INACTIVE, EventType.REOPENED),
    EventType.MOVED_AWAY: (EventType.MOVED_IN, EventType.REOPENED),
    EventType.DECEASED: (EventType.REOPENED,),
    EventType.NOT_HOMELESS: (EventType.NEW, EventType.MOVED_IN, EventType.REOPENED),
    EventType.CORRECTION: (
        EventType.NEW,
        EventType.FROM_HOME,
        EventType.FROM_INACTIVE,
        EventType.MOVED_IN,
        EventType.REOPENED,
    ),
}


def entry_type(standing: Standing) -> EventType:
    """As what a person comes to the list now. LedgerRefused when they are on it, or gone for good."""
    if standing.on:
        _refuse(None, _("Henkilö on jo listalla. Kirjaa tilanteen muutos."))
    if standing.left_by == EventType.DECEASED:
        _refuse(None, _("Henkilö on merkitty kuolleeksi. Avaa merkintä uudelleen, jos se oli virhe."))
    return EventType(_COMES_BACK[standing.left_by][0])


def effective(entries: Iterable[Entry]) -> list[tuple[int, Entry]]:
    """What is in force, in the order it happened, each with its rank in the day.

    A later entry takes the place of the one it supersedes, and keeps its rank.
    """
    known = {one.number: one for one in entries}
    replaced = {one.supersedes for one in known.values() if one.supersedes is not None}
    standing = [one for one in known.values() if one.number not in replaced and not _is_void(one)]
    ranked = [(_root(one, known), one) for one in standing]
    return sorted(ranked, key=lambda pair: (pair[1].valid_date, pair[0]))


class Replay:
    """A person's way on and off the list, entry after entry in the order it happened.

    `ahead`: the posting time alone will make of who stays as they are; the entry that comes before it takes it back.
    """

    def __init__(self, rules: Sequence[LongTermRule] = long_term.RULES) -> None:
        self.rules = rules
        self.standing = NEVER
        self.spells: list[Episode] = []
        self.ahead: Posting | None = None
        self.came = 0  # the entry that put the person on the list

    def play(self, rank: int, entry: Entry) -> list[Posting]:
        """The postings the entry makes for good. LedgerRefused when it cannot follow."""
        made: list[Posting] = []
        if self.ahead and self.ahead.valid_date <= entry.valid_date:
            made.append(self.ahead)
            self.standing = replace(self.standing, long_term=True)
        before, after = self.standing, follow(self.standing, entry, self.spells)
        made.append(Posting(entry.number, rank * 2, entry.type, entry.valid_date, _place(before), _place(after)))
        _count_spell(self.spells, before, after, entry)
        self.came = entry.number if after.on and not before.on else self.came
        self.standing, self.ahead = after, None
        due = _by_rule(after, self.spells, entry.valid_date, self.rules)
        if due == entry.valid_date:
            made.append(self._crossing(due, rank * 2 + 1))
            self.standing = replace(after, long_term=True)
        elif due:
            self.ahead = self._crossing(due, 0)
        return made

    def _crossing(self, on: date, rank: int) -> Posting:
        crossed = replace(self.standing, long_term=True)
        kind = EventType.BECAME_LONG_TERM
        return Posting(self.came, rank, kind, on, _place(self.standing), _place(crossed), by_rule=True)


def timeline(entries: Iterable[Entry], rules: Sequence[LongTermRule] = long_term.RULES) -> list[Posting]:
    """The postings of one person from the entries known. LedgerRefused names the entry that cannot be."""
    replay = Replay(rules)
    postings = [posting for rank, entry in effective(entries) for posting in replay.play(rank, entry)]
    return [*postings, replay.ahead] if replay.ahead else postings


def standing_on(entries: Iterable[Entry], on: date) -> tuple[Standing, list[Episode]]:
    """Where a person stands at the end of the day, and the stays on the list that had ended by then."""
    standing, spells = NEVER, list[Episode]()
    for _rank, entry in effective(entries):
        if entry.valid_date > on:
            break
        after = follow(standing, entry, spells)
        _count_spell(spells, standing, after, entry)
        standing = after
    return standing, spells


def episodes_of(standing: Standing, spells: Sequence[Episode]) -> list[Episode]:
    """As the list knows them; less than a week between two is no break."""
    now = [Episode(standing.since, None)] if standing.on and standing.since else []
    return joined([*spells, *now])


def follow(standing: Standing, entry: Entry, spells: Sequence[Episode] = ()) -> Standing:
    """Where the entry leaves who stood so. LedgerRefused when it cannot follow."""
    if standing.merged and entry.type != EventType.SPLIT:
        _refuse(entry, _("Merkintä on yhdistetty toiseen. Kirjaa tapahtuma sille, tai erota ne ensin."))
    effect = EFFECTS[entry.type]
    if effect == Effect.IN:
        return _come(standing, entry, spells)
    if effect == Effect.OUT:
        return _go(standing, entry)
    if effect == Effect.INTERNAL:
        return _change(standing, entry)
    return _adjust(standing, entry)


def history(entries: Iterable[Entry], rules: Sequence[LongTermRule] = long_term.RULES) -> list[KnownPosting]:
    """Each posting and when it was held true: the ledger replayed in the order of recording."""
    ordered = sorted(entries, key=lambda one: (one.recorded_at, one.number))
    found = _as_it_happened(ordered, rules) if _in_order(ordered) else _moment_by_moment(ordered, rules)
    return sorted(found, key=lambda one: (one.posting.valid_date, one.posting.rank, one.known_from))


def _in_order(ordered: Sequence[Entry]) -> bool:
    """Was everything recorded in the order it happened, and nothing taken back?"""
    return all(
        one.supersedes is None and not _is_void(one) and (last.valid_date, last.number) < (one.valid_date, one.number)
        for last, one in pairwise(ordered)
    ) and not any(_is_void(one) for one in ordered[:1])


def _as_it_happened(ordered: Sequence[Entry], rules: Sequence[LongTermRule]) -> list[KnownPosting]:
    """What was posted stays posted; only what was ahead may be taken back by the next entry."""
    replay, found = Replay(rules), list[KnownPosting]()
    ahead: Posting | None = None
    since = datetime.max.replace(tzinfo=UTC)
    for entry in ordered:
        made = replay.play(entry.number, entry)
        if ahead and made[0] is ahead:
            found.append(KnownPosting(ahead, since, None))
            made = made[1:]
        elif ahead and ahead != replay.ahead and since < entry.recorded_at:
            found.append(KnownPosting(ahead, since, entry.recorded_at))
        found += [KnownPosting(posting, entry.recorded_at, None) for posting in made]
        since = since if ahead == replay.ahead else entry.recorded_at
        ahead = replay.ahead
    return [*found, KnownPosting(ahead, since, None)] if ahead else found


def _moment_by_moment(ordered: Sequence[Entry], rules: Sequence[LongTermRule]) -> list[KnownPosting]:
    """The whole way again at each moment something was recorded."""
    open_since: dict[Posting, datetime] = {}
    closed: list[KnownPosting] = []
    for at, entry in enumerate(ordered):
        moment = entry.recorded_at
        if at + 1 < len(ordered) and ordered[at + 1].recorded_at == moment:
            continue
        now = dict.fromkeys(timeline(ordered[: at + 1], rules), moment)
        closed += [KnownPosting(posting, since, moment) for posting, since in open_since.items() if posting not in now]
        open_since = {posting: open_since.get(posting, moment) for posting in now}
    return closed + [KnownPosting(posting, since, None) for posting, since in open_since.items()]


def of_stay(entries: Sequence[Entry], stays: Sequence[Stay], stay: Stay) -> EventType | None:
    """What a record of where one lived means on the list: nothing, or that the situation of who is on it changed."""
    standing, _spells = standing_on(entries, stay.start)
    known_better = (
        any(one.valid_date == stay.start for one in entries) or code_on(resolved(stays), stay.start) != stay.code
    )
    if not standing.on or known_better or standing.situation == stay.code or not is_homeless(stay.code):
        return None
    if is_institution(stay.code):
        return EventType.ENTERED_INSTITUTION
    return EventType.LEFT_INSTITUTION if is_institution(standing.situation) else EventType.CATEGORY


def check_entry(entry: Entry) -> None:
    """What can be seen of an entry alone. LedgerRefused names what is wrong."""
    if entry.type not in EFFECTS:
        _refuse(entry, _("Tapahtuman lajia ei tunneta. Valitse se luettelosta."), "type")
    if entry.valid_date > entry.recorded_at.astimezone(HELSINKI).date():
        _refuse(entry, _("Päivä on tulevaisuudessa. Kirjaa vasta, kun se on tapahtunut."), "valid_date")
    if entry.situation and entry.situation not in _SITUATIONS:
        _refuse(entry, _("Asumistilannetta ei tunneta. Valitse se luettelosta."), "situation")
    if entry.situation and EFFECTS[entry.type] == Effect.IN and not is_homeless(entry.situation):
        _refuse(entry, _("Tässä tilanteessa ihmisellä on koti. Valitse tilanne ilman asuntoa."), "situation")
    if entry.since and entry.since > entry.valid_date:
        _refuse(entry, _("Asunnottomuus alkaa vasta tapahtuman jälkeen. Tarkista päivät."), "since")
    if entry.type == EventType.CORRECTION and not entry.reason.strip():
        _refuse(entry, _("Kerro, mitä korjataan."), "reason")


def suggest_inactive(on: date, last_contact: date, attempts: Iterable[Attempt]) -> bool:
    """Is it time to ask a supervisor whether contact is lost?"""
    return not _too_early(on, last_contact, attempts)


def missing_tries(on: date, last_contact: date, attempts: Iterable[Attempt]) -> str:
    """What is to be done before a person may be called inactive, in a sentence; "" when it may be asked."""
    return _too_early(on, last_contact, attempts)


def check_inactive(on: date, last_contact: date, attempts: Iterable[Attempt], approver: str) -> None:
    """LedgerRefused says what is missing before a person may be called inactive."""
    reason = _too_early(on, last_contact, attempts)
    if reason:
        _refuse(None, reason)
    if not approver.strip():
        _refuse(None, _("Nimeä, kuka hyväksyi merkinnän."), "approver")


def _too_early(on: date, last_contact: date, attempts: Iterable[Attempt]) -> str:
    since = [one for one in attempts if last_contact < one.on <= on]
    if on < last_contact + timedelta(days=QUIET_DAYS):
        return _("Viime yhteydestä on alle %(days)d päivää.") % {"days": QUIET_DAYS}
    if len(since) < ATTEMPTS:
        return _("Yritä tavoittaa vielä: yrityksiä tarvitaan ainakin %(count)d.") % {"count": ATTEMPTS}
    if len({one.channel for one in since}) < CHANNELS:
        return _("Yritä tavoittaa vielä toisella tavalla, esimerkiksi paikan päältä.")
    return ""


def _come(standing: Standing, entry: Entry, spells: Sequence[Episode]) -> Standing:
    if standing.on:
        _refuse(entry, _("Henkilö on jo listalla. Kirjaa tilanteen muutos."))
    if entry.type not in _COMES_BACK[standing.left_by]:
        if standing.left_by == EventType.DECEASED:
            _refuse(entry, _("Henkilö on merkitty kuolleeksi. Avaa merkintä uudelleen, jos se oli virhe."))
        right = EventType(_COMES_BACK[standing.left_by][0]).label
        _refuse(entry, _("Tämä laji ei sovi aiempiin merkintöihin. Oikea laji on: %(right)s.") % {"right": right})
    return _enter(standing, entry, spells)


def _enter(standing: Standing, entry: Entry, spells: Sequence[Episode]) -> Standing:
    """On the list. A break of less than a week continues the episode before."""
    since = entry.since or entry.valid_date
    touching = joined([*spells, Episode(since, None)])[-1]
    return Standing(
        on=True,
        situation=entry.situation or SituationCode.UNKNOWN,
        household=entry.household,
        factor=standing.factor if entry.factor is None else entry.factor,
        entered=entry.valid_date,
        since=touching.start,
    )


def _go(standing: Standing, entry: Entry) -> Standing:
    if not standing.on:
        if not standing.left_by:
            _refuse(entry, _("Henkilö ei ole vielä listalla. Kirjaa ensin, miten hän tuli."))
        _refuse(entry, _("Henkilö on jo poissa listalta. Kirjaa ensin, että hän palasi."))
    return Standing(left_by=entry.type, factor=standing.factor)


def _change(standing: Standing, entry: Entry) -> Standing:
    if not standing.on:
        _refuse(entry, _("Henkilö ei ole listalla tuona päivänä. Kirjaa ensin, miten hän tuli."))
    if entry.type == EventType.BECAME_LONG_TERM:
        return replace(standing, long_term=True, decided=True)
    if entry.type == EventType.CEASED_LONG_TERM:
        return replace(standing, long_term=False, decided=True)
    situation = entry.situation or standing.situation
    if not is_homeless(situation):
        _refuse(entry, _("Tässä tilanteessa ihmisellä on koti. Kirjaa muutto omaan asuntoon."), "situation")
    if entry.type == EventType.ENTERED_INSTITUTION and not is_institution(situation):
        _refuse(entry, _("Valitse laitos, johon hän meni."), "situation")
    if entry.type == EventType.LEFT_INSTITUTION and (
        is_institution(situation) or not is_institution(standing.situation)
    ):
        _refuse(entry, _("Valitse, missä hän on laitoksen jälkeen."), "situation")
    household = None if entry.alone else entry.household or standing.household
    factor = standing.factor if entry.factor is None else entry.factor
    since = min(entry.since, standing.since or entry.since) if entry.since else standing.since
    return replace(standing, situation=situation, household=household, factor=factor, since=since)


def _adjust(standing: Standing, entry: Entry) -> Standing:
    """A merge takes one of two off the list, a split gives them back as they were, a correction says why."""
    if entry.delta not in ((-1, 0) if standing.on else (0, 1)):
        _refuse(entry, _("Oikaisu ei sovi siihen, onko henkilö listalla. Tarkista päivä."), "delta")
    if entry.type == EventType.SPLIT and entry.delta >= 0 and not standing.merged:
        _refuse(entry, _("Merkintää ei ole yhdistetty, joten sitä ei voi erottaa."))
    if entry.type == EventType.MERGE and entry.delta == 0 and standing.on:
        _refuse(entry, _("Henkilö on listalla, joten yhdistäminen vähentää yhden."), "delta")
    merged = entry.type == EventType.MERGE and entry.delta <= 0
    if entry.delta == 1:
        kept = standing.situation if standing.merged else ""
        since = entry.since or (standing.since if standing.merged else None) or entry.valid_date
        return replace(
            standing,
            on=True,
            left_by="",
            merged=False,
            situation=entry.situation or kept or SituationCode.UNKNOWN,
            household=entry.household or (standing.household if standing.merged else None),
            factor=standing.factor if entry.factor is None else entry.factor,
            entered=entry.valid_date,
            since=since,
        )
    if entry.delta == -1:
        return replace(standing, on=False, left_by=EventType.CORRECTION, merged=merged)
    return replace(standing, merged=merged)


def _by_rule(standing: Standing, spells: Sequence[Episode], on: date, rules: Sequence[LongTermRule]) -> date | None:
    """The day, from this one, on which who stays so becomes long-term without anybody doing anything."""
    if not (standing.on and standing.factor and standing.since) or standing.long_term or standing.decided:
        return None
    known = joined([*spells, Episode(standing.since, None)])
    return long_term.first_day(rules, episodes=known, since=standing.since, on=on)


def _count_spell(spells: list[Episode], before: Standing, after: Standing, entry: Entry) -> None:
    """Homelessness that ended. What was an error, or somebody else's, never was."""
    if before.on and not after.on and before.since and entry.type not in (EventType.NOT_HOMELESS, EventType.MERGE):
        spells.append(Episode(before.since, entry.valid_date))


def _place(standing: Standing) -> Place | None:
    if not standing.on:
        return None
    ara = ara_class(standing.situation, in_family=standing.household is not None)
    return Place(str(ara), str(standing.situation), standing.long_term, standing.household)


def _is_void(entry: Entry) -> bool:
    return entry.type == EventType.CORRECTION and entry.delta == 0


def _root(entry: Entry, known: dict[int, Entry]) -> int:
    """The number of the first of the entries that stood in this place."""
    while entry.supersedes is not None and entry.supersedes in known:
        entry = known[entry.supersedes]
    return entry.number


def recorded_in_the_future() -> LedgerRefused:
    return LedgerRefused(_("Kirjausaika on tulevaisuudessa. Tarkista se."), fields={"recorded_at": ""})


def cannot_supersede() -> LedgerRefused:
    sentence = _("Korvattavaa tapahtumaa ei ole, tai se on jo korvattu. Korvaa uusin.")
    return LedgerRefused(sentence, fields={"supersedes": sentence})


def _refuse(entry: Entry | None, sentence: str, field: str = "") -> NoReturn:
    raise LedgerRefused(sentence, event=entry.number if entry else 0, fields={field: sentence} if field else {})

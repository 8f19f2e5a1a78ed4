"""What follows from a housing check: whether somebody must act, by when, and how it is counted. No points."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kotikulma.casework.rules.suppression import Shown, is_small, table
from kotikulma.casework.types.checks import (
    HELPED,
    Answer,
    Answers,
    Channel,
    CheckRefused,
    Loop,
    LoopLine,
    NewCheck,
    Outcome,
    Threat,
    Urgency,
)
from kotikulma.casework.types.situations import ARA, SituationCode
from kotikulma.casework.types.statistics import FEW, HIDDEN
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.public_holidays import free_day

SOON_DAYS = 14  # a known loss this near is acted on in two working days
ACTED_DAYS = 30
BACKDATED_DAYS = 31  # a paper check may wait in a drawer for so long
CHECK_DAYS = 90  # what was told is kept after the follow-up has ended
LONGEST = 1000
WORKING_DAYS = {Urgency.SAME_DAY: 0, Urgency.TWO_DAYS: 2, Urgency.WEEK: 7}
CHOOSE_ONE = gettext_lazy("Valitse yksi vastaus.")
CHECK_THE_DAY = gettext_lazy("Tarkista päivä. Tarkistuksen voi kirjata kuukauden ajalta.")
SAY_HOW_TO_REACH = gettext_lazy("Kirjoita, miten hänet tavoittaa. Pelkkä etunimi ja tapaamispaikka riittävät.")
ASK_PERMISSION = gettext_lazy("Kysy lupa ottaa yhteyttä, tai jätä nimi ja numero pois.")


def urgency(answers: Answers, today: date) -> Urgency:
    """Nowhere tonight or violence: today. A known loss within 14 days: two working days. Otherwise seven."""
    if answers.nowhere_tonight or Threat.VIOLENCE in answers.threats:
        return Urgency.SAME_DAY
    if answers.loss_on is not None and answers.loss_on <= today + timedelta(days=SOON_DAYS):
        return Urgency.TWO_DAYS
    return Urgency.WEEK if _is_positive(answers) else Urgency.NONE


def due_on(urgency: str, today: date, loss_on: date | None = None) -> date:
    """The last day to act: counted in working days, but never after the last working day before the home is lost."""
    due = working_day_after(today, WORKING_DAYS[Urgency(urgency)])
    if loss_on is not None and today <= loss_on < due:
        due = loss_on
        while due > today and not is_working_day(due):
            due -= timedelta(days=1)
    return due


def working_day_after(day: date, count: int) -> date:
    """The `count`th working day after `day`; the day itself for 0."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    """Monday to Friday, but public holidays and the eves people keep free (24.12.)."""
    return day.weekday() < 5 and not free_day(day)


def check_new(new: NewCheck, today: date) -> Urgency:
    """How urgent it is; CheckRefused with a sentence for each field that cannot be so."""
    faults: dict[str, str] = {}
    if not today - timedelta(days=BACKDATED_DAYS) <= new.met_on <= today:
        faults["met_on"] = str(CHECK_THE_DAY)
    known = {Answer: (new.answers.steady, new.answers.worried), Threat: new.answers.threats}
    if any(value not in choices.values for choices, values in known.items() for value in values):
        faults["steady"] = str(CHOOSE_ONE)
    if new.answers.situation and new.answers.situation not in SituationCode.values:
        faults["situation"] = _("Valitse tilanne luettelosta.")
    found = urgency(new.answers, new.met_on)
    if found != Urgency.NONE and new.wants_help and not new.somebody:
        faults["name"] = str(SAY_HOW_TO_REACH)
    if new.somebody and not new.may_contact:
        faults["may_contact"] = str(ASK_PERMISSION)
    if len(new.words) > LONGEST:
        faults["words"] = _("Teksti on liian pitkä. Lyhennä sitä.")
    if faults:
        raise CheckRefused(next(iter(faults.values())), fields=faults)
    return found


def keeps_answers(urgency: str, wants_help: bool) -> bool:
    """A check that needs nobody to act leaves a count behind and nothing else."""
    return urgency != Urgency.NONE and wants_help


def check_attempt(outcome: str, channel: str) -> None:
    """`outcome`: that of the follow-up so far."""
    _check_open(outcome)
    if channel not in Channel.values:
        raise CheckRefused(_("Valitse, miten yritit tavoittaa."), fields={"channel": _("Valitse yksi.")})


def check_no_open_referral(waiting: bool) -> None:
    if waiting:
        raise CheckRefused(_("Ohjaus on vielä kesken. Seuranta päättyy, kun ohjaus päättyy."))


def check_end(outcome: str, wanted: str, acted: bool) -> None:
    """CheckRefused for an unknown end, a second end, and for help that nobody gave."""
    _check_open(outcome)
    if wanted not in Outcome.values:
        raise CheckRefused(_("Valitse, miten seuranta päättyi."), fields={"outcome": _("Valitse yksi.")})
    if wanted in HELPED and not acted:
        raise CheckRefused(_("Kirjaa ensin, milloin tavoitit hänet. Sitten voit kirjata tuloksen."))


def acted_in_time(opened_at: datetime, acted_at: datetime | None) -> bool:
    """Was the person reached within 30 days? Trying alone is no deed."""
    if acted_at is None:
        return False
    days = acted_at.astimezone(HELSINKI).date() - opened_at.astimezone(HELSINKI).date()
    return days <= timedelta(days=ACTED_DAYS)


def total(loops: Iterable[Loop]) -> Loop:
    found = list(loops)
    return Loop(*(sum(getattr(each, name) for each in found) for name in Loop.__slots__))


def exact(loop: Loop, place: Mapping[str, str] | None = None) -> LoopLine:
    """For those who answer for the place: they know each person anyway."""
    return _worded(place, loop.encounters, loop.positive, loop.accepted, loop.acted)


def told(loops: Sequence[Loop], places: Sequence[Mapping[str, str]]) -> list[LoopLine]:
    """Places of others, all of them together as the last line. Small numbers are kept back, and what betrays them.

    A row is the sum of four groups that share nobody: without need, declined, accepted and waiting, acted.
    """
    groups = [
        [loop.encounters - loop.positive, loop.positive - loop.accepted, loop.accepted - loop.acted, loop.acted]
        for loop in loops
    ]
    if not groups:
        return []
    shown = table(groups)
    return [
        _kept(loop, cells, place)
        for loop, cells, place in zip([*loops, total(loops)], shown, [*places, None], strict=True)
    ]


def _kept(loop: Loop, cells: Sequence[Shown], place: Mapping[str, str] | None) -> LoopLine:
    """A number is told when each group it is made of is, so that no difference tells of the rest."""

    def whole(number: int, parts: Sequence[Shown]) -> Shown:
        if all(isinstance(part, int) for part in parts):
            return number
        return FEW if is_small(number) else HIDDEN

    return _worded(place, cells[4], whole(loop.positive, cells[1:4]), whole(loop.accepted, cells[2:4]), cells[3])


def _worded(
    place: Mapping[str, str] | None, encounters: Shown, positive: Shown, accepted: Shown, acted: Shown
) -> LoopLine:
    return LoopLine(
        place,
        encounters,
        positive,
        accepted,
        acted,
        _share(positive, encounters, 1),
        _share(accepted, positive),
        _share(acted, accepted),
    )


def _share(part: Shown, whole: Shown, digits: int = 0) -> str:
    """ "2,0 %". Empty when there is nothing to divide, or when one of the two is kept back."""
    if not (isinstance(part, int) and isinstance(whole, int) and whole):
        return ""
    return f"{100 * part / whole:.{digits}f}".replace(".", ",") + "\N{NO-BREAK SPACE}%"


def _check_open(outcome: str) -> None:
    if outcome:
        raise CheckRefused(_("Seuranta on jo päättynyt."))


def _is_positive(answers: Answers) -> bool:
    homeless = answers.situation in ARA
    return (
        answers.steady == Answer.NO
        or answers.worried == Answer.YES
        or homeless
        or bool(answers.threats)
        or answers.loss_on is not None
    )

"""Housing checks and follow-ups for those who may see them, and how the loop closes. The viewer comes first."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.models import FollowUp, HousingCheck
from kotikulma.casework.queries.referrals import line_of
from kotikulma.casework.rules import checks as rules
from kotikulma.casework.types.checks import (
    Answers,
    AttemptLine,
    CheckNotFound,
    CheckResult,
    FollowUpPage,
    Loop,
    LoopLine,
    Somebody,
    Threat,
    Urgency,
)
from kotikulma.directory.queries import guidance, listing
from kotikulma.directory.queries.listing import Filters
from kotikulma.kernel import clock
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor, system
from kotikulma.people import queries as people

HOUSE = system("casework")
SERVICES = 3


def units_of(viewer: Actor) -> list[tuple[str, str]]:
    """(uuid, name) of the units the viewer may meet people in."""
    found = people.organizations(HOUSE, access.member_of(viewer).units).values()
    return sorted(((str(one.uuid), localise(one.name).text) for one in found), key=lambda pair: pair[1])


def check_result(viewer: Actor, uuid: UUID) -> CheckResult:
    """What follows from a check, for the one who made it: no name and no answer. CheckNotFound for others."""
    member = access.member_of(viewer)
    rows = HousingCheck.objects.select_related("unit", "follow_up__unit")
    row = rows.filter(uuid=uuid, maker=member.id).first()
    if row is None:
        raise CheckNotFound
    follow_up = row.follow_up
    referrals = follow_up.referrals.select_related("receiver", "sender_unit").order_by("id") if follow_up else ()
    reads = follow_up is not None and access.handled_follow_ups(member).filter(pk=follow_up.pk).exists()
    return CheckResult(
        uuid=row.uuid,
        urgency=row.urgency,
        made_at=row.made_at,
        met_on=row.met_on,
        place=row.unit.name,
        due_on=follow_up.due_on if follow_up else None,
        follow_up=follow_up.uuid if follow_up and reads else None,
        wants_help=row.wants_help,
        owner=follow_up.unit.name if follow_up else None,
        outcome=follow_up.outcome if follow_up else "",
        referrals=tuple(line_of(each, "", member.id) for each in referrals),
    )


def help_nearby(urgency: str, threats: tuple[str, ...] = (), municipality: str = "") -> dict[str, Any]:
    """What the directory knows for such a moment: a calm word, and the services that fit best."""
    words = _("asumisneuvonta")
    if urgency == Urgency.SAME_DAY:
        words = _("kotona ei ole turvallista") if Threat.VIOLENCE in threats else _("ei paikkaa ensi yöksi")
    filters = Filters(text=words, municipality=municipality, limit=SERVICES, kinds=("service",))
    return {
        "notes": guidance.matching(words)[:1],
        "rows": listing.listing(filters, clock.now()).rows,
        "words": words,
    }


def follow_up(viewer: Actor, uuid: UUID) -> FollowUpPage:
    """The person and what was told, for those who answer for it; logged."""
    held = access.open_follow_up(viewer, uuid)
    row: FollowUp = held.row
    check = row.housing_check
    attempts = tuple(
        AttemptLine(each.at, each.get_channel_display(), each.reached) for each in row.attempts.order_by("at", "id")
    )
    return FollowUpPage(
        uuid=row.uuid,
        somebody=Somebody(**held.told.get("somebody", {})),
        answers=_answers(held.told.get("answers", {})),
        words=held.told.get("words", ""),
        may_contact=held.told.get("may_contact", False),
        urgency=row.urgency,
        met_on=check.met_on,
        due_on=row.due_on,
        late=not row.outcome and row.due_on < clock.today(),
        place=check.unit.name,
        unit=row.unit.name,
        attempts=attempts,
        outcome=row.outcome,
        referrals=tuple(
            line_of(each, "", held.ground.standing.person_id)
            for each in row.referrals.select_related("receiver", "sender_unit").order_by("id")
        ),
    )


def loops(viewer: Actor, start: date, end: date) -> tuple[list[LoopLine], list[LoopLine]]:
    """How the loop closed for encounters of [start, end), by place: exact for the units the viewer works with
    clients in (the last line is their sum), and of other places what may be told.
    """
    member = access.member_of(viewer)
    found = _loops(start, end)
    names = people.organization_names(found)
    own = sorted((pk for pk in found if pk in member.standing.units), key=lambda pk: localise(names[pk]).text)
    others = sorted((pk for pk in found if pk not in member.standing.units), key=lambda pk: localise(names[pk]).text)
    exact = [rules.exact(found[pk], names[pk]) for pk in own]
    if own:
        exact.append(rules.exact(rules.total(found[pk] for pk in own)))
    return exact, rules.told([found[pk] for pk in others], [names[pk] for pk in others])


def _loops(start: date, end: date) -> dict[int, Loop]:
    """Unit -> numbers. Two statements, however many encounters."""
    rows = HousingCheck.objects.filter(met_on__gte=start, met_on__lt=end)
    counted = rows.values_list("unit").annotate(
        Count("id"), Count("follow_up"), accepted=Count("id", filter=Q(wants_help=True))
    )
    acted: Counter[int] = Counter()
    reached = rows.filter(wants_help=True, follow_up__acted_at__isnull=False)
    for unit, opened, done in reached.values_list("unit", "follow_up__opened_at", F("follow_up__acted_at")):
        acted[unit] += rules.acted_in_time(opened, done)
    return {unit: Loop(encounters, positive, accepted, acted[unit]) for unit, encounters, positive, accepted in counted}


def _answers(told: dict[str, Any]) -> Answers:
    loss = told.get("loss_on")
    return Answers(
        **{
            **told,
            "threats": tuple(told.get("threats", ())),
            "loss_on": date.fromisoformat(loss) if loss else None,
        }
    )

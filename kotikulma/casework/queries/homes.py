"""Free homes and landlords of the viewer's registers. Nobody is named here; whose turn it is is told of own clients."""

from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.models import Landlord, Vacancy
from kotikulma.casework.queries import matches
from kotikulma.casework.types.homes import LandlordLine, Requirement, VacancyLine, VacancyPage, VacancyState
from kotikulma.casework.types.offers import AGREED, HOUSED, OPEN, LandlordReason, OfferState
from kotikulma.kernel.types import Actor

SHOWN = 100


def vacancies(viewer: Actor) -> list[VacancyLine]:
    """Open ones first, then what was; a constant number of statements."""
    standing = access.standing_of(viewer)
    rows = list(access.register_vacancies(standing).order_by("-opened_at", "-id")[:SHOWN])
    rows.sort(key=lambda row: (row.state != VacancyState.OPEN, row.available_on))
    turns = matches.turns([row.pk for row in rows if row.state == VacancyState.OPEN])
    own = access.own_client_ids(standing)
    listed = set(Vacancy.objects.filter(pk__in=[row.pk for row in rows], shortlists__gt=0).values_list("pk", flat=True))
    offered = dict(
        Vacancy.objects.filter(pk__in=[row.pk for row in rows], offers__state__in=OPEN).values_list(
            "pk", "offers__state"
        )
    )
    return [
        VacancyLine(
            row.uuid,
            row.home.label,
            row.home.landlord.name,
            matches.facts_of(row),
            row.home.rooms,
            row.available_on,
            row.state == VacancyState.OPEN,
            _stands(row, row.pk in listed, offered.get(row.pk, ""), row.pk in turns),
            turns.get(row.pk) in own,
        )
        for row in rows
    ]


def vacancy(viewer: Actor, uuid: UUID) -> VacancyPage:
    row, _standing = access.vacancy_for(viewer, uuid)
    offered = row.offers.filter(state__in=OPEN).values_list("due_on", flat=True).first()
    return VacancyPage(
        uuid=row.uuid,
        label=row.home.label,
        address=access.address_of(row.home),
        landlord=row.home.landlord.name,
        facts=matches.facts_of(row),
        rooms=row.home.rooms,
        available_on=row.available_on,
        requirements=tuple(Requirement(code).label for code in row.requirements if code != Requirement.NO_PETS),
        words=row.words,
        unit=row.unit.name,
        state=row.state,
        offered_until=offered,
    )


def landlords(viewer: Actor) -> list[LandlordLine]:
    """How each landlord has answered: `asked` are those it was asked about, who are not told."""
    answered = [OfferState.REFUSED, OfferState.APPROVED, OfferState.LEASED, *HOUSED]
    offers = "homes__vacancies__offers"
    refused = Q(**{f"{offers}__state": OfferState.REFUSED})
    rows = Landlord.objects.filter(register__in=access.registers_of(access.standing_of(viewer))).annotate(
        count=Count("homes", distinct=True),
        asked=Count(offers, filter=Q(**{f"{offers}__state__in": answered}), distinct=True),
        refused=Count(offers, filter=refused, distinct=True),
        conditions=Count(offers, filter=refused & Q(**{f"{offers}__reason": LandlordReason.READINESS}), distinct=True),
    )
    return [
        LandlordLine(row.uuid, row.name, row.email, row.count, row.asked, row.refused, row.conditions)
        for row in rows.order_by("name")
    ]


def landlord_choices(viewer: Actor) -> list[tuple[str, str]]:
    registers = access.registers_of(access.standing_of(viewer))
    rows = Landlord.objects.filter(register__in=registers).order_by("name").values_list("uuid", "name")
    return [(str(uuid), name) for uuid, name in rows]


def _stands(row: Vacancy, listed: bool, offer: str, has_next: bool) -> str:
    """Where a home stands, in words that tell of nobody."""
    if row.state != VacancyState.OPEN:
        return str(row.get_state_display())
    if offer:
        return _("Joku on hyväksynyt kodin") if offer in AGREED else _("Tarjottu, odottaa vastausta")
    if not listed:
        return _("Hakijoita ei ole vielä listattu")
    return _("Odottaa tarjousta") if has_next else _("Kukaan listalla ei ole vuorossa")

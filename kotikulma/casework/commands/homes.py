"""Homes that are free: written down with a landlord, and taken back."""

import secrets
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.access import Ground
from kotikulma.casework.commands import fidelity
from kotikulma.casework.models import Home, Landlord, Offer, OfferStep, Vacancy
from kotikulma.casework.rules import homes as rules
from kotikulma.casework.types.clients import Basis, Task
from kotikulma.casework.types.fidelity import Where
from kotikulma.casework.types.homes import HomeNotFound, HomeRefused, NewVacancy, VacancyState
from kotikulma.casework.types.offers import OPEN, OfferState
from kotikulma.kernel import audit, clock
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

BATCH = 500


def open_vacancy(actor: Actor, new: NewVacancy) -> Vacancy:
    """A home that is free, of the unit's register. Raises HomeRefused; ReadinessRefused for a condition."""
    standing = access.standing_of(actor)
    unit_id = people.organization_ids_by_uuid([new.unit]).get(new.unit, 0)
    ground = access.ground_in_unit(standing, unit_id, basis=Basis.LAW, task=Task.HOMES)
    fidelity.refuse_readiness(actor, Where.REQUIREMENT, *new.requirements, field="requirements")
    fidelity.refuse_readiness(actor, Where.WORDS, new.words, field="words")
    fidelity.refuse_readiness(actor, Where.WORDS, new.label, field="label")
    rules.check_new(new)
    register, facts = people.root_of(unit_id), new.facts

    with transaction.atomic():
        home = Home(
            uuid=uuid4(),
            landlord=_landlord(register, new),
            label=new.label.strip(),
            area=facts.area,
            rooms=new.rooms,
            persons_max=facts.persons_max,
            rent=facts.rent,
            step_free=facts.step_free,
        )
        home.address = access.sealed_address(home, new.address)
        home.save(force_insert=True)
        vacancy = Vacancy.objects.create(
            home=home,
            unit_id=unit_id,
            register_id=register,
            seed=secrets.token_hex(16),
            requirements=sorted(set(new.requirements)),
            words=new.words.strip(),
            available_on=new.available_on,
            opened_at=clock.now(),
        )
        _log(actor, ground, vacancy, "casework.vacancy.opened")
    return vacancy


def withdraw_vacancy(actor: Actor, uuid: UUID) -> None:
    """The home is not free after all: an offer of it ends too, at nobody's cost."""
    vacancy, standing = access.vacancy_for(actor, uuid)
    ground = access.ground_in_register(standing, vacancy.register_id)

    with transaction.atomic():
        open_offers = vacancy.offers.select_for_update(of=("self",)).filter(state__in=OPEN).select_related("client")
        list(open_offers)  # before the vacancy, as moving in does: two at once wait for each other in one order
        row = Vacancy.objects.select_for_update().get(pk=vacancy.pk)
        if row.state != VacancyState.OPEN:
            raise HomeRefused(_("Koti ei ole enää vapaana."))
        row.state = VacancyState.WITHDRAWN
        row.save(update_fields=["state"])
        offers = list(open_offers.all())
        for offer in offers:
            end_offer(offer, OfferState.WITHDRAWN)
        _log(actor, ground, row, "casework.vacancy.withdrawn", [offer.client.uuid for offer in offers])


def reseal(actor: Actor) -> int:
    """Seal every address under the newest key; how many. Run again, it does the same once more."""
    done = 0
    for home in Home.objects.order_by("id").iterator(BATCH):
        with transaction.atomic():
            row = Home.objects.select_for_update().get(pk=home.pk)
            row.address = access.sealed_address(row, access.address_of(row))
            row.save(update_fields=["address"])
            done += 1
    if done:
        with transaction.atomic():
            audit.record(actor, "casework.home.resealed", kind="home", chain="case:keys")
    return done


def end_offer(offer: Offer, state: OfferState) -> None:
    """In the caller's transaction, the row locked: ended by something else than an answer."""
    offer.state, offer.due_on, offer.changed_at = state, None, clock.now()
    offer.save(update_fields=["state", "due_on", "changed_at"])
    OfferStep.objects.create(offer=offer, state=state, at=offer.changed_at)


def _landlord(register: int, new: NewVacancy) -> Landlord:
    known = Landlord.objects.filter(register=register)
    if new.landlord is not None:
        row = known.filter(uuid=new.landlord).first()
        if row is None:
            raise HomeNotFound
        return row
    row, _made = known.get_or_create(
        register_id=register, name=new.landlord_name.strip(), defaults={"email": new.landlord_email.strip()}
    )
    return row


def _log(actor: Actor, ground: Ground, row: Vacancy, deed: str, subjects: list[UUID] | None = None) -> None:
    access.log(actor, ground, deed, subjects=subjects or [], uuid=row.uuid, kind="vacancy")

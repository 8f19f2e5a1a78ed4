"""The documented order of classes: what a decision may say, which one holds on a day, its classes in words. Pure.

A class is a fact about somebody's home. There is no class to add: an order ranks the closed list and nothing else.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from kotikulma.casework.types.matches import NeedClass
from kotikulma.casework.types.orders import FIRST, LEAST_DAYS, LETTERS, MOST_DAYS, NewOrder, Order, OrderRefused


def in_force(orders: Sequence[Order], on: date) -> Order:
    """Of all decisions in the order of writing down, the last that had begun; before the first, what we began with."""
    begun = [one for one in orders if one.effective_from is None or one.effective_from <= on]
    return begun[-1] if begun else FIRST


def class_name(code: int, deadline_days: int) -> str:
    if code == NeedClass.DEADLINE:
        return _("Menettää kotinsa %(days)d päivän sisällä") % {"days": deadline_days}
    return str(NeedClass(code).label)


def classes(order: Order) -> list[str]:
    """In words, the first place first; what waits as one class stands on one line."""
    found = []
    for place in sorted(set(order.places.values())):
        names = [class_name(code, order.deadline_days) for code, own in sorted(order.places.items()) if own == place]
        found.append(_(" tai ").join([names[0], *(name[:1].lower() + name[1:] for name in names[1:])]))
    return found


def dense(places: Mapping[int, int]) -> dict[int, int]:
    """1, 2, 3 … without holes, so that the same order is always said in the same numbers."""
    steps = {place: number for number, place in enumerate(sorted(set(places.values())), start=1)}
    return {code: steps[place] for code, place in sorted(places.items())}


def check_new(new: NewOrder, newest: Order, today: date) -> None:
    """OrderRefused, at its field, for what cannot be decided."""
    if new.after != newest.version:
        raise another_decided()
    faults: dict[str, str] = {}
    _check_places(new.places, faults)
    if not LEAST_DAYS <= new.deadline_days <= MOST_DAYS:
        told = {"least": LEAST_DAYS, "most": MOST_DAYS}
        faults["deadline_days"] = _("Anna päiviä %(least)d–%(most)d.") % told
    if new.decided_on > today:
        faults["decided_on"] = _("Päivä on tulevaisuudessa. Kirjaa päätös, kun se on tehty.")
    if new.effective_from < today:
        faults["effective_from"] = _("Päivä on mennyt. Päätös voi alkaa tänään tai myöhemmin.")
    elif newest.effective_from and new.effective_from < newest.effective_from:
        told_day = f"{newest.effective_from.day}.{newest.effective_from.month}.{newest.effective_from.year}"
        faults["effective_from"] = _("Edellinen päätös alkaa %(day)s. Valitse sama tai myöhempi päivä.") % {
            "day": told_day
        }
    if len(new.grounds.strip()) < LETTERS:
        faults["grounds"] = _("Kerro kokonaisella lauseella, miksi järjestys on tämä ja missä päätös on.")
    if not new.decided_by.strip():
        faults["decided_by"] = _("Kirjoita, kuka päätti, esimerkiksi lautakunta tai virka.")
    if faults:
        raise OrderRefused(next(iter(faults.values())), fields=faults)


def another_decided() -> OrderRefused:
    return OrderRefused(_("Joku kirjasi juuri toisen päätöksen. Lue se ja kirjaa omasi sen jälkeen."))


def _check_places(places: Mapping[int, int], faults: dict[str, str]) -> None:
    """Everybody fits the last class, and everybody homeless the class of the homeless: before those nothing is left."""
    homeless, last = places[NeedClass.HOMELESS], places[NeedClass.OTHER]
    for code in (NeedClass.NO_ROOF, NeedClass.LONG_TERM):
        if places[code] > homeless:
            faults[field_of(code)] = _("Hän on aina myös asunnoton. Anna sama tai pienempi luku kuin asunnottomille.")
    for code in NeedClass:
        if code != NeedClass.OTHER and places[code] >= last:
            faults[field_of(code)] = _("Muu asunnon tarve on aina viimeinen. Anna pienempi luku.")


def field_of(code: int) -> str:
    return f"place_{code}"

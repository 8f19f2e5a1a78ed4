"""What a free home must tell, and that it may ask no more than the closed list. Pure."""

from django.utils.translation import gettext as _

from kotikulma.casework.types.homes import HomeRefused, NewVacancy, Requirement

DEAREST, LARGEST = 5000, 12


def check_new(new: NewVacancy) -> None:
    """HomeRefused with a sentence for each field that cannot be so."""
    faults: dict[str, str] = {}
    if any(code not in Requirement.values for code in new.requirements):
        faults["requirements"] = _("Valitse vaatimukset luettelosta. Muita vaatimuksia kodilla ei ole.")
    if new.landlord is None and not new.landlord_name.strip():
        faults["landlord_name"] = _("Valitse vuokranantaja, tai kirjoita uuden nimi.")
    if not new.label.strip():
        faults["label"] = _("Anna kodille nimi, esimerkiksi Yksiö, Kuokkala.")
    if not new.address.strip():
        faults["address"] = _("Kirjoita osoite.")
    if not (len(new.facts.area) == 5 and new.facts.area.isdecimal()):
        faults["area"] = _("Kirjoita postinumero, esimerkiksi 40520.")
    if not 1 <= new.facts.persons_max <= LARGEST:
        faults["persons_max"] = _("Kirjoita, montako ihmistä kotiin mahtuu.")
    if not 0 <= new.facts.rent <= DEAREST:
        faults["rent"] = _("Tarkista vuokra. Kirjoita se euroina kuukaudessa.")
    if faults:
        raise HomeRefused(next(iter(faults.values())), fields=faults)

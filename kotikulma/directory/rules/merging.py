"""What is chosen when two entries become one, and for how long that can be undone."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from kotikulma.directory.types.duplicates import Group

UNDO_WITHIN = timedelta(days=30)
HOURS, TERMS = "hours", "terms"  # groups that are rows of other tables

_BOTH = {
    "name": Group(_("Nimi"), ("name",)),
    "summary": Group(_("Tiivistelmä"), ("summary",)),
    "description": Group(_("Kuvaus"), ("description",)),
    "contacts": Group(_("Yhteystiedot"), ("contacts",)),
    "languages": Group(_("Kielet"), ("languages",)),
}
GROUPS = {
    "place": {
        **_BOTH,
        "type": Group(_("Tyyppi"), ("type",)),
        "keeper": Group(_("Organisaatio"), ("organization_id",)),
        "address": Group(
            _("Osoite"),
            (
                "street_address",
                "postal_code",
                "post_office",
                "municipality_code",
                "latitude",
                "longitude",
                "coordinate_source",
                "address_visibility",
            ),
        ),
        "directions": Group(_("Saapuminen"), ("directions",)),
        "accessibility": Group(_("Esteettömyys"), ("accessibility", "accessibility_sentences", "entrances")),
        "life": Group(_("Avattu ja suljettu"), ("opened_on", "closed_on")),
        "holidays": Group(_("Pyhäpäivät"), ("holiday_policy",)),
        HOURS: Group(_("Aukioloajat")),
    },
    "channel": {
        **_BOTH,
        "type": Group(_("Tyyppi"), ("type",)),
        "keeper": Group(_("Organisaatio"), ("organization_id",)),
        "holidays": Group(_("Pyhäpäivät"), ("holiday_policy",)),
        HOURS: Group(_("Aukioloajat")),
    },
    "service": {
        **_BOTH,
        "instruction": Group(_("Ohje asiakkaalle"), ("user_instruction",)),
        "requirements": Group(_("Edellytykset"), ("requirements",)),
        "kind": Group(_("Laji"), ("kind",)),
        "keeper": Group(_("Organisaatio"), ("responsible_id",)),
        "charge": Group(_("Maksu"), ("charge", "charge_note")),
        "access": Group(_("Asiointitavat"), ("access_modes",)),
        "ages": Group(_("Ikä"), ("min_age", "max_age")),
        "area": Group(_("Alue"), ("area_type", "municipalities")),
        "words": Group(_("Hakusanat"), ("alternative_names", "keywords")),
        "life": Group(_("Alkaa ja päättyy"), ("starts_on", "ends_on")),
        TERMS: Group(_("Luokitus")),
    },
}

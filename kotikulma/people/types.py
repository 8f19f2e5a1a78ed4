"""Words of the people module."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sector(TextChoices):
    """Who runs an organisation. PTV has no such list: parish and peer group are "Organization" there."""

    MUNICIPALITY = "municipality", _("Kunta")
    WELLBEING_COUNTY = "wellbeing_county", _("Hyvinvointialue")
    ASSOCIATION = "association", _("Yhdistys")
    COMPANY = "company", _("Yritys")
    PARISH = "parish", _("Seurakunta")
    STATE = "state", _("Valtio")
    PEER_GROUP = "peer_group", _("Vertaisryhmä")


class Role(TextChoices):
    """What a membership lets a person do. Caseworker comes with its module."""

    EDITOR = "editor", _("Muokkaaja")
    COORDINATOR = "coordinator", _("Koordinaattori")
    ADMINISTRATOR = "administrator", _("Pääkäyttäjä")

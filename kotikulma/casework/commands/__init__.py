"""Writes of casework, split by capability."""

from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.audit import actions

actions.register(
    {
        "casework.client.viewed": _("Katsoi asiakkaan tietoja"),
        "casework.client.listed": _("Katsoi luetteloa, jossa asiakas oli"),
        "casework.client.found": _("Haki asiakasta"),
        "casework.client.refused": _("Yritti avata asiakkaan tiedot ilman oikeutta"),
        "casework.client.opened": _("Kirjasi uuden asiakkaan"),
        "casework.client.edited": _("Muutti asiakkaan tietoja"),
        "casework.client.closed": _("Päätti asiakkuuden"),
        "casework.client.erased": _("Poisti asiakkaan tiedot"),
        "casework.client.rewrapped": _("Vaihtoi asiakkaan avaimen suojauksen"),
        "casework.client.log_given": _("Antoi asiakkaan lokitiedot"),
        "casework.relationship.given": _("Antoi asiakkaan työntekijän työlle"),
        "casework.relationship.ended": _("Päätti työntekijän työn asiakkaan kanssa"),
        "casework.break_glass.opened": _("Avasi asiakkaan tiedot poikkeuksellisesti"),
        "casework.ledger.recorded": _("Kirjasi asumisen tilanteen"),
        "casework.vintage.kept": _("Kirjasi julkaistun luvun"),
        "casework.ledger.imported": _("Toi asunnottomuuden tietoja tiedostosta"),
        "casework.break_glass.reviewed": _("Tarkisti poikkeuksellisen avaamisen"),
    }
)

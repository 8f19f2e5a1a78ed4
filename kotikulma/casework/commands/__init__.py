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
        "casework.check.made": _("Teki asumisen tarkistuksen"),
        "casework.check.erased": _("Poisti vanhojen tarkistusten ja ohjausten tiedot"),
        "casework.check.rewrapped": _("Vaihtoi tarkistuksen tai ohjauksen avaimen suojauksen"),
        "casework.follow_up.viewed": _("Katsoi asumisen tarkistuksen seurantaa"),
        "casework.follow_up.listed": _("Katsoi luetteloa seurannoista ja ohjauksista"),
        "casework.follow_up.refused": _("Yritti avata seurannan ilman oikeutta"),
        "casework.follow_up.tried": _("Yritti tavoittaa ihmisen"),
        "casework.follow_up.ended": _("Päätti seurannan"),
        "casework.referral.viewed": _("Katsoi ohjausta"),
        "casework.referral.refused": _("Yritti avata ohjauksen ilman oikeutta"),
        "casework.referral.made": _("Teki ohjauksen"),
        "casework.referral.sent": _("Lähetti ohjauksen"),
        "casework.referral.received": _("Otti ohjauksen vastaan"),
        "casework.referral.accepted": _("Hyväksyi ohjauksen"),
        "casework.referral.declined": _("Ilmoitti, ettei ohjausta voi ottaa"),
        "casework.referral.met": _("Kirjasi tapaamisen"),
        "casework.referral.closed": _("Kirjasi ohjauksen tuloksen"),
        "casework.referral.withdrawn": _("Perui ohjauksen"),
        "casework.break_glass.reviewed": _("Tarkisti poikkeuksellisen avaamisen"),
    }
)

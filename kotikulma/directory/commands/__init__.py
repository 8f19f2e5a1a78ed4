"""Writes of the directory, split by capability: entries, hours, copying, history and the rest."""

from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.audit import actions

actions.register(
    {
        "directory.service.created": _("Teki palvelun"),
        "directory.service.edited": _("Muokkasi palvelua"),
        "directory.service.published": _("Julkaisi palvelun"),
        "directory.service.restored": _("Palautti palvelun aiemman version"),
        "directory.service.archived": _("Arkistoi palvelun"),
        "directory.place.created": _("Teki paikan"),
        "directory.place.edited": _("Muokkasi paikkaa"),
        "directory.place.published": _("Julkaisi paikan"),
        "directory.place.restored": _("Palautti paikan aiemman version"),
        "directory.place.archived": _("Arkistoi paikan"),
        "directory.channel.created": _("Teki asiointikanavan"),
        "directory.channel.edited": _("Muokkasi asiointikanavaa"),
        "directory.channel.published": _("Julkaisi asiointikanavan"),
        "directory.channel.restored": _("Palautti asiointikanavan aiemman version"),
        "directory.channel.archived": _("Arkistoi asiointikanavan"),
        "directory.connection.connected": _("Toi palvelun paikkaan tai kanavaan"),
        "directory.connection.edited": _("Muokkasi palvelua paikassa"),
        "directory.connection.restored": _("Palautti liitoksen aiemman version"),
        "directory.entry.verified": _("Vahvisti tiedot ajan tasalle"),
        "directory.entry.verification_taken_back": _("Perui vahvistuksen"),
        "directory.entry.hidden": _("Piilotti vahvistamattoman kohteen"),
        "directory.reminder.posted": _("Muistutti vahvistamaan tiedot"),
        "directory.hours.changed": _("Muutti aukioloaikoja"),
        "directory.place.merged": _("Yhdisti paikan toiseen"),
        "directory.place.unmerged": _("Erotti yhdistetyn paikan"),
        "directory.channel.merged": _("Yhdisti asiointikanavan toiseen"),
        "directory.channel.unmerged": _("Erotti yhdistetyn asiointikanavan"),
        "directory.service.merged": _("Yhdisti palvelun toiseen"),
        "directory.service.unmerged": _("Erotti yhdistetyn palvelun"),
        "directory.merge.forgotten": _("Poisti vanhojen yhdistämisten kumoustiedot"),
        "directory.duplicate.dismissed": _("Totesi kaksi kohdetta eri asioiksi"),
        "directory.duplicate.reopened": _("Otti kaksoiskappaleen uudelleen katsottavaksi"),
        "directory.report.received": _("Vastaanotti virheilmoituksen"),
        "directory.report.handled": _("Käsitteli virheilmoituksen"),
        "directory.report.reopened": _("Avasi virheilmoituksen uudelleen"),
        "directory.report.erased": _("Poisti vanhojen virheilmoitusten tekstit"),
    }
)

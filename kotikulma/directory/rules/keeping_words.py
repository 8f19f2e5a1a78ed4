"""Words for what keepers keep: kinds, states, and where an entry counts."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kotikulma.directory.types.freshness import EVERYWHERE, NOWHERE, FreshnessState, KeptEntry
from kotikulma.kernel import date_words, municipalities

STATE_TONES = {
    FreshnessState.FRESH: "kept",
    FreshnessState.DUE: "guidance",
    FreshnessState.WARNING: "attention",
    FreshnessState.HIDDEN: "danger",
}
STATE_COUNTED = {
    FreshnessState.FRESH: gettext_lazy("tietoa on ajan tasalla"),
    FreshnessState.DUE: gettext_lazy("tietoa odottaa vahvistusta"),
    FreshnessState.WARNING: gettext_lazy("tietoa vanhenee pian"),
    FreshnessState.HIDDEN: gettext_lazy("tietoa on piilossa"),
}
KIND_NAMES = {
    "service": gettext_lazy("Palvelu"),
    "place": gettext_lazy("Paikka"),
    "channel": gettext_lazy("Asiointikanava"),
    "organization": gettext_lazy("Organisaatio"),
}


def kind_name(kind: str) -> str:
    return str(KIND_NAMES.get(kind, kind))


def area_name(code: str) -> str:
    """A municipality, or the words for none and for all of them."""
    if code == EVERYWHERE:
        return _("Koko Suomi")
    return _("Ei kuntaa") if code == NOWHERE else municipalities.name(code)


def verified_words(entry: KeptEntry) -> str:
    """When somebody said it is right, and what happens when nobody does again."""
    hides = date_words.full_date(entry.hides_on) if entry.hides_on else ""
    if entry.state == FreshnessState.HIDDEN:
        return _("Ei näy asukkaille. Vahvista, niin se näkyy taas heti.")
    if entry.verified_at is None:
        said = _("Ei vielä vahvistettu.")
    else:
        said = _("Vahvistettu %(day)s.") % {"day": date_words.full_date(entry.counted_from)}
    if entry.state == FreshnessState.FRESH:
        return said
    if not hides:
        return _("%(said)s Piiloutuu 30 päivää muistutuksesta, jos kukaan ei vahvista.") % {"said": said}
    return _("%(said)s Piiloutuu %(day)s, jos kukaan ei vahvista.") % {"said": said, "day": hides}

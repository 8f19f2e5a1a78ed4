"""Names of the languages people are served in, in the reader's language."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "fi": _("suomi"),
    "sv": _("ruotsi"),
    "en": _("englanti"),
    "ar": _("arabia"),
    "et": _("viro"),
    "fa": _("persia"),
    "fr": _("ranska"),
    "ku": _("kurdi"),
    "ru": _("venäjä"),
    "sme": _("pohjoissaame"),
    "se": _("pohjoissaame"),
    "so": _("somali"),
    "sq": _("albania"),
    "th": _("thai"),
    "tr": _("turkki"),
    "uk": _("ukraina"),
    "vi": _("vietnam"),
    "zh": _("kiina"),
    "es": _("espanja"),
    "de": _("saksa"),
    "fse": _("suomalainen viittomakieli"),
}


def language_name(code: str) -> str:
    """The name, or the code itself when we do not know it."""
    return str(NAMES.get(code, code))

"""Words an organiser writes to those who registered: which placeholders there are, and what they become."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from kotikulma.events.types import EventRefused

PLACEHOLDERS = ("nimi", "tapahtuma", "aika", "paikka", "linkki")
LONGEST_SUBJECT, LONGEST = 120, 5000
_BRACED = re.compile(r"\{([^{}\n]*)\}")


def check_message(subject: str, text: str) -> tuple[str, str]:
    """Trimmed; EventRefused for no words, too many, or a placeholder that does not exist."""
    subject, text = (" ".join(subject.replace("\x00", "").split()), text.replace("\x00", "").strip())
    for field, value, longest in (("subject", subject, LONGEST_SUBJECT), ("text", text, LONGEST)):
        if not value:
            _refuse(field, _("Kirjoita otsikko ja viesti."))
        if len(value) > longest:
            _refuse(field, _("Teksti on liian pitkä. Lyhennä se %(limit)d merkkiin.") % {"limit": longest})
        for name in _BRACED.findall(value):
            if name not in PLACEHOLDERS:
                _refuse(
                    field,
                    _("Merkintää {%(name)s} ei ole. Käytä näitä: %(known)s.")
                    % {"name": name, "known": ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)},
                )
    return subject, text


def filled(text: str, values: Mapping[str, str]) -> str:
    """With the words of one person in the places; what she typed is never read as a placeholder again."""
    return _BRACED.sub(lambda found: values.get(found.group(1), found.group()), text)


def _refuse(field: str, sentence: str) -> None:
    raise EventRefused(sentence, fields={field: sentence})

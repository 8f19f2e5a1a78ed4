"""Input of the directory's pages. A filter the address does not know is ignored, never an error."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kotikulma.directory.queries.listing import FURTHEST, Filters
from kotikulma.directory.types import AGE_GROUPS, AccessMode
from kotikulma.kernel import municipalities

LONGEST_QUERY = 300
KINDS = ("service", "place", "organization")
FLAGS = {"auki": "open_now", "tanaan": "open_today", "maksuton": "free", "etana": "remote", "esteeton": "step_free"}


def filters_from(query: QueryDict) -> Filters:
    """The page's address as filters. Positions are rounded to 0.01 degrees (about a kilometre)."""
    flags: dict[str, Any] = {name: query.get(key) == "1" for key, name in FLAGS.items()}
    return Filters(
        text=query.get("q", "").replace("\x00", "")[:LONGEST_QUERY],
        access=_known(query, "miten", {mode.value for mode in AccessMode}),
        age=_known(query, "ika", {group.code for group in AGE_GROUPS}),
        group=tuple(code for code in query.getlist("ryhma") if code.replace("_", "").isalnum())[:10],
        municipality=_municipality(query.get("kunta", "")),
        near=position(query.get("lahella", "")),
        language=tuple(code for code in query.getlist("kieli") if code.isalpha() and len(code) <= 3)[:10],
        kinds=_known(query, "laji", set(KINDS)),
        tags=tuple(tag for tag in query.getlist("aihe") if len(tag) < 60)[:5],
        offset=_offset(query.get("alku", "")),
        **flags,
    )


def position(value: str) -> tuple[float, float] | None:
    """ "62.24,25.75" to a rounded pair inside Finland, else None."""
    try:
        latitude, longitude = (round(float(part), 2) for part in value.split(","))
    except ValueError:
        return None
    inside = 59 <= latitude <= 70.2 and 19 <= longitude <= 31.6
    return (latitude, longitude) if inside else None


def _known(query: QueryDict, key: str, allowed: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in query.getlist(key) if value in allowed))


def _municipality(value: str) -> str:
    return value if municipalities.get(value) else ""


def _offset(value: str) -> int:
    return min(int(value), FURTHEST) if value.isdecimal() and len(value) <= 4 else 0


class ReportForm(forms.Form):
    """Two fields; the page it is about comes along by itself."""

    text = forms.CharField(
        label=_("Mikä on väärin?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        strip=True,
        max_length=2000,
        error_messages={"required": _("Kirjoita muutama sana.")},
    )
    contact = forms.CharField(
        label=_("Sähköposti tai puhelin, jos haluat vastauksen"), required=False, max_length=200, strip=True
    )
    path = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    object = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def about(self) -> str:
        """The page it is about, if that is an address of this house."""
        path = str(self["path"].value() or "")
        return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""

    def clean_object(self) -> tuple[str, UUID | None]:
        """ "place:<uuid>" as (kind, uuid); anything else is about no thing in particular."""
        kind, _colon, value = self.cleaned_data["object"].partition(":")
        try:
            return (kind, UUID(value)) if kind in KINDS else ("", None)
        except ValueError:
            return ("", None)

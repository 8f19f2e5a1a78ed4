"""Names and numbers as they are compared, how long an exceptional opening lasts, which log rows a client is shown."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from kotikulma.casework.types.clients import ClientRefused, Identity, Key
from kotikulma.kernel.public_holidays import free_day

BREAK_GLASS_HOURS = 4
REASON_LETTERS = 20
LOG_MONTHS = 24
KEPT = timedelta(days=3653)  # ten years from the end: social services of working age (National Archives, 2024)
_CENTURIES = {"+": 1800, **dict.fromkeys("-YXWVU", 1900), **dict.fromkeys("ABCDEF", 2000)}
_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_HETU = re.compile(r"(\d{2})(\d{2})(\d{2})([-+A-FU-Y])(\d{3})([0-9A-Y])")


def keys_of(identity: Identity) -> dict[str, str]:
    """Key -> the text whose digest is kept; only keys whose parts are all known."""
    found: dict[str, str] = {}
    if identity.given_name and identity.family_name and identity.birth_date:
        found[Key.NAME] = name_key(identity.given_name, identity.family_name, identity.birth_date)
    if identity.hetu:
        found[Key.HETU] = hetu_key(identity.hetu)
    if identity.phone:
        found[Key.PHONE] = phone_key(identity.phone)
    return found


def name_key(given: str, family: str, born: date) -> str:
    """First given name and family name without accents' forms, case and hyphens, with the day of birth."""
    first = _plain(given).split(" ")[0]
    return f"{first}|{_plain(family)}|{born.isoformat()}"


def hetu_key(typed: str) -> str:
    return re.sub(r"\s", "", typed).upper()


def phone_key(typed: str) -> str:
    """In the international form; a Finnish number without its country is one of ours."""
    number = re.sub(r"[^\d+]", "", typed)
    if number.startswith("00"):
        return f"+{number[2:]}"
    return f"+358{number[1:]}" if number.startswith("0") else number


def is_phone(typed: str) -> bool:
    return re.fullmatch(r"\+\d{6,15}", phone_key(typed)) is not None


def same_name(one: Identity, other: Identity) -> bool:
    """The same first given name and the same family name, and neither of them empty."""
    names = [(_plain(each.given_name).split(" ")[0], _plain(each.family_name)) for each in (one, other)]
    return names[0] == names[1] and any(names[0])


def check_identity(identity: Identity, today: date) -> None:
    """ClientRefused with a sentence for each field that cannot be true."""
    faults: dict[str, str] = {}
    if identity.birth_date and not date(1900, 1, 1) <= identity.birth_date <= today:
        faults["birth_date"] = _("Tarkista syntymäaika.")
    if identity.hetu:
        born = born_of(identity.hetu)
        if born is None:
            faults["hetu"] = _("Henkilötunnus ei ole oikein. Tarkista se, tai jätä kenttä tyhjäksi.")
        elif identity.birth_date and identity.birth_date != born:
            faults["birth_date"] = _("Syntymäaika ja henkilötunnus eivät ole samat. Tarkista kumpikin.")
    if identity.phone and not is_phone(identity.phone):
        faults["phone"] = _("Puhelinnumero ei ole oikein. Kirjoita se esimerkiksi muodossa 040 123 4567.")
    if faults:
        raise ClientRefused(next(iter(faults.values())), fields=faults)


def born_of(hetu: str) -> date | None:
    """The day of birth in a Finnish personal identity code; None when the code is not valid (dvv.fi)."""
    matched = _HETU.fullmatch(hetu_key(hetu))
    if not matched:
        return None
    day, month, year, sign, number, check = matched.groups()
    if _CHECKS[int(day + month + year + number) % 31] != check or int(number) < 2:
        return None
    try:
        return date(_CENTURIES[sign] + int(year), int(month), int(day))
    except ValueError:
        return None


def check_reason(reason: str) -> str:
    """The reason without spaces around it."""
    told = reason.strip()
    if len(told) < REASON_LETTERS:
        sentence = _("Kerro kokonaisella lauseella, miksi tiedot on avattava juuri nyt.")
        raise ClientRefused(sentence, fields={"reason": sentence})
    return told


def opening_until(now: datetime) -> datetime:
    return now + timedelta(hours=BREAK_GLASS_HOURS)


def review_by(opened: date) -> date:
    """The next working day."""
    day = opened + timedelta(days=1)
    while day.weekday() > 4 or free_day(day):
        day += timedelta(days=1)
    return day


def kept_since(now: datetime) -> datetime:
    """What closed before this is erased."""
    return now - KEPT


def log_since(today: date) -> date:
    """The first day of the client's log report: 24 months back (703/2023, 11 §)."""
    day = min(today.day, 28) if today.month == 2 else today.day
    return date(today.year - LOG_MONTHS // 12, today.month, day)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).casefold().replace("-", " ")
    return " ".join(folded.split())

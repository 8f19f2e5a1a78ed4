"""Small parts every HSDS thing is made of. Texts are Finnish where there is Finnish: HSDS carries one language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha1
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from kotikulma.directory.types import Contact, ContactType
from kotikulma.directory.types.recurrences import Repeats
from kotikulma.kernel import municipalities
from kotikulma.kernel.i18n import localise

Json = dict[str, Any]
REGION = "Keski-Suomi"
COUNTRY = "FI"


@dataclass(frozen=True, slots=True)
class Ground:
    """What the mapping asks of our rules: the day, hours as repeating rows, age groups of an age range (I2).

    One ground serves one batch: `made` keeps parts that stand in several things, such as a connection in its service.
    """

    today: date
    repeats: Repeats
    age_groups: Callable[[int | None, int | None], Sequence[str]]
    made: dict[tuple[str, object], Any] = field(default_factory=dict)

    def once(self, kind: str, key: object, make: Callable[[], Any]) -> Any:
        """What `make` gives, made once for this key; nobody may change it."""
        found = self.made.get((kind, key))
        if found is None:
            found = self.made[kind, key] = make()
        return found


def text(texts: Mapping[str, str] | None) -> str:
    """Finnish, else Swedish, else English, else any."""
    if not texts:
        return ""
    # Nearly always there, and asked for tens of thousands of times when all is renewed
    return texts.get("fi") or localise(texts, "fi").text


def ident(owner: UUID, *parts: object) -> str:
    """The stable id of a part: the same part of the same thing always has the same one."""
    return named(owner.bytes, "/".join(map(str, parts)))


def named(owner: bytes, name: str) -> str:
    """uuid5 without its objects: a full service has some hundred of these."""
    digest = sha1(owner + name.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


def filled(values: Mapping[str, Any]) -> Json:
    """Without empty keys: HSDS knows no nulls."""
    return {
        key: value for key, value in values.items() if value is not None and value != "" and value != [] and value != {}
    }


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def moment(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None


def web_address(value: str) -> str:
    """An absolute http address in ASCII, or "" when the value is none: people leave schemes and spaces as they like."""
    value = value.strip()
    if "://" not in value:
        value = f"https://{value}"
    try:
        parts = urlsplit(value)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in {"http", "https"} or "." not in host or quote(host, safe=".-") != host:
        return ""
    rest = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/?%:@!$&()*+,;=~-._')}" if parts.query else ""
    fragment = f"#{quote(parts.fragment, safe='/?%:@!$&()*+,;=~-._')}" if parts.fragment else ""
    return _whole_percents(f"{parts.scheme}://{host}{port}{rest}{query}{fragment}")


def email(value: str) -> str:
    """The address, or "" when it is none."""
    name, at, host = value.strip().rpartition("@")
    plain = at and name and "." in host and value.isascii() and not set(value.strip()) & set(' ,;<>()[]"\\')
    neat = plain and not any(part == "" for part in (*name.split("."), *host.split(".")))
    return value.strip() if neat else ""


def first_email(contacts: Iterable[Contact]) -> str:
    return next((found for one in contacts if one.type == ContactType.EMAIL and (found := email(one.value))), "")


def first_web(contacts: Iterable[Contact]) -> str:
    return next((found for one in contacts if one.type == ContactType.WEB and (found := web_address(one.value))), "")


def phones(owner: UUID, contacts: Iterable[Contact]) -> list[Json]:
    rows = [
        filled(
            {
                "id": ident(owner, "phone", one.value, text(one.topic)),
                "number": one.value.strip(),
                "type": "voice",
                "description": ". ".join(filter(None, (text(one.topic), one.charge))),
            }
        )
        for one in contacts
        if one.type == ContactType.PHONE and one.value.strip()
    ]
    return list({row["id"]: row for row in rows}.values())


def email_contacts(owner: UUID, contacts: Iterable[Contact]) -> list[Json]:
    """A contact for each e-mail address: `name` is what to ask about, never a person's name made up by us."""
    rows = [
        filled({"id": ident(owner, "email", found, text(one.topic)), "name": text(one.topic), "email": found})
        for one in contacts
        if one.type == ContactType.EMAIL and (found := email(one.value))
    ]
    return list({row["id"]: row for row in rows}.values())


def web_links(owner: UUID, contacts: Iterable[Contact]) -> list[Json]:
    rows = [
        filled({"id": ident(owner, "url", found), "label": text(one.topic), "url": found})
        for one in contacts
        if one.type == ContactType.WEB and (found := web_address(one.value))
    ]
    return list({row["id"]: row for row in rows}.values())


def language_rows(owner: UUID, codes: Iterable[str]) -> list[Json]:
    return [{"id": ident(owner, "language", code), "code": code} for code in dict.fromkeys(codes)]


def municipality(code: str) -> str:
    return municipalities.name(code, "fi")


def region(code: str) -> str:
    """HSDS wants a state or province; outside Central Finland we only know the country."""
    return REGION if municipalities.get(code) else "Suomi"


def _whole_percents(address: str) -> str:
    """A lone percent sign is a character, not an escape."""
    parts = address.split("%")
    hexadecimal = set("0123456789abcdefABCDEF")
    return parts[0] + "".join(
        f"%{part}" if len(part) >= 2 and set(part[:2]) <= hexadecimal else f"%25{part}" for part in parts[1:]
    )

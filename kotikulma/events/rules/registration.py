"""When one may register, what a form may hold, who is the same person, and the link that opens one's own."""

import hmac
import re
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NoReturn
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from kotikulma.events.types import EventRefused, Question, QuestionKind
from kotikulma.events.types.registration import Timing
from kotikulma.people.types import Limit

PER_SOURCE = Limit("events.source", 400, 3600)  # a school or a library is one network
PER_CONTACT = Limit("events.contact", 20, 24 * 3600)
LINKS_PER_CONTACT = Limit("events.links", 5, 3600)

LONGEST_NAME, LONGEST_ANSWER = 120, 2000
MOST_QUESTIONS, MOST_EXTENSIONS = 20, 10
LINK_DAYS = 30  # after the end
CONTACT_DAYS, NEVER_SEATED_DAYS = 30, 7  # after the end
HEALTH_DAYS = 7
REMINDERS = 5

# The first character is a digit, by which the log knows a secret from a readable name
LINK_VERSION = "2"
_SEAL_BYTES = 24
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_HEALTH = re.compile(
    r"allerg|erityisruokavalio|ruokavalio|ruoka-aine|keliaki|gluteen|laktoos|diabet|sairau|terveyd|terveyt|lääki|lääke"
    r"|diagnoo|vamma|liikuntaraj|apuväline|raskau|mielentervey|päihde|avuntarve|tuen tarve"
    r"|diet|kost|sjukdom|hälsa|medicin|handikapp|funktionsned|gravid"
    r"|health|illness|disab|medic|pregnan|wheelchair|diagnos",
    re.IGNORECASE,
)


def window(timing: Timing) -> tuple[datetime | None, datetime]:
    """When registration opens (None: at once) and when it closes: at the start unless said otherwise."""
    opens = timing.opens_at
    if timing.opens_minutes_before is not None:
        opens = timing.starts_at - timedelta(minutes=timing.opens_minutes_before)
    closes = timing.closes_at or timing.starts_at
    if timing.closes_minutes_before is not None:
        closes = timing.starts_at - timedelta(minutes=timing.closes_minutes_before)
    return opens, closes if timing.whole_event else min(closes, timing.starts_at)


def decide_at(starts_at: datetime, decide_by: datetime | None, minutes_before: int | None) -> datetime | None:
    """When it is decided whether enough have registered: so long before each start, or at one moment for all."""
    return decide_by if minutes_before is None else starts_at - timedelta(minutes=minutes_before)


def check_party(size: int, most: int) -> None:
    if size < 1:
        _refuse("party_size", _("Kerro, montako teitä tulee."))
    if size > most:
        _refuse("party_size", _("Yhdellä lomakkeella voi ilmoittaa enintään %(most)d henkeä.") % {"most": most})


def check_name(name: str) -> str:
    name = " ".join(_plain(name).split())
    if not name:
        _refuse("contact_name", _("Kirjoita nimesi."))
    return name[:LONGEST_NAME]


def normalised_email(typed: str) -> str:
    """Trimmed, NFC, the domain in lower case; plus tags stay, since they may be another box. EventRefused if none."""
    typed = unicodedata.normalize("NFC", _plain(typed).strip())
    if not typed:
        return ""
    if len(typed) > 254 or not _EMAIL.fullmatch(typed):
        _refuse("email", _("Sähköpostiosoite ei kelpaa. Kirjoita se muodossa nimi@example.org."))
    local, _at, domain = typed.rpartition("@")
    return f"{local}@{domain.lower()}"


def check_phone(typed: str) -> str:
    typed = _plain(typed).strip()
    if typed and (sum(character.isdigit() for character in typed) < 5 or len(typed) > 40):
        _refuse("phone", _("Puhelinnumero ei kelpaa. Kirjoita se numeroin, esimerkiksi 040 123 4567."))
    return typed


def check_reachable(email: str, phone: str) -> None:
    if not (email or phone):
        _refuse("email", _("Kirjoita sähköpostiosoite tai puhelinnumero. Kerromme siihen, jos jokin muuttuu."))


def same_person(name: str, other: str) -> bool:
    """Of two with the same address: a family registers several people with one."""
    return _folded(name) == _folded(other)


def form_key(key: UUID, name: str, email: str, phone: str) -> UUID:
    """The same form of the same person is one registration; a key used by two programs does not mix them up."""
    return uuid5(key, "\n".join((_folded(name), email, phone)))


def check_answers(questions: Iterable[Question], given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to the questions there are, trimmed. EventRefused names those that are missing or cannot be."""
    answers: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for question in questions:
        value = _answer(question, given.get(question.key))
        if value is None and question.required:
            faults[question.key] = _("Vastaa tähän kysymykseen.")
        elif value is _WRONG:
            faults[question.key] = _("Vastaus ei kelpaa tähän kysymykseen. Tarkista se.")
        elif value is not None:
            answers[question.key] = value
    if faults:
        raise EventRefused(_("Tarkista vastauksesi."), fields=faults)
    return answers


def questions_from(rows: Iterable[Mapping[str, Any]]) -> list[Question]:
    return [Question(**{**row, "choices": tuple(row.get("choices", ()))}) for row in rows]


def check_questions(questions: Sequence[Question]) -> None:
    """EventRefused when a question could not be asked."""
    if len(questions) > MOST_QUESTIONS:
        _refuse("questions", _("Kysymyksiä voi olla enintään %(most)d.") % {"most": MOST_QUESTIONS})
    if len({question.key for question in questions}) < len(questions):
        _refuse("questions", _("Kahdella kysymyksellä on sama tunnus."))
    for question in questions:
        if question.kind not in QuestionKind.values or not any(question.text.values()):
            _refuse("questions", _("Kirjoita kysymys ja valitse, miten siihen vastataan."))
        if question.kind == QuestionKind.CHOICE and len(question.choices) < 2:
            _refuse("questions", _("Anna ainakin kaksi vaihtoehtoa."))
        if not 0 <= question.days_kept <= 365:
            _refuse("questions", _("Vastauksia voi säilyttää enintään 365 päivää."))


def check_still_mean(before: Iterable[Question], after: Iterable[Question], answered: Mapping[str, set[Any]]) -> None:
    """EventRefused when an answer given already would come to mean something else. Answers name a choice by its place.

    `answered`: by key of the question, the answers there are. Words may be mended and choices added at the end.
    """
    new = {question.key: question for question in after}
    for old in before:
        one, given = new.get(old.key), answered.get(old.key)
        if not given or one is None:
            continue
        moved = any(
            _said(old.choices[place])
            & {text for at, other in enumerate(one.choices) if at != place for text in _said(other)}
            for place in given
            if isinstance(place, int) and place < len(old.choices)
        )
        shorter = any(isinstance(place, int) and place >= len(one.choices) for place in given)
        if one.kind != old.kind or (old.kind == QuestionKind.CHOICE and (moved or shorter)):
            _refuse("questions", _("Kysymykseen on jo vastattu. Lisää uudet vaihtoehdot loppuun tai tee uusi kysymys."))


def _said(choice: Mapping[str, str]) -> set[str]:
    return {_folded(text) for text in choice.values() if text}


def health_like(question: Question) -> bool:
    """Does it ask for health data (GDPR article 9)? The organiser is warned, and its answers leave in a week."""
    words = [*question.text.values(), *(text for choice in question.choices for text in choice.values())]
    return any(_HEALTH.search(word) for word in words)


def check_reminders(rules: Sequence[Mapping[str, Any]]) -> None:
    """Minutes before the start, or a wall time so many days before it."""
    right = len(rules) <= REMINDERS and all(
        (set(rule) == {"minutes"} and 0 < int(rule["minutes"]) <= 43_200)
        or (set(rule) == {"days", "at"} and 0 <= int(rule["days"]) <= 30 and re.fullmatch(r"\d\d:\d\d", rule["at"]))
        for rule in rules
    )
    if not right:
        _refuse("reminders", _("Muistutuksia voi olla enintään viisi, ja kunkin on lähdettävä kuukauden sisällä."))


def manage_token(key: bytes, uuid: UUID, version: int) -> str:
    """The secret end of a person's link, rebuilt from the row and our key: the row alone opens nothing."""
    sealed = uuid.bytes + hmac.new(key, uuid.bytes + version.to_bytes(4, "big"), sha256).digest()[:_SEAL_BYTES]
    return LINK_VERSION + urlsafe_b64encode(sealed).decode().rstrip("=")


def named_by(token: str) -> UUID | None:
    """The registration a token names; whether it opens it, `opens` tells."""
    try:
        return UUID(bytes=urlsafe_b64decode(token[1:] + "=" * (-len(token[1:]) % 4))[:16])
    except ValueError:
        return None


def opens(keys: Sequence[bytes], token: str, uuid: UUID, version: int, ends_at: datetime, now: datetime) -> bool:
    right = [hmac.compare_digest(manage_token(key, uuid, version).encode(), token.encode()) for key in keys]
    return any(right) and now <= ends_at + timedelta(days=LINK_DAYS)


class _Wrong:
    pass


_WRONG = _Wrong()


def _answer(question: Question, value: Any) -> Any:
    """As it is kept; None: no answer; _WRONG: not one of this kind."""
    if value is None or value == "":
        return None
    if question.kind == QuestionKind.YES_NO:
        return value if isinstance(value, bool) else _WRONG
    if question.kind == QuestionKind.NUMBER:
        return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9 else _WRONG
    if question.kind == QuestionKind.CHOICE:
        right = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(question.choices)
        return value if right else _WRONG
    text = _plain(value).strip() if isinstance(value, str) else ""
    return text[:LONGEST_ANSWER] if text else (None if isinstance(value, str) else _WRONG)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()


def _plain(text: str) -> str:
    return text.replace("\x00", "")


def _refuse(field: str, sentence: str) -> NoReturn:
    raise EventRefused(sentence, fields={field: sentence})

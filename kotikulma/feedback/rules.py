"""Pure decisions of feedback: days, steps, signed links, what may be merged, what has lived its time."""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from statistics import median
from typing import NoReturn
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from kotikulma.feedback.types import (
    CLOSED_STATES,
    FeedbackRefused,
    Kind,
    Outcome,
    Reply,
    State,
    Step,
)
from kotikulma.kernel.clock import HELSINKI
from kotikulma.people.types import Limit

LONGEST = 5000
HEADLINE = 90
ANSWER_DAYS = 14  # for accessibility the law says so (306/2019), for others it is our promise
LONGEST_PROMISE = 365
REOPEN_DAYS = 30
WORD_BEFORE, WORD_EVERY = 3, 7  # days before the promised day, and after it every so many

PER_SOURCE = Limit("feedback.source", 20, 3600)
PER_CONTACT = Limit("feedback.contact", 10, 24 * 3600)
PRESSES_PER_SOURCE = Limit("feedback.press", 60, 3600)

CONTACT_DAYS = 30  # after the answer; after it is done for those who asked to be told
CONTACT_LONGEST = 365
ORIGINAL_DAYS = 90  # the sender's own words, where a moderator showed others
PRIVATE_DAYS = 365
REJECTED_DAYS = 30

# The first character is a digit, by which the log knows a secret from a readable name
LINK_VERSION = "1"
_SEAL_BYTES = 24


def due_on(received: date, chosen: date | None, kind: str) -> date:
    """The day an answer is promised for. FeedbackRefused when the chosen one cannot be promised."""
    usual = received + timedelta(days=ANSWER_DAYS)
    if chosen is None or chosen == usual:
        return usual
    if kind == Kind.ACCESSIBILITY:
        _refuse("due_on", _("Saavutettavuuspalautteeseen vastataan aina 14 päivässä. Määräpäivää ei voi muuttaa."))
    if not received <= chosen <= received + timedelta(days=LONGEST_PROMISE):
        _refuse("due_on", _("Valitse määräpäivä, joka on palautteen saapumisen jälkeen ja vuoden sisällä."))
    return chosen


def calls_for_a_word(state: str, received: date, due: date, today: date) -> bool:
    """Whether those who answer hear of it this morning: it came yesterday and is unread, is due soon, or is late."""
    if state == State.RECEIVED and (today - received).days == 1:
        return True
    late = (today - due).days
    return late == -WORD_BEFORE or (late > 0 and late % WORD_EVERY == 1)


def is_late(state: str, due: date, today: date) -> bool:
    """Promised for a day that has passed, and still without an answer."""
    return state in (State.RECEIVED, State.IN_HAND) and due < today


def state_after(outcome: str) -> State:
    """A promised deed stays on the list until a new answer says it is done."""
    return State.ANSWERED if outcome == Outcome.WILL_DO else State.DONE


def steps(state: str, received: date, due: date, answered: date | None, closed: date | None, today: date) -> list[Step]:
    """The four steps a sender sees: received, with whom, answered by, done."""
    open_ = state in (State.RECEIVED, State.IN_HAND)
    answer = Step("late" if is_late(state, due, today) else "due", "ahead", due)
    if answered and not open_:
        answer = Step("answered", "past", answered)
    elif state == State.IN_HAND:
        answer = Step(answer.key, "late" if answer.key == "late" else "now", due)
    elif answer.key == "late":
        answer = Step("late", "late", due)
    taken = "now" if state == State.RECEIVED else "past"
    end = "past" if state in CLOSED_STATES else "now" if state == State.ANSWERED else "ahead"
    return [
        Step("received", "past", received),
        Step("waiting" if state == State.RECEIVED else "with_whom", taken),
        answer,
        Step("promised" if state == State.ANSWERED else "done", end, closed),
    ]


def check_text(text: str) -> str:
    """The words, trimmed, or FeedbackRefused."""
    text = text.replace("\x00", "").strip()
    if not text:
        _refuse("text", _("Kirjoita muutama sana."))
    if len(text) > LONGEST:
        _refuse(
            "text",
            _("Viestissä on %(length)d merkkiä. Lyhennä se enintään %(limit)d merkkiin.")
            % {"length": len(text), "limit": LONGEST},
        )
    return text


def check_initiative(kind: str, name: str, contact: str) -> None:
    """Whoever makes an initiative must be told what came of it, so must be known (Local Government Act, s. 23)."""
    if kind == Kind.INITIATIVE and not (name.strip() and contact.strip()):
        missing = "contact" if name.strip() else "name"
        _refuse(
            missing, _("Aloitteessa tarvitaan nimi ja yhteystieto. Kunta kertoo sinulle, mitä aloitteesta seurasi.")
        )


def check_showable(reply: str, state: str) -> None:
    if reply != Reply.PUBLIC:
        raise FeedbackRefused(_("Lähettäjä haluaa vastauksen vain itselleen. Palautetta ei voi näyttää muille."))
    if state in (State.MERGED, State.REJECTED):
        raise FeedbackRefused(_("Hylättyä tai yhdistettyä palautetta ei voi näyttää."))


def check_mergeable(own: str, state: str, target: str, target_shown: bool) -> None:
    """Only into one that everybody may read, since its answer goes to the senders of both."""
    if own == target:
        _refuse("into", _("Palautetta ei voi yhdistää itseensä."))
    if state in (State.MERGED, State.REJECTED):
        _refuse("into", _("Tämä palaute on jo yhdistetty tai hylätty."))
    if not target_shown:
        _refuse(
            "into", _("Yhdistä palaute sellaiseen, joka näkyy kaikille. Molemmat lähettäjät saavat sen vastauksen.")
        )


def may_reopen(state: str, answered: datetime | None, now: datetime) -> bool:
    """The sender may say within 30 days that the answer left the matter open."""
    answered_state = state in (State.ANSWERED, State.DONE)
    return answered_state and answered is not None and now - answered <= timedelta(days=REOPEN_DAYS)


def headline(text: str) -> str:
    """The first sentence, or as many whole words of it as a heading takes."""
    first = re.split(r"(?<=[.!?])\s|\n", text.strip(), maxsplit=1)[0]
    if len(first) <= HEADLINE:
        return first
    return f"{first[:HEADLINE].rsplit(' ', 1)[0].rstrip(',;:')}…"


def form_key(key: UUID, text: str) -> UUID:
    """The same form with the same words is the same feedback; with other words it is another one."""
    return uuid5(key, text)


def reference(year: int, number: int) -> str:
    return f"P-{year}-{number:05d}"


def local_day(moment: datetime) -> date:
    return moment.astimezone(HELSINKI).date()


def follow_token(key: bytes, uuid: UUID) -> str:
    """The secret end of a sender's link, rebuilt from the row and our key: the row alone opens nothing."""
    sealed = uuid.bytes + _seal(key, uuid)
    return LINK_VERSION + urlsafe_b64encode(sealed).decode().rstrip("=")


def followed_uuid(keys: Sequence[bytes], token: str) -> UUID | None:
    """The feedback a token opens under one of the keys; None when it opens nothing."""
    try:
        raw = urlsafe_b64decode(token[1:] + "=" * (-len(token[1:]) % 4))
        uuid = UUID(bytes=raw[:16])
    except ValueError:
        return None
    right = any(hmac.compare_digest(follow_token(key, uuid), token) for key in keys)
    return uuid if right else None


def _seal(key: bytes, uuid: UUID) -> bytes:
    return hmac.new(key, uuid.bytes, sha256).digest()[:_SEAL_BYTES]


def days_to_answer(received: datetime, answered: datetime) -> int:
    return max(0, (local_day(answered) - local_day(received)).days)


def middle(days: Sequence[int]) -> int | None:
    """The median in whole days: half were answered at least this soon."""
    return round(median(days)) if days else None


def _refuse(field: str, sentence: str) -> NoReturn:
    raise FeedbackRefused(sentence, fields={field: sentence})

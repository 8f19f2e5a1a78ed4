"""Rows of the outbox: kind, person, ids. Nobody without an e-mail address gets one; staff see who that is."""

from collections.abc import Iterable

from kotikulma.events.commands.mails.kinds import SHOWS_WAY_IN
from kotikulma.events.models import Occurrence, Registration, SentLink
from kotikulma.events.queries import contacts, intakes, joining
from kotikulma.events.types import RegistrationState
from kotikulma.kernel import clock, outbox
from kotikulma.kernel.outbox import Letter


def post(
    kind: str,
    registration: Registration,
    *,
    occurrence: Occurrence | None = None,
    again: str = "",
    to: str = "",
    way_in: bool = True,
) -> None:
    """One mail to one person, in the caller's transaction. `again`: what makes it another mail than the one before.

    `way_in`: False where it is known that the event has none.
    """
    written = letter(kind, registration, occurrence=occurrence, again=again, to=to)
    if written:
        shown = _with_way_in(kind, registration, written.dedupe_key) if way_in else {}
        outbox.post_many([written._replace(objects={**written.objects, **shown})])


def is_posted(kind: str, registration: Registration, *, again: str) -> bool:
    """Is there such a mail, or nobody to get it?"""
    written = letter(kind, registration, again=again)
    return written is None or bool(outbox.states([written.dedupe_key]))


def letter(
    kind: str,
    registration: Registration,
    *,
    occurrence: Occurrence | None = None,
    again: str = "",
    to: str = "",
    **ids: str,
) -> Letter | None:
    """What `post` would put into the box; None for who has no address."""
    email = to or contacts.email_of(registration)
    if not email or registration.purged_at:
        return None
    objects: dict[str, str] = {"registration": str(registration.uuid), **ids}
    key = f"{kind}:{registration.uuid}"
    if occurrence:
        objects["occurrence"] = str(occurrence.uuid)
        key = f"{key}:{occurrence.uuid}"
    return Letter(kind, email, registration.language, objects, f"{key}:{again}" if again else key)


def send(letters: Iterable[Letter | None]) -> int:
    """Many at once; how many there were."""
    written = [one for one in letters if one]
    outbox.post_many(written)
    return len(written)


def _with_way_in(kind: str, registration: Registration, key: str) -> dict[str, str]:
    """Who gets a seat after the release gets the link in the same mail, and not once more by the worker's round."""
    if kind not in SHOWS_WAY_IN or registration.state != RegistrationState.ATTENDING:
        return {}
    now = clock.now()
    times = intakes.occurrences(registration.intake)
    infos = joining.infos_of(times)
    shown: dict[str, str] = {}
    for occurrence in times:
        info = infos.get(occurrence.pk)
        if info and joining.is_open(info, occurrence, now):
            SentLink.objects.get_or_create(
                registration=registration,
                occurrence=occurrence,
                version=info.version,
                defaults={"at": now, "message": key},
            )
            shown.setdefault("way_in", str(occurrence.uuid))
    return shown

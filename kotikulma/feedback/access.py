"""Who may: everybody what is shown, a sender her own by its link, handlers what is theirs, coordinators all."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from kotikulma.feedback import rules
from kotikulma.feedback.models import SHOWN, Feedback, Verdict
from kotikulma.feedback.types import OPEN_STATES, Changed, FeedbackNotFound, Reply, Source, State
from kotikulma.kernel.permissions import ALL, EDITORS, EDITORS_OF_IT, NOBODY, Row
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.people import queries as people

_SALT = "kotikulma.feedback.follow:"


def shown() -> QuerySet[Feedback]:
    """What everybody may read: moderated, and its sender agreed."""
    return Feedback.objects.filter(shown_at__isnull=False)


def handled_by(viewer: Actor) -> QuerySet[Feedback]:
    """What the viewer handles: an editor what her organisations answer or keep the place of, a coordinator all."""
    if viewer.kind is ActorKind.ANONYMOUS:
        return Feedback.objects.none()
    edited = people.edited_organization_ids(viewer)
    if edited is None:
        return Feedback.objects.all()
    return Feedback.objects.filter(Q(unit_id__in=edited) | Q(keeper_id__in=edited))


def verdicts_for(viewer: Actor) -> QuerySet[Verdict]:
    """What residents said of the answers the viewer handles. One who handles all is not asked which."""
    if viewer.kind is not ActorKind.ANONYMOUS and people.edited_organization_ids(viewer) is None:
        return Verdict.objects.all()
    return Verdict.objects.filter(feedback__in=handled_by(viewer).values("id"))


def get_shown(reference: str) -> Feedback:
    """A public one, or FeedbackNotFound. One that was public and then merged is found, so that it can point on."""
    found = Feedback.objects.filter(reference=reference).select_related("merged_into").first()
    if found is None or not (found.shown_at or _points_on(found)):
        raise FeedbackNotFound
    return found


def known_by_number(references: Collection[str]) -> QuerySet[Feedback]:
    """What a program may ask for by number: what is shown, what was shown and then merged into such, and what came
    from a program for everybody to read and waits for its moderator. Of the last one only that it arrived may be told.
    """
    merged = Q(merged_into__shown_at__isnull=False) & ~Q(public_text="")
    arrived = Q(source=Source.OPEN311, reply=Reply.PUBLIC, state__in=OPEN_STATES)
    named = Feedback.objects.filter(reference__in=references).select_related("merged_into")
    return named.filter(SHOWN | merged | arrived)


def get_for_handling(viewer: Actor, reference: str) -> Feedback:
    found = handled_by(viewer).filter(reference=reference).first()
    if found is None:
        raise FeedbackNotFound
    return found


def lock_for_handling(actor: Actor, reference: str, version: int) -> Feedback:
    """The row, locked; Changed when somebody saved it after the actor read it. Call inside a transaction."""
    get_for_handling(actor, reference)
    locked = Feedback.objects.select_for_update().get(reference=reference)
    if locked.version != version:
        raise Changed
    return locked


def get_followed(token: str) -> Feedback:
    """The sender's own, by the secret end of her link. A rejected one is as gone as a wrong link."""
    uuid = rules.followed_uuid(
        [_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)], token
    )
    found = Feedback.objects.filter(uuid=uuid).exclude(state=State.REJECTED).first() if uuid else None
    if found is None:
        raise FeedbackNotFound
    return found


def follow_token(uuid: UUID) -> str:
    """The secret end of the sender's link. Only for her own pages and mail."""
    return rules.follow_token(_key(settings.SECRET_KEY), uuid)


def may_handle_anything(viewer: Actor) -> bool:
    """Does the viewer have a queue at all: some organisation to edit, or the whole network?"""
    edited = people.edited_organization_ids(viewer)
    return edited is None or bool(edited)


def check_may_handle_anything(viewer: Actor) -> None:
    if not may_handle_anything(viewer):
        raise FeedbackNotFound


def check_coordinator(viewer: Actor) -> None:
    if not people.is_coordinator(viewer):
        raise FeedbackNotFound


def _points_on(feedback: Feedback) -> bool:
    return bool(feedback.public_text and feedback.merged_into and feedback.merged_into.shown_at)


def _key(secret: str) -> bytes:
    return (_SALT + secret).encode()


_OWN_LINK = "The secret end of the link is the sender's; others meet the same 404 as for a wrong link"
_OWN = "What the member handles; without an organisation to edit 404"
_PRESS = Row(post=ALL, why="Anyone may stand behind an idea or say whether an answer helped; one press a device")
_PAGE = Row(get=ALL, why="Public pages: what handlers have shown, and no more")

_READ = Row(get=ALL, why="Open data: moderated feedback and its answers, as the pages show them")
_ABOUT = Row(get=ALL, why="Tells programs what may be asked and sent")
_GIVE = Row(
    get=ALL,
    post=NOBODY,
    anonymous_refusal="forbidden",
    signed_in_refusal="forbidden",
    why="Open data: moderated feedback and its answers, as the pages show them",
    note="A program posts with its api_key; who is signed in makes no difference",
)
_ATOM = Row(get=ALL, why="For readers of feeds: public answers")

MACHINE_PERMISSIONS: Mapping[str, Row] = {
    **{f"api:{name}": _READ for name in ("feedback_list", "feedback", "feedback_codes")},
    **{f"feedback_machines:{name}": _ABOUT for name in ("discovery", "services", "service")},
    "feedback_machines:requests": _GIVE,
    "feedback_machines:request": _READ,
    "feedback_machines:token": Row(get=ALL, why=_OWN_LINK),
    "feedback_machines:atom": _ATOM,
}
PERMISSIONS: Mapping[str, Row] = {
    **MACHINE_PERMISSIONS,
    "feedback:queue": Row(get=EDITORS, note=_OWN),
    "feedback:record": Row(get=EDITORS, post=EDITORS, note=_OWN),
    "feedback:statistics": Row(get=EDITORS, note=_OWN),
    "feedback:templates": Row(get=EDITORS, post=EDITORS, note=_OWN),
    "feedback:remove_template": Row(post=EDITORS_OF_IT),
    "feedback:case": Row(get=EDITORS_OF_IT),
    **{
        f"feedback:{name}": Row(post=EDITORS_OF_IT)
        for name in "answer assign show keep_private reject merge note link unlink".split()
    },
    "feedback:contact": Row(post=EDITORS_OF_IT, note="That somebody read it is written to the audit log"),
    **{f"feedback:{name}": _PAGE for name in ("board", "place_board", "place_code", "item")},
    "feedback:give": Row(get=ALL, post=ALL, why="A resident speaks without an account"),
    "feedback:support": _PRESS,
    "feedback:judge": _PRESS,
    "feedback:receipt": Row(get=ALL, why=_OWN_LINK),
    "feedback:follow": Row(get=ALL, post=ALL, why=_OWN_LINK),
    "feedback:forget_contact": Row(post=ALL, why=_OWN_LINK),
}

"""What every change of a feedback leaves behind: the row, a revision, an audit event, new public pages."""

from collections.abc import Iterable

from kotikulma.feedback.models import Feedback
from kotikulma.feedback.types import SUBJECT
from kotikulma.kernel import audit, clock, data_version, revisions
from kotikulma.kernel.types import Actor

KIND = "feedback"


def save(actor: Actor, feedback: Feedback, action: str, fields: Iterable[str], *, renews: bool = True) -> None:
    """Save the named fields in the caller's transaction. `renews`: its readers see the change."""
    changed = {*fields, "version"}
    feedback.version += 1
    if renews:
        feedback.changed_at = clock.now()
        changed.add("changed_at")
    feedback.save(update_fields=sorted(changed))
    note(actor, feedback, action, fields)
    if renews:
        data_version.bump(SUBJECT)


def note(actor: Actor, feedback: Feedback, action: str, fields: Iterable[str] = ()) -> None:
    """Revision and audit event of what was done; no words of anybody go into either."""
    state = {
        "state": feedback.state,
        "outcome": feedback.outcome,
        "reply": feedback.reply,
        "shown": feedback.shown_at is not None,
        "unit": feedback.unit_id,
        "due_on": feedback.due_on,
    }
    revisions.record(actor, KIND, feedback.uuid, action, fields, state)
    audit.record(actor, action, kind=KIND, uuid=feedback.uuid, changed=fields)

"""The four ways a command or query can say no.

Every module subclasses these in its `types.py` with a stable `code` and a translated
sentence that says what happened and what to do. One mapping turns them into
problem+json (`kernel.problems`), another into pages and form errors.
"""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """A refusal a person can understand.

    `code`: stable, dotted, English. `message`: a full translated sentence.
    `fields`: form field -> sentence, when the refusal belongs to an input.
    """

    status = 400
    code = "error"
    title = "Error"

    def __init__(
        self,
        message: Any = "",
        *,
        code: str | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> None:
        self.message = message
        self.code = code or self.code
        self.fields = dict(fields or {})
        super().__init__(str(message))


class NotFound(DomainError):
    """Does not exist, or this viewer may not know that it does."""

    status = 404
    code = "not_found"
    title = "Not found"


class NotAllowed(DomainError):
    """Exists and may be seen, but this actor may not do that."""

    status = 403
    code = "not_allowed"
    title = "Not allowed"


class Refused(DomainError):
    """The input or the state of things does not permit it."""

    status = 422
    code = "refused"
    title = "Refused"


class Conflict(Refused):
    """Somebody else was first: full, changed, already done."""

    status = 409
    code = "conflict"
    title = "Conflict"

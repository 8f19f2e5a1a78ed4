"""Pictures of events: a name never changes what it shows. Those of drafts are for their editors alone."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kotikulma.events.queries.pictures import picture as stored
from kotikulma.events.types import EventNotFound
from kotikulma.kernel.types import ANONYMOUS
from kotikulma.people import queries as people


@require_safe
def picture(request: HttpRequest, file: str) -> HttpResponse:
    """Asked as a stranger first, so that copies of public ones may be kept by anybody."""
    try:
        content, kept = stored(ANONYMOUS, file), "public, max-age=31536000, immutable"
    except EventNotFound:
        content, kept = stored(people.actor_of(request.user), file), "private, no-cache"
    response = HttpResponse(content, content_type="image/webp")
    response["Cache-Control"] = kept
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

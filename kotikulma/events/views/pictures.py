"""Pictures of events, for everybody: a name never changes what it shows."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kotikulma.events.queries.pictures import picture as stored


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    response = HttpResponse(stored(name), content_type="image/webp")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response

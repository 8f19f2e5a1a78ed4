"""Where a press came from, for forms that hold no token: every browser says it, and a program has nobody's cookies."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kotikulma.kernel.errors import NotAllowed


def check_from_here(request: HttpRequest) -> None:
    """A press from another site is refused."""
    site, origin = request.headers.get("Sec-Fetch-Site", ""), request.headers.get("Origin", "")
    foreign = site not in {"", "same-origin"} or (origin and urlsplit(origin).netloc != request.get_host())
    if foreign:
        raise NotAllowed(_("Painallus tuli toiselta sivustolta. Avaa sivu ja paina siellä."))

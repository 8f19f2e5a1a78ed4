"""Every address of the house: people's pages by language, machine interfaces unprefixed."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from kotikulma.config import api
from kotikulma.kernel import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", api.urls()),  # one look, and programs need not pass by the pages
    # Looked through from the top: what is asked for most stands first
    *i18n_patterns(
        path("", include("kotikulma.kernel.ui.urls")),
        path("", include("kotikulma.directory.urls")),
        prefix_default_language=False,
    ),
    path("", include("kotikulma.directory.api.urls")),
    path("", include("kotikulma.feedback.api.urls")),
    path("", include("kotikulma.events.api.urls")),
    *i18n_patterns(
        path("", include("kotikulma.feedback.urls")),
        path("", include("kotikulma.events.urls")),
        path("", include("kotikulma.casework.urls")),
        path("", include("kotikulma.people.urls")),
        prefix_default_language=False,
    ),
    path("", include("kotikulma.people.urls.demo")),
]

handler400 = "kotikulma.kernel.ui.error_pages.bad_request"
handler403 = "kotikulma.kernel.ui.error_pages.not_allowed"
handler404 = "kotikulma.kernel.ui.error_pages.not_found"
handler500 = "kotikulma.kernel.ui.error_pages.server_error"

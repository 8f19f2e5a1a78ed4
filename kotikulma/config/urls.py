"""Every address of the house: people's pages by language, machine interfaces unprefixed."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    *i18n_patterns(prefix_default_language=False),
]

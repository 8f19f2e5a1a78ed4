"""Pages of the kit itself: help, accessibility, privacy, and the pattern portfolio. Include inside i18n_patterns."""

from django.urls import path

from kotikulma.kernel.ui import views

app_name = "ui"

urlpatterns = [
    path("apua/", views.help_page, name="help"),
    path("saavutettavuus/", views.accessibility, name="accessibility"),
    path("tietosuoja/", views.privacy, name="privacy"),
    path("ui/", views.portfolio, name="portfolio"),
]

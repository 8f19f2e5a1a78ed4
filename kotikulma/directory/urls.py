"""People's pages of the directory; language prefixes are added by config.urls."""

from django.urls import path

from kotikulma.directory import views

app_name = "directory"
urlpatterns = [
    path("", views.home, name="home"),
    path("haku/", views.results, name="results"),
    path("palvelut/<uuid:uuid>/", views.service, name="service"),
    path("paikat/<uuid:uuid>/", views.place, name="place"),
    path("paikat/<uuid:uuid>/ovi/", views.place_door, name="place_door"),
    path("paikat/<uuid:uuid>/qr.svg", views.place_code, name="place_code"),
    path("organisaatiot/<uuid:uuid>/", views.organization, name="organization"),
    path("kohtaamispaikat/", views.meeting_places, name="meeting_places"),
    path("avoin-data/", views.open_data, name="open_data"),
    path("kerro-virheesta/", views.report, name="report"),
    path("kerro-virheesta/kiitos/", views.report_thanks, name="report_thanks"),
]

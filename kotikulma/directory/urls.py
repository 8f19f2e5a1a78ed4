"""People's pages of the directory; language prefixes are added by config.urls."""

from django.urls import path, register_converter

from kotikulma.directory.forms.paths import EntryKind, ThingKind
from kotikulma.directory.views import (
    bulk,
    connections,
    duplicates,
    entries,
    freshness,
    history,
    hours,
    public,
    region,
    reports,
    verification,
)

register_converter(EntryKind, "entry")
register_converter(ThingKind, "thing")
app_name = "directory"
urlpatterns = [
    path("", public.home, name="home"),
    path("haku/", public.results, name="results"),
    path("palvelut/<uuid:uuid>/", public.service, name="service"),
    path("paikat/<uuid:uuid>/", public.place, name="place"),
    path("paikat/<uuid:uuid>/ovi/", public.place_door, name="place_door"),
    path("paikat/<uuid:uuid>/qr.svg", public.place_code, name="place_code"),
    path("organisaatiot/<uuid:uuid>/", public.organization, name="organization"),
    path("kohtaamispaikat/", public.meeting_places, name="meeting_places"),
    path("avoin-data/", public.open_data, name="open_data"),
    path("kerro-virheesta/", public.report, name="report"),
    path("kerro-virheesta/kiitos/", public.report_thanks, name="report_thanks"),
    path("vahvista/<str:token>/", verification.confirm, name="confirm"),
    path("tyotila/ajantasaisuus/", freshness.board, name="freshness"),
    path("tyotila/ajantasaisuus/luettelo/", freshness.freshness_list, name="freshness_list"),
    path("tyotila/ajantasaisuus/vahvista/", verification.verify_chosen, name="verify_chosen"),
    path("tyotila/alue/", region.region, name="region"),
    path("tyotila/alue/organisaatiot/", region.organizations, name="region_organizations"),
    path("tyotila/kaksoiskappaleet/", duplicates.queue, name="duplicates"),
    path("tyotila/kaksoiskappaleet/etsi/", duplicates.search, name="search_duplicates"),
    path("tyotila/kaksoiskappaleet/<uuid:uuid>/", duplicates.pair, name="duplicate"),
    path("tyotila/kaksoiskappaleet/<uuid:uuid>/eri/", duplicates.set_different, name="set_different"),
    path("tyotila/kaksoiskappaleet/<uuid:uuid>/ehdota/", duplicates.suggest_again, name="suggest_again"),
    path("tyotila/yhdistetyt/<uuid:uuid>/kumoa/", duplicates.undo_merge, name="undo_merge"),
    path("tyotila/ilmoitukset/", reports.queue, name="reports"),
    path("tyotila/ilmoitukset/<uuid:uuid>/", reports.case, name="report_case"),
    path("tyotila/ilmoitukset/<uuid:uuid>/avaa/", reports.reopen, name="report_reopen"),
    path("tyotila/vahvista/<str:kind>/<uuid:uuid>/", verification.verify_entry, name="verify_entry"),
    path("tyotila/vahvista/<str:kind>/<uuid:uuid>/kumoa/", verification.unverify_entry, name="unverify_entry"),
    path("tyotila/tiedot/", entries.own, name="own"),
    path("tyotila/tiedot/taulukko/", bulk.bulk, name="bulk"),
    path("tyotila/tiedot/taulukko/<uuid:deed>/kumoa/", bulk.undo_bulk, name="undo_bulk"),
    path("tyotila/tiedot/uusi/<entry:kind>/", entries.new_entry, name="new_entry"),
    path("tyotila/tiedot/<entry:kind>/<uuid:uuid>/", entries.edit_entry, name="edit_entry"),
    path("tyotila/tiedot/<entry:kind>/<uuid:uuid>/esikatselu/", entries.preview_entry, name="preview_entry"),
    path("tyotila/tiedot/<entry:kind>/<uuid:uuid>/kopioi/", entries.copy, name="copy_entry"),
    path("tyotila/tiedot/<entry:kind>/<uuid:uuid>/arkistoi/", entries.archive_entry, name="archive_entry"),
    path("tyotila/tiedot/palvelu/<uuid:uuid>/uusi-paikka/", connections.new_connection, name="new_connection"),
    path("tyotila/tiedot/liitos/<uuid:uuid>/", connections.edit_connection, name="edit_connection"),
    path("tyotila/tiedot/liitos/<uuid:uuid>/lopeta/", connections.end_connection, name="end_connection"),
    path("tyotila/tiedot/<thing:kind>/<uuid:uuid>/ajat/", hours.edit_hours, name="edit_hours"),
    path("tyotila/tiedot/<thing:kind>/<uuid:uuid>/ajat/esikatselu/", hours.preview_hours, name="preview_hours"),
    path("tyotila/tiedot/<thing:kind>/<uuid:uuid>/historia/", history.history, name="history"),
    path("tyotila/tiedot/<thing:kind>/<uuid:uuid>/historia/<int:number>/palauta/", history.restore, name="restore"),
    path("tyotila/tiedot/<thing:kind>/<uuid:uuid>/historia/<int:number>/kumoa/", history.undo, name="undo"),
]

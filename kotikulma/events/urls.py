"""People's pages of events; language prefixes are added by config.urls."""

from django.urls import path

from kotikulma.events.views import attending, editor, intake, organising, pictures, publishing, times

app_name = "events"
urlpatterns = [
    path("tapahtumat/kuvat/<str:name>", pictures.picture, name="picture"),
    path("tyotila/tapahtumat/", organising.own, name="own"),
    path("tyotila/tapahtumat/uusi/", organising.new, name="new"),
    path("tyotila/tapahtumat/viestit/", attending.failed, name="failed"),
    path("tyotila/tapahtumat/poistuvat/", attending.leaving, name="leaving"),
    path("tyotila/tapahtumat/<uuid:uuid>/", editor.edit, name="edit"),
    path("tyotila/tapahtumat/<uuid:uuid>/esikatselu/", editor.preview, name="preview"),
    path("tyotila/tapahtumat/<uuid:uuid>/kuva/", editor.picture, name="picture_of"),
    path("tyotila/tapahtumat/<uuid:uuid>/historia/", editor.history, name="history"),
    path("tyotila/tapahtumat/<uuid:uuid>/kopioi/", organising.copy, name="copy"),
    path("tyotila/tapahtumat/<uuid:uuid>/julkaise/", publishing.publish, name="publish"),
    path("tyotila/tapahtumat/<uuid:uuid>/lykkaa/", publishing.postpone, name="postpone"),
    path("tyotila/tapahtumat/<uuid:uuid>/uusi-aika/", publishing.reschedule, name="reschedule"),
    path("tyotila/tapahtumat/<uuid:uuid>/peru/", publishing.cancel, name="cancel"),
    path("tyotila/tapahtumat/<uuid:uuid>/poista/", publishing.withdraw, name="withdraw"),
    path("tyotila/tapahtumat/<uuid:uuid>/ajat/", times.times, name="times"),
    path("tyotila/tapahtumat/<uuid:uuid>/ajat/paivat/", times.days, name="days"),
    path("tyotila/tapahtumat/sarjat/<uuid:uuid>/", times.series, name="series"),
    path("tyotila/tapahtumat/kerrat/<uuid:uuid>/", times.one_time, name="one_time"),
    path("tyotila/tapahtumat/kerrat/<uuid:uuid>/seuraavat/", times.following, name="following"),
    path("tyotila/tapahtumat/kerrat/<uuid:uuid>/ennalleen/", times.revert, name="revert"),
    path("tyotila/tapahtumat/<uuid:uuid>/ilmoittautuminen/", intake.intake, name="intake"),
    path("tyotila/tapahtumat/<uuid:uuid>/ilmoittautuminen/lopeta/", intake.end_intake, name="end_intake"),
    path("tyotila/tapahtumat/<uuid:uuid>/linkki/poista/", intake.remove_link, name="remove_link"),
    path("tyotila/tapahtumat/kerrat/<uuid:uuid>/osallistujat/", attending.attendees, name="attendees"),
    path("tyotila/tapahtumat/kerrat/<uuid:uuid>/osallistujat/lista/", attending.attendee_list, name="attendee_list"),
    path("tyotila/tapahtumat/kerrat/<uuid:uuid>/osallistujat/uusi/", attending.register_for, name="register_for"),
    path("tyotila/tapahtumat/kerrat/<uuid:uuid>/viesti/", attending.message, name="message"),
    path("tyotila/tapahtumat/kerrat/<uuid:uuid>/toteutuu/", attending.hold_anyway, name="hold_anyway"),
    path("tyotila/tapahtumat/ilmoittautumiset/<uuid:uuid>/<slug:deed>/", attending.attendee_deed, name="attendee_deed"),
]

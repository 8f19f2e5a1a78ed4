"""Pages of casework; language prefixes are added by config.urls. An address names a client by a random uuid only."""

from django.urls import path

from kotikulma.casework.views import checks, clients, device, referrals, statistics

app_name = "casework"
urlpatterns = [
    path("tyotila/asiakkaat/", clients.clients, name="clients"),
    path("tyotila/asiakkaat/uusi/", clients.new, name="new"),
    path("tyotila/asiakkaat/tarkistettavat/", clients.reviews, name="reviews"),
    path("tyotila/asiakkaat/tarkistettavat/<uuid:uuid>/", clients.review, name="review"),
    path("tyotila/asiakkaat/<uuid:uuid>/", clients.client, name="client"),
    path("tyotila/asiakkaat/<uuid:uuid>/tiedot/", clients.edit, name="edit"),
    path("tyotila/asiakkaat/<uuid:uuid>/tyontekijat/", clients.workers, name="workers"),
    path("tyotila/asiakkaat/<uuid:uuid>/tyontekijat/<uuid:relationship>/paata/", clients.end_work, name="end_work"),
    path("tyotila/asiakkaat/<uuid:uuid>/paata/", clients.close, name="close"),
    path("tyotila/asiakkaat/<uuid:uuid>/avaa/", clients.open_anyway, name="open_anyway"),
    path("tyotila/asiakkaat/<uuid:uuid>/loki/", clients.log, name="log"),
    path("tyotila/asunnottomuus/", statistics.figures, name="figures"),
    path("tyotila/tarkistus/", checks.check, name="check"),
    path("tyotila/laite.js", device.worker, name="device_worker"),
    path("tyotila/laite/", device.state, name="device"),
    path("tyotila/tarkistus/laite/", device.check_shell, name="check_shell"),
    path("tyotila/tarkistus/laitteesta/", device.send_check, name="send_check"),
    path("tyotila/tarkistus/paperi/", checks.check_paper, name="check_paper"),
    path("tyotila/tarkistus/<uuid:uuid>/", checks.check_result, name="check_result"),
    path("tyotila/ohjaukset/", referrals.board, name="referrals"),
    path("tyotila/ohjaukset/uusi/", referrals.refer, name="refer"),
    path("tyotila/ohjaukset/luvut/", checks.loop, name="loop"),
    path("tyotila/ohjaukset/seuranta/<uuid:uuid>/", checks.follow_up, name="follow_up"),
    path("tyotila/ohjaukset/seuranta/<uuid:uuid>/ohjaa/", referrals.refer_onward, name="refer_onward"),
    path("tyotila/ohjaukset/<uuid:uuid>/", referrals.referral, name="referral"),
    path("ohjaus/<str:token>/", referrals.follow, name="follow"),
    path("ohjaus/<str:token>/koodi.svg", referrals.follow_code, name="follow_code"),
    path("palvelulle/<str:token>/", referrals.outside, name="outside"),
]

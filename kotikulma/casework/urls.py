"""Pages of casework; language prefixes are added by config.urls. An address names a client by a random uuid only."""

from django.urls import path

from kotikulma.casework.views import checks, clients, device, disclosures, handovers, referrals, statistics

app_name = "casework"
urlpatterns = [
    path("tyotila/asiakkaat/", clients.clients, name="clients"),
    path("tyotila/asiakkaat/uusi/", clients.new, name="new"),
    path("tyotila/asiakkaat/tarkistettavat/", clients.reviews, name="reviews"),
    path("tyotila/asiakkaat/tarkistettavat/<uuid:uuid>/", clients.review, name="review"),
    path("tyotila/asiakkaat/saadut/", disclosures.received, name="received"),
    path("tyotila/asiakkaat/saadut/<uuid:uuid>/", disclosures.received_one, name="received_one"),
    path("tyotila/asiakkaat/ilman-tyontekijaa/", handovers.orphans, name="orphans"),
    path("tyotila/asiakkaat/ilman-tyontekijaa/<uuid:uuid>/", handovers.orphan, name="orphan"),
    path("tyotila/asiakkaat/sama-ihminen/", handovers.doubles, name="doubles"),
    path("tyotila/asiakkaat/sama-ihminen/<uuid:uuid>/", handovers.double, name="double"),
    path("tyotila/asiakkaat/<uuid:uuid>/", clients.client, name="client"),
    path("tyotila/asiakkaat/<uuid:uuid>/tiedot/", clients.edit, name="edit"),
    path("tyotila/asiakkaat/<uuid:uuid>/tyontekijat/", clients.workers, name="workers"),
    path("tyotila/asiakkaat/<uuid:uuid>/tyontekijat/<uuid:relationship>/paata/", clients.end_work, name="end_work"),
    path("tyotila/asiakkaat/<uuid:uuid>/paata/", clients.close, name="close"),
    path("tyotila/asiakkaat/<uuid:uuid>/avaa/", clients.open_anyway, name="open_anyway"),
    path("tyotila/asiakkaat/<uuid:uuid>/loki/", disclosures.log, name="log"),
    path("tyotila/asiakkaat/<uuid:uuid>/loki/paatos/", disclosures.log_decision, name="log_decision"),
    path(
        "tyotila/asiakkaat/<uuid:uuid>/loki/paatos/<uuid:decision>/peru/",
        disclosures.end_log_decision,
        name="end_log_decision",
    ),
    path("tyotila/asiakkaat/<uuid:uuid>/luovutukset/", disclosures.disclosures, name="disclosures"),
    path("tyotila/asiakkaat/<uuid:uuid>/luovutukset/kielto/", disclosures.forbid, name="forbid"),
    path("tyotila/asiakkaat/<uuid:uuid>/luovutukset/kielto/<uuid:prohibition>/peru/", disclosures.allow, name="allow"),
    path("tyotila/asiakkaat/<uuid:uuid>/luovutukset/<uuid:disclosure>/lopeta/", disclosures.revoke, name="revoke"),
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
    path("tyotila/ohjaukset/<uuid:uuid>/asiakkaaksi/", handovers.make_client, name="make_client"),
    path("ohjaus/<str:token>/", referrals.follow, name="follow"),
    path("ohjaus/<str:token>/koodi.svg", referrals.follow_code, name="follow_code"),
    path("palvelulle/<str:token>/", referrals.outside, name="outside"),
]

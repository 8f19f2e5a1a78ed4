"""Pages of casework; language prefixes are added by config.urls. An address names a client by a random uuid only."""

from django.urls import path

from kotikulma.casework.views import clients

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
]

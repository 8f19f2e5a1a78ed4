"""Addresses for programs and readers of feeds: no language prefix. config.api adds those under /api/v1."""

from django.urls import path

from kotikulma.events.api import calendars, embedding, feeds, linkedevents, oembed

app_name = "events_machines"
urlpatterns = [
    path("linkedevents/v1/", linkedevents.root, name="linkedevents"),
    path("linkedevents/v1/event/", linkedevents.events, name="linkedevents_events"),
    path("linkedevents/v1/event/<str:name>/", linkedevents.event, name="linkedevents_event"),
    path("linkedevents/v1/place/", linkedevents.places, name="linkedevents_places"),
    path("linkedevents/v1/place/<str:name>/", linkedevents.place, name="linkedevents_place"),
    path("linkedevents/v1/keyword/", linkedevents.keywords, name="linkedevents_keywords"),
    path("linkedevents/v1/keyword/<str:name>/", linkedevents.keyword, name="linkedevents_keyword"),
    path("linkedevents/v1/search/", linkedevents.search, name="linkedevents_search"),
    path("tapahtumat/atom.xml", feeds.atom, name="atom"),
    path("tapahtumat/feed.json", feeds.json_feed, name="json_feed"),
    path("oembed", oembed.oembed, name="oembed"),
    path("upota/kotikulma.js", embedding.script, name="embed_script"),
    path("upota/kotikulma.css", embedding.style, name="embed_style"),
    path("kalenteri.ics", calendars.everything, name="calendar"),
    path("kalenteri/paikat/<uuid:uuid>.ics", calendars.place, name="place_calendar"),
    path("kalenteri/jarjestajat/<uuid:uuid>.ics", calendars.organization, name="organization_calendar"),
    path("kalenteri/tapahtumat/<uuid:uuid>.ics", calendars.event, name="event_calendar"),
    path("kalenteri/kerrat/<uuid:uuid>.ics", calendars.one_time, name="occurrence_calendar"),
    path("kalenteri/<str:token>.ics", calendars.own, name="own_calendar"),
]

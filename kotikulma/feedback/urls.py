"""People's pages of feedback; language prefixes are added by config.urls."""

from django.urls import path

from kotikulma.feedback.views import sender

app_name = "feedback"
urlpatterns = [
    path("palaute/seuranta/<str:token>/", sender.follow, name="follow"),
]

"""People's pages of feedback; language prefixes are added by config.urls."""

from django.urls import path, register_converter

from kotikulma.feedback.views import public, sender


class ReferenceConverter:
    """P-2027-00123"""

    regex = r"P-\d{4}-\d{5,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReferenceConverter, "reference")

app_name = "feedback"
urlpatterns = [
    path("palaute/", public.board, name="board"),
    path("palaute/anna/", public.give, name="give"),
    path("palaute/paikat/<uuid:uuid>/", public.place_board, name="place_board"),
    path("palaute/paikat/<uuid:uuid>/qr.svg", public.place_code, name="place_code"),
    path("palaute/seuranta/<str:token>/", sender.follow, name="follow"),
    path("palaute/seuranta/<str:token>/kiitos/", sender.receipt, name="receipt"),
    path("palaute/seuranta/<str:token>/unohda/", sender.forget_contact, name="forget_contact"),
    path("palaute/<reference:reference>/", public.item, name="item"),
    path("palaute/<reference:reference>/tue/", public.support, name="support"),
    path("palaute/<reference:reference>/auttoiko/", public.judge, name="judge"),
]

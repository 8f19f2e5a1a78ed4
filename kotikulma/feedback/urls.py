"""People's pages of feedback; language prefixes are added by config.urls."""

from django.urls import path, register_converter

from kotikulma.feedback.views import case, public, queue, recording, sender, statistics, templates


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
    path("tyotila/palaute/", queue.queue, name="queue"),
    path("tyotila/palaute/kirjaa/", recording.record, name="record"),
    path("tyotila/palaute/luvut/", statistics.numbers, name="statistics"),
    path("tyotila/palaute/pohjat/", templates.templates, name="templates"),
    path("tyotila/palaute/pohjat/<uuid:uuid>/poista/", templates.remove_template, name="remove_template"),
    path("tyotila/palaute/<reference:reference>/", case.case, name="case"),
    path("tyotila/palaute/<reference:reference>/vastaa/", case.answer, name="answer"),
    path("tyotila/palaute/<reference:reference>/kasittelija/", case.assign, name="assign"),
    path("tyotila/palaute/<reference:reference>/nayta/", case.show, name="show"),
    path("tyotila/palaute/<reference:reference>/vain-lahettajalle/", case.keep_private, name="keep_private"),
    path("tyotila/palaute/<reference:reference>/hylkaa/", case.reject, name="reject"),
    path("tyotila/palaute/<reference:reference>/yhdista/", case.merge, name="merge"),
    path("tyotila/palaute/<reference:reference>/muistiinpano/", case.note, name="note"),
    path("tyotila/palaute/<reference:reference>/seuraus/", case.link, name="link"),
    path("tyotila/palaute/<reference:reference>/seuraus/poista/", case.unlink, name="unlink"),
    path("tyotila/palaute/<reference:reference>/yhteystieto/", case.contact, name="contact"),
]

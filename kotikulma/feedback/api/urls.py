"""Addresses for programs and readers of feeds: no language prefix, no slash at the end. config.api adds /api/v1."""

from django.urls import path, register_converter

from kotikulma.feedback.api import feeds, open311


class FormConverter:
    """The two forms of GeoReport v2."""

    regex = "json|xml"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormConverter, "open311_form")

app_name = "feedback_machines"
urlpatterns = [
    path("open311/v2/discovery.<open311_form:form>", open311.discovery, name="discovery"),
    path("open311/v2/services.<open311_form:form>", open311.services, name="services"),
    path("open311/v2/services/<str:code>.<open311_form:form>", open311.service, name="service"),
    path("open311/v2/requests.<open311_form:form>", open311.requests, name="requests"),
    path("open311/v2/requests/<str:reference>.<open311_form:form>", open311.one, name="request"),
    path("open311/v2/tokens/<str:token>.<open311_form:form>", open311.token, name="token"),
    path("palaute/atom.xml", feeds.atom, name="atom"),
]

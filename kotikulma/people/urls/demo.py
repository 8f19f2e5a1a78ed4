"""Unprefixed addresses of the demo's door; 404 outside the demo and away from this machine."""

from django.urls import path

from kotikulma.people.views import demo

urlpatterns = [
    path("demo/", demo.roles, name="demo"),
    path("demo/sign-in", demo.sign_in, name="demo_sign_in"),
    path("demo/mail", demo.mail, name="demo_mail"),
]

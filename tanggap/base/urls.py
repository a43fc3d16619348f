"""Addresses of the groundwork: signing in, settings, History."""

from django.urls import URLPattern, path

from tanggap.base.views import signing_in

app_name = "base"
urlpatterns: list[URLPattern] = [
    path("masuk/", signing_in.sign_in, name="sign-in"),
    path("keluar/", signing_in.sign_out, name="sign-out"),
    path("kata-sandi/", signing_in.own_password, name="own-password"),
]

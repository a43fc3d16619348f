"""The set-up wizard's addresses, reachable only while the site is empty."""

from django.urls import URLPattern

app_name = "setup"
urlpatterns: list[URLPattern] = []

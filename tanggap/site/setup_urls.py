"""The set-up page's address; once the site is set up it only leads to the home page."""

from django.urls import URLPattern

app_name = "setup"
urlpatterns: list[URLPattern] = []

"""The set-up page's address; once the site is set up it only leads to the home page."""

from django.urls import URLPattern, path

from tanggap.site import setup_views
from tanggap.site.example import views as example_views

app_name = "setup"
urlpatterns: list[URLPattern] = [
    path("siapkan/", setup_views.wizard, name="wizard"),
    path("siapkan/contoh/", example_views.example, name="example"),
]

"""The addresses of evidence."""

from django.urls import URLPattern, path

from tanggap.evidence import views

app_name = "evidence"
urlpatterns: list[URLPattern] = [
    path("bukti/", views.page, name="page"),
]

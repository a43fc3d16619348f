"""The addresses of the workbench: home, triage, what came in, and what others add."""

from django.urls import URLPattern, path

from tanggap.workbench import views

app_name = "workbench"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("komponen/", views.components, name="components"),
]

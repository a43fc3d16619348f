"""The addresses of the workbench: home, triage, what came in, and what others add."""

from django.urls import URLPattern, path

from tanggap.workbench import list_views, views

app_name = "workbench"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("buku/", list_views.entries, name="entries"),
    path("buku/cari/", list_views.search, name="entries-search"),
    path("buku/tampilan/", list_views.keep_view, name="entries-keep"),
    path("komponen/", views.components, name="components"),
]

"""The addresses of evidence."""

from django.urls import URLPattern, path

from tanggap.evidence import round_views, views

app_name = "evidence"
urlpatterns: list[URLPattern] = [
    path("bukti/", views.page, name="page"),
    path(
        "daftar-tilik/<int:checklist_id>/isi-dengan-bukti/",
        round_views.round_new,
        name="round-new",
    ),
    path("daftar-tilik/<int:checklist_id>/bukti/", round_views.matches, name="matches"),
]

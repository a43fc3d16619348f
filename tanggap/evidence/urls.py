"""The addresses of evidence."""

from django.urls import URLPattern, path

from tanggap.evidence import pack_views, report_views, round_views, views

app_name = "evidence"
urlpatterns: list[URLPattern] = [
    path("bukti/", views.page, name="page"),
    path("bukti/laporan/<slug:what>/", report_views.report, name="report"),
    path("bukti/berkas/", pack_views.begun, name="pack-begun"),
    path("bukti/berkas/<int:pack_id>/hapus/", pack_views.dropped, name="pack-dropped"),
    path("bukti/berkas/<int:pack_id>/<slug:form>/", pack_views.taken_out, name="pack-taken-out"),
    path(
        "daftar-tilik/<int:checklist_id>/isi-dengan-bukti/",
        round_views.round_new,
        name="round-new",
    ),
    path("daftar-tilik/<int:checklist_id>/bukti/", round_views.matches, name="matches"),
]

from django.urls import path

from tanggap.gateway.views import lines, troubles

app_name = "gateway"
urlpatterns = [
    path("saluran/", lines.lines, name="lines"),
    path("saluran/tambah/", lines.line_add, name="line-add"),
    path("saluran/tambah/<slug:kind>/", lines.line_add_kind, name="line-add-kind"),
    path("saluran/<int:line_id>/", lines.line, name="line"),
    path("saluran/<int:line_id>/buka-tutup/", lines.line_closed, name="line-closed"),
    path("saluran/<int:line_id>/coba-lagi/", lines.line_tried_again, name="line-tried-again"),
    path("saluran/<int:line_id>/berkas/<str:name>", lines.line_file, name="line-file"),
    path("gangguan/", troubles.troubles, name="troubles"),
    path("gangguan/masuk/<int:arrival_id>/", troubles.arrival_retried, name="arrival-retried"),
    path("gangguan/masuk/<int:arrival_id>/mentah/", troubles.arrival_raw, name="arrival-raw"),
    path("gangguan/keluar/<int:dispatch_id>/", troubles.dispatch_settled, name="dispatch-settled"),
]

from django.urls import path

from tanggap.gateway.views import checks, lines, troubles

app_name = "gateway"
urlpatterns = [
    path("saluran/", lines.lines, name="lines"),
    path("saluran/tambah/", lines.line_add, name="line-add"),
    path("saluran/tambah/<slug:kind>/", lines.line_add_kind, name="line-add-kind"),
    path("saluran/cara/<slug:name>/", lines.line_howto, name="line-howto"),
    path("saluran/<int:line_id>/", lines.line, name="line"),
    path("saluran/<int:line_id>/buka-tutup/", lines.line_closed, name="line-closed"),
    path("saluran/<int:line_id>/coba-lagi/", lines.line_tried_again, name="line-tried-again"),
    path("saluran/<int:line_id>/berkas/<str:name>", lines.line_file, name="line-file"),
    path("saluran/<int:line_id>/bukti/", checks.line_proven, name="line-proven"),
    path("saluran/bukti/<int:proof_id>/", checks.proof, name="proof"),
    path("saluran/bukti/<int:proof_id>/hapus/", checks.proof_dropped, name="proof-dropped"),
    path("saluran/pemeriksaan/", checks.checks, name="checks"),
    path("saluran/pemeriksaan/baru/", checks.check_new, name="check-new"),
    path("saluran/pemeriksaan/cetak/", checks.checks_printed, name="checks-printed"),
    path(
        "saluran/pemeriksaan/<int:check_id>/batal/",
        checks.check_taken_back,
        name="check-taken-back",
    ),
    path("gangguan/", troubles.troubles, name="troubles"),
    path("gangguan/masuk/<int:arrival_id>/", troubles.arrival_retried, name="arrival-retried"),
    path("gangguan/masuk/<int:arrival_id>/mentah/", troubles.arrival_raw, name="arrival-raw"),
    path(
        "gangguan/keluar/<int:dispatch_id>/coba-lagi/",
        troubles.dispatch_tried_again,
        name="dispatch-tried-again",
    ),
    path("gangguan/keluar/<int:dispatch_id>/", troubles.dispatch_settled, name="dispatch-settled"),
]

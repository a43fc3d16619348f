from django.urls import path

from tanggap.outreach.views import log, papers, proofs

app_name = "outreach"
urlpatterns = [
    path("sosialisasi/", log.log, name="log"),
    path("sosialisasi/catat/", log.new, name="new"),
    path("sosialisasi/leaflet/", papers.leaflets, name="leaflets"),
    path("sosialisasi/leaflet/<slug:shape>/", papers.leaflet_paper, name="leaflet-paper"),
    path("sosialisasi/leaflet/<slug:shape>/kecil/", papers.leaflet_small, name="leaflet-small"),
    path("sosialisasi/laporan/", papers.report_paper, name="report"),
    path("sosialisasi/daftar-hadir/", papers.attendance, name="attendance"),
    path("sosialisasi/<int:record_id>/", log.record, name="record"),
    path("sosialisasi/<int:record_id>/perbaiki/", log.change, name="change"),
    path("sosialisasi/<int:record_id>/batal/", log.taken_back, name="taken-back"),
    path("sosialisasi/<int:record_id>/pulihkan/", log.returned, name="put-back"),
    path("sosialisasi/<int:record_id>/bukti/", proofs.kept, name="proof-kept"),
    path("sosialisasi/bukti/<int:proof_id>/", proofs.proof, name="proof"),
    path("sosialisasi/bukti/<int:proof_id>/kecil/", proofs.small, name="proof-small"),
    path("sosialisasi/bukti/<int:proof_id>/hapus/", proofs.removed, name="proof-removed"),
    path("sosialisasi/bukti/<int:proof_id>/kembalikan/", proofs.returned, name="proof-put-back"),
]

"""The addresses of the procedure's year."""

from django.urls import path

from tanggap.rhythm import file_views, own_views, views

app_name = "rhythm"
urlpatterns = [
    path("kalender/", views.year, name="year"),
    path("kalender/cetak/", views.paper, name="paper"),
    path("kalender/usulan/", views.proposed, name="proposed"),
    path("kalender/kegiatan/", views.new, name="new"),
    path("kalender/kegiatan/<int:occasion_id>/", views.occasion, name="occasion"),
    path("kalender/kegiatan/<int:occasion_id>/terlaksana/", views.held, name="held"),
    path("kalender/kegiatan/<int:occasion_id>/belum/", views.not_held, name="not-held"),
    path("kalender/kegiatan/<int:occasion_id>/batal/", views.cancelled, name="cancelled"),
    path("kalender/kegiatan/<int:occasion_id>/pulihkan/", views.restored, name="restored"),
    path("kalender/kegiatan/<int:occasion_id>/berkas/", file_views.kept, name="file-kept"),
    path("kalender/berkas/<int:file_id>/", file_views.file, name="file"),
    path("kalender/berkas/<int:file_id>/kecil/", file_views.small, name="file-small"),
    path("kalender/berkas/<int:file_id>/hapus/", file_views.removed, name="file-removed"),
    path("kalender/berkas/<int:file_id>/kembali/", file_views.put_back, name="file-put-back"),
    path("kalender/pengingat/", own_views.reminders, name="reminders"),
    path("kalender/pengingat/matikan/", own_views.reminders_ended, name="reminders-ended"),
    path("kalender/alamat/", own_views.feed_made, name="feed-made"),
    path("kalender/alamat/hapus/", own_views.feed_dropped, name="feed-dropped"),
    path("kalender/<slug:token>.ics", own_views.feed, name="feed"),
]

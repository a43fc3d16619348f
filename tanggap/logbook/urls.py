"""The addresses of the register: writing, correcting, and each act on an entry."""

from django.urls import path

from tanggap.logbook import course_views, old_views, promise_views, views

app_name = "logbook"
urlpatterns = [
    path("setelan/janji-waktu/", promise_views.promises, name="promises"),
    path("catat/", views.write, name="write"),
    path("buku-lama/", old_views.upload, name="old-book"),
    path("buku-lama/<int:import_id>/", old_views.look, name="old-book-look"),
    path("buku-lama/<int:import_id>/sejauh/", old_views.progress, name="old-book-progress"),
    path("buku-lama/<int:import_id>/ditolak/", old_views.refused, name="old-book-refused"),
    path("buku-lama/<int:import_id>/buang/", old_views.discard, name="old-book-discard"),
    path("buku-lama/<int:import_id>/keluarkan/", old_views.undo, name="old-book-undo"),
    path("buku/<int:entry_id>/perbaiki/", views.edit, name="edit"),
    path("buku/<int:entry_id>/batalkan/", course_views.cancel, name="cancel"),
    path("buku/<int:entry_id>/pulihkan/", course_views.restore, name="restore"),
    path("buku/<int:entry_id>/tanda-terima/", course_views.receipt, name="receipt"),
    path("buku/<int:entry_id>/minta-kelengkapan/", course_views.ask, name="ask"),
    path("buku/<int:entry_id>/lengkap/", course_views.complete, name="complete"),
    path("buku/<int:entry_id>/tindak-lanjut/", course_views.step, name="step"),
    path("buku/<int:entry_id>/selesai/", course_views.close, name="close"),
    path("buku/<int:entry_id>/buka-kembali/", course_views.reopen, name="reopen"),
    path(
        "buku/<int:entry_id>/belum-selesai/",
        course_views.take_back_closing,
        name="take-back-closing",
    ),
    path("buku/<int:entry_id>/unit/", course_views.units, name="units"),
    path("buku/<int:entry_id>/pegawai/", course_views.accused, name="accused"),
    path("buku/<int:entry_id>/serahkan/", course_views.hand_over, name="hand-over"),
    path("buku/<int:entry_id>/keluarkan-pesan/", course_views.take_out, name="take-out"),
]

"""The addresses of the monthly meetings."""

from django.urls import URLPattern, path

from tanggap.remedy.meetings.views import deciding, keeping, minutes, preparing, reading, tools

app_name = "meeting"
_ONE = "rapat/<int:meeting_id>/"
urlpatterns: list[URLPattern] = [
    path("rapat/", reading.meetings, name="meetings"),
    path("rapat/baru/", preparing.new, name="new"),
    path(_ONE, reading.meeting, name="meeting"),
    path(f"{_ONE}ubah/", preparing.change, name="change"),
    path(f"{_ONE}siapkan/", preparing.prepare, name="prepare"),
    path(f"{_ONE}undangan-dibagikan/", preparing.invited, name="invited"),
    path(f"{_ONE}undangan-belum/", preparing.not_invited, name="not-invited"),
    path(f"{_ONE}batal/", preparing.cancel, name="cancel"),
    path(f"{_ONE}pulihkan/", preparing.restore, name="restore"),
    path(f"{_ONE}acara/", preparing.agenda, name="agenda"),
    path(f"{_ONE}butir/", preparing.point_added, name="point-added"),
    path("rapat/butir/<int:point_id>/hapus/", preparing.point_dropped, name="point-dropped"),
    path("rapat/butir/<int:point_id>/kembalikan/", preparing.point_put_back, name="point-put-back"),
    path(f"{_ONE}peserta/", preparing.attendee_added, name="attendee-added"),
    path(
        f"{_ONE}peserta/<int:attendee_id>/hapus/",
        preparing.attendee_dropped,
        name="attendee-dropped",
    ),
    path(f"{_ONE}notulen/", minutes.write, name="minutes"),
    path(f"{_ONE}tutup/", minutes.close, name="close"),
    path(f"{_ONE}batal-tutup/", minutes.open_again, name="open-again"),
    path(f"{_ONE}kepala/", minutes.discussed, name="discussed"),
    path(f"{_ONE}batal-kepala/", minutes.discussion_taken_back, name="discussion-taken-back"),
    path(f"{_ONE}foto/", keeping.photo_kept, name="photo-kept"),
    path("rapat/foto/<int:photo_id>/", keeping.photo, name="photo"),
    path("rapat/foto/<int:photo_id>/kecil/", keeping.photo_small, name="photo-small"),
    path("rapat/foto/<int:photo_id>/hapus/", keeping.photo_removed, name="photo-removed"),
    path("rapat/foto/<int:photo_id>/kembalikan/", keeping.photo_put_back, name="photo-put-back"),
    path(f"{_ONE}kutip/<int:entry_id>/", keeping.quotation_picked, name="quotation-picked"),
    path(
        "rapat/kutipan/<int:quotation_id>/", keeping.quotation_released, name="quotation-released"
    ),
    path(
        "rapat/kutipan/<int:quotation_id>/hapus/",
        keeping.quotation_dropped,
        name="quotation-dropped",
    ),
    path("rapat/butir/<int:point_id>/alat/<str:kind>/", tools.of_point, name="tool"),
    path("rtl/<int:plan_id>/alat/<str:kind>/", tools.of_plan, name="plan-tool"),
    path("rapat/alat/<int:cause_id>/hapus/", tools.dropped, name="tool-dropped"),
    path("rapat/alat/<int:cause_id>/kembalikan/", tools.put_back, name="tool-put-back"),
    path("rapat/butir/<int:point_id>/rtl/", deciding.plan_decided, name="plan-decided"),
    path(f"{_ONE}undangan/", reading.invitation, name="invitation"),
    path(f"{_ONE}daftar-hadir/", reading.attendance, name="attendance"),
    path(f"{_ONE}cetak/", reading.minutes_printed, name="minutes-printed"),
]

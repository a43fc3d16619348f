"""The addresses of the workbench: home, triage, what came in, and what others add."""

from django.urls import URLPattern, path

from tanggap.workbench import (
    call_back_views,
    entry_people,
    entry_views,
    export_views,
    intake_views,
    list_views,
    media_views,
    message_views,
    paper_views,
    person_views,
    pulse,
    triage_views,
    views,
)

app_name = "workbench"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("buku/", list_views.entries, name="entries"),
    path("buku/cari/", list_views.search, name="entries-search"),
    path("berkas/<int:media_id>/", media_views.media, name="media"),
    path("berkas/<int:media_id>/kecil/", media_views.small, name="media-small"),
    path("kotak/foto/<int:photo_id>/gambar/", media_views.slip_picture, name="slip-picture"),
    path("ekspor/", export_views.export, name="export"),
    path("buku/tampilan/", list_views.keep_view, name="entries-keep"),
    path("buku/tampilan/<int:view_id>/hapus/", list_views.forget_view, name="entries-forget"),
    path("buku/<int:pk>/", entry_views.entry, name="entry"),
    path("buku/<int:pk>/jawab/", entry_views.write_answer, name="entry-answer"),
    path("buku/<int:pk>/orang/", entry_people.people, name="entry-people"),
    path("buku/<int:pk>/kabar/<int:reply>/", entry_views.answer_news, name="answer-news"),
    path("cetak/", paper_views.papers, name="papers"),
    path("cetak/buku/", paper_views.book, name="paper-book"),
    path("cetak/pratinjau/", paper_views.preview, name="paper-preview"),
    path("cetak/formulir/<slug:key>/", paper_views.form_paper, name="paper-form"),
    path(
        "cetak/formulir/<slug:key>/pratinjau/", paper_views.form_preview, name="paper-form-preview"
    ),
    path("buku/<int:entry_id>/cetak/<slug:what>/", paper_views.entry_paper, name="entry-paper"),
    path("jawaban/<int:reply_id>/cetak/", paper_views.reply_paper, name="reply-paper"),
    path("triase/", triage_views.desk, name="triage"),
    path("triase/kembali/", triage_views.undo, name="triage-undo"),
    path("denyut/", pulse.pulse, name="pulse"),
    path("denyut/saluran/", pulse.dead, name="pulse-lines"),
    path("telepon/", intake_views.phone, name="phone"),
    path("telepon/penelepon/", intake_views.who_calls, name="who-calls"),
    path("telepon/balik/", call_back_views.call_backs_page, name="call-backs"),
    path(
        "telepon/balik/<int:task_id>/<slug:act>/", call_back_views.call_back_act, name="call-back"
    ),
    path("tatap-muka/", intake_views.walk_in, name="walk-in"),
    path("surat/", intake_views.letter, name="letter"),
    path("tulis/saluran/<slug:kind>/", intake_views.add_line, name="intake-line"),
    path("warga/<int:person_id>/lihat/", person_views.person, name="person"),
    path("warga/<int:person_id>/nama/", person_views.rename, name="person-rename"),
    path("warga/<int:person_id>/satukan/", person_views.merge, name="person-merge"),
    path("warga/<int:person_id>/bukan-sama/", person_views.apart, name="person-apart"),
    path("warga/<int:person_id>/pisahkan/", person_views.split, name="person-split"),
    path("pesan/cari/", message_views.search, name="messages"),
    path("komponen/", views.components, name="components"),
]

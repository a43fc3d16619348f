"""Addresses of governing documents and daftar tilik."""

from django.urls import path

from tanggap.procedures.views import checklists, editor, register

app_name = "procedures"
urlpatterns = [
    path("dokumen/", register.documents, name="documents"),
    path("dokumen/baru/", register.document_new, name="document-new"),
    path("dokumen/contoh/", register.sample_started, name="sample-started"),
    path("dokumen/<int:revision_id>/", register.document, name="document"),
    path("dokumen/<int:revision_id>/ubah/", register.document_head, name="document-head"),
    path("dokumen/<int:revision_id>/tulis/", editor.editor, name="editor"),
    path("dokumen/<int:revision_id>/cetak.pdf", register.document_printed, name="document-printed"),
    path("dokumen/<int:revision_id>/unduh.docx", register.document_word, name="document-word"),
    path("dokumen/<int:revision_id>/tetapkan/", register.enacted, name="enacted"),
    path(
        "dokumen/<int:revision_id>/tetapkan/batal/",
        register.enactment_taken_back,
        name="enactment-taken-back",
    ),
    path("dokumen/<int:revision_id>/cabut/", register.revoked, name="revoked"),
    path(
        "dokumen/<int:revision_id>/cabut/batal/",
        register.revocation_taken_back,
        name="revocation-taken-back",
    ),
    path("dokumen/<int:revision_id>/revisi/", register.revision_begun, name="revision-begun"),
    path("dokumen/<int:revision_id>/buang/", register.draft_dropped, name="draft-dropped"),
    path("dokumen/<int:revision_id>/kembalikan/", register.draft_taken_up, name="draft-taken-up"),
    path("dokumen/<int:revision_id>/berkas/", register.file_kept, name="file-kept"),
    path("dokumen/<int:revision_id>/daftar-tilik/", checklists.checklist_new, name="checklist-new"),
    path("dokumen/berkas/<int:file_id>/", register.file, name="file"),
    path("dokumen/berkas/<int:file_id>/hapus/", register.file_dropped, name="file-dropped"),
    path("daftar-tilik/", checklists.checklists, name="checklists"),
    path("daftar-tilik/<int:checklist_id>/", checklists.checklist, name="checklist"),
    path("daftar-tilik/<int:checklist_id>/isi/", checklists.round_new, name="round-new"),
    path("daftar-tilik/<int:checklist_id>/kosong.pdf", checklists.sheet_printed, name="sheet"),
    path("daftar-tilik/isian/<int:round_id>/", checklists.round_page, name="round"),
    path(
        "daftar-tilik/isian/<int:round_id>/cetak.pdf",
        checklists.round_printed,
        name="round-printed",
    ),
    path(
        "daftar-tilik/isian/<int:round_id>/batal/",
        checklists.round_taken_back,
        name="round-taken-back",
    ),
    path(
        "daftar-tilik/isian/<int:round_id>/kembalikan/",
        checklists.round_taken_up,
        name="round-taken-up",
    ),
]

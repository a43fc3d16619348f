"""The addresses of answers: what waits for a hand, for approval, and the examples."""

from django.urls import URLPattern, path

from tanggap.reply import views

app_name = "reply"
urlpatterns: list[URLPattern] = [
    path("kirim-hp/", views.hand_tasks, name="hand-tasks"),
    path("kirim-hp/<int:pk>/selesai/", views.dispatch_done, name="dispatch-done"),
    path("kirim-hp/<int:pk>/belum/", views.not_sent, name="not-sent"),
    path("persetujuan/", views.approvals, name="approvals"),
    path("persetujuan/aturan/", views.approval_rule, name="approval-rule"),
    path("jawaban/<int:pk>/setujui/", views.approve, name="approve"),
    path("jawaban/<int:pk>/kembalikan/", views.return_draft, name="return"),
    path("jawaban/<int:pk>/kirim/", views.send, name="send"),
    path("jawaban/<int:pk>/buang/", views.discard, name="discard"),
    path("jawaban/<int:pk>/sudah-dikirim/", views.sent_by_hand, name="sent-by-hand"),
    path("jawaban/<int:pk>/sudah-disampaikan/", views.mark_given, name="given"),
    path("jawaban/<int:pk>/belum-disampaikan/", views.not_given, name="not-given"),
    path("jawaban/<int:pk>/pilah-lagi/", views.again, name="again"),
    path("buku/<int:pk>/kirim-tanda-terima/", views.send_receipt, name="send-receipt"),
    path("buku/<int:pk>/kirim-permintaan/", views.ask_by_line, name="ask-by-line"),
    path("buku/<int:pk>/ini-jawabannya/", views.adopt, name="adopt"),
    path("contoh-jawaban/", views.templates, name="templates"),
    path("contoh-jawaban/baru/", views.template_add, name="template-add"),
    path("contoh-jawaban/<int:pk>/", views.template, name="template"),
    path("contoh-jawaban/<int:pk>/tutup/", views.template_close, name="template-close"),
]

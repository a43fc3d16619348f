"""The addresses of the follow-up plans."""

from django.urls import URLPattern, path

from tanggap.remedy import answering_views as after
from tanggap.remedy import views

app_name = "remedy"
urlpatterns: list[URLPattern] = [
    path("rtl/", views.plans, name="plans"),
    path("rtl/cetak/", views.paper, name="paper"),
    path("rtl/rekapan/", views.critiques, name="critiques"),
    path("rtl/baru/", views.new, name="new"),
    path("rtl/<int:plan_id>/", views.plan, name="plan"),
    path("rtl/<int:plan_id>/ubah/", views.change, name="change"),
    path("rtl/<int:plan_id>/batal/", views.cancel, name="cancel"),
    path("rtl/<int:plan_id>/pulihkan/", views.restore, name="restore"),
    path("rtl/<int:plan_id>/realisasi/", views.realise, name="realise"),
    path(
        "rtl/<int:plan_id>/realisasi/batal/",
        views.take_back_realisation,
        name="take-back-realisation",
    ),
    path("rtl/<int:plan_id>/evaluasi/", views.evaluate, name="evaluate"),
    path(
        "rtl/<int:plan_id>/evaluasi/batal/",
        views.take_back_evaluation,
        name="take-back-evaluation",
    ),
    path("rtl/<int:plan_id>/cetak/", views.plan_paper, name="plan-paper"),
    path("rtl/<int:plan_id>/balasan/", after.answering, name="answering"),
    path("rtl/<int:plan_id>/balasan/kirim/", after.send_answers, name="send-answers"),
    path("rtl/<int:plan_id>/balasan/buang/", after.discard_answers, name="discard-answers"),
    path("rtl/<int:plan_id>/balasan/ditempel/", after.post_board, name="post-board"),
    path("rtl/<int:plan_id>/balasan/telepon/", after.phones, name="phones"),
    path("rtl/<int:plan_id>/balasan/papan/", after.board, name="board"),
    path("rtl/<int:plan_id>/topik/", after.topics, name="topics"),
    path("rtl/<int:plan_id>/laporan/", after.report, name="report"),
    path("rtl/<int:plan_id>/laporan/batal/", after.take_back_report, name="take-back-report"),
    path("rtl/<int:plan_id>/laporan/diterima/", after.receive_report, name="receive-report"),
    path(
        "rtl/<int:plan_id>/laporan/diterima/batal/",
        after.take_back_receipt,
        name="take-back-receipt",
    ),
    path("rtl/<int:plan_id>/laporan/cetak/", after.report_sheet, name="report-paper"),
    path("rtl/bukti/<int:proof_id>/", views.proof, name="proof"),
]

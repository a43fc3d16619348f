"""The addresses of the follow-up plans."""

from django.urls import URLPattern, path

from tanggap.remedy import views

app_name = "remedy"
urlpatterns: list[URLPattern] = [
    path("rtl/", views.plans, name="plans"),
    path("rtl/cetak/", views.paper, name="paper"),
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
    path("rtl/bukti/<int:proof_id>/", views.proof, name="proof"),
]

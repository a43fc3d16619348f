"""The addresses of the weekly recap; a week is named by its Monday."""

from django.urls import URLPattern, path

from tanggap.recap import views

app_name = "recap"
urlpatterns: list[URLPattern] = [
    path("rekap/", views.weeks, name="weeks"),
    path("rekap/<str:monday>/", views.week, name="week"),
    path("rekap/<str:monday>/catatan/", views.remark, name="remark"),
    path("rekap/<str:monday>/tutup/", views.close, name="close"),
    path("rekap/<str:monday>/batal-tutup/", views.take_back, name="take-back"),
    path("rekap/<str:monday>/dilihat/", views.see, name="see"),
    path("rekap/<str:monday>/belum-dilihat/", views.not_seen, name="not-seen"),
    path("rekap/<str:monday>/cetak/", views.paper, name="paper"),
]

"""The addresses of the monthly analysis; the month is chosen by GET."""

from django.urls import URLPattern, path

from tanggap.remedy import analysis_views as views

app_name = "analysis"
urlpatterns: list[URLPattern] = [
    path("analisis/", views.month, name="month"),
    path("analisis/cetak/", views.paper, name="paper"),
]

from django.urls import path

from tanggap.website import posters, tracking, views

app_name = "website"
urlpatterns = [
    path("lapor/", views.start, name="start"),
    path("lapor/<str:code>/", views.form, name="form"),
    path("lapor/<str:code>/tanya/", views.question, name="question"),
    path("lapor/<str:code>/di/<str:unit>/", views.form, name="form-of-unit"),
    path("lacak/", tracking.track, name="track"),
    path("lacak/tambah/", tracking.add, name="add"),
    path("saluran/formulir/", posters.posters, name="posters"),
    path("saluran/formulir/cetak/", posters.paper, name="paper"),
]

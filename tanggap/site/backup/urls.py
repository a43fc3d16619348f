"""Addresses of the page «Cadangan»."""

from django.urls import URLPattern, path

from tanggap.site.backup import views

app_name = "backup"
urlpatterns: list[URLPattern] = [
    path("setelan/cadangan/", views.page, name="page"),
    path("setelan/cadangan/kata-sandi/", views.passphrase_set, name="passphrase"),
    path("setelan/cadangan/folder/", views.folder_chosen, name="folder"),
    path("setelan/cadangan/buat/", views.begun, name="begin"),
    path("setelan/cadangan/<int:backup_id>/unduh/", views.taken_out, name="take-out"),
    path("setelan/cadangan/<int:backup_id>/uji/", views.trial, name="trial"),
]

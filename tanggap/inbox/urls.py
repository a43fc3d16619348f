"""The addresses of the inbox: importing a chat, the suggestion box, a citizen's page."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from tanggap.inbox import (
    box_views,
    calls_views,
    import_views,
    photo_views,
    slip_views,
    sms_views,
)

app_name = "inbox"
urlpatterns: list[URLPattern] = [
    path("impor/", import_views.upload, name="import"),
    path("impor/saluran/", import_views.add_line, name="import-line"),
    path("impor/hasil/<int:run_id>/", import_views.done, name="import-done"),
    path("impor/sms/", sms_views.upload, name="import-sms"),
    path("impor/sms/saluran/", sms_views.add_line, name="import-sms-line"),
    path("impor/sms/<int:import_id>/", sms_views.look, name="sms-look"),
    path("impor/sms/<int:import_id>/sejauh/", sms_views.progress, name="sms-progress"),
    path("impor/sms/<int:import_id>/buang/", sms_views.discard, name="sms-discard"),
    path("impor/sms/<int:import_id>/batal/", sms_views.undo, name="sms-undo"),
    path("impor/panggilan/", calls_views.upload, name="import-calls"),
    path("impor/panggilan/saluran/", calls_views.add_line, name="import-calls-line"),
    path("impor/panggilan/<int:import_id>/", calls_views.look, name="calls-look"),
    path("impor/panggilan/<int:import_id>/sejauh/", calls_views.progress, name="calls-progress"),
    path("impor/panggilan/<int:import_id>/buang/", calls_views.discard, name="calls-discard"),
    path("impor/panggilan/<int:import_id>/batal/", calls_views.undo, name="calls-undo"),
    path("impor/<str:token>/", import_views.look, name="import-look"),
    path("impor/<str:token>/buang/", import_views.discard, name="import-discard"),
    path("kotak/", box_views.box, name="box"),
    path("kotak/saluran/", box_views.add_line, name="box-line"),
    path("kotak/lembar/", slip_views.runs, name="slip-runs"),
    path("kotak/lembar/<int:run_id>/", slip_views.run, name="slip-run"),
    path("kotak/foto/<int:photo_id>/", photo_views.type_in, name="slip-photo"),
    path("kotak/foto/<int:photo_id>/sisihkan/", photo_views.put_aside, name="slip-aside"),
    path("kotak/foto/<int:photo_id>/kembali/", photo_views.take_back, name="slip-back"),
    path("kotak/<int:opening_id>/foto/", photo_views.photos, name="slip-photos"),
    path("kotak/<int:opening_id>/foto/sejauh/", photo_views.progress, name="slip-photos-progress"),
    path("kotak/<int:opening_id>/", box_views.slips, name="box-slips"),
    path("kotak/<int:opening_id>/jumlah/", box_views.count, name="box-count"),
    # The page spans steps (entries of a citizen), so workbench shows it.
    path(
        "warga/<int:person_id>/",
        RedirectView.as_view(pattern_name="workbench:person"),
        name="person",
    ),
]

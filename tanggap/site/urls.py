"""Every address of the site, step by step."""

from django.urls import include, path

from tanggap.site.probe import probe

urlpatterns = [
    path("", include("tanggap.workbench.urls")),
    path("", include("tanggap.base.urls")),
    path("", include("tanggap.procedures.urls")),
    path("", include("tanggap.gateway.urls")),
    path("", include("tanggap.outreach.urls")),
    path("", include("tanggap.inbox.urls")),
    path("", include("tanggap.logbook.urls")),
    path("", include("tanggap.reply.urls")),
    path("", include("tanggap.recap.urls")),
    path("", include("tanggap.remedy.analysis_urls")),
    path("", include("tanggap.remedy.urls")),
    path("", include("tanggap.remedy.meetings.urls")),
    path("", include("tanggap.website.urls")),
    path("", include("tanggap.rhythm.urls")),
    path("", include("tanggap.evidence.urls")),
    path("", include("tanggap.site.setup_urls")),
    path("", include("tanggap.site.backup.urls")),
    path("periksa/", probe),
]
handler400 = "tanggap.site.errors.unreadable"
handler403 = "tanggap.site.errors.not_allowed"
handler404 = "tanggap.site.errors.not_found"
handler500 = "tanggap.site.errors.broken"

"""The table to take along: what, which form, which days."""

import tempfile

from django import forms
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tanggap.base.access import may
from tanggap.base.forms.fields import day_field
from tanggap.base.middleware import StaffRequest
from tanggap.workbench.exports import FORMATS, WHAT, write_rows


class ExportForm(forms.Form):
    what = forms.ChoiceField(
        label="Yang diekspor",
        choices=[("entries", "Entri buku"), ("messages", "Pesan masuk dan keluar")],
        widget=forms.RadioSelect,
        initial="entries",
    )
    form = forms.ChoiceField(
        label="Bentuk berkas",
        choices=[
            ("xlsx", "Excel (XLSX)"),
            ("csv", "CSV"),
            ("jsonl", "JSON per baris (untuk aplikasi lain)"),
        ],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    from_ = day_field("Dari tanggal", required=False)
    to = day_field("Sampai tanggal", required=False)

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("from_") and data.get("to") and data["from_"] > data["to"]:
            self.add_error("to", "Tanggal akhir lebih awal daripada tanggal mulai.")
        return data


@may("look.export")
@require_http_methods(["GET", "POST"])
def export(request: StaffRequest) -> HttpResponseBase:
    """Ask what to take along, then hand it over as a download."""
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _file(request, form)
    return _page(request, form)


def _page(request: StaffRequest, form: ExportForm) -> HttpResponse:
    return render(request, "workbench/export.html", {"form": form})


def _file(request: StaffRequest, form: ExportForm) -> FileResponse:
    asked = form.cleaned_data
    table = WHAT[asked["what"]](request.actor, asked["from_"], asked["to"])
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_rows(table, asked["form"], out)
    out.seek(0)
    words = "buku" if asked["what"] == "entries" else "pesan"
    name = f"{words}-{timezone.localdate():%Y-%m-%d}.{asked['form']}"
    kind = FORMATS[asked["form"]]
    return FileResponse(out, as_attachment=True, filename=name, content_type=kind)

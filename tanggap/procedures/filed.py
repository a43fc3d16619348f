"""Where a document's file lies, and how it is handed out: only ever as a download."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponseBase

from tanggap.base.files import handed_out, safe_name
from tanggap.procedures.models import DocumentFile


def response_for(file: DocumentFile) -> HttpResponseBase:
    """Return the answer that hands out ``file``. Who may have it, the caller has asked.

    Raises ``Http404`` where the file is not (or no longer) here.
    """
    path = Path(settings.MEDIA_ROOT) / file.path
    if not path.is_file():
        raise Http404("Berkas ini tidak ada lagi.")
    name = safe_name(file.file_name, file.mime, f"dokumen-{file.pk}")
    return handed_out(path, name, file.mime, shown=False)

"""The files of a revision: the signed scan, the PDF, the DOCX."""

import hashlib
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.files import ENDINGS, as_kept, write_whole
from tanggap.base.ids import new_id
from tanggap.base.models import Staff
from tanggap.procedures.models import DocumentFile, Revision

MOST_FILES = 10


@action("procedures.keep_file")
def keep_file(
    actor: Actor, revision: Revision, *, form_key: UUID, file: "File[bytes]"
) -> DocumentFile:
    """Keep a file of ``revision``: also of one in force, whose signed scan comes later."""
    known = DocumentFile.objects.filter(form_key=form_key, facility_id=actor.facility_id).first()
    if known is not None:
        nothing_changed()
        return known
    if revision.dropped_at is not None:
        raise Refused("Konsep ini sudah dibuang.")
    if revision.files.count() >= MOST_FILES:
        raise Refused(f"Satu revisi menyimpan paling banyak {MOST_FILES} berkas.")
    if actor.staff_id is None:
        raise Refused("Berkas disimpan oleh seorang pegawai.")
    content, mime = as_kept(file.read(), str(getattr(file, "content_type", "") or ""))
    made = DocumentFile(
        id=new_id(),
        facility_id=actor.facility_id,
        revision=revision,
        file_name=_plain(file.name or "")[:200],
        mime=_plain(mime)[:120],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        by=Staff.objects.get(pk=actor.staff_id),
        at=timezone.now(),
        form_key=form_key,
    )
    ending = ENDINGS.get(made.mime, "")
    made.path = f"{actor.facility_id}/dokumen/{made.pk % 1000:03}/{made.pk}{ending}"
    write_whole(Path(settings.MEDIA_ROOT) / made.path, content)
    made.save(force_insert=True)
    tell(actor, revision, f"Berkas {revision.document} nomor {revision.number or '–'} disimpan.")
    return made


def _plain(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


@action("procedures.drop_file")
def drop_file(actor: Actor, file: DocumentFile) -> Revision:
    """Throw away a file that was kept by mistake: of a draft always, of others the same day."""
    held = (
        DocumentFile.objects.select_related("revision__document")
        .filter(pk=file.pk, facility_id=actor.facility_id)
        .first()
    )
    if held is None:
        raise Refused("Berkas ini sudah dihapus.")
    revision = held.revision
    if not revision.is_draft and timezone.localdate(held.at) != timezone.localdate():
        raise Refused("Berkas dokumen yang sudah ditetapkan tidak dihapus lagi.")
    path = Path(settings.MEDIA_ROOT) / held.path
    held.delete()
    transaction.on_commit(partial(path.unlink, missing_ok=True))
    tell(actor, revision, f"Berkas {revision.document} nomor {revision.number or '–'} dihapus.")
    return revision

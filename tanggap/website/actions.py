"""What the public's pages write: a report with its receipt, and a later word."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.files.base import File
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed
from tanggap.base.models import Unit
from tanggap.gateway.actions import keep_form, keep_media
from tanggap.gateway.models import Line
from tanggap.website.models import WebReport
from tanggap.website.receipts import Receipt, receipt_of
from tanggap.website.secrets import hash_of, new_number, secret_of


@dataclass(frozen=True)
class Written:
    """What somebody put into the form; ``phone`` is E.164 already, or empty."""

    form_key: UUID
    text: str
    unit: Unit | None = None
    name: str = ""
    phone: str = ""
    photos: "Sequence[File[bytes]]" = ()
    doubt: str = ""

    @property
    def digest(self) -> str:
        words = [self.text, str(self.unit.pk if self.unit else ""), self.name, self.phone]
        return hashlib.sha256(json.dumps(words).encode()).hexdigest()


@action("website.take_report")
def take_report(actor: Actor, line: Line, written: Written) -> Receipt:
    """Keep a form raw and give its receipt, both in one commit (UU 25/2009 art. 44(1)).

    The same form again gives the same receipt. Was it written further before it was sent
    again (the first answer was lost on the way), then what it says now is kept as well.
    """
    nothing_changed()
    known = WebReport.objects.filter(form_key=written.form_key).first()
    if known is not None and known.line_id != line.pk:
        raise Refused("Formulir ini milik puskesmas lain. Muat ulang halaman, lalu kirim lagi.")
    report = known or _new_report(line, written)
    if known is None:
        _keep(actor, report, report.message_key, written)
    elif known.words_hash != written.digest:
        _keep(actor, report, f"{report.message_key}:{written.digest[:16]}", written)
    return receipt_of(report)


def _new_report(line: Line, written: Written) -> WebReport:
    return WebReport.objects.create(
        facility_id=line.facility_id,
        line=line,
        unit=written.unit,
        number=new_number(),
        form_key=written.form_key,
        secret_hash=hash_of(secret_of(written.form_key)),
        words_hash=written.digest,
        received_at=timezone.now(),
        doubt=written.doubt[:200],
    )


def _keep(actor: Actor, report: WebReport, key: str, written: Written) -> None:
    """Keep the photos and the arrival; a photo has no name of its own, which may tell whose."""
    photos = []
    for place, photo in enumerate(written.photos, 1):
        name, content = f"foto-{place}", photo.read()
        mime = getattr(photo, "content_type", "") or ""
        media = keep_media(actor, report.line, f"{key}:{place}", content, name, mime)
        photos.append({"key": media.provider_key, "name": name})
    is_anonymous = not written.name and not written.phone
    form: Mapping[str, object] = {
        "key": key,
        "number": report.number,
        "reply_to": "" if key == report.message_key else report.message_key,
        "text": written.text,
        "name": written.name,
        "phone": written.phone,
        "unit": str(written.unit.pk) if written.unit else "",
        "is_anonymous": is_anonymous,
        "photos": photos,
    }
    keep_form(actor, report.line, form)


@action("website.add_words")
def add_words(actor: Actor, report: WebReport, text: str, form_key: UUID) -> None:
    """Keep what the person adds on the tracking page: a message of its own in the same talk."""
    nothing_changed()
    key = f"{report.message_key}:{form_key.hex}"
    form = {"key": key, "number": report.number, "reply_to": report.message_key, "text": text}
    keep_form(actor, report.line, form)


@action("website.clear_doubt")
def clear_doubt(actor: Actor, report: WebReport) -> None:
    """Note that the plain question was answered: no machine wrote this."""
    nothing_changed()
    WebReport.objects.filter(pk=report.pk, cleared_at=None).update(cleared_at=timezone.now())

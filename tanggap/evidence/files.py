"""The proof files that go into the ZIP: photos, scans, screenshots, as far as one may see them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tanggap.base.files import safe_name
from tanggap.documents.dates import long_date
from tanggap.evidence.asking import Question
from tanggap.evidence.outside_papers import OUTSIDE
from tanggap.evidence.proofs.outside import files_of, outside_between
from tanggap.gateway.media import path_of
from tanggap.gateway.models import LineProof, Media
from tanggap.outreach.queries import proofs_of
from tanggap.procedures.models import DocumentFile
from tanggap.procedures.queries import in_force_on
from tanggap.remedy.meetings.models import MeetingPhoto
from tanggap.remedy.meetings.queries import meetings_held
from tanggap.remedy.models import RealisationProof
from tanggap.remedy.queries import plans_visible_to


@dataclass(frozen=True)
class ProofFile:
    """A kept file, what it shows, and the chapter it lies in."""

    chapter: str
    name: str
    says: str
    path: Path


def proof_files(asked: Question) -> Iterator[ProofFile]:
    """Yield the files of the period that the maker may open; what is gone is left out."""
    actor = asked.actor
    if actor.may("look.documents"):
        yield from _scans(asked)
    if actor.may("look.lines"):
        yield from _lines(asked)
    if actor.may("look.outreach"):
        yield from _told(asked)
    if actor.may("look.meetings"):
        yield from _met(asked)
    if actor.may("look.plans"):
        yield from _done(asked)
    if actor.may("look.occasion_files"):
        yield from _outside(asked)


def _scans(asked: Question) -> Iterator[ProofFile]:
    held = in_force_on(asked.facility, asked.until).order_by()
    for one in DocumentFile.objects.filter(revision__in=held.values("pk")).select_related(
        "revision__document"
    ):
        path = Path(settings.MEDIA_ROOT) / one.path
        if path.is_file():
            name = safe_name(one.file_name, one.mime, f"dokumen-{one.pk}")
            says = f"{one.revision.document} nomor {one.revision.number or '–'}"
            yield ProofFile("Dokumen bertanda tangan", name, says, path)


def _lines(asked: Question) -> Iterator[ProofFile]:
    rows = LineProof.objects.filter(facility=asked.facility, proven_on__lte=asked.to)
    for one in rows.select_related("line", "media"):
        says = f"Bukti aktif {one.line.name}, {long_date(one.proven_on)}"
        yield from _media("Saluran", says, one.media)


def _told(asked: Question) -> Iterator[ProofFile]:
    rows = proofs_of(asked.facility.pk).filter(
        socialisation__taken_back_at=None,
        socialisation__held_on__range=(asked.from_, asked.to),
    )
    for one in rows.select_related("socialisation"):
        held = one.socialisation
        says = f"{one.get_kind_display()}: {held}, {long_date(held.held_on)}"
        yield from _media("Sosialisasi", says, one.media)


def _met(asked: Question) -> Iterator[ProofFile]:
    held = meetings_held(asked.facility.pk, asked.from_, asked.to).order_by()
    rows = MeetingPhoto.objects.filter(meeting__in=held.values("pk"), removed_at=None)
    for one in rows.exclude(kind=MeetingPhoto.Kind.MINUTES).select_related("meeting", "media"):
        says = f"{one.get_kind_display()}, pertemuan {long_date(one.meeting.held_on)}"
        yield from _media("Pertemuan bulanan", says, one.media)


def _done(asked: Question) -> Iterator[ProofFile]:
    rows = RealisationProof.objects.filter(
        realisation__plan__in=plans_visible_to(asked.actor).values("pk"),
        realisation__taken_back_at=None,
        realisation__done_on__range=(asked.from_, asked.to),
    )
    for one in rows.select_related("realisation__plan", "media"):
        says = f"Bukti realisasi {one.realisation.plan.number}"
        yield from _media("Rencana tindak lanjut", says, one.media)


def _outside(asked: Question) -> Iterator[ProofFile]:
    held = [one for one in outside_between(asked) if one.held_at is not None]
    named = {one.pk: f"{one.name}, {long_date(one.starts_on)}" for one in held}
    for key, files in files_of(held).items():
        for one in files:
            yield from _media(OUTSIDE, f"{one.get_kind_display()}: {named[key]}", one.media)


def _media(chapter: str, says: str, media: Media) -> Iterator[ProofFile]:
    path = path_of(media)
    if path is not None:
        name = safe_name(media.file_name, media.mime, f"berkas-{media.pk}")
        yield ProofFile(chapter, name, says, path)

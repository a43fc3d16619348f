"""Files that show that something was done, kept beside the row that says so.

A photo of a socialisation, the signed paper of a meeting, the picture of a box on its wall:
every table of them is kept in this one way.

- **The same upload twice is one**: each file has a ``form_key`` of its own (a field of several
  files gives them out, ``base/forms/files.py``), and who sends a form again gets what is there.
- **What is kept** is what ``gateway/media.py`` keeps: a picture is drawn anew without its marks
  of place and camera, everything else is handed out as a download only.
- **What is refused** is said in Indonesian by :class:`Refused`: no member of staff, no such
  kind, more than ``most`` files beside one row.
- **Thrown away** is not gone: for a week it can be put back, then a job deletes the file.

A step that wants such files has a table that derives from ``gateway.models.RemovableProof`` with
a foreign key to its row and its kinds, a :class:`Shelf` that names both, and four actions of its
own in the table of roles, a line each::

    FILES = Shelf(OccasionFile, "occasion", most=20, one="Satu acara", what="berkas", name=_named)

    @action("rhythm.keep_file")
    def keep_file(actor, occasion, *, form_key, file, kind, note="") -> OccasionFile:
        made = OccasionFile(occasion=occasion, form_key=form_key, kind=kind, note=note)
        return FILES.known(actor, form_key) or FILES.keep(actor, made, file)

    @action("rhythm.remove_file")
    def remove_file(actor, file): FILES.remove(actor, file)

    @action("rhythm.put_back_file")
    def put_back_file(actor, file): FILES.put_back(actor, file)

    @action("rhythm.let_go_of_files")
    def let_go_of_files(actor, now): return FILES.let_go(actor, now)

and in its ``jobs.py`` ``Job("rhythm.let_go_of_files", EVERY, FILES.job(let_go_of_files))``.
Who looks reads ``FILES.standing(facility_id)``, who undoes ``FILES.all(facility_id)``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

from django.core.files.base import File
from django.db.models import Model, QuerySet
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, machine, nothing_changed, tell
from tanggap.gateway.actions.arrived import keep_media, let_go_of_media
from tanggap.gateway.models import Line, Media, Proof, RemovableProof

KEPT_AFTER_REMOVAL = timedelta(days=7)
EVERY = timedelta(hours=6)  # how often what was thrown away is looked through
_AT_ONCE = 50

_P = TypeVar("_P", bound=Proof)
_R = TypeVar("_R", bound=RemovableProof)


def keep_upload(actor: Actor, key: str, file: "File[bytes]", line: Line | None = None) -> Media:
    """Keep an uploaded file; the same ``key`` twice is one file.

    As the machine does: whether ``actor`` may add it was asked by the act that calls this.
    """
    mime = getattr(file, "content_type", "") or ""
    return keep_media(machine(actor.facility_id), line, key, file.read(), file.name or "", mime)


def known_proof(table: type[_P], actor: Actor, form_key: UUID) -> _P | None:
    """Return what this upload has already become; then the act has nothing left to do."""
    here = table._default_manager.filter(form_key=form_key, facility_id=actor.facility_id)
    known = here.first()
    if known is not None:
        nothing_changed()
    return known


def put_beside(actor: Actor, proof: _P, file: "File[bytes]", line: Line | None = None) -> _P:
    """Keep ``file`` and write down ``proof``, which names its row and its upload, with it."""
    if actor.staff_id is None:
        raise Refused("Bukti disimpan oleh seorang pegawai.")
    proof.facility_id, proof.by_id, proof.at = actor.facility_id, actor.staff_id, timezone.now()
    proof.note = proof.note.strip()[:160]
    key = f"{proof._meta.label_lower}:{proof.form_key}"
    proof.media = keep_upload(actor, key, file, line)
    proof.save(force_insert=True)
    return proof


@dataclass(frozen=True)
class Shelf(Generic[_R]):
    """Where the files beside one kind of row are kept, thrown away and put back.

    The methods that write are called within an action of the step and leave its sentence.
    """

    table: type[_R]
    beside: str  # the foreign key of ``table`` to the row that its files show
    most: int
    one: str  # «Satu catatan»: what holds at most so many
    what: str  # «bukti» or «berkas»
    name: Callable[[_R], str]  # what History calls one of them

    def all(self, facility_id: int) -> "QuerySet[_R]":
        """Return what is kept, thrown away or not, with its file and its row."""
        here = self.table._default_manager.filter(facility_id=facility_id)
        return here.select_related("media", self.beside)

    def standing(self, facility_id: int) -> "QuerySet[_R]":
        """Return what is kept and not thrown away."""
        return self.all(facility_id).filter(removed_at=None)

    def known(self, actor: Actor, form_key: UUID) -> _R | None:
        """Return what this upload has already become; then the act has nothing left to do."""
        return known_proof(self.table, actor, form_key)

    def keep(self, actor: Actor, proof: _R, file: "File[bytes]") -> _R:
        """Keep ``file`` as ``proof``, which names its row, kind, note and upload."""
        if proof.kind not in self.table.Kind.values:
            raise Refused(f"Pilih jenis {self.what}.")
        standing = self.standing(actor.facility_id).filter(**{self.beside: self._row(proof)})
        if standing.count() >= self.most:
            raise Refused(f"{self.one} memuat paling banyak {self.most} {self.what}.")
        put_beside(actor, proof, file)
        tell(actor, self._row(proof), f"{self.name(proof)} disimpan.")
        return proof

    def remove(self, actor: Actor, proof: _R) -> None:
        """Throw a file away; it can be put back for a week, then it is deleted."""
        self._set_removed(actor, proof, timezone.now(), "dihapus")

    def put_back(self, actor: Actor, proof: _R) -> None:
        """Put a file back that was thrown away within the week."""
        self._set_removed(actor, proof, None, "dikembalikan")

    def let_go(self, actor: Actor, now: datetime) -> int:
        """Delete the files that were thrown away more than a week ago."""
        nothing_changed()
        gone = self._due(now).filter(facility_id=actor.facility_id).select_related("media")
        media = [proof.media for proof in gone[:_AT_ONCE]]
        self.table._default_manager.filter(media__in=media).delete()
        return let_go_of_media(actor, media)

    def job(self, let_go: Callable[[Actor, datetime], int]) -> Callable[[datetime], int]:
        """Return the job that lets ``let_go`` delete in every health centre where it is due."""

        def run(now: datetime) -> int:
            facilities = self._due(now).values_list("facility_id", flat=True)
            here = list(facilities.order_by().distinct())
            return sum(let_go(machine(facility_id), now) for facility_id in here)

        return run

    def _due(self, now: datetime) -> "QuerySet[_R]":
        return self.table._default_manager.filter(removed_at__lt=now - KEPT_AFTER_REMOVAL)

    def _row(self, proof: _R) -> Model:
        row: Model = getattr(proof, self.beside)
        return row

    def _set_removed(self, actor: Actor, proof: _R, at: datetime | None, done: str) -> None:
        held = self.all(actor.facility_id).filter(pk=proof.pk).first()
        if held is None:
            raise Refused(f"{self.what.capitalize()} ini sudah dihapus.")
        if (held.removed_at is None) == (at is None):
            nothing_changed()
            return
        held.removed_at = at
        held.save(update_fields=["removed_at"])
        tell(actor, self._row(held), f"{self.name(held)} {done}.")

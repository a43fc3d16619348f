"""Proofs of what governs: decrees, guide, SOPs, daftar tilik, profile."""

from collections.abc import Sequence

from tanggap.base.models import FacilityProfile
from tanggap.base.queries import profile_on
from tanggap.documents.dates import long_date
from tanggap.documents.letterhead import official_name
from tanggap.evidence.asking import Question
from tanggap.evidence.rules import Finding, Link, State, Todo, by_share
from tanggap.procedures.models import Document, Revision, Round
from tanggap.procedures.queries import checklist_rows, checklists_of, in_force_on, words_of_revision
from tanggap.procedures.rules import pooled, rate_words

_REGISTER = Link("Dokumen", "procedures:documents", right="look.documents")
_CHECKLISTS = Link("Daftar tilik", "procedures:checklists", right="look.checklists")
_NEW = Link("Daftarkan dokumen", "procedures:document-new", right="procedures.register")


def _held(asked: Question, kind: str, about: str = "") -> list[Revision]:
    found = in_force_on(asked.facility, asked.until, kind=kind, about=about)
    return list(found.prefetch_related("files"))


def _page_of(one: Revision) -> Link:
    label = f"{one.document.get_kind_display()} {one.number}"
    return Link(label, "procedures:document", (one.pk,), right="look.documents")


def _without_scan(held: Sequence[Revision]) -> list[Todo]:
    return [
        Todo(f"Simpan pindaian bertanda tangan {one.document} nomor {one.number}.", _page_of(one))
        for one in held
        if not one.files.all()
    ]


def decrees(asked: Question) -> Finding:
    """SK, SK Tim, dan pedoman (A-03, A-04; 1.1.2 regulasi)."""
    kinds = (Document.Kind.DECREE, Document.Kind.TEAM_DECREE, Document.Kind.GUIDE)
    by_kind = {kind: _held(asked, kind) for kind in kinds}
    held = [one for found in by_kind.values() for one in found]
    day = long_date(asked.until)
    words = ", ".join(f"{one.document.get_kind_display()} {one.number}" for one in held[:6])
    words = f"Berlaku per {day}: {words}." if held else f"Belum ada yang berlaku per {day}."
    missing = [
        Todo(f"Daftarkan {kind.label} pengelolaan umpan balik.", _NEW)
        for kind, found in by_kind.items()
        if not found
    ]
    missing += _without_scan(held)
    there = sum(bool(found) for found in by_kind.values())
    links = (_REGISTER, *map(_page_of, held[:6]))
    return Finding(by_share(there, len(kinds)), words, links, tuple(missing))


def sops(asked: Question) -> Finding:
    """SOP yang berlaku, dengan langkah dan rekaman historis (A-02, A-14, A-18)."""
    held = _held(asked, Document.Kind.SOP)
    if not held:
        start = Link("Mulai dari contoh SOP", "procedures:documents", right="look.documents")
        todo = Todo("Tetapkan SOP pengelolaan umpan balik dan penanganan pengaduan.", start)
        return Finding(State.NOT_YET, "Belum ada SOP yang berlaku.", (_REGISTER,), (todo,))
    names = "; ".join(
        f"{one.document.title} nomor {one.number}, revisi {words_of_revision(one)}"
        for one in held[:6]
    )
    links = (_REGISTER, *map(_page_of, held[:6]))
    return Finding(State.PROVEN, f"Berlaku: {names}.", links, tuple(_without_scan(held)))


def rounds(asked: Question) -> Finding:
    """Daftar tilik diisi; kepatuhan dihitung dari semua isian (B-15 sampai B-18)."""
    rows = checklist_rows(list(checklists_of(asked.actor)), asked.until)
    if not rows:
        todo = Todo("Buat daftar tilik dari SOP yang berlaku.", _CHECKLISTS)
        return Finding(State.NOT_YET, "Belum ada daftar tilik.", (_CHECKLISTS,), (todo,))
    said, missing, filled = [], [], 0
    for row in rows:
        own = [one for one in row.rounds if asked.from_ <= one.round.done_on <= asked.to]
        title, page = row.checklist.sop.document.title, _page_of_checklist(row.checklist.pk)
        if own:
            filled += 1
            rate = rate_words(pooled(one.tally for one in own))
            said.append(f"{title}: {len(own)} isian, kepatuhan {rate}")
        elif row.newer is None:
            missing.append(Todo(f"Isi daftar tilik «{title}» untuk periode ini.", page))
        if row.newer is not None:
            missing.append(Todo(f"SOP «{title}» sudah direvisi: buat daftar tilik barunya.", page))
    words = f"{'; '.join(said)}." if said else "Belum ada isian pada periode ini."
    current = sum(row.newer is None for row in rows) or len(rows)
    return Finding(by_share(min(filled, current), current), words, (_CHECKLISTS,), tuple(missing))


def _page_of_checklist(key: int) -> Link:
    return Link("Daftar tilik", "procedures:checklist", (key,), right="look.checklists")


def rounds_between(asked: Question) -> list[Round]:
    """Return the rounds of the period that count, oldest first."""
    rows = Round.objects.filter(
        facility=asked.facility,
        done_on__range=(asked.from_, asked.to),
        taken_back_at=None,
    ).select_related("unit", "by", "checklist__sop__document", "checklist__revision__document")
    return list(rows.order_by("done_on", "id"))


def profile(asked: Question) -> Finding:
    """Nama, bentuk hukum, dan kepala menurut tanggalnya (A-17, B-19)."""
    link = Link("Profil puskesmas", "base:profile", right="look.settings")
    try:
        held = profile_on(asked.facility, asked.until, with_logos=False)
    except FacilityProfile.DoesNotExist:
        fill = Todo("Isi profil puskesmas.", link)
        return Finding(State.NOT_YET, "Profil puskesmas belum diisi.", (link,), (fill,))
    words = f"{official_name(held)}, kepala {held.head_name or 'belum diisi'}, "
    words += f"berlaku sejak {long_date(held.valid_from)}."
    todo: tuple[Todo, ...] = () if held.head_name else (Todo("Isi nama kepala puskesmas.", link),)
    return Finding(State.PROVEN if held.head_name else State.PARTLY, words, (link,), todo)


def printed(asked: Question) -> Finding:
    """Huruf, halaman n/N, dan judul kosong mengikuti tata naskah (A-14, A-16, B-20)."""
    words = "Semua cetakan memakai huruf selebar Arial, kop dan kepala menurut tanggalnya, hal n/N."
    return Finding(State.PROVEN, words, (_REGISTER,))

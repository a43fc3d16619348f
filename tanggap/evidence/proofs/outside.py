"""Proofs from outside: what was held elsewhere and is shown by the files brought beside it.

Nobody here reads the files: whether an invitation or minutes are there is what their keeper said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from tanggap.documents.dates import long_date
from tanggap.evidence.asking import Question
from tanggap.evidence.proofs.documents import rounds_between
from tanggap.evidence.rules import Finding, Link, State, Todo, worst
from tanggap.evidence.terms import Cut, half_of, quarter_of, terms_ending_in
from tanggap.rhythm.models import Occasion, OccasionFile
from tanggap.rhythm.queries import occasions_of

_CALENDAR = Link("Kalender", "rhythm:year", right="look.rhythm")
_KIND = OccasionFile.Kind
_SHORT: Mapping[str, str] = {
    _KIND.INVITATION: "undangan",
    _KIND.ATTENDANCE: "daftar hadir",
    _KIND.MINUTES: "notulen",
    _KIND.PHOTO: "foto",
    _KIND.REPORT: "laporan",
}
_GATHERED = (_KIND.INVITATION, _KIND.ATTENDANCE, _KIND.MINUTES, _KIND.PHOTO)


@dataclass(frozen=True)
class Expected:
    """A gathering of the year: how often it is due, and which files show it (1.6.2, 1.6.3)."""

    kind: str
    words: str
    every: Cut
    files: Sequence[str]


CROSS = Expected(Occasion.Kind.CROSS_SECTOR, "lokakarya mini lintas sektor", quarter_of, _GATHERED)
REVIEW = Expected(Occasion.Kind.REVIEW, "RTM", half_of, _GATHERED)
SURVEY = Expected(Occasion.Kind.SURVEY, "survei kepuasan (SKM)", half_of, (_KIND.REPORT,))
AUDIT = Expected(Occasion.Kind.AUDIT, "audit internal", half_of, (_KIND.REPORT,))


def outside_between(asked: Question, kind: str = "") -> list[Occasion]:
    """Return the occasions of the period that were not cancelled, held or not, oldest first."""
    last = Q(ends_on__gte=asked.from_) | Q(ends_on=None, starts_on__gte=asked.from_)
    rows = occasions_of(asked.facility.pk).filter(
        last, cancelled_at=None, starts_on__lte=asked.until
    )
    if kind:
        rows = rows.filter(kind=kind)
    return list(rows.order_by("starts_on", "id"))


def files_of(held: Sequence[Occasion]) -> dict[int, list[OccasionFile]]:
    """Return by occasion the files that were not thrown away."""
    found: dict[int, list[OccasionFile]] = {one.pk: [] for one in held}
    rows = OccasionFile.objects.filter(occasion__in=list(found), removed_at=None)
    for one in rows.select_related("media"):
        found[one.occasion_id].append(one)
    return found


def _page(one: Occasion) -> Link:
    words = f"{one.name} {long_date(one.starts_on)}"
    return Link(words, "rhythm:occasion", (one.pk,), right="look.rhythm")


def _found(asked: Question, wanted: Expected, more: str = "") -> Finding:
    """Return what was held and shown by files, what was not, and which term had none at all."""
    planned = [one for one in outside_between(asked, wanted.kind) if _is_due(asked, one)]
    held = [one for one in planned if one.held_at is not None]
    owed, files = _owed(asked, wanted), files_of(held)
    if not planned and not owed:
        words = f"{_capital(wanted.words)} tidak jatuh pada periode ini.{more}"
        return Finding(State.UNPROVABLE, words, (_CALENDAR,))
    lacking = {one.pk: _lacking(wanted, files[one.pk]) for one in held}
    whole = sum(not names for names in lacking.values())
    missing = [_todo(wanted, one, lacking.get(one.pk)) for one in planned]
    missing += [Todo(f"Tidak ada {wanted.words} pada {term}.", _CALENDAR) for term in owed]
    states = [_state(files[one.pk], lacking[one.pk]) for one in held]
    states += [State.NOT_YET] * (len(planned) - len(held) + len(owed))
    return Finding(
        worst(states),
        f"{len(held)} {wanted.words} terlaksana, {whole} dengan berkas lengkap.{more}",
        (_CALENDAR, *map(_page, held[:6])),
        tuple(todo for todo in missing if todo is not None),
    )


def _is_due(asked: Question, one: Occasion) -> bool:
    """Answer whether it was held, or should have been by now."""
    return one.held_at is not None or (one.ends_on or one.starts_on) < asked.today


def _owed(asked: Question, wanted: Expected) -> list[str]:
    """Return the terms that ended in the period without one, planned or held."""
    days = occasions_of(asked.facility.pk).filter(kind=wanted.kind, cancelled_at=None)
    known = list(days.values_list("starts_on", flat=True))
    terms = terms_ending_in(asked.from_, asked.until, wanted.every)
    return [one.words for one in terms if not any(one.from_ <= day <= one.to for day in known)]


def _todo(wanted: Expected, one: Occasion, lacking: Sequence[str] | None) -> Todo | None:
    what = f"{wanted.words} {long_date(one.starts_on)}"
    if lacking is None:
        return Todo(f"Tandai {what} terlaksana, lalu simpan berkasnya.", _page(one))
    return Todo(f"Simpan {', '.join(lacking)} {what}.", _page(one)) if lacking else None


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _lacking(wanted: Expected, files: Sequence[OccasionFile]) -> list[str]:
    there = {one.kind for one in files}
    return [_SHORT[kind] for kind in wanted.files if kind not in there]


def _state(files: Sequence[OccasionFile], lacking: Sequence[str]) -> State:
    if not lacking:
        return State.PROVEN
    return State.PARTLY if files else State.NOT_YET


def cross(asked: Question) -> Finding:
    """Lokakarya mini triwulanan lintas sektor (1.6.2 EP a–c)."""
    return _found(asked, CROSS)


def review(asked: Question) -> Finding:
    """Pertemuan tinjauan manajemen dan berkasnya (1.6.3 EP e–f)."""
    return _found(asked, REVIEW)


def survey(asked: Question) -> Finding:
    """Pengukuran kepuasan dengan laporannya (1.1.2 EP d); SKM sendiri tidak dihitung di sini."""
    return _found(asked, SURVEY)


def audit(asked: Question) -> Finding:
    """Audit internal: jadwal, laporan, dan isian daftar tilik (1.6.3 EP a–d)."""
    many = len(rounds_between(asked))
    return _found(asked, AUDIT, f" {many} isian daftar tilik pada periode ini.")

"""Rencana dan laporan audit internal, from the daftar tilik of the period (1.6.3 EP a–d)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from tanggap.base.models import FacilityProfile
from tanggap.base.queries import profile_on
from tanggap.documents.dates import long_date, period, short_date
from tanggap.documents.letterhead import head_signature, signature
from tanggap.evidence.asking import Question
from tanggap.evidence.proofs.documents import rounds_between
from tanggap.evidence.reports.counting import FOR_ALL, plans_for_all
from tanggap.evidence.reports.report import (
    DOTS,
    Part,
    Report,
    centred,
    facts,
    plans_table,
    room,
    table,
    text,
    title_of,
)
from tanggap.evidence.terms import words_of
from tanggap.procedures.models import Checklist, Round, Seen, Step
from tanggap.procedures.queries import worded, words_of_revision
from tanggap.procedures.rules import Tally, is_followed, rate_words, tally_of
from tanggap.remedy.models import Plan
from tanggap.rhythm.models import Occasion
from tanggap.rhythm.queries import occasions_of

TITLE = "Rencana dan laporan audit internal"
_PURPOSE = (
    "menilai apakah pengelolaan umpan balik dan penanganan pengaduan dikerjakan menurut SOP "
    "yang berlaku, dan menemukan yang perlu diperbaiki"
)
_METHOD = "pengamatan, wawancara, dan telaah dokumen dengan daftar tilik"
_NO_ROUND = "Belum ada daftar tilik yang diisi pada periode ini."
_MOST_PLANS, _MOST_NOTES = 20, 5


@dataclass
class Found:
    """One step of a SOP with what all rounds of the period said of it."""

    step: Step
    marks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def tally(self) -> Tally:
        return tally_of(self.marks)


def audit_report(asked: Question) -> Report:
    """Return programme, plan, instrument, findings with CR, and what follows from them."""
    rounds = rounds_between(asked)
    profile = profile_on(asked.facility, asked.until)
    found = _findings(rounds)
    parts = [
        centred(words_of(asked.from_, asked.to)),
        title_of("1. Program audit setahun"),
        *_programme(asked),
        title_of("2. Rencana audit"),
        *_plan(asked, rounds),
        title_of("3. Instrumen"),
        *_instrument(found),
        title_of("4. Temuan tiap langkah"),
        *_told(found, profile),
        title_of("5. Tindak lanjut temuan"),
        *_follow_up(asked, found, profile),
        *_who_signs(rounds),
        title_of("6. Simpulan dan rekomendasi auditor"),
        room("", 4),
    ]
    name = f"audit-internal_{asked.from_:%Y-%m-%d}_{asked.to:%Y-%m-%d}"
    return Report(
        asked, TITLE, name, parts, _signatures(asked, profile, rounds), short="Audit internal"
    )


def _findings(rounds: Sequence[Round]) -> dict[Checklist, list[Found]]:
    """Return by daftar tilik its steps in order, each with the marks of all rounds."""
    by_step: dict[Checklist, dict[int, Found]] = defaultdict(dict)
    checklists = {one.pk: one.checklist for one in rounds}
    seen = Seen.objects.filter(round__in=list(checklists)).select_related("step", "round__unit")
    for one in seen.order_by("step__order", "round__done_on", "id"):
        rows = by_step[checklists[one.round_id]]
        row = rows.setdefault(one.step_id, Found(one.step))
        row.marks.append(one.mark)
        if one.note:
            row.notes.append(f"{one.round.unit.name}: {one.note}")
    return {key: list(rows.values()) for key, rows in by_step.items()}


def _programme(asked: Question) -> list[Part]:
    """Return the audits of the calendar in the years that the period touches."""
    years = range(asked.from_.year, asked.to.year + 1)
    held = occasions_of(asked.facility.pk).filter(
        kind=Occasion.Kind.AUDIT, cancelled_at=None, starts_on__year__in=years
    )
    rows = [
        [
            str(at),
            one.name,
            period(one.starts_on, one.ends_on or one.starts_on),
            one.place or "–",
            "Terlaksana" if one.held_at else "Direncanakan",
        ]
        for at, one in enumerate(held.order_by("starts_on", "id"), start=1)
    ]
    if not rows:
        return [text("Belum ada audit internal di kalender tahun ini.")]
    return [table(("No.", "Kegiatan", "Waktu", "Tempat", "Keadaan"), (10, 0, 42, 34, 28), rows)]


def _plan(asked: Question, rounds: Sequence[Round]) -> list[Part]:
    units = ", ".join(dict.fromkeys(one.unit.name for one in rounds)) or DOTS
    sops = dict.fromkeys(
        f"SOP {one.checklist.sop.document.title} nomor {one.checklist.sop.number or '–'}"
        for one in rounds
    )
    said = facts(
        ("Tujuan", _PURPOSE),
        ("Ruang lingkup", units),
        ("Kriteria", "; ".join(sops) or DOTS),
        ("Metode", _METHOD),
        ("Auditor", ", ".join(dict.fromkeys(one.auditor for one in rounds)) or DOTS),
    )
    rows = [
        [
            str(at),
            short_date(one.done_on),
            one.checklist.sop.document.title,
            one.unit.name,
            one.auditee,
            one.auditor,
        ]
        for at, one in enumerate(rounds, start=1)
    ]
    if not rows:
        return [said, text(_NO_ROUND)]
    columns = ("No.", "Tanggal", "Yang diperiksa", "Unit", "Auditee", "Auditor")
    return [said, table(columns, (10, 23, 0, 28, 32, 32), rows)]


def _instrument(found: dict[Checklist, list[Found]]) -> list[Part]:
    rows = [
        [
            str(at),
            f"Daftar tilik {one.sop.document.title}",
            one.revision.number or "–",
            f"{one.sop.number or '–'}, revisi {words_of_revision(one.sop)}",
            f"{one.threshold} %",
        ]
        for at, one in enumerate(found, start=1)
    ]
    if not rows:
        return [text(_NO_ROUND)]
    columns = ("No.", "Daftar tilik", "Nomor", "Menurut SOP", "Ambang")
    return [table(columns, (10, 0, 34, 40, 20), rows)]


def _told(found: dict[Checklist, list[Found]], profile: FacilityProfile) -> list[Part]:
    if not found:
        return [text(_NO_ROUND)]
    parts: list[Part] = []
    for one, rows in found.items():
        whole = sum((row.tally for row in rows), Tally())
        verdict = {True: "patuh", False: "belum patuh", None: "tidak dapat dihitung"}
        followed = verdict[is_followed(whole, one.threshold)]
        parts.append(
            text(
                f"{one.sop.document.title}: kepatuhan (CR) {rate_words(whole)}, {whole.yes} Ya "
                f"dari {whole.yes + whole.no} langkah yang berlaku, ambang {one.threshold} %: "
                f"{followed}."
            )
        )
        cells = [
            [
                str(at),
                worded(row.step.text, profile),
                str(row.tally.yes),
                str(row.tally.no),
                str(row.tally.not_applicable),
                rate_words(row.tally),
                _noted(row.notes),
            ]
            for at, row in enumerate(rows, start=1)
        ]
        columns = ("No.", "Langkah", "Ya", "Tidak", "TB", "CR", "Keterangan")
        parts.append(table(columns, (10, 0, 11, 14, 11, 18, 40), cells, (2, 3, 4, 5), breaks=True))
    return parts


def _noted(notes: Sequence[str]) -> str:
    """Return the first notes; the rest is read in the daftar tilik itself."""
    rest = len(notes) - _MOST_NOTES
    more = [f"dan {rest} catatan lain di daftar tiliknya"] if rest > 0 else []
    return "\n".join([*notes[:_MOST_NOTES], *more])


def _follow_up(
    asked: Question, found: dict[Checklist, list[Found]], profile: FacilityProfile
) -> list[Part]:
    """Return the steps that were not done, with room for cause and remedy; then the open plans."""
    off = [row for rows in found.values() for row in rows if row.tally.no]
    parts: list[Part] = []
    if off:
        cells = [
            [str(at), worded(row.step.text, profile), "", "", "", ""]
            for at, row in enumerate(off, start=1)
        ]
        columns = ("No.", "Temuan", "Penyebab", "Rencana tindak lanjut", "Oleh", "Batas")
        parts.append(table(columns, (10, 0, 32, 38, 22, 19), cells))
    else:
        parts.append(text("Tidak ada langkah yang dinilai «Tidak»." if found else _NO_ROUND))
    plans = [one for one in plans_for_all(asked) if _touches(asked, one.plan)][:_MOST_PLANS]
    if plans:
        parts += [text(f"Rencana tindak lanjut (RTL) periode ini. {FOR_ALL}"), plans_table(plans)]
    return parts


def _touches(asked: Question, plan: Plan) -> bool:
    return plan.begins_on <= asked.to and plan.ends_on >= asked.from_


def _people(rounds: Sequence[Round]) -> list[tuple[str, str]]:
    auditors = dict.fromkeys((one.auditor, "Auditor") for one in rounds)
    auditees = dict.fromkeys((one.auditee, f"Auditee, {one.unit.name}") for one in rounds)
    return [*auditors, *auditees]


def _who_signs(rounds: Sequence[Round]) -> list[Part]:
    """Return a list to sign where more than one auditor and auditee took part."""
    people = _people(rounds)
    if len(people) <= 2:
        return []
    rows = [[str(at), name, role, ""] for at, (name, role) in enumerate(people, start=1)]
    said = text("Yang mengikuti audit:")
    return [said, table(("No.", "Nama", "Sebagai", "Tanda tangan"), (10, 0, 56, 44), rows)]


def _signatures(
    asked: Question, profile: FacilityProfile, rounds: Sequence[Round]
) -> list[list[dict[str, object]]]:
    head = head_signature(profile, above=["Mengetahui,"])
    dated = f"{profile.place or DOTS}, {long_date(asked.today)}"
    people = _people(rounds)
    if len(people) > 2:
        return [[head, signature("Ketua tim audit internal", "", above=[dated])]]
    auditor = next((name for name, role in people if role == "Auditor"), "")
    auditee = next((name for name, role in people if role != "Auditor"), "")
    pair = [
        signature("Auditee", auditee, above=[""]),
        signature("Auditor", auditor, above=[dated]),
    ]
    return [pair, [head]]

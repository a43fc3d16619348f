"""Lembar masukan RTM: the fixed agenda of 1.6.3, each item with what the system knows (§4.2).

The PJ Mutu leads. Where only people can know, there is room to write.
"""

from datetime import date, timedelta

from tanggap.base.models import Team
from tanggap.base.papers import chair_on
from tanggap.base.queries import profile_on
from tanggap.documents.dates import long_date, period, short_date
from tanggap.documents.letterhead import head_signature, signature
from tanggap.evidence.asking import Question
from tanggap.evidence.proofs.documents import rounds_between
from tanggap.evidence.queries import Findings
from tanggap.evidence.reports.counting import (
    FOR_ALL,
    Counts,
    counts_of,
    plans_for_all,
    problems,
    told_to_all,
)
from tanggap.evidence.reports.report import (
    DOTS,
    Part,
    Report,
    centred,
    counted,
    facts,
    plans_table,
    points,
    promises,
    room,
    table,
    text,
    title_of,
)
from tanggap.evidence.terms import words_of
from tanggap.procedures.models import Document, Revision
from tanggap.procedures.queries import checklist_rows, checklists_of, words_of_revision
from tanggap.procedures.rules import pooled, rate_words
from tanggap.remedy.analysis import say_middle
from tanggap.remedy.rules import State
from tanggap.rhythm.models import Occasion
from tanggap.rhythm.queries import occasions_of

TITLE = "Masukan rapat tinjauan manajemen (RTM)"
QUALITY_CHAIR = "Penanggung Jawab Mutu"
_TOPICS, _MOST = 10, 20
_NEAR = timedelta(days=60)
_HIGH = "\u00a0\n\u00a0"
_COUNTLESS = ("recaps", "meetings", "checks", "told")
"""Proofs whose sentence counts no entry, so that it may stand on everybody's paper."""
_LACKING = (*_COUNTLESS, "decrees", "sops", "rounds", "lines", "media", "team")
_CLOSED = (State.FITS, State.CANCELLED)


def review_report(asked: Question) -> Report:
    """Return the eight items of the agenda in their order for the days before the meeting."""
    profile = profile_on(asked.facility, asked.until)
    entries, findings = told_to_all(asked), Findings(asked)
    counts, bad = counts_of(asked, entries), counts_of(asked, problems(entries))
    parts = [
        centred(words_of(asked.from_, asked.to)),
        facts(
            ("Dipimpin oleh", QUALITY_CHAIR),
            ("Tanggal RTM", _when(asked)),
            ("Tempat", _where(asked)),
        ),
        text(f"Angka per {long_date(asked.until)}. {FOR_ALL}"),
        *_feedback(counts),
        *_complaints(bad),
        *_audits(asked),
        *_performance(findings, counts),
        *_changes(asked),
        *_last_time(asked),
        *_advice(findings),
    ]
    lead = chair_on(asked.facility, asked.until, Team.Kind.QUALITY)
    dated = f"{profile.place or DOTS}, {long_date(asked.today)}"
    signed = [
        [
            head_signature(profile, above=["Mengetahui,"]),
            signature(
                QUALITY_CHAIR, lead.name if lead else "", lead.nip if lead else "", above=[dated]
            ),
        ]
    ]
    name = f"masukan-rtm_{asked.from_:%Y-%m-%d}_{asked.to:%Y-%m-%d}"
    return Report(asked, TITLE, name, parts, signed, short="Masukan RTM")


def _reviews(asked: Question) -> list[Occasion]:
    held = occasions_of(asked.facility.pk).filter(kind=Occasion.Kind.REVIEW, cancelled_at=None)
    return list(held.order_by("starts_on", "id"))


def _own(asked: Question) -> Occasion | None:
    """Return the RTM that this sheet is for: near the last day of the period, held or planned."""
    first, last = asked.to - _NEAR, asked.to + _NEAR
    return next((one for one in _reviews(asked) if first <= one.starts_on <= last), None)


def _before(asked: Question) -> Occasion | None:
    """Return the RTM held before that one."""
    own = _own(asked)
    until = own.starts_on if own else asked.until + timedelta(days=1)
    held = [one for one in _reviews(asked) if one.held_at and one.starts_on < until]
    return held[-1] if held else None


def _when(asked: Question) -> str:
    own = _own(asked)
    return long_date(own.starts_on) if own else DOTS


def _where(asked: Question) -> str:
    own = _own(asked)
    return (own.place if own else "") or DOTS


def _feedback(counts: Counts) -> list[Part]:
    parts = [
        title_of("1. Umpan balik pelanggan"),
        text(
            f"{counts.total} umpan balik masuk, {counts.anonymous} tanpa nama; "
            f"{counts.answered} sudah dijawab, {counts.closed} selesai."
        ),
    ]
    for column, rows in (("Jenis", counts.kinds), ("Media", counts.lines)):
        if rows:
            parts.append(counted(column, rows, counts.total))
    if counts.topics:
        parts.append(counted("Topik", counts.topics, most=_TOPICS))
    return parts


def _complaints(counts: Counts) -> list[Part]:
    parts = [
        title_of("2. Keluhan pelanggan"),
        text(
            f"{counts.total} keluhan dan kritik; {counts.answered} sudah dijawab. "
            f"Tanda terima: {counts.receipts} dari {counts.complaints} pengaduan. "
            f"{say_middle(counts.days)}"
        ),
    ]
    if counts.topics:
        parts += [counted("Topik", counts.topics, most=_TOPICS)]
    if counts.units:
        parts += [counted("Unit terkait", counts.units, most=_TOPICS)]
    if counts.promises:
        parts += [text("Ketepatan waktu:"), promises(counts.promises)]
    return parts


def _audits(asked: Question) -> list[Part]:
    """Return the CR of each daftar tilik in the period, and the audits of the calendar."""
    rows = []
    for row in checklist_rows(list(checklists_of(asked.actor)), asked.until):
        own = [one for one in row.rounds if asked.from_ <= one.round.done_on <= asked.to]
        if own:
            title = row.checklist.sop.document.title
            rate = rate_words(pooled(one.tally for one in own))
            off = sum(one.is_followed is False for one in own)
            rows.append([title, str(len(own)), rate, f"{row.checklist.threshold} %", str(off)])
    held = occasions_of(asked.facility.pk).filter(
        kind=Occasion.Kind.AUDIT, held_at__isnull=False, cancelled_at=None,
        starts_on__range=(asked.from_, asked.to),
    )  # fmt: skip
    said = f"{held.count()} audit internal terlaksana; {len(rounds_between(asked))} isian daftar "
    parts = [title_of("3. Hasil audit internal"), text(f"{said}tilik.")]
    if rows:
        columns = ("No.", "Yang diperiksa", "Isian", "CR", "Ambang", "Di bawah ambang")
        numbered = [[str(at), *row] for at, row in enumerate(rows, start=1)]
        parts.append(table(columns, (10, 0, 16, 20, 20, 26), numbered, (2, 3, 4, 5)))
    return [*parts, room("Temuan audit lain dan tindak lanjutnya:")]


def _performance(findings: Findings, counts: Counts) -> list[Part]:
    kept, decided = counts.kept
    plans = plans_for_all(findings.asked)
    span = [one for one in plans if one.plan.ends_on <= findings.asked.until]
    span = [one for one in span if one.plan.ends_on >= findings.asked.from_]
    done = sum(one.realisation is not None for one in span)
    rows = [f"{label}: {one.words}" for label, one in findings.of(_COUNTLESS)]
    rows += [
        f"Janji waktu: {kept} ditepati dari {decided} yang sudah jatuh tempo.",
        f"RTL yang batas waktunya pada periode ini: {done} dari {len(span)} direalisasikan.",
    ]
    return [
        title_of("4. Hasil penilaian kinerja"),
        points(*rows),
        room("Indikator mutu lain (INM, SKM, PKP):"),
    ]


def _changes(asked: Question) -> list[Part]:
    """Return what was enacted in the period: SOPs as processes, decrees and guides as policy."""
    processes = _enacted(asked, (Document.Kind.SOP, Document.Kind.CHECKLIST))
    policy = _enacted(asked, (Document.Kind.DECREE, Document.Kind.TEAM_DECREE, Document.Kind.GUIDE))
    nothing = "Tidak ada dokumen baru atau revisi yang ditetapkan pada periode ini."
    return [
        title_of("5. Perubahan proses"),
        points(*processes) if processes else text(nothing),
        room("Perubahan proses lain:", 2),
        title_of("6. Perubahan kebijakan mutu (bila perlu)"),
        points(*policy) if policy else text(nothing),
        room("Perubahan yang diusulkan:", 2),
    ]


def _enacted(asked: Question, kinds: tuple[str, ...]) -> list[str]:
    held = Revision.objects.filter(
        facility=asked.facility, document__kind__in=kinds, dropped_at=None,
        enacted_at__isnull=False, valid_from__range=(asked.from_, asked.to),
    ).select_related("document")  # fmt: skip
    return [
        f"{one.document.get_kind_display()} {one.document.title}, nomor {one.number or '–'}, "
        f"revisi {words_of_revision(one)}, berlaku {short_date(one.valid_from)}"
        for one in held.order_by("valid_from", "id")[:_MOST]
        if one.valid_from is not None
    ]


def _last_time(asked: Question) -> list[Part]:
    """Return the RTM before this one, and the plans made since; its recommendations are written."""
    last = _before(asked)
    since = last.starts_on if last else asked.from_
    parts = [title_of("7. Hasil RTM sebelumnya"), text(_said_of(last))]
    columns = ("No.", "Rekomendasi RTM sebelumnya", "Yang dikerjakan", "Keadaan")
    blank = [[str(at), _HIGH, "", ""] for at in range(1, 5)]
    parts.append(table(columns, (10, 0, 58, 28), blank))
    made = [one for one in plans_for_all(asked) if _day(asked, one.plan.planned_at) >= since]
    if made:
        words = f"RTL yang ditetapkan sejak {long_date(since)}:"
        parts += [text(words), plans_table(made[:_MOST])]
    if len(made) > _MOST:
        parts.append(text(f"{len(made) - _MOST} RTL lain ada di tabel RTL."))
    return parts


def _said_of(last: Occasion | None) -> str:
    if last is None:
        return "Belum ada RTM yang tercatat terlaksana di kalender."
    when = period(last.starts_on, last.ends_on or last.starts_on)
    return f"RTM terakhir yang tercatat terlaksana: {when}."


def _day(asked: Question, at) -> date:  # type: ignore[no-untyped-def]
    found: date = at.astimezone(asked.zone).date()
    return found


def _advice(findings: Findings) -> list[Part]:
    """Return what the system sees lacking, then room for what the meeting advises."""
    said = (todo.words for key in _LACKING for todo in findings[key].missing)
    lacking = list(dict.fromkeys(said))
    parts = [title_of("8. Rekomendasi perbaikan")]
    if lacking:
        parts += [text("Yang belum ada menurut catatan sistem:"), points(*lacking[:_MOST])]
    columns = ("No.", "Rekomendasi", "Penanggung jawab", "Batas waktu")
    blank = [[str(at), _HIGH, "", ""] for at in range(1, 6)]
    return [*parts, table(columns, (10, 0, 44, 28), blank)]

"""One plan on paper: its sheet with the PDSA headings, and the report to the head (A-12, B-09).

Both flow over as many pages as the words need: nothing is cut.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Facility, FacilityProfile, Staff
from tanggap.base.papers import CHAIR, chair_on
from tanggap.base.queries import profile_on
from tanggap.documents.dates import long_date, period
from tanggap.documents.letterhead import head_signature, letterhead, official_name, signature
from tanggap.documents.pdf import Drawing, PaperFile, render
from tanggap.gateway.media import printable
from tanggap.logbook.models import Accused
from tanggap.logbook.queries import zone_of
from tanggap.procedures.queries import basis_on
from tanggap.remedy.answering_reading import Progress, progress_of
from tanggap.remedy.answering_showing import effect_shown
from tanggap.remedy.effect_reading import ShownEffect
from tanggap.remedy.models import Plan, PlanReport, PlanSource
from tanggap.remedy.queries import Shown, report_of, sources_of

_PHOTO_PIXELS = 900
_MOST_PHOTOS = 12
_MOST_KEPT = 900  # letters: more than that may stand on the page before

Part = dict[str, object]


def plan_sheet(actor: Actor, facility: Facility, row: Shown, cycles: Sequence[Shown]) -> PaperFile:
    """Return one plan with all cycles of its chain, under the headings of PDSA."""
    parts: list[Part] = []
    for number, one in enumerate(cycles, start=1):
        if len(cycles) > 1:
            parts.append(_word(f"Siklus {number}: {one.plan.number}"))
        parts += _cycle(one)
    shown = effect_shown(actor, facility, row, cycles)
    if shown is not None:
        parts += _effect(shown)
    name = f"lembar-rtl_{row.plan.sequence}-{row.plan.year}.pdf"
    return _paper(actor, facility, row, cycles, parts, "Lembar PDSA", name)


def report_paper(
    actor: Actor, facility: Facility, row: Shown, cycles: Sequence[Shown]
) -> PaperFile:
    """Return the report of a realised plan to the head: problem, deed, proof, who was answered."""
    shown, made = effect_shown(actor, facility, row, cycles), report_of(row.plan)
    parts = [
        *_problem(actor, row),
        *_deed(row),
        _heading("Balasan kepada yang menyampaikan"),
        *_answers(progress_of(actor, row.plan)),
        *(_effect(shown) if shown is not None else []),
        _heading("Evaluasi"),
        *_study(row),
        *_received(made),
    ]
    name = f"laporan-rtl_{row.plan.sequence}-{row.plan.year}.pdf"
    return _paper(actor, facility, row, cycles[-1:], parts, "Laporan tindak lanjut", name)


# ---------------------------------------------------------------- the parts


def _cycle(one: Shown) -> list[Part]:
    plan = one.plan
    place = f", {plan.unit.name}" if plan.unit else ""
    return [
        _heading("Rencanakan (Plan)"),
        *_told("Masalah", plan.problem),
        *_told("Penyebab", plan.cause),
        *_told("Rencana tindak lanjut", plan.action),
        *_told("Tujuan/target", plan.target),
        *_told("Indikator keberhasilan", plan.indicator),
        _facts(
            [
                ["Penanggung jawab", f"{plan.person.name}{place}"],
                ["Waktu", period(plan.begins_on, plan.ends_on)],
                ["Biaya/sumber dana", plan.budget or "–"],
            ]
        ),
        _heading("Lakukan (Do)"),
        *_done(one),
        _heading("Periksa (Study)"),
        *_study(one),
        _heading("Tindak lanjuti (Act)"),
        _text(_act(one)),
    ]


def _problem(actor: Actor, row: Shown) -> list[Part]:
    plan = row.plan
    numbers = sources_of(actor, [plan.first_id]).get(plan.first_id, [])
    return [
        _heading("Masalah"),
        _text(plan.problem),
        *_told("Penyebab", plan.cause),
        *([numbered("Berasal dari entri:", numbers)] if numbers else []),
    ]


def _deed(row: Shown) -> list[Part]:
    plan = row.plan
    person = [["Penanggung jawab", plan.person.name]]
    person.append(["Waktu", period(plan.begins_on, plan.ends_on)])
    return [
        _heading("Tindakan"),
        _text(plan.action),
        *_told("Tujuan/target", plan.target),
        _facts(person),
        _heading("Realisasi dan bukti"),
        *_done(row),
    ]


def _done(one: Shown) -> list[Part]:
    done = one.realisation
    if done is None:
        return [_text("Belum direalisasikan.")]
    proofs = f"Bukti: {len(one.proofs)} berkas." if one.proofs else "Bukti: tidak dilampirkan."
    when = _by(f"{long_date(done.done_on)}, dicatat", done.by.name)
    return [when, _text(done.text), _text(proofs)]


def _study(one: Shown) -> list[Part]:
    judged = one.evaluation
    if judged is None:
        return [_text("Belum dievaluasi.")]
    result = "Sesuai" if judged.fits else "Tidak sesuai"
    said = [_by(f"{result}, dievaluasi {long_date(judged.judged_on)} oleh", judged.by.name)]
    return said + ([_text(judged.reason)] if judged.reason else [])


def _act(one: Shown) -> str:
    if one.corrected_by is not None:
        return f"Diperbaiki lewat {one.corrected_by.number}."
    if one.evaluation is not None:
        return "Dipertahankan: hasilnya sesuai."
    return "Menunggu evaluasi."


def _effect(shown: ShownEffect) -> list[Part]:
    said = _text(_judged(shown.label, shown.sentence)) | {"sticky": bool(shown.chart)}
    parts: list[Part] = [_heading("Apakah keluhannya berkurang?"), said]
    if shown.chart:
        alt = f"Keluhan tiap bulan: {shown.names}"
        picture: Part = {"kind": "picture", "picture": Drawing(shown.chart), "alt": alt}
        parts.append(picture)
    return [*parts, _text(shown.note)] if shown.note else parts


def _answers(progress: Progress) -> list[Part]:
    if not progress.rows:
        said = (
            "Semua yang menyampaikan sudah dibalas sebelumnya."
            if progress.is_prepared
            else "Balasan belum disiapkan."
        )
        return [_text(said)]
    rows = [
        [str(number), way, str(count), str(reached)]
        for number, (way, count, reached) in enumerate(progress.by_way, start=1)
    ]
    total = [sum(int(row[at]) for row in rows) for at in (2, 3)]
    return [
        {
            "kind": "table",
            "columns": ["No.", "Cara", "Disiapkan", "Sampai atau disampaikan"],
            "widths": [12, 0, 30, 52],
            "rows": [*rows, ["", "Jumlah", str(total[0]), str(total[1])]],
        }
    ]


def _received(made: PlanReport | None) -> list[Part]:
    if made is None:
        return []
    said = [_heading("Laporan")]
    said.append(_by(f"Dilaporkan {_day(made.reported_at)} oleh", made.reported_by.name))
    if made.received_at is not None and made.received_by is not None:
        said.append(_by(f"Diterima {_day(made.received_at)} oleh", made.received_by.name))
        said += _told("Catatan", made.note)
    return said


# ---------------------------------------------------------------- the paper


def _paper(
    actor: Actor,
    facility: Facility,
    row: Shown,
    pictured: Sequence[Shown],
    parts: Sequence[Part],
    title: str,
    name: str,
) -> PaperFile:
    today = timezone.localdate(timezone=zone_of(facility))
    profile = profile_on(facility, today)
    here = official_name(profile)
    content = {
        "letterhead": letterhead(profile),
        "heading": f"{title} {row.plan.number}".upper(),
        "size": 10.5,
        "signature-width": 80,
        "parts": parts,
        "kept": _kept(parts),
        "signatures": _signatures(facility, profile, row.plan, today),
        "photos": _photos(pictured),
        "photos-heading": "Lampiran: bukti realisasi",
        **basis_on(facility, today),
        "foot": f"{title} {row.plan.number} · {here} · dicetak {long_date(today)}",
    }
    made = render(
        "letter",
        content,
        title=f"{title} {row.plan.number}, {here}",
        paper=facility.paper,
        font=facility.font,
    )
    return PaperFile(name, made)


def _kept(parts: Sequence[Part]) -> int:
    """Return how many of the last parts stay with the signatures: those under the last heading."""
    since = next(n for n, part in enumerate(reversed(parts), start=1) if part["kind"] == "heading")
    tail = parts[-since:]
    long = sum(len(str(part.get("text", ""))) for part in tail) > _MOST_KEPT
    return 1 if long or any(part["kind"] == "picture" for part in tail) else since


def head_block(profile: FacilityProfile, plan: Plan) -> dict[str, object]:
    """Return who signs as having seen it: the head, or who stands in where a case is about them."""
    links = PlanSource.objects.filter(plan=plan.first_id).values("entry")
    named = Accused.objects.filter(entry__in=links, sees_instead__isnull=False)
    found: Staff | None = next(
        (one.sees_instead for one in named.select_related("sees_instead")[:1]), None
    )
    if found is None:
        return head_signature(profile, above=["Mengetahui,"])
    role = f"a.n. {official_name(profile)},\n{found.position}".strip()
    return signature(role, found.name, found.nip, above=["Mengetahui,"])


def _signatures(
    facility: Facility, profile: FacilityProfile, plan: Plan, today: date
) -> list[dict[str, object]]:
    chair = chair_on(facility, today)
    dated = f"{profile.place or '…………………'}, {long_date(today)}"
    name, nip = (chair.name, chair.nip) if chair else ("", "")
    return [
        head_block(profile, plan),
        signature(CHAIR, name, nip, above=[dated]),
    ]


def _photos(cycles: Sequence[Shown]) -> list[dict[str, object]]:
    """Return the first pictures among the proofs; other files stay where they are."""
    found: list[dict[str, object]] = []
    for one in cycles:
        for proof in one.proofs:
            drawn = printable(proof.media, _PHOTO_PIXELS) if len(found) < _MOST_PHOTOS else None
            if drawn is not None and one.realisation is not None:
                words = f"{one.plan.number}, {long_date(one.realisation.done_on)}"
                found.append({"picture": drawn, "words": words})
    return found


def numbered(text: str, numbers: Sequence[str]) -> Part:
    """Return a sentence that ends with register numbers, none of them broken."""
    return {"kind": "numbers", "text": text, "numbers": list(numbers)}


def _day(at: datetime) -> str:
    return long_date(timezone.localdate(at))


def _by(words: str, name: str) -> Part:
    """Return a sentence that ends with a name, which may bring its own full stop (S.K.M.)."""
    return _text(f"{words} {name}".rstrip(".") + ".")


def _text(text: str) -> Part:
    return {"kind": "text", "text": text}


def _word(text: str) -> Part:
    return {"kind": "word", "text": text}


def _heading(text: str) -> Part:
    return {"kind": "heading", "text": text}


def _facts(rows: list[list[str]]) -> Part:
    return {"kind": "facts", "title": "", "facts": rows}


def _told(label: str, text: str) -> list[Part]:
    """Return a labelled paragraph, which flows over pages; nothing for nothing."""
    return [_text(f"{label}: {text}")] if text else []


def _judged(label: str, sentence: str) -> str:
    """Return the verdict and its reason; a reason that begins with the verdict says it once."""
    return sentence if sentence.startswith(label) else f"{label}. {sentence}"

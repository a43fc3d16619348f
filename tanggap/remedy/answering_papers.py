"""The papers of answering everybody: the list to telephone from, and the board sheet (B-08)."""

from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Facility
from tanggap.base.papers import CHAIR, chair_on
from tanggap.base.queries import profile_on
from tanggap.documents.dates import grouped_phone, long_date
from tanggap.documents.letterhead import letterhead, official_name, signature
from tanggap.documents.pdf import PaperFile, render
from tanggap.logbook.queries import zone_of
from tanggap.remedy.answering_reading import progress_of
from tanggap.remedy.answering_showing import to_call
from tanggap.remedy.models import Plan
from tanggap.remedy.report_papers import head_block, numbered
from tanggap.reply.models import Reply

_LONG = 1_500  # letters to be said: a row as tall as a page has to break
_PRIVATE = (
    "Memuat nama dan nomor telepon warga. Simpan di tempat terkunci, jangan difoto, dan "
    "musnahkan sesudah hasilnya dicatat di aplikasi."
)


def phone_list(actor: Actor, facility: Facility, plan: Plan) -> PaperFile | None:
    """Return whom to call, what to say, and room to tick; nothing where nobody is to be called."""
    calls = to_call(progress_of(actor, plan))
    if not calls:
        return None
    parts: list[dict[str, object]] = [
        {"kind": "box", "title": "", "text": _PRIVATE},
        {
            "kind": "table",
            "title": "",
            "columns": ["No.", "Nomor register", "Nama dan nomor", "Yang disampaikan", "Hasil"],
            "widths": [10, 30, 36, 0, 33],
            "breaks": any(len(one.text) > _LONG for one in calls),
            "rows": [_row(number, one) for number, one in enumerate(calls, start=1)],
        },
    ]
    return _paper(facility, plan, "Daftar telepon", parts, f"{len(calls)} orang", "daftar-telepon")


def board_sheet(actor: Actor, facility: Facility, plan: Plan) -> PaperFile | None:
    """Return the sheet for the notice board: what was typed for it, and which numbers it answers.

    Never a name, nor what anybody reported: only the words that a person wrote for the board.
    """
    answered = progress_of(actor, plan).of_way(Reply.Way.NOTICE)
    if not answered:
        return None
    texts = list(dict.fromkeys(one.text for one in answered))
    numbers = [one.entry.number for one in answered if one.entry is not None]
    parts: list[dict[str, object]] = [{"kind": "box", "title": "", "text": one} for one in texts]
    parts += [
        numbered("Menanggapi umpan balik bernomor", numbers),
        {
            "kind": "text",
            "text": "Terima kasih telah menyampaikan umpan balik. Identitas penyampai "
            "dirahasiakan.",
        },
    ]
    return _paper(facility, plan, "Tanggapan atas umpan balik", parts, "", "papan-pengumuman")


def _row(number: int, reply: Reply) -> list[str]:
    person = reply.entry.person if reply.entry is not None else None
    phone = grouped_phone(reply.identity.value) if reply.identity is not None else "–"
    name = person.name if person is not None and person.name else "Tanpa nama"
    if reply.entry is not None and reply.entry.is_anonymous:
        name = "Anonim"
    ticks = "[   ] tersampaikan\n[   ] tidak diangkat\nPukul …………\nParaf …………"
    entry = reply.entry.number if reply.entry is not None else ""
    return [str(number), entry, f"{name}\n{phone}", reply.text, ticks]


def _paper(
    facility: Facility,
    plan: Plan,
    title: str,
    parts: list[dict[str, object]],
    under: str,
    stem: str,
) -> PaperFile:
    today = timezone.localdate(timezone=zone_of(facility))
    profile = profile_on(facility, today)
    here, is_board = official_name(profile), stem == "papan-pengumuman"
    dated = f"{profile.place or '…………………'}, {long_date(today)}"
    chair = chair_on(facility, today)
    signed = signature("Petugas", "", above=[dated])
    if is_board:
        signed = {**head_block(profile, plan), "above": [dated]}
    elif chair is not None:
        signed = signature(CHAIR, chair.name, chair.nip, above=[dated])
    content = {
        "letterhead": letterhead(profile),
        "heading": title.upper(),
        "size": 13 if is_board else 10,
        "signature-width": 92,
        "parts": parts,
        "kept": 1 if is_board else 0,
        "signatures": [signed],
        "foot": f"{title} · {here}" + ("" if is_board else f" · {plan.number}, {under} · rahasia"),
    }
    made = render(
        "letter", content, title=f"{title}, {here}", paper=facility.paper, font=facility.font
    )
    return PaperFile(f"{stem}_{plan.sequence}-{plan.year}.pdf", made)

"""The papers of one entry: tanda terima, permintaan kelengkapan, lembar penyerahan.

What they have in common is in ``entry_paper``.
"""

from datetime import date, datetime

from tanggap.base.acting import Actor, Refused
from tanggap.documents.dates import (
    clock_time,
    day_and_date,
    grouped_nip,
    long_date,
    short_date,
)
from tanggap.documents.fitting import fit
from tanggap.documents.letterhead import letterhead, signature
from tanggap.inbox.models import Attachment
from tanggap.logbook.entry_paper import (
    EntryPaper,
    addressee,
    answerable,
    contact_sentence,
    facts,
    paper_of,
    paragraph,
    reception,
    reporter,
    signed_by,
    substitute,
)
from tanggap.logbook.models import Entry, EntryMessage, Milestone
from tanggap.logbook.queries import rules_of, zone_of
from tanggap.logbook.rules import (
    COMPLETION_DAYS,
    Event,
    applies,
    is_complaint,
    withdrawn_after,
)

_MOST_PROMISES = 4
_LINES = {"f4": 8, "a4": 5}
"""How many lines of the description half a page holds."""


def receipt(actor: Actor, entry: Entry, *, on: date | None = None) -> bytes:
    """Return the tanda terima, two copies on a page: to be given and to be kept.

    UU 25/2009 art. 44(2): identity, description, place and time received, signature and
    name of the receiver; also the register number, what is promised, and whom to ask.
    """
    paper = paper_of(actor, entry, on)
    kind = "PENGADUAN" if is_complaint(entry.klass) else "UMPAN BALIK"
    shown, whole = fit(entry.text, 178, _LINES[entry.facility.paper], size=9)
    content = {
        "letterhead": letterhead(paper.profile),
        "heading": f"TANDA TERIMA {kind}",
        "number": f"Nomor register {entry.number}",
        "copies": ["Lembar 1: untuk penyampai", "Lembar 2: untuk arsip puskesmas"],
        "facts": [*reporter(paper), *reception(paper)],
        "text-label": "Uraian",
        "text": shown if whole else f"{shown} … (selengkapnya di buku)",
        "promises-heading": "Yang kami janjikan",
        "promises": _promises(paper),
        "signatures": [
            signature("Penyampai", paper.person.name if paper.person else "", above=[""]),
            signed_by(paper, "Petugas penerima", above=[paper.dated]),
        ],
        "note": _contact(paper),
    }
    return paper.render("slip", content, f"Tanda terima {entry.number}")


def completion_letter(actor: Actor, entry: Entry, *, on: date | None = None) -> bytes:
    """Return the letter that asks for what is missing (UU 25/2009 art. 44(3)–(5)).

    Raises ``Refused`` where nothing has been asked for yet.
    """
    asked = entry.milestones.filter(kind=Milestone.Kind.ASKED).order_by("-at", "-id").first()
    if asked is None:
        raise Refused("Belum ada kelengkapan yang diminta. Tulis dulu apa yang masih kurang.")
    paper = paper_of(actor, entry, on or asked.at.astimezone(zone_of(entry.facility)).date())
    content = {
        "letterhead": letterhead(paper.profile),
        "references": [["Nomor", ""], ["Lampiran", "–"], ["Perihal", "Kelengkapan pengaduan"]],
        "dated": paper.dated,
        "addressee": addressee(paper),
        "parts": [
            paragraph("Dengan hormat,"),
            *_what_came(paper),
            {"kind": "box", "text": asked.note},
            *_until_when(paper, withdrawn_after(asked.at, paper.zone)),
            paragraph("Atas perhatian dan kerja samanya kami ucapkan terima kasih."),
        ],
        "kept": 1,
        "signatures": [answerable(paper)],
        "foot": f"Kelengkapan pengaduan nomor register {entry.number}",
    }
    return paper.render("letter", content, f"Kelengkapan pengaduan {entry.number}")


def _what_came(paper: EntryPaper) -> list[dict[str, object]]:
    """Say what was received, and that it is not complete (art. 44(3))."""
    entry, received = paper.entry, paper.received
    return [
        paragraph(
            f"Terima kasih atas pengaduan Bapak/Ibu/Saudara yang kami terima pada "
            f"{day_and_date(received)} pukul {clock_time(received)} melalui "
            f"{entry.line.name} dan kami catat dengan nomor register {entry.number}."
        ),
        paragraph(
            "Setelah kami periksa, pengaduan tersebut belum lengkap (Pasal 44 ayat (3) "
            "Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik). Mohon dilengkapi:"
        ),
    ]


def _until_when(paper: EntryPaper, until: datetime) -> list[dict[str, object]]:
    """Say until when, and what follows if nothing comes (art. 44(4) and (5))."""
    return [
        paragraph(
            f"Kelengkapan kami tunggu paling lambat {day_and_date(until.astimezone(paper.zone))}, "
            f"yaitu {COMPLETION_DAYS} hari sejak surat ini disampaikan. Apabila sampai tanggal "
            "tersebut belum dilengkapi, menurut Pasal 44 ayat (5) pengaduan dianggap dicabut. "
            "Bapak/Ibu/Saudara tetap dapat menyampaikan pengaduan yang baru."
        ),
        paragraph(
            "Penanganan pengaduan tidak dipungut biaya dan identitas Bapak/Ibu/Saudara kami "
            f"rahasiakan. {contact_sentence(paper)}"
        ),
    ]


def hand_over_sheet(actor: Actor, entry: Entry, *, on: date | None = None) -> bytes:
    """Return the sheet with which a case goes to the dinas, past the person it is about.

    UU 25/2009 art. 45: to the superior. Where the head is meant, a substitute signs.
    """
    handed = entry.milestones.filter(kind=Milestone.Kind.HANDED_OVER).order_by("-at").first()
    day = handed.at.astimezone(zone_of(entry.facility)).date() if handed else None
    paper = paper_of(actor, entry, on or day)
    agency = paper.profile.agency or "Dinas Kesehatan"
    content = {
        "letterhead": letterhead(paper.profile),
        "heading": "LEMBAR PENYERAHAN PENGADUAN",
        "number": "……………………………………………",
        "size": 10.5,
        "kept": 1,
        "parts": _handed_over(paper, f"{agency} {paper.profile.regency}".strip()),
        "signatures": [
            signature(f"Yang menerima, {agency}", "", above=["Tanggal ……………… pukul ………"]),
            _handing_over(paper),
        ],
        "signature-width": 80,
        "copies": [],
        "foot": f"Lembar penyerahan {entry.number} · rahasia",
    }
    return paper.render("letter", content, f"Lembar penyerahan {entry.number}")


def _handed_over(paper: EntryPaper, dinas: str) -> list[dict[str, object]]:
    """Return the body of the sheet: to whom, about whom, what happened, what was done."""
    entry = paper.entry
    return [
        {"kind": "word", "text": "RAHASIA"},
        paragraph(
            f"Pengaduan berikut diserahkan kepada Kepala {dinas} untuk ditangani oleh atasan "
            "pihak yang diadukan, sesuai Pasal 45 Undang-Undang Nomor 25 Tahun 2009 tentang "
            "Pelayanan Publik."
        ),
        facts("A. Pengaduan", [["Nomor register", entry.number], *reception(paper)]),
        facts("B. Penyampai", reporter(paper)),
        _accused_table(entry),
        {"kind": "box", "title": "D. Uraian pengaduan", "text": entry.text},
        facts("", _circumstances(entry)),
        _steps_table(paper),
        paragraph(_attached(entry)),
    ]


def _circumstances(entry: Entry) -> list[list[str]]:
    found = [
        ["Waktu kejadian", entry.happened],
        ["Tempat kejadian", entry.place],
        ["Yang diharapkan", entry.wish],
        ["Tingkat", entry.get_severity_display()],
    ]
    return [pair for pair in found if pair[1]]


def _promises(paper: EntryPaper) -> list[dict[str, str]]:
    """Return what is still promised: with a date where it runs, with a span where it waits."""
    entry = paper.entry
    due = {
        clock.rule: clock.due_at
        for clock in entry.clocks.filter(met_at=None, dropped_at=None, paused_at=None)
    }
    dated: list[tuple[datetime, dict[str, str]]] = []
    later: list[dict[str, str]] = []
    for rule in rules_of(entry.facility):
        if Event.RECEIPT in rule.met_by or not applies(rule, klass=entry.klass, kind=entry.kind):
            continue
        what = f"{rule.label} · {rule.source}"
        at = due.get(rule.key)
        if at is not None:
            when = f"paling lambat {long_date(at.astimezone(paper.zone))}"
            dated.append((at, {"what": what, "when": when}))
        elif rule.trigger == Event.COMPLETE and entry.complete_at is None:
            later.append({"what": what, "when": f"{rule.words} sejak lengkap"})
    in_order = [line for _, line in sorted(dated, key=lambda pair: pair[0])]
    return (in_order + later)[:_MOST_PROMISES]


def _handing_over(paper: EntryPaper) -> dict[str, object]:
    who = substitute(paper.entry) or paper.staff
    above = [paper.dated]
    if who is None:
        return signature("Yang menyerahkan", "", above=above)
    role = f"Yang menyerahkan, {who.position}" if who.position else "Yang menyerahkan"
    return signature(role, who.name, who.nip, above=above)


def _accused_table(entry: Entry) -> dict[str, object]:
    people = entry.accused.select_related("staff").order_by("id")
    rows = [
        [
            str(i),
            f"{one.staff.name}\nNIP. {grouped_nip(one.staff.nip)}"
            if one.staff.nip
            else one.staff.name,
            one.staff.position or "–",
        ]
        for i, one in enumerate(people, start=1)
    ]
    return {
        "kind": "table",
        "title": "C. Pihak yang diadukan",
        "columns": ["No.", "Nama / NIP", "Jabatan"],
        "widths": [11, 0, 62],
        "rows": rows or [["–", "Tidak disebutkan", "–"]],
    }


def _steps_table(paper: EntryPaper) -> dict[str, object]:
    rows = [
        [short_date(one.at.astimezone(paper.zone)), f"{one.get_kind_display()}{_noted(one)}"]
        for one in paper.entry.milestones.order_by("at", "id")
        if one.kind != Milestone.Kind.HANDED_OVER
    ]
    if paper.entry.immediate_action:
        at = short_date(paper.entry.recorded_at.astimezone(paper.zone))
        rows.insert(0, [at, f"Tindak lanjut segera: {paper.entry.immediate_action}"])
    return {
        "kind": "table",
        "title": "E. Yang sudah dilakukan",
        "columns": ["Tanggal", "Uraian"],
        "widths": [26, 0],
        "rows": rows or [["–", "Belum ada."]],
    }


def _noted(milestone: Milestone) -> str:
    return f": {milestone.note}" if milestone.note else ""


def _attached(entry: Entry) -> str:
    linked = EntryMessage.objects.filter(entry=entry)
    messages = linked.count()
    files = Attachment.objects.filter(message__in=linked.values("message")).count()
    return f"Lampiran: {messages} pesan asli, {files} berkas (foto, suara, atau dokumen)."


def _contact(paper: EntryPaper) -> str:
    return (
        "Simpan lembar ini dan sebutkan nomor registernya bila bertanya. Penanganan tidak "
        "dipungut biaya (Pasal 48 UU 25/2009). Identitas Anda dirahasiakan.\n"
        f"{contact_sentence(paper)}"
    )

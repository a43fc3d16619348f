"""The papers of one entry: tanda terima, permintaan kelengkapan, lembar penyerahan.

Whoever may not meet the entry gets none of them; who may not see identities gets the
receipt without. The profile is the one valid on the day of the paper (A-17).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from tanggap.base.acting import Actor, NotAllowed, Refused
from tanggap.base.models import FacilityProfile, Staff
from tanggap.base.papers import chair_on
from tanggap.base.queries import profile_on
from tanggap.documents.dates import (
    clock_time,
    day_and_date,
    grouped_nip,
    grouped_phone,
    long_date,
    short_date,
)
from tanggap.documents.fitting import fit
from tanggap.documents.letterhead import head_signature, letterhead, official_name, signature
from tanggap.documents.pdf import render
from tanggap.inbox.models import Attachment, Person
from tanggap.logbook.models import Accused, Entry, EntryMessage, Milestone
from tanggap.logbook.queries import may_see, may_see_identity, rules_of
from tanggap.logbook.rules import (
    COMPLETION_DAYS,
    Event,
    applies,
    is_complaint,
    withdrawn_after,
)

ANONYMOUS = "Anonim"
_MOST_PROMISES = 4
_LINES = {"f4": 8, "a4": 5}
"""How many lines of the description half a page holds."""


@dataclass(frozen=True)
class EntryPaper:
    """What every paper of an entry needs to know."""

    entry: Entry
    profile: FacilityProfile
    zone: ZoneInfo
    day: date
    staff: Staff | None
    knows: bool

    @property
    def person(self) -> Person | None:
        return self.entry.person if self.knows and not self.entry.is_anonymous else None

    @property
    def received(self) -> datetime:
        return self.entry.received_at.astimezone(self.zone)

    @property
    def here(self) -> str:
        return official_name(self.profile)

    @property
    def dated(self) -> str:
        return f"{self.profile.place or '…………………'}, {long_date(self.day)}"

    def render(self, layout: str, content: Mapping[str, object], title: str) -> bytes:
        facility = self.entry.facility
        return render(layout, content, title=title, paper=facility.paper, font=facility.font)


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
        "facts": [*_who(paper), *_received(paper)],
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
    paper = paper_of(actor, entry, on or asked.at.astimezone(_zone(entry)).date())
    content = {
        "letterhead": letterhead(paper.profile),
        "references": [["Nomor", ""], ["Lampiran", "–"], ["Perihal", "Kelengkapan pengaduan"]],
        "dated": paper.dated,
        "addressee": addressee(paper),
        "parts": [
            _text("Dengan hormat,"),
            *_what_came(paper),
            {"kind": "box", "text": asked.note},
            *_until_when(paper, withdrawn_after(asked.at, paper.zone)),
            _text("Atas perhatian dan kerja samanya kami ucapkan terima kasih."),
        ],
        "signatures": [answerable(paper)],
        "foot": f"Kelengkapan pengaduan nomor register {entry.number}",
    }
    return paper.render("letter", content, f"Kelengkapan pengaduan {entry.number}")


def _what_came(paper: EntryPaper) -> list[dict[str, object]]:
    """Say what was received, and that it is not complete (art. 44(3))."""
    entry, received = paper.entry, paper.received
    return [
        _text(
            f"Terima kasih atas pengaduan Bapak/Ibu/Saudara yang kami terima pada "
            f"{day_and_date(received)} pukul {clock_time(received)} melalui "
            f"{entry.line.name} dan kami catat dengan nomor register {entry.number}."
        ),
        _text(
            "Setelah kami periksa, pengaduan tersebut belum lengkap (Pasal 44 ayat (3) "
            "Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik). Mohon dilengkapi:"
        ),
    ]


def _until_when(paper: EntryPaper, until: datetime) -> list[dict[str, object]]:
    """Say until when, and what follows if nothing comes (art. 44(4) and (5))."""
    return [
        _text(
            f"Kelengkapan kami tunggu paling lambat {day_and_date(until.astimezone(paper.zone))}, "
            f"yaitu {COMPLETION_DAYS} hari sejak surat ini disampaikan. Apabila sampai tanggal "
            "tersebut belum dilengkapi, menurut Pasal 44 ayat (5) pengaduan dianggap dicabut. "
            "Bapak/Ibu/Saudara tetap dapat menyampaikan pengaduan yang baru."
        ),
        _text(
            "Penanganan pengaduan tidak dipungut biaya dan identitas Bapak/Ibu/Saudara kami "
            f"rahasiakan. {contact_sentence(paper)}"
        ),
    ]


def hand_over_sheet(actor: Actor, entry: Entry, *, on: date | None = None) -> bytes:
    """Return the sheet with which a case goes to the dinas, past the person it is about.

    UU 25/2009 art. 45: to the superior. Where the head is meant, a substitute signs.
    """
    handed = entry.milestones.filter(kind=Milestone.Kind.HANDED_OVER).order_by("-at").first()
    day = handed.at.astimezone(_zone(entry)).date() if handed else None
    paper = paper_of(actor, entry, on or day)
    agency = paper.profile.agency or "Dinas Kesehatan"
    content = {
        "letterhead": letterhead(paper.profile),
        "heading": "LEMBAR PENYERAHAN PENGADUAN",
        "number": "……………………………………………",
        "size": 10.5,
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
        _text(
            f"Pengaduan berikut diserahkan kepada Kepala {dinas} untuk ditangani oleh atasan "
            "pihak yang diadukan, sesuai Pasal 45 Undang-Undang Nomor 25 Tahun 2009 tentang "
            "Pelayanan Publik."
        ),
        _facts("A. Pengaduan", [["Nomor register", entry.number], *_received(paper)]),
        _facts("B. Penyampai", _who(paper)),
        _accused_table(entry),
        {"kind": "box", "title": "D. Uraian pengaduan", "text": entry.text},
        _facts("", _circumstances(entry)),
        _steps_table(paper),
        _text(_attached(entry)),
    ]


def paper_of(actor: Actor, entry: Entry, on: date | None) -> EntryPaper:
    """Return what the papers of ``entry`` need; raises ``NotAllowed`` for who may not meet it."""
    if not may_see(actor, entry):
        raise NotAllowed("Entri ini tidak dapat Anda buka.")
    zone = _zone(entry)
    day = on or timezone.now().astimezone(zone).date()
    staff = Staff.objects.filter(pk=actor.staff_id).first() if actor.staff_id else None
    knows = may_see_identity(actor)
    return EntryPaper(entry, profile_on(entry.facility, day), zone, day, staff, knows)


def _zone(entry: Entry) -> ZoneInfo:
    return ZoneInfo(entry.facility.time_zone)


def _who(paper: EntryPaper) -> list[list[str]]:
    """Return the reporter's identity; a hidden one leaves nothing to be filled in."""
    status = ["Status", paper.entry.get_reporter_display()]
    if paper.entry.is_anonymous:
        return [["Nama", ANONYMOUS], status]
    person = paper.person
    if person is None:
        return [["Nama", "–" if not paper.knows else ANONYMOUS], status]
    phones = person.identities.filter(kind="phone", ended_at=None).values_list("value", flat=True)
    numbers = ", ".join(grouped_phone(value) for value in phones)
    return [
        ["Nama", person.name or ANONYMOUS],
        ["Alamat", person.address or "–"],
        ["Nomor HP", numbers or "–"],
        status,
    ]


def _received(paper: EntryPaper) -> list[list[str]]:
    entry, at = paper.entry, paper.received
    return [
        ["Diterima", f"{day_and_date(at)}, pukul {clock_time(at)}"],
        ["Tempat dan media", f"{paper.here}, {entry.line.name}"],
        ["Jenis", f"{entry.get_kind_display()} · {entry.get_klass_display()}"],
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


def signed_by(paper: EntryPaper, role: str, *, above: list[str]) -> dict[str, object]:
    staff = paper.staff or paper.entry.recorded_by
    return signature(role, staff.name, staff.nip, above=above)


def _contact(paper: EntryPaper) -> str:
    return (
        "Simpan lembar ini dan sebutkan nomor registernya bila bertanya. Penanganan tidak "
        "dipungut biaya (Pasal 48 UU 25/2009). Identitas Anda dirahasiakan.\n"
        f"{contact_sentence(paper)}"
    )


def addressee(paper: EntryPaper) -> str:
    """Return to whom a letter goes: name and address, as far as they may be known."""
    person = paper.person
    name = person.name if person and person.name else "Penyampai umpan balik"
    place = person.address if person and person.address else "di tempat"
    return f"Yth. {name}\n{place}"


def contact_sentence(paper: EntryPaper) -> str:
    """Return whom to ask: the health centre, who is in charge (art. 36(4)), its numbers."""
    reach = [paper.profile.phone, paper.profile.email]
    by = ", ".join(part.replace(" ", "\u00a0") for part in reach if part)
    in_charge = _in_charge(paper)
    who = f" (penanggung jawab: {in_charge})" if in_charge else ""
    return f"Untuk bertanya, hubungi {paper.here}{who}{', ' + by if by else ''}."


def _in_charge(paper: EntryPaper) -> str:
    chair = chair_on(paper.entry.facility, paper.day)
    if chair is None or chair.pk in _accused_ids(paper.entry):
        return ""
    return chair.name


def _accused_ids(entry: Entry) -> list[int]:
    return list(entry.accused.values_list("staff_id", flat=True))


def _substitute(entry: Entry) -> Staff | None:
    named = Accused.objects.filter(entry=entry, sees_instead__isnull=False)
    first = named.select_related("sees_instead").first()
    return first.sees_instead if first else None


def answerable(paper: EntryPaper) -> dict[str, object]:
    """Return who signs for the health centre: its head, or who stands in for an accused head."""
    substitute = _substitute(paper.entry)
    if substitute is None:
        return head_signature(paper.profile)
    return signature(
        f"a.n. {official_name(paper.profile)},\n{substitute.position}".strip(),
        substitute.name,
        substitute.nip,
    )


def _handing_over(paper: EntryPaper) -> dict[str, object]:
    who = _substitute(paper.entry) or paper.staff
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


def _text(text: str) -> dict[str, object]:
    return {"kind": "text", "text": text}


def _facts(title: str, facts: list[list[str]]) -> dict[str, object]:
    return {"kind": "facts", "title": title, "facts": facts}

"""Undangan, daftar hadir and notulen as PDF (domain §6.4; A-11)."""

from collections.abc import Sequence

from tanggap.base.acting import Actor
from tanggap.documents.dates import grouped_nip, long_date, short_date
from tanggap.documents.letterhead import letterhead, official_name
from tanggap.documents.pdf import Drawing, PaperFile, render
from tanggap.procedures.queries import basis_on
from tanggap.remedy.meetings.drawing import fishbone_drawing
from tanggap.remedy.meetings.models import Meeting, MeetingPoint, RootCause
from tanggap.remedy.meetings.outlook import (
    Outlook,
    day_there,
    invitation_signature,
    minutes_signatures,
    outlook_of,
    photos_shown,
)
from tanggap.remedy.meetings.tools import Fishbone, Usg, Whys, read_tool

DOTS = "……………………"
_ROWS_TO_SIGN, _SPARE = 14, 4
_MOST_NAMED = 4

Part = dict[str, object]


def stem(meeting: Meeting, what: str) -> str:
    extra = "-tambahan" if meeting.is_extra else ""
    return f"{what}_pertemuan{extra}_{meeting.month:%Y-%m}"


def invitation_words(told: Outlook) -> tuple[str, list[str], list[tuple[str, str]], list[str]]:
    """Return the addressee, the opening, the facts and the agenda of an invitation."""
    guests = [one for one in told.attendees if one.part == "Undangan"]
    groups = list(
        dict.fromkeys(one.part.partition(",")[0] for one in told.attendees if one not in guests)
    )
    named = [one.name for one in guests]
    if len(named) > _MOST_NAMED:
        named = [*named[:_MOST_NAMED], "undangan lain menurut daftar hadir"]
    rows = [f"{number}. {one}" for number, one in enumerate([*groups, *named], start=1)]
    addressee = "\n".join(["Yth.", *(rows or [DOTS]), "di tempat"])
    opening = [
        "Sehubungan dengan pertemuan bulanan pengelolaan umpan balik masyarakat, kami mengundang "
        "Bapak/Ibu untuk hadir pada:"
    ]
    facts = [
        ("Hari, tanggal", told.day),
        ("Pukul", told.hours),
        ("Tempat", told.meeting.place),
        ("Acara", told.meeting.subject),
    ]
    return addressee, opening, facts, [one.title for one in told.points]


def references(told: Outlook) -> list[list[str]]:
    return [
        ["Nomor", told.meeting.number or DOTS],
        ["Lampiran", "–"],
        ["Perihal", "Undangan pertemuan"],
    ]


CLOSING = "Demikian undangan ini. Atas perhatian dan kehadiran Bapak/Ibu kami ucapkan terima kasih."


def invitation_paper(actor: Actor, meeting: Meeting) -> PaperFile:
    """Return the undangan in the shape of tata naskah: nomor, lampiran, hal, yth., facts."""
    told = outlook_of(actor, meeting)
    addressee, opening, facts, agenda = invitation_words(told)
    day = day_there(meeting, meeting.invited_at) if meeting.invited_at else None
    dated = long_date(day) if day else DOTS
    parts: list[Part] = [
        {"kind": "text", "text": opening[0]},
        {"kind": "facts", "facts": facts, "indent": 8},
    ]
    if agenda:
        parts += [
            {"kind": "text", "text": "dengan susunan acara:"},
            {"kind": "points", "points": agenda},
        ]
    parts.append({"kind": "text", "text": CLOSING})
    content = {
        "letterhead": letterhead(told.profile),
        "references": references(told),
        "dated": f"{told.profile.place or DOTS}, {dated}",
        "addressee": addressee,
        "parts": parts,
        "kept": 1,
        "signatures": [invitation_signature(meeting, told.profile)],
        **basis_on(meeting.facility, meeting.held_on),
        "foot": f"Undangan {told.name} · {official_name(told.profile)}",
    }
    facility = meeting.facility
    made = render(
        "letter",
        content,
        title=f"Undangan {told.name}",
        paper=facility.paper,
        font=facility.font,
    )
    return PaperFile(f"{stem(meeting, 'undangan')}.pdf", made)


def attendance_paper(actor: Actor, meeting: Meeting) -> PaperFile:
    """Return the daftar hadir with both teams in it, and empty rows for others."""
    told = outlook_of(actor, meeting)
    rows = [
        [
            f"{one.name}\nNIP. {grouped_nip(one.staff.nip)}"
            if one.staff and one.staff.nip
            else one.name,
            one.position + (f"\n{one.part}" if one.part else ""),
        ]
        for one in told.attendees
    ]
    spare = max(_SPARE, _ROWS_TO_SIGN - len(rows))
    parts: list[Part] = [
        {"kind": "facts", "facts": told.frame[:4]},
        {
            "kind": "to-sign",
            "rows": [*rows, *([["", ""]] * spare)],
            "signed": minutes_signatures(told)[0][1:],
        },
    ]
    return _made(told, "DAFTAR HADIR", "daftar-hadir", parts, draft="")


def minutes_paper(actor: Actor, meeting: Meeting) -> PaperFile:
    """Return the notulen with signatures, and the photos as its annex."""
    told = outlook_of(actor, meeting)
    parts: list[Part] = [
        {"kind": "facts", "facts": told.frame},
        {"kind": "heading", "text": "Susunan acara"},
        {"kind": "points", "points": [one.title for one in told.points] or ["–"]},
    ]
    if meeting.opening:
        parts += [
            {"kind": "heading", "text": "Pembukaan"},
            {"kind": "text", "text": meeting.opening},
        ]
    parts.append({"kind": "heading", "text": "Pembahasan"})
    for number, point in enumerate(told.points, start=1):
        parts += _point(number, point, told.causes.get(point.pk, []))
    parts += _quotations(told) + _conclusion(told) + _came(told)
    closing = [{"kind": "heading", "text": "Penutup"}, {"kind": "text", "text": told.closing}]
    parts.append({"kind": "signatures", "rows": minutes_signatures(told), "under": closing})
    photos = photos_shown(meeting)
    if photos:
        shown = [{"picture": drawn, "words": photo.note or told.day} for photo, drawn in photos]
        parts.append({"kind": "photos", "title": "Lampiran: foto kegiatan", "photos": shown})
    return _made(told, "NOTULEN", "notulen", parts, draft=told.draft)


def _point(number: int, point: MeetingPoint, causes: Sequence[RootCause]) -> list[Part]:
    parts: list[Part] = [{"kind": "point", "text": f"{number}. {point.title}"}]
    if point.settled_on:
        parts.append({"kind": "said", "label": "Keputusan lalu", "text": "sudah dilaksanakan."})
    if point.discussion:
        parts.append({"kind": "said", "label": "Pembahasan", "text": point.discussion})
    for cause in causes:
        parts += tool_parts(cause)
    if point.decision:
        parts.append({"kind": "said", "label": "Keputusan", "text": point.decision})
    if not (point.discussion or point.decision or point.settled_on or causes):
        parts.append({"kind": "said", "label": "", "text": "Tidak ada catatan."})
    return parts


def tool_parts(cause: RootCause) -> list[Part]:
    """Return a tool as it stands on paper."""
    tool = read_tool(cause.kind, cause.content)
    title = cause.get_kind_display()
    if isinstance(tool, Fishbone):
        drawing = Drawing(fishbone_drawing(tool))
        return [{"kind": "drawing", "title": title, "drawing": drawing}]
    if isinstance(tool, Whys):
        rows = [[f"Mengapa {n}", one] for n, one in enumerate(tool.answers, start=1)]
        rows = [["Masalah", tool.problem], *rows, ["Akar masalah", tool.root]]
        return [_table(title, ("Langkah", "Jawaban"), (30, 0), rows)]
    return [_usg(title, tool)]


def _usg(title: str, tool: Usg) -> Part:
    rows = [
        [str(rank), row.problem, *(str(n) for n in (row.urgency, row.seriousness, row.growth)),
         str(row.total)]
        for rank, row in tool.ranked
    ]  # fmt: skip
    columns = ("Prioritas", "Masalah", "U", "S", "G", "Jumlah")
    return _table(f"{title}: mendesak, serius, berkembang (1–5)", columns,
                  (20, 0, 10, 10, 10, 18), rows)  # fmt: skip


def _table(
    title: str, columns: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]
) -> Part:
    return {"kind": "table", "title": title, "columns": columns, "widths": widths, "rows": rows}


def _quotations(told: Outlook) -> list[Part]:
    if not told.quotations:
        return []
    said = [f"«{one}»" for one in told.quotations]
    return [
        {"kind": "heading", "text": "Kutipan umpan balik (sudah disamarkan)"},
        {"kind": "points", "points": said},
    ]


def _conclusion(told: Outlook) -> list[Part]:
    meeting = told.meeting
    parts: list[Part] = []
    if meeting.conclusion:
        parts += [
            {"kind": "heading", "text": "Kesimpulan"},
            {"kind": "text", "text": meeting.conclusion},
        ]
    parts.append({"kind": "heading", "text": "Rencana tindak lanjut"})
    if told.plans:
        parts.append(
            _table(
                "",
                ("No.", "Masalah", "Rencana tindak lanjut", "Penanggung jawab", "Waktu"),
                (16, 0, 0, 34, 26),
                [
                    [
                        f"{plan.sequence}/{plan.year}",
                        plan.problem,
                        plan.action,
                        plan.person.name,
                        f"{short_date(plan.begins_on)} – {short_date(plan.ends_on)}",
                    ]
                    for _, plan in told.plans
                ],
            )
        )
    else:
        parts.append({"kind": "text", "text": "Tidak ada RTL baru dari pertemuan ini."})
    if meeting.discussed_on:
        said = f"{long_date(meeting.discussed_on)}. Keputusan: {meeting.head_decision}"
        parts += [
            {"kind": "heading", "text": "Dibahas dengan kepala puskesmas"},
            {"kind": "text", "text": said},
        ]
    return parts


def _came(told: Outlook) -> list[Part]:
    rows = [
        [str(number), one.name, one.position, one.part]
        for number, one in enumerate(told.present, start=1)
    ]
    if not rows:
        return []
    table = _table("", ("No.", "Nama", "Jabatan/unit", "Sebagai"), (11, 0, 45, 48), rows)
    return [{"kind": "heading", "text": "Yang hadir"}, table]


def _made(told: Outlook, heading: str, what: str, parts: list[Part], *, draft: str) -> PaperFile:
    facility, here = told.meeting.facility, official_name(told.profile)
    content = {
        "letterhead": letterhead(told.profile),
        "heading": heading,
        "subheading": told.name,
        "draft": draft,
        "parts": parts,
        **basis_on(facility, told.meeting.held_on),
        "foot": f"{heading.capitalize()} {told.name} · {here}",
    }
    made = render(
        "meeting",
        content,
        title=f"{heading.capitalize()} {told.name}, {here}",
        paper=facility.paper,
        font=facility.font,
    )
    return PaperFile(f"{stem(told.meeting, what)}.pdf", made)

"""Undangan and notulen as Word files, for people who go on writing in them (§6.4)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tanggap.base.acting import Actor
from tanggap.base.models import FacilityProfile
from tanggap.documents.dates import long_date, short_date
from tanggap.documents.letterhead import letterhead, letterhead_logos
from tanggap.documents.pdf import PaperFile
from tanggap.documents.word import MIME, blank, grid, new_row, packed, picture, say
from tanggap.remedy.meetings.models import Meeting, MeetingPoint
from tanggap.remedy.meetings.outlook import (
    Outlook,
    day_there,
    invitation_signature,
    minutes_signatures,
    outlook_of,
    photos_shown,
)
from tanggap.remedy.meetings.papers import CLOSING, DOTS, invitation_words, references, stem
from tanggap.remedy.meetings.tools import in_words, read_tool

if TYPE_CHECKING:
    from docx.document import Document

_MARGINS = (30, 20, 20, 25)
_WIDE = 165.0


def invitation_word(actor: Actor, meeting: Meeting) -> PaperFile:
    """Return the undangan as DOCX."""
    told = outlook_of(actor, meeting)
    made = blank(f"Undangan {told.name}", meeting.facility.paper, _MARGINS)
    _letterhead(made, told.profile)
    addressee, opening, facts, agenda = invitation_words(told)
    dated = long_date(day_there(meeting, meeting.invited_at)) if meeting.invited_at else DOTS
    left, right = _without_lines(made, (95, 70))
    for label, value in references(told):
        say(left, f"{label} : {value}")
    say(right, f"{told.profile.place or DOTS}, {dated}")
    for line in addressee.split("\n"):
        say(right, line)
    say(made, "")
    say(made, opening[0])
    _facts(made, facts)
    if agenda:
        say(made, "dengan susunan acara:")
        _numbered(made, agenda)
    say(made, CLOSING)
    _signatures(made, [[None, invitation_signature(meeting, told.profile)]])
    return PaperFile(f"{stem(meeting, 'undangan')}.docx", packed(made), MIME)


def minutes_word(actor: Actor, meeting: Meeting) -> PaperFile:
    """Return the notulen as DOCX."""
    told = outlook_of(actor, meeting)
    made = blank(f"Notulen {told.name}", meeting.facility.paper, _MARGINS, size=11)
    _letterhead(made, told.profile)
    say(made, "NOTULEN", bold=True, size=13, centred=True)
    say(made, told.name, centred=True)
    if told.draft:
        say(made, told.draft, bold=True, centred=True)
    _facts(made, told.frame)
    _heading(made, "Susunan acara")
    _numbered(made, [one.title for one in told.points] or ["–"])
    if meeting.opening:
        _heading(made, "Pembukaan")
        _lines(made, meeting.opening)
    _heading(made, "Pembahasan")
    for number, point in enumerate(told.points, start=1):
        _point(made, number, point, told)
    if told.quotations:
        _heading(made, "Kutipan umpan balik (sudah disamarkan)")
        _numbered(made, [f"«{one}»" for one in told.quotations])
    _end(made, told)
    _signatures(made, minutes_signatures(told))
    _photos(made, told)
    return PaperFile(f"{stem(meeting, 'notulen')}.docx", packed(made), MIME)


# ---------------------------------------------------------------- pieces


def _letterhead(made: "Document", profile: FacilityProfile) -> None:
    head = letterhead(profile)
    left, right = letterhead_logos(profile)
    cells = _without_lines(made, (25, 115, 25))
    if left:
        picture(cells[0], left, 18)
    if right:
        picture(cells[2], right, 18)
    above, below = head["above"], head["below"]
    for line in above if isinstance(above, list) else []:
        say(cells[1], line, size=12, centred=True)
    say(cells[1], str(head["name"]), bold=True, size=14, centred=True)
    for line in below if isinstance(below, list) else []:
        say(cells[1], line, size=9, centred=True)
    say(made, "_" * 78, size=8, centred=True)


def _without_lines(made: "Document", widths: Sequence[float]):  # type: ignore[no-untyped-def]
    table = grid(made, 1, widths)
    table.style = "Normal Table"
    return table.rows[0].cells


def _facts(made: "Document", facts: Sequence[tuple[str, str]]) -> None:
    table = grid(made, 0, (42, _WIDE - 42))
    table.style = "Normal Table"
    for label, value in facts:
        cells = new_row(table)
        say(cells[0], label)
        say(cells[1], f": {value}")
    say(made, "", size=6)


def _heading(made: "Document", words: str) -> None:
    say(made, words, bold=True).paragraph_format.keep_with_next = True


def _lines(made: "Document", text: str) -> None:
    for line in text.split("\n"):
        say(made, line)


def _numbered(made: "Document", rows: Sequence[str]) -> None:
    for number, words in enumerate(rows, start=1):
        say(made, f"{number}. {words}")


def _point(made: "Document", number: int, point: MeetingPoint, told: Outlook) -> None:
    _heading(made, f"{number}. {point.title}")
    if point.settled_on:
        say(made, "Keputusan lalu: sudah dilaksanakan.")
    if point.discussion:
        _lines(made, f"Pembahasan: {point.discussion}")
    for cause in told.causes.get(point.pk, []):
        say(made, f"{cause.get_kind_display()}:", bold=True)
        for line in in_words(read_tool(cause.kind, cause.content)):
            say(made, line)
    if point.decision:
        _lines(made, f"Keputusan: {point.decision}")


def _end(made: "Document", told: Outlook) -> None:
    meeting = told.meeting
    if meeting.conclusion:
        _heading(made, "Kesimpulan")
        _lines(made, meeting.conclusion)
    _heading(made, "Rencana tindak lanjut")
    rows = [
        (
            f"{plan.sequence}/{plan.year}",
            plan.problem,
            plan.action,
            plan.person.name,
            f"{short_date(plan.begins_on)} – {short_date(plan.ends_on)}",
        )
        for _, plan in told.plans
    ]
    heads = ("No.", "Masalah", "Rencana tindak lanjut", "Penanggung jawab", "Waktu")
    if rows:
        _table(made, heads, (16, 44, 44, 34, 27), rows)
    else:
        say(made, "Tidak ada RTL baru dari pertemuan ini.")
    if meeting.discussed_on:
        _heading(made, "Dibahas dengan kepala puskesmas")
        _lines(made, f"{long_date(meeting.discussed_on)}. Keputusan: {meeting.head_decision}")
    _heading(made, "Penutup")
    say(made, told.closing)
    came = [
        (str(number), one.name, one.position, one.part)
        for number, one in enumerate(told.present, start=1)
    ]
    if came:
        _heading(made, "Yang hadir")
        _table(made, ("No.", "Nama", "Jabatan/unit", "Sebagai"), (11, 58, 48, 48), came)


def _table(
    made: "Document",
    heads: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Sequence[str]],
) -> None:
    table = grid(made, 1, widths)
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        say(cell, head, bold=True, size=10, centred=True)
    for row in rows:
        for cell, text in zip(new_row(table), row, strict=True):
            say(cell, text, size=10)
    say(made, "", size=6)


def _signatures(made: "Document", rows: Sequence[Sequence[dict[str, object] | None]]) -> None:
    """Write blocks side by side; one alone stands in the middle."""
    for row in rows:
        say(made, "")
        width = _WIDE / len(row)
        cells = _without_lines(made, [width] * len(row))
        for cell, block in zip(cells, row, strict=True):
            if block is None:
                continue
            above = block["above"]
            for line in above if isinstance(above, list) else []:
                say(cell, line, centred=True)
            say(cell, f"{block['role']},", centred=True)
            say(cell, "\n\n", centred=True)
            say(cell, str(block["name"]) or f"({'.' * 40})", bold=True, centred=True)
            for key in ("rank", "nip"):
                if block[key]:
                    say(cell, str(block[key]), size=10, centred=True)


def _photos(made: "Document", told: Outlook) -> None:
    photos = photos_shown(told.meeting)
    if not photos:
        return
    made.add_page_break()  # type: ignore[no-untyped-call]
    _heading(made, "Lampiran: foto kegiatan")
    for photo, drawn in photos:
        cell = _without_lines(made, (_WIDE,))[0]
        picture(cell, drawn, 80)
        say(cell, photo.note or told.day, size=9, centred=True)

"""Undangan and notulen as Word files, for people who go on writing in them (§6.4)."""

from typing import TYPE_CHECKING

from tanggap.base.acting import Actor
from tanggap.documents.dates import long_date, short_date
from tanggap.documents.pdf import PaperFile
from tanggap.documents.word import MIME, blank, packed, picture, say
from tanggap.documents.word_parts import (
    MARGINS,
    WIDE,
    facts_of,
    headed,
    heading,
    lines,
    numbered,
    signed,
    table_of,
    without_lines,
)
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


def invitation_word(actor: Actor, meeting: Meeting) -> PaperFile:
    """Return the undangan as DOCX."""
    told = outlook_of(actor, meeting)
    made = blank(f"Undangan {told.name}", meeting.facility.paper, MARGINS)
    headed(made, told.profile)
    addressee, opening, facts, agenda = invitation_words(told)
    dated = long_date(day_there(meeting, meeting.invited_at)) if meeting.invited_at else DOTS
    left, right = without_lines(made, (95, 70))
    for label, value in references(told):
        say(left, f"{label} : {value}")
    say(right, f"{told.profile.place or DOTS}, {dated}")
    for line in addressee.split("\n"):
        say(right, line)
    say(made, "")
    say(made, opening[0])
    facts_of(made, facts)
    if agenda:
        say(made, "dengan susunan acara:")
        numbered(made, agenda)
    say(made, CLOSING)
    signed(made, [[None, invitation_signature(meeting, told.profile)]])
    return PaperFile(f"{stem(meeting, 'undangan')}.docx", packed(made), MIME)


def minutes_word(actor: Actor, meeting: Meeting) -> PaperFile:
    """Return the notulen as DOCX."""
    told = outlook_of(actor, meeting)
    made = blank(f"Notulen {told.name}", meeting.facility.paper, MARGINS, size=11)
    headed(made, told.profile)
    say(made, "NOTULEN", bold=True, size=13, centred=True)
    say(made, told.name, centred=True)
    if told.draft:
        say(made, told.draft, bold=True, centred=True)
    facts_of(made, told.frame)
    heading(made, "Susunan acara")
    numbered(made, [one.title for one in told.points] or ["–"])
    if meeting.opening:
        heading(made, "Pembukaan")
        lines(made, meeting.opening)
    heading(made, "Pembahasan")
    for number, point in enumerate(told.points, start=1):
        _point(made, number, point, told)
    if told.quotations:
        heading(made, "Kutipan umpan balik (sudah disamarkan)")
        numbered(made, [f"«{one}»" for one in told.quotations])
    _end(made, told)
    signed(made, minutes_signatures(told))
    _photos(made, told)
    return PaperFile(f"{stem(meeting, 'notulen')}.docx", packed(made), MIME)


# ---------------------------------------------------------------- pieces


def _point(made: "Document", number: int, point: MeetingPoint, told: Outlook) -> None:
    heading(made, f"{number}. {point.title}")
    if point.settled_on:
        say(made, "Keputusan lalu: sudah dilaksanakan.")
    if point.discussion:
        lines(made, f"Pembahasan: {point.discussion}")
    for cause in told.causes.get(point.pk, []):
        say(made, f"{cause.get_kind_display()}:", bold=True)
        for line in in_words(read_tool(cause.kind, cause.content)):
            say(made, line)
    if point.decision:
        lines(made, f"Keputusan: {point.decision}")


def _end(made: "Document", told: Outlook) -> None:
    meeting = told.meeting
    if meeting.conclusion:
        heading(made, "Kesimpulan")
        lines(made, meeting.conclusion)
    heading(made, "Rencana tindak lanjut")
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
        table_of(made, heads, (16, 44, 44, 34, 27), rows)
    else:
        say(made, "Tidak ada RTL baru dari pertemuan ini.")
    if meeting.discussed_on:
        heading(made, "Dibahas dengan kepala puskesmas")
        lines(made, f"{long_date(meeting.discussed_on)}. Keputusan: {meeting.head_decision}")
    came = [
        (str(number), one.name, one.position, one.part)
        for number, one in enumerate(told.present, start=1)
    ]
    if came:
        heading(made, "Yang hadir")
        table_of(made, ("No.", "Nama", "Jabatan/unit", "Sebagai"), (11, 58, 48, 48), came)
    heading(made, "Penutup")
    say(made, told.closing)


def _photos(made: "Document", told: Outlook) -> None:
    photos = photos_shown(told.meeting)
    if not photos:
        return
    made.add_page_break()  # type: ignore[no-untyped-call]
    heading(made, "Lampiran: foto kegiatan")
    for photo, drawn in photos:
        cell = without_lines(made, (WIDE,))[0]
        picture(cell, drawn, 80)
        say(cell, photo.note or told.day, size=9, centred=True)

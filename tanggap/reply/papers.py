"""An answer on paper: a letter to the person, or a sheet for the notice board (B-08).

The sheet has the number and the answer, never who reported nor what the report said: a
report is secret until somebody publishes it.
"""

from zoneinfo import ZoneInfo

from tanggap.base.acting import Actor, NotAllowed, Refused
from tanggap.documents.dates import clock_time, day_and_date, long_date
from tanggap.documents.letterhead import letterhead
from tanggap.logbook.entry_paper import (
    EntryPaper,
    addressee,
    answerable,
    contact_sentence,
    paper_of,
)
from tanggap.logbook.models import Entry
from tanggap.reply.models import Reply


def answer_on_paper(actor: Actor, reply: Reply) -> bytes:
    """Return an answer that goes by letter or to the notice board as PDF.

    Raises ``Refused`` for one that goes another way or has not left the desk yet.
    """
    if reply.entry is None:
        raise NotAllowed("Jawaban ini tidak terkait dengan entri buku.")
    if reply.released_at is None:
        raise Refused("Jawaban ini belum disetujui, jadi belum dapat dicetak.")
    day = reply.released_at.astimezone(ZoneInfo(reply.facility.time_zone)).date()
    paper = paper_of(actor, reply.entry, day)
    if reply.way == Reply.Way.NOTICE:
        return _notice(paper, reply.entry, reply.text)
    if reply.way == Reply.Way.LETTER:
        return _letter(paper, reply.entry, reply.text)
    raise Refused("Jawaban ini tidak disampaikan lewat surat atau papan pengumuman.")


def _letter(paper: EntryPaper, entry: Entry, text: str) -> bytes:
    at = paper.received
    content = {
        "letterhead": letterhead(paper.profile),
        "references": [["Nomor", ""], ["Lampiran", "–"], ["Perihal", "Tanggapan"]],
        "dated": paper.dated,
        "addressee": addressee(paper),
        "parts": [
            _text("Dengan hormat,"),
            _text(
                f"Menanggapi {entry.get_kind_display().lower()} Bapak/Ibu/Saudara yang kami "
                f"terima pada {day_and_date(at)} pukul {clock_time(at)} melalui "
                f"{entry.line.name}, nomor register {entry.number}, dengan ini kami sampaikan:"
            ),
            *(_text(part) for part in text.split("\n\n") if part.strip()),
            _text(contact_sentence(paper)),
            _text("Atas perhatian Bapak/Ibu/Saudara kami ucapkan terima kasih."),
        ],
        "kept": 1,
        "signatures": [answerable(paper)],
        "foot": f"Tanggapan atas nomor register {entry.number}",
    }
    return paper.render("letter", content, f"Tanggapan {entry.number}")


def _notice(paper: EntryPaper, entry: Entry, text: str) -> bytes:
    content = {
        "letterhead": letterhead(paper.profile),
        "heading": "TANGGAPAN ATAS UMPAN BALIK",
        "size": 13,
        "signature-width": 92,
        "parts": [
            {
                "kind": "facts",
                "title": "",
                "facts": [
                    ["Nomor register", entry.number],
                    ["Diterima", long_date(paper.received)],
                    ["Jenis", entry.get_kind_display()],
                ],
            },
            {"kind": "box", "title": "", "text": text},
            _text("Terima kasih telah menyampaikan umpan balik. Identitas penyampai dirahasiakan."),
            _text(contact_sentence(paper)),
        ],
        "kept": 2,
        "signatures": [{**answerable(paper), "above": [paper.dated]}],
        "foot": f"Tanggapan atas nomor register {entry.number}",
    }
    return paper.render("letter", content, f"Papan pengumuman {entry.number}")


def _text(text: str) -> dict[str, object]:
    return {"kind": "text", "text": text}

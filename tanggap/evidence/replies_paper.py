"""A list of receipts and answers without names and words: that each was given, and when."""

from collections.abc import Sequence
from datetime import datetime

from tanggap.base.queries import profile_on
from tanggap.documents.dates import period, short_date
from tanggap.documents.pdf import PaperFile
from tanggap.evidence.asking import Question
from tanggap.logbook.models import Entry, Milestone
from tanggap.procedures.ledger import Ledger, ledger_paper, words_in
from tanggap.recap.facts import answered_at
from tanggap.reply.models import Reply

TITLE = "Daftar tanda terima dan jawaban"
MOST_ROWS = 2_000
_NONE = "–"
_COLUMNS = (
    {"title": "No.", "under": "", "width": 10},
    {"title": "No. register", "under": "", "width": 42},
    {"title": "Diterima", "under": "", "width": 24},
    {"title": "Media", "under": "", "width": 40},
    {"title": "Jenis", "under": "klasifikasi", "width": 58},
    {"title": "Tanda terima", "under": "", "width": 26},
    {"title": "Jawaban", "under": "tanggal · cara", "width": 46},
    {"title": "Selesai", "under": "", "width": 26},
)


def answers_paper(asked: Question) -> PaperFile:
    """Return the list of the period's entries with when each was acknowledged and answered."""
    rows = list(asked.entries.select_related("line").order_by("year", "sequence")[:MOST_ROWS])
    profile, today = profile_on(asked.facility, asked.until), asked.today
    span, cells = period(asked.from_, asked.to), _cells(asked, rows)
    tally = {
        "heading": "Jumlah",
        "columns": ["Entri", "Diberi tanda terima", "Dijawab", "Selesai"],
        "rows": [[str(len(rows)), *(str(_many(cells, at)) for at in (5, 6, 7))]],
        "total": [],
        "notes": [],
    }
    told = Ledger(
        title=TITLE,
        span=span,
        subheading=f"Periode {span}, tanpa identitas dan isi",
        columns=_COLUMNS,
        rows=[words_in(one) for one in cells],
        nothing="Tidak ada umpan balik pada periode ini.",
        tally=tally,
        day=asked.until,
    )
    stem = f"tanda-terima-dan-jawaban_{asked.from_:%Y-%m-%d}_{asked.to:%Y-%m-%d}"
    return ledger_paper(asked.facility, profile, stem, told, today)


def _many(cells: Sequence[Sequence[str]], column: int) -> int:
    return sum(one[column] != _NONE for one in cells)


def _cells(asked: Question, rows: Sequence[Entry]) -> list[list[str]]:
    keys = asked.entries.values("pk")
    given = Milestone.objects.filter(entry__in=keys, kind=Milestone.Kind.RECEIPT).order_by("-at")
    receipts = dict(given.values_list("entry", "at"))
    answers = answered_at(rows)
    replies = Reply.objects.filter(entry__in=keys, given_at__isnull=False).order_by("-given_at")
    ways = {(one.entry_id, one.given_at): one.get_way_display() for one in replies}

    def day(at: datetime | None) -> str:
        return short_date(at.astimezone(asked.zone).date()) if at else _NONE

    found = []
    for number, one in enumerate(rows, start=1):
        answered = answers.get(one.pk)
        found.append(
            [
                str(number),
                one.number,
                day(one.received_at),
                one.line.name,
                f"{one.get_kind_display()}\n{one.get_klass_display()}",
                day(receipts.get(one.pk)),
                f"{day(answered)}\n{ways[one.pk, answered]}" if answered else _NONE,
                day(one.closed_at),
            ]
        )
    return found

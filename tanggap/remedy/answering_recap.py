"""«Rekapan kritik dan saran» (B-13): what was said, done, came of it and was answered.

The text is redacted by rule, for the paper goes through many hands; what tells of a member of
staff is not in it at all, whoever prints it, for the accused may be among those hands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from tanggap.base.acting import Actor, Refused
from tanggap.base.models import Facility
from tanggap.base.queries import profile_on
from tanggap.documents.dates import period, short_date
from tanggap.documents.fitting import fit
from tanggap.documents.letterhead import official_name
from tanggap.documents.pdf import PaperFile
from tanggap.documents.spreadsheet import XLSX, Column, write_table
from tanggap.logbook.models import Accused, Entry, Kind, Milestone
from tanggap.logbook.queries import visible_to, zone_of
from tanggap.procedures.ledger import Ledger, columns_of, ledger_paper, words_in
from tanggap.remedy.meetings.quoting import redacted
from tanggap.remedy.models import PlanSource
from tanggap.remedy.queries import Shown, plans_visible_to, shown, with_course
from tanggap.reply.models import Reply

if TYPE_CHECKING:
    from collections.abc import Iterable

TITLE = "Rekapan kritik dan saran"
SAID = (Kind.CRITICISM.value, Kind.SUGGESTION.value)
ALL = (Kind.HOPE.value, Kind.COMPLAINT.value, *SAID)
"""The four kinds of feedback that the SOP of Sumbersari names (B-02)."""
MOST_PDF, MOST_XLSX = 1_500, 20_000
_WIDTHS = (
    ("No.", 9),
    ("No. register", 26),
    ("Tanggal", 18),
    ("Media", 24),
    ("Jenis", 18),
    ("Kritik, saran", 66),
    ("Tindak lanjut", 48),
    ("Hasil", 42),
    ("Jawaban kepada penyampai", 54),
)
_HELD: dict[str, Literal["number", "date"]] = {"No.": "number", "Tanggal": "date"}
_FITTED, _LINES = range(5, 9), 16
_NOTE = (
    "Nama, nomor, dan alamat disamarkan oleh aplikasi. Hal yang menyangkut pegawai tidak dimuat "
    "dalam rekapan ini."
)


@dataclass(frozen=True)
class Asked:
    """Which entries: of a period, only criticism and suggestions or all four kinds."""

    from_: date
    to: date
    every: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        return ALL if self.every else SAID


def critiques_paper(actor: Actor, facility: Facility, asked: Asked) -> PaperFile:
    """Return the recap of a period as PDF to sign; what a cell cannot hold is in the annex."""
    today = timezone.localdate(timezone=zone_of(facility))
    rows = _rows(actor, facility, asked, MOST_PDF, "PDF")
    profile = profile_on(facility, min(asked.to, today))
    table = [_fitted(cells) for cells in rows]
    told = Ledger(
        title=_title(asked),
        span=period(asked.from_, asked.to),
        columns=columns_of(*_WIDTHS),
        rows=[words_in(cells) for cells, _ in table],
        nothing="Tidak ada yang disampaikan pada periode ini.",
        tally=_tally(rows),
        day=today,
        annex=[long for _, long in table if long],
    )
    return ledger_paper(facility, profile, _stem(asked), told, today)


def critiques_sheet(actor: Actor, facility: Facility, asked: Asked) -> PaperFile:
    """Return the same as XLSX, with whole texts."""
    rows = _rows(actor, facility, asked, MOST_XLSX, "XLSX")
    here = official_name(profile_on(facility, asked.to))
    made = write_table(
        _title(asked),
        [Column(title, max(8, width * 0.7), _HELD.get(title, "text")) for title, width in _WIDTHS],
        ([int(one[0]), one[1], _day_in(one[2]), *one[3:]] for one in rows),
        sheet="Rekapan",
        heading=[here.upper(), _title(asked).upper(), f"Periode {period(asked.from_, asked.to)}"],
        foot=[[], ["", _NOTE]] if rows else [["", "NIHIL"], [], ["", _NOTE]],
        paper=facility.paper,
    )
    return PaperFile(f"{_stem(asked)}.xlsx", made, XLSX)


def _day_in(words: str) -> date:
    """Return the day that ``short_date`` wrote: a spreadsheet sorts days, not words."""
    return datetime.strptime(words, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone


# ---------------------------------------------------------------- the rows


def _rows(actor: Actor, facility: Facility, asked: Asked, most: int, form: str) -> list[list[str]]:
    held = _entries(actor, facility, asked)
    found = held.count()
    if found > most:
        raise Refused(
            f"Periode ini berisi {found} entri; satu berkas {form} memuat paling banyak {most}. "
            "Pilih periode yang lebih pendek."
        )
    entries = list(held)
    keys = [one.pk for one in entries]
    answers, plans, steps = _answers(keys), _plans(actor, keys), _steps(keys)
    zone = zone_of(facility)
    rows = []
    for number, entry in enumerate(entries, start=1):
        names = [entry.person.name] if entry.person and entry.person.name else []
        answer, behind = answers.get(entry.pk), plans.get(entry.pk, [])
        rows.append(
            [
                str(number),
                entry.number,
                short_date(entry.received_at.astimezone(zone).date()),
                entry.line.name,
                str(entry.get_kind_display()),
                redacted(entry.text, names),
                _done(entry, behind, steps.get(entry.pk, ""), names),
                _result(behind),
                _answer(answer, names, facility),
            ]
        )
    return rows


def _entries(actor: Actor, facility: Facility, asked: Asked) -> QuerySet[Entry]:
    zone = zone_of(facility)
    begin = datetime.combine(asked.from_, time.min, zone)
    end = datetime.combine(asked.to + timedelta(days=1), time.min, zone)
    rows = visible_to(actor).filter(
        ~Exists(Accused.objects.filter(entry=OuterRef("pk"))),
        cancelled_at=None,
        kind__in=asked.kinds,
        received_at__gte=begin,
        received_at__lt=end,
    )
    return rows.select_related("line", "person").order_by("received_at", "id")


def _answers(keys: Sequence[int]) -> dict[int, Reply]:
    """Return the first answer that each entry was given."""
    rows = Reply.objects.filter(entry__in=keys, given_at__isnull=False, only_points=False)
    return {
        one.entry_id: one
        for one in rows.select_related("line").order_by("-given_at")
        if one.entry_id is not None
    }


def _plans(actor: Actor, keys: Sequence[int]) -> dict[int, list[Shown]]:
    """Return by entry the newest plan of each chain that stems from it."""
    links = list(PlanSource.objects.filter(entry__in=keys).values_list("entry", "plan"))
    firsts = {plan for _, plan in links}
    plans = plans_visible_to(actor).filter(first__in=firsts, cancelled_at=None)
    newest: dict[int, Shown] = {}
    for row in shown(with_course(plans).order_by("id"), timezone.localdate()):
        newest[row.plan.first_id] = row
    found: dict[int, list[Shown]] = {}
    for entry, plan in links:
        if plan in newest:
            found.setdefault(entry, []).append(newest[plan])
    return found


def _steps(keys: Sequence[int]) -> dict[int, str]:
    rows = Milestone.objects.filter(entry__in=keys, kind=Milestone.Kind.STEP).order_by("at")
    return dict(rows.values_list("entry_id", "note"))


def _done(entry: Entry, behind: Sequence[Shown], step: str, names: "Iterable[str]") -> str:
    parts = [f"{row.plan.number}: {row.plan.action}" for row in behind]
    own = step or entry.immediate_action
    return "\n".join([*parts, redacted(own, names)] if own else parts)


def _result(behind: Sequence[Shown]) -> str:
    """Say what came of the plans; the deed in full stands on their own sheets."""
    parts = []
    for row in behind:
        done = row.realisation
        deed = f", {short_date(done.done_on)}: {done.text}" if done else ""
        parts.append(f"{row.words}{deed}")
    return "\n".join(parts)


def _answer(reply: Reply | None, names: "Iterable[str]", facility: Facility) -> str:
    if reply is None or reply.given_at is None:
        return "Belum dijawab"
    day = reply.given_at.astimezone(zone_of(facility)).date()
    way = reply.line.name if reply.line is not None else reply.get_way_display()
    return f"{short_date(day)}, {way}: {redacted(reply.text, names)}"


# ---------------------------------------------------------------- the paper


def _fitted(cells: Sequence[str]) -> tuple[list[str], Mapping[str, str]]:
    now, long = list(cells), []
    for at in _FITTED:
        words, is_whole = fit(cells[at], _WIDTHS[at][1] - 3.0, _LINES)
        if not is_whole:
            now[at] = f"{words} … (lampiran)"
            long.append(f"{_WIDTHS[at][0]}: {cells[at]}")
    return now, {"title": f"Nomor register {cells[1]}", "text": "\n\n".join(long)} if long else {}


def _tally(rows: Sequence[Sequence[str]]) -> dict[str, object]:
    answered = sum(row[8] != "Belum dijawab" for row in rows)
    followed = sum(bool(row[6]) for row in rows)
    return {
        "heading": "Jumlah",
        "columns": ["Keadaan", "Entri"],
        "rows": [["Ditindaklanjuti", str(followed)], ["Sudah dijawab", str(answered)]],
        "total": ["Semua", str(len(rows))],
        "notes": [_NOTE],
    }


def _title(asked: Asked) -> str:
    return "Rekapan harapan, keluhan, kritik, dan saran" if asked.every else TITLE


def _stem(asked: Asked) -> str:
    return f"rekapan-kritik-dan-saran_{asked.from_:%Y-%m-%d}_{asked.to:%Y-%m-%d}"

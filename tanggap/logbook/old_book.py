"""What one row of an old book says: dates, kinds, people, what became of it. Pure, no Django."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from tanggap.base.phones import e164
from tanggap.logbook.old_columns import KIND_COLUMNS
from tanggap.logbook.old_days import BadRow, Cell, clock_of, day_of, text_of

_SAME = frozenset({'"', "''", "″", "〃", "sda", "s.d.a", "s.d.a.", "idem", "sama"})
_NOTHING = frozenset({"", "-", "--", "---", "nihil", "tidak ada", "tdk ada", "n/a", "kosong"})
_NOBODY = frozenset(
    {"anonim", "anonymous", "nn", "n.n", "n.n.", "no name", "hamba allah", "tanpa nama", "noname",
     "tidak disebutkan", "dirahasiakan", "rahasia", "xxx"}
)  # fmt: skip


@dataclass(frozen=True)
class Choices:
    """What a person decided for the whole book."""

    fields: tuple[tuple[str, str], ...] = ()
    day_first: bool = True
    same_day: bool = False
    kind: str = "saran"
    channels: Mapping[str, int] = field(default_factory=dict)
    line_id: int = 0
    open_stay_open: bool = False


@dataclass(frozen=True)
class OldRow:
    """A row of the old book as an entry would hold it; times are the health centre's own."""

    number: str
    received: datetime
    kind: str
    text: str
    name: str = ""
    address: str = ""
    phone: str = ""
    reporter: str = "tidak_diketahui"
    channel: str = ""
    unit: str = ""
    klass: str = ""
    severity: str = "hijau"
    happened: str = ""
    step: str = ""
    answer: str = ""
    answered: datetime | None = None
    way: str = ""
    closed: datetime | None = None
    is_done: bool = False

    @property
    def is_anonymous(self) -> bool:
        return not self.name and not self.phone


def read_row(
    cells: Mapping[str, Cell], choices: Choices, today: date, before: date | None = None
) -> OldRow:
    """Return what a row says. ``cells`` are by field; ``before`` is the day of the row above.

    Raises :class:`BadRow` with the reason.
    """
    said = {name: text_of(cell) for name, cell in cells.items()}
    received = _received(cells, choices, today, before)
    kind, text = _kind_and_text(said, choices.kind)
    answer, step = _told(said, "answer"), _told(said, "step")
    answered = _later(cells, "answered_on", choices, received)
    closed = _later(cells, "closed_on", choices, received)
    is_done = _is_done(said.get("status", ""), bool(answer or step), closed is not None)
    name = _name(said.get("name", ""))
    return OldRow(
        number=said.get("number", "")[:60],
        received=received,
        kind=kind,
        text=text,
        name=name,
        address=_told(said, "address")[:240],
        phone=phone_of(cells.get("phone")),
        reporter=reporter_of(said.get("reporter", "")),
        channel=said.get("channel", "")[:80],
        unit=_told(said, "unit")[:120],
        klass=_klass(said.get("klass", "")),
        severity=severity_of(said.get("severity", "")),
        happened=_told(said, "happened")[:120],
        step=step,
        answer=answer,
        answered=(answered or closed or received) if answer else None,
        way=_way(said.get("way", "")),
        closed=(closed or answered or received) if is_done else None,
        is_done=is_done,
    )


def is_only_numbered(cells: Mapping[str, Cell]) -> bool:
    """Answer whether nothing but a number stands in the row: lines printed in advance."""
    return not any(
        text_of(cell) for name, cell in cells.items() if name not in ("number", "note", "")
    )


def _told(said: Mapping[str, str], name: str) -> str:
    text = said.get(name, "")
    return "" if text.casefold().strip(" .") in _NOTHING else text


def _received(
    cells: Mapping[str, Cell], choices: Choices, today: date, before: date | None
) -> datetime:
    cell = cells.get("date")
    is_same = isinstance(cell, str) and cell.strip().casefold() in _SAME
    if (is_same or (text_of(cell) == "" and choices.same_day)) and before is not None:
        day, clock = before, None
    elif text_of(cell) == "":
        raise BadRow("Tanggal kosong.")
    else:
        day, clock = day_of(cell, day_first=choices.day_first)
    if day > today:
        raise BadRow(f"Tanggal {day:%d/%m/%Y} ada di masa depan.")
    return datetime.combine(day, clock or clock_of(cells.get("time")) or time(0))


def _later(
    cells: Mapping[str, Cell], name: str, choices: Choices, received: datetime
) -> datetime | None:
    """Return the day of an answer or a closing; one that cannot be read is not known."""
    try:
        day, clock = day_of(cells.get(name), day_first=choices.day_first)
    except BadRow:
        return None
    return max(received, datetime.combine(day, clock or time(0)))


# ---------------------------------------------------------------- what and who

_KIND_WORDS = (
    ("keluhan", ("keluh", "adu", "komplain", "complain", "lapor")),
    ("kritik", ("kritik",)),
    ("saran", ("saran", "usul", "masukan")),
    ("harapan", ("harap", "keinginan")),
    ("pujian", ("puji", "apresiasi", "terima kasih", "terimakasih", "puas")),
    ("pertanyaan", ("tanya", "informasi", "konsultasi")),
)


def kind_of(words: str) -> str:
    """Return the kind that a word of the old book means; empty where it means none."""
    plain = words.casefold()
    return next((kind for kind, signs in _KIND_WORDS if any(s in plain for s in signs)), "")


def usual_kind(named: Iterable[str]) -> str:
    """Return the kind of the rows that do not say theirs, by what the book names itself.

    A book of complaints alone holds complaints; everything else is a suggestion at most,
    so that no clock of the law is told to have run where perhaps none did.
    """
    words = " ".join(named).casefold()
    is_of_complaints = any(one in words for one in ("keluh", "pengaduan", "komplain"))
    is_of_more = any(one in words for one in ("saran", "kritik", "umpan balik", "puji", "harap"))
    return "keluhan" if is_of_complaints and not is_of_more else "saran"


def _kind_and_text(said: Mapping[str, str], usual: str) -> tuple[str, str]:
    parts = [(kind, text) for kind in KIND_COLUMNS if (text := _told(said, kind))]
    ticks = {"v", "√", "✓", "✔", "x", "1", "ya"}
    ticked = [kind for kind, text in parts if text.casefold() in ticks]
    parts = [(kind, text) for kind, text in parts if text.casefold() not in ticks]
    own = _told(said, "text")
    kind = kind_of(said.get("kind", "")) or next(iter(ticked), "")
    if not own and not parts:
        raise BadRow("Uraian kosong: tidak ada yang disampaikan.")
    if not parts:
        return kind or usual, own
    kind = kind or parts[0][0]
    if not own and len(parts) == 1:
        return kind, parts[0][1]
    told = [f"{name.capitalize()}: {text}" for name, text in parts]
    return kind, "\n".join([*([own] if own else []), *told])


def _name(text: str) -> str:
    name = " ".join(text.split())[:160]
    return "" if name.casefold().strip(" .") in _NOBODY | _NOTHING or name == "?" else name


def phone_of(cell: Cell) -> str:
    """Return a number in international form; empty where no number can be made of the cell.

    A spreadsheet drops the first nought («8,12E+11»): digits that begin with 8 get it back.
    """
    if isinstance(cell, bool) or cell is None:
        return ""
    if isinstance(cell, int | float):
        digits = str(int(cell)) if abs(cell) < 1e18 and cell == int(cell) else ""
        text = f"0{digits}" if digits.startswith(("8", "2")) and len(digits) >= 8 else digits
    else:
        text = text_of(cell).strip("'`’ ")
        parts = re.split(r"[/;,]|\bdan\b|\n", text)
        text = next((part.strip() for part in parts if sum(c.isdigit() for c in part) >= 7), "")
        if re.fullmatch(r"8\d{8,12}", re.sub(r"[\s.-]", "", text)):
            text = f"0{text}"
    return e164(text) if 7 <= sum(c.isdigit() for c in text) <= 15 else ""


def reporter_of(words: str) -> str:
    plain = words.casefold()
    if any(sign in plain for sign in ("pasien", "keluarga", "pengguna", "pelanggan")):
        return "pengguna"
    return "masyarakat" if "masyarakat" in plain or "warga" in plain else "tidak_diketahui"


def severity_of(words: str) -> str:
    plain = words.casefold()
    if "merah" in plain or "berat" in plain:
        return "merah"
    return "kuning" if "kuning" in plain or "sedang" in plain else "hijau"


def _klass(words: str) -> str:
    plain = words.casefold()
    if "tidak berkadar" in plain:
        return "tidak_berkadar"
    if "berkadar" in plain:
        return "berkadar"
    if "aspirasi" in plain:
        return "aspirasi"
    return "informasi" if "informasi" in plain else ""


_CHANNEL_WORDS = (
    ("box", ("kotak", "slip", "kartu")),
    ("sms_handphone", ("sms",)),
    ("wa_handphone", ("wa", "whatsapp", "wattsap", "whatsap")),
    ("phone", ("telp", "telepon", "telpon", "tlp", "hotline")),
    ("letter", ("surat", "email", "e-mail")),
    ("walk_in", ("langsung", "lisan", "tatap", "datang", "verbal", "lapangan", "lokmin")),
)


def channel_kind(words: str) -> str:
    """Return the kind of line that the old book's word for a channel means, or nothing."""
    plain = words.casefold()
    for kind, signs in _CHANNEL_WORDS:
        if any(sign in plain if len(sign) > 2 else sign in plain.split() for sign in signs):
            return kind
    return ""


def _way(words: str) -> str:
    kind = channel_kind(words)
    if kind == "phone":
        return "call"
    if kind == "letter":
        return "letter"
    return "notice" if "papan" in words.casefold() or "mading" in words.casefold() else "face"


_NOT_DONE = ("belum", "proses", "tunda", "pending", "open", "dalam")
_DONE = ("selesai", "sudah", "tuntas", "closed", "ok", "ditindaklanjuti", "teratasi")


def _is_done(status: str, was_answered: bool, was_closed: bool) -> bool:
    """Answer whether the old book says that it is over: its status first, then its columns."""
    plain = status.casefold()
    if any(sign in plain for sign in _NOT_DONE):
        return False
    return any(sign in plain for sign in _DONE) or was_closed or was_answered


def number_here(row: OldRow, sequence: int) -> str:
    """Return the number under which the row stands here: the old one as it stands, marked."""
    year = row.received.year
    if not row.number:
        return f"lama/{year}/{sequence}"
    bare = row.number.rstrip(".")
    return f"lama/{bare}/{year}" if bare.isdigit() else f"lama/{row.number}"[:80]

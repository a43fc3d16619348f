"""Reads WhatsApp's «Ekspor chat»: the text as Android and iOS write it, in many locales.

An export is written at once by one phone, so every header of a file has the same shape:
the first header sets it, and a date inside somebody's message is never taken for one.
Which number of a date is the day is decided apart (:func:`date_evidence`), because the
file does not say.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Literal

DateOrder = Literal["dmy", "mdy", "ymd"]

_LEAD = "\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069"
_MARKS = re.compile(f"[{_LEAD}]")
_SPACES = re.compile("[\u00a0\u202f\u2007\u2009]")
_DASHES = re.compile("[\u2010-\u2012]")

_DATE = r"(?P<n1>\d{1,4})(?P<sep>[./-]) ?(?P<n2>\d{1,4})(?P=sep) ?(?P<n3>\d{1,4})\.?"
_CLOCK = (
    r"(?P<hour>\d{1,2})(?P<colon>[:.])(?P<minute>\d{2})(?:(?P=colon)(?P<second>\d{2}))?"
    r"(?: ?(?P<half>[AaPp])\.? ?[Mm]\.?)?"
)
_MOMENT = rf"{_DATE}(?P<comma>,?) (?P<word>(?:klo|pukul|kl\.|at|um|à) )?{_CLOCK}"
_SHAPES = {
    "bracket": re.compile(rf"^[{_LEAD}]*\[{_MOMENT}\] (?P<rest>.*)$"),
    "dash": re.compile(rf"^[{_LEAD}]*{_MOMENT} [-–] (?P<rest>.*)$"),
    "colon": re.compile(rf"^[{_LEAD}]*{_MOMENT}: (?P<rest>.*)$"),
    "bare": re.compile(rf"^[{_LEAD}]*{_MOMENT} (?P<rest>[^:]+: .*)$"),
}


@dataclass(frozen=True)
class Said:
    """One message of an export. ``numbers`` is its date as written, order unknown.

    A line of the system itself has no ``sender``. ``file_name`` names an attachment;
    ``is_omitted`` says that there was one which the export left out.
    """

    numbers: tuple[int, int, int]
    clock: time
    sender: str
    text: str
    kind: str = "text"
    file_name: str = ""
    is_omitted: bool = False
    is_edited: bool = False
    is_deleted: bool = False


@dataclass(frozen=True)
class _Header:
    shape: tuple[object, ...]
    numbers: tuple[int, int, int]
    clock: time
    rest: str


def read_text(text: str, files: Collection[str] = ()) -> list[Said]:
    """Return the messages of an exported chat; ``files`` are the names that lie beside it.

    Returns nothing where no line has the shape of a header.
    """
    said: list[Said] = []
    shape: tuple[object, ...] | None = None
    header: _Header | None = None
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n"):
        found = _header(line, shape)
        if found is None:
            lines.append(line)
            continue
        if header is not None:
            said.append(_said(header, lines, files))
        header, lines, shape = found, [], found.shape
    if header is not None:
        said.append(_said(header, lines, files))
    return said


def _header(line: str, shape: tuple[object, ...] | None) -> _Header | None:
    """Return the header that ``line`` begins with, if it is of the file's ``shape``."""
    smooth = _SPACES.sub(" ", line)
    names = [str(shape[0])] if shape else list(_SHAPES)
    for name in names:
        match = _SHAPES[name].match(smooth)
        if match is None or (name == "bare" and not match["second"]):
            continue
        clock = _clock(match)
        numbers = (int(match["n1"]), int(match["n2"]), int(match["n3"]))
        if clock is None or not _could_be_date(numbers):
            continue
        own = (
            name,
            match["sep"],
            match["comma"],
            match["word"],
            match["colon"],
            match["second"] is None,
            match["half"] is None,
            *(len(match[part]) > 2 for part in ("n1", "n2", "n3")),
        )
        if shape is None or own == shape:
            return _Header(own, numbers, clock, line[match.start("rest") :])
    return None


def _clock(match: re.Match[str]) -> time | None:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


# ---------------------------------------------------------------- what was said

_FILE = r"[^<>:()|\n]+\.\w{2,5}"
_ATTACHED_WORDS = (
    "file terlampir|berkas terlampir|file attached|fail dilampirkan|Datei angehängt|"
    "archivo adjunto|fichier joint|arquivo anexado|file allegato|bestand bijgevoegd|attached"
)
_BESIDE = re.compile(rf"^(?P<file>{_FILE}) [(<](?P<words>[^()<>\n]+)[)>]$")
_TAGGED = re.compile(rf"<\s?[^\W\d]+\s?: ?(?P<file>{_FILE})\s?>")
_OMITTED = re.compile(
    r"^<[^<>\n]*(?:tidak disertakan|dihilangkan|omitted)>$|"
    r"^(?P<what>gambar|foto|video|pesan video|video note|stiker|sticker|audio|pesan suara|gif|"
    r"image|photo|kartu kontak|contact card)(?: tidak disertakan| omitted)$|"
    r"^(?P<document>.*)\b(?:dokumen tidak disertakan|document omitted)$",
    re.IGNORECASE,
)
_DELETED = re.compile(
    r"^(?:pesan ini (?:telah )?dihapus(?: oleh admin.*)?|anda (?:telah )?menghapus pesan ini|"
    r"this message was deleted(?: by admin.*)?|you deleted this message)\.?$",
    re.IGNORECASE,
)
_EDITED = re.compile(r"(?<!\s)\s*<(?:Pesan ini (?:telah )?diedit|This message was edited)>$")
_CALL = re.compile(
    r"^(?:panggilan (?:suara|video)(?: grup)? tak terjawab|panggilan (?:suara|video)(?: grup)?,|"
    r"panggilan (?:suara|video)\.|missed (?:group )?(?:voice|video) call|"
    r"(?:voice|video) call[,.])",
    re.IGNORECASE,
)
_LOCATION = re.compile(
    r"^(?:lokasi|location|lokasi langsung|live location)\b.*https?://|^https://maps\.google\.com/",
    re.IGNORECASE,
)
_SYSTEM = re.compile(
    r"terenkripsi secara end-to-end|end-to-end encrypted|"
    r"mengganti nomor telepon|changed (?:their|your) phone number|"
    r"^kode keamanan anda dengan|^your security code with|kode keamanan .{0,300} berubah|"
    r"^(?:anda|you) (?:membuat|menambahkan|mengeluarkan|mengubah|memblokir|keluar|bergabung|"
    r"created|added|removed|changed|blocked|unblocked|left|joined)\b|"
    r"(?:pesan sementara|disappearing messages)",
    re.IGNORECASE,
)
_WAITING = re.compile(r"^(?:menunggu pesan ini|waiting for this message)", re.IGNORECASE)
_KINDS = (
    ("sticker", re.compile(r"stiker|sticker|^STK-|-STICKER-", re.IGNORECASE)),
    ("image", re.compile(r"gambar|foto|image|photo|gif|\.(?:jpe?g|png|webp|heic|gif)$", re.I)),
    ("video", re.compile(r"video|\.(?:mp4|3gp|mov|mkv|webm)$", re.IGNORECASE)),
    ("audio", re.compile(r"audio|suara|\.(?:opus|ogg|m4a|mp3|aac|amr|wav)$", re.IGNORECASE)),
    ("contact", re.compile(r"kontak|contact|\.vcf$", re.IGNORECASE)),
)


def _said(header: _Header, more: Sequence[str], files: Collection[str]) -> Said:
    sender, first = _sender_and_text(header)
    raw = "\n".join([first, *more])
    body = _MARKS.sub("", raw).strip()
    sender = tidy_name(sender)
    base = Said(header.numbers, header.clock, sender, body)
    if not sender:
        return replace(base, kind="call" if _CALL.match(body) else "system")
    if edited := _EDITED.search(body):
        base = replace(base, text=body[: edited.start()], is_edited=True)
    return _special(base, files, is_marked=first.startswith("\u200e"), is_ios=_is_ios(header))


def _is_ios(header: _Header) -> bool:
    return header.shape[0] == "bracket"


def _sender_and_text(header: _Header) -> tuple[str, str]:
    """Split at the first colon after the name; a line without one is the system's own."""
    name, colon, text = header.rest.partition(": ")
    if not colon and header.rest.rstrip().endswith(":"):
        return header.rest.rstrip()[:-1], ""
    if not colon or _SYSTEM.search(_MARKS.sub("", name)):
        return "", header.rest
    return name, text


def _special(said: Said, files: Collection[str], *, is_marked: bool, is_ios: bool) -> Said:
    """Recognise what is not plain words: files, removals, calls, places, the system."""
    first, _, rest = said.text.partition("\n")
    if _DELETED.match(said.text):
        return replace(said, text="", is_deleted=True)
    if omitted := _OMITTED.match(first):
        name = (omitted["document"] or "").split("•")[0].strip()
        kind = "document" if name else _kind(omitted["what"] or "")
        return replace(said, text=rest.strip(), kind=kind, file_name=name, is_omitted=True)
    if attached := _attached(said, files, is_marked=is_marked):
        return attached
    if _CALL.match(said.text):
        return replace(said, kind="call")
    if _LOCATION.match(first):
        return replace(said, kind="location")
    if _WAITING.match(said.text) and (is_marked or not is_ios):
        return replace(said, kind="unsupported")
    if is_ios and is_marked and not said.is_edited and not said.text.startswith("POLL"):
        return replace(said, sender="", kind="system")
    if not rest and _SYSTEM.search(said.text) and "end-to-end" in said.text:
        return replace(said, sender="", kind="system")
    return said


def _attached(said: Said, files: Collection[str], *, is_marked: bool) -> Said | None:
    first, _, rest = said.text.partition("\n")
    if tagged := _TAGGED.search(said.text):
        caption = f"{said.text[: tagged.start()].rstrip()}\n{said.text[tagged.end() :].lstrip()}"
        name = tagged["file"].strip()
        return replace(said, text=caption.strip(), kind=_kind(name), file_name=name)
    beside = _BESIDE.match(first)
    if beside is None:
        return None
    name = beside["file"].strip()
    is_sure = re.fullmatch(_ATTACHED_WORDS, beside["words"], re.IGNORECASE)
    if is_sure or is_marked or name in files:
        return replace(said, text=rest.strip(), kind=_kind(name), file_name=name)
    return None


def _kind(name: str) -> str:
    return next((kind for kind, shape in _KINDS if shape.search(name)), "document")


def tidy_name(name: str) -> str:
    """Return a sender's name without invisible marks, a number with plain dashes."""
    bare = _DASHES.sub("-", _SPACES.sub(" ", _MARKS.sub("", name)))
    return " ".join(bare.split()).removeprefix("~").strip()


# ---------------------------------------------------------------- which number is the day


@dataclass(frozen=True)
class DateEvidence:
    """What the file itself says on the order of day and month.

    ``order`` is the reading to take or to offer; ``is_sure`` whether the file proves it;
    ``reason`` says why, in Indonesian. ``is_backed``: not proved, but every dated file name
    (WhatsApp itself writes them) agrees with this reading and none with the other.
    """

    order: DateOrder
    is_sure: bool
    reason: str
    is_backed: bool = False


def day_of(numbers: tuple[int, int, int], order: DateOrder) -> date | None:
    """Return the date that ``numbers`` mean read in ``order``; ``None`` where there is none."""
    year, first, second = _year_apart(numbers)
    day, month = (second, first) if order != "dmy" else (first, second)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year_apart(numbers: tuple[int, int, int]) -> tuple[int, int, int]:
    for place, number in enumerate(numbers):
        if number > 99:
            first, second = (n for at, n in enumerate(numbers) if at != place)
            return number, first, second
    return 2000 + numbers[2], numbers[0], numbers[1]


def _could_be_date(numbers: tuple[int, int, int]) -> bool:
    return any(day_of(numbers, order) is not None for order in ("dmy", "mdy"))


_FILE_DAY = re.compile(r"(?:^|-)(20\d{2})-?(\d{2})-?(\d{2})-")


def date_evidence(said: Sequence[Said], today: date) -> DateEvidence:
    """Say which order of day and month the file proves, or which is likelier and why."""
    if said and said[0].numbers[0] > 99:
        return DateEvidence("ymd", True, "Tanggal ditulis mulai dari tahun.")
    possible = [
        order
        for order in ("dmy", "mdy")
        if all(day_of(one.numbers, order) is not None for one in said)
    ]
    if len(possible) == 1:
        return _proof(
            possible[0], "Ada tanggal di atas 12, jadi hanya satu cara baca yang mungkin."
        )
    if not possible:
        return DateEvidence("dmy", False, "Tanggal di berkas ini tidak seragam.")
    forward = [order for order in ("dmy", "mdy") if _runs_forward(said, order)]
    if len(forward) == 1:
        return _proof(forward[0], "Hanya cara baca ini yang berjalan maju dari hari ke hari.")
    if all(day_of(one.numbers, "dmy") == day_of(one.numbers, "mdy") for one in said):
        return _proof("dmy", "Kedua cara baca memberi tanggal yang sama.")
    return _likelier(said, today)


def _proof(order: str, reason: str) -> DateEvidence:
    return DateEvidence("dmy" if order == "dmy" else "mdy", True, reason)


def _likelier(said: Sequence[Said], today: date) -> DateEvidence:
    orders: tuple[DateOrder, ...] = ("dmy", "mdy")
    votes: Counter[DateOrder] = Counter()
    for one in said:
        if named := _FILE_DAY.search(one.file_name):
            written = "".join(named.groups())
            for order in orders:
                day = day_of(one.numbers, order)
                votes[order] += day is not None and f"{day:%Y%m%d}" == written
    if votes["dmy"] != votes["mdy"]:
        likelier: DateOrder = "dmy" if votes["dmy"] > votes["mdy"] else "mdy"
        reason = "Cocok dengan tanggal pada nama berkas lampiran."
        return DateEvidence(likelier, False, reason, is_backed=0 in votes.values())
    last = said[-1].numbers
    day_first, month_first = day_of(last, "dmy"), day_of(last, "mdy")
    if day_first and month_first and day_first > today >= month_first:
        return DateEvidence("mdy", False, "Cara baca lain memberi tanggal di masa depan.")
    return DateEvidence("dmy", False, "Di Indonesia tanggal biasanya ditulis hari dahulu.")


def _runs_forward(said: Iterable[Said], order: DateOrder) -> bool:
    latest: date | None = None
    for one in said:
        day = day_of(one.numbers, order)
        if day is None or (latest is not None and (latest - day).days > 1):
            return False
        latest = max(latest, day) if latest else day
    return True

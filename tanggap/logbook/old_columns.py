"""Which column of an old book holds what: by the words of its header. Pure, no Django.

The words are those of both SOPs' books (domain.md §6.1) and of the tables that health
centres keep by themselves.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

FIELDS: dict[str, str] = {
    "number": "Nomor di buku lama",
    "date": "Tanggal diterima",
    "time": "Jam",
    "channel": "Media atau saluran",
    "kind": "Jenis",
    "name": "Nama",
    "address": "Alamat",
    "phone": "No. HP",
    "reporter": "Status pelapor",
    "text": "Uraian",
    "keluhan": "Keluhan",
    "kritik": "Kritik",
    "saran": "Saran",
    "harapan": "Harapan",
    "pujian": "Pujian",
    "pertanyaan": "Pertanyaan",
    "happened": "Waktu dan tempat kejadian",
    "unit": "Unit terkait",
    "klass": "Klasifikasi",
    "severity": "Tingkat",
    "step": "Tindak lanjut",
    "answer": "Isi jawaban",
    "answered_on": "Tanggal jawaban",
    "way": "Media jawaban",
    "status": "Status",
    "closed_on": "Tanggal selesai",
    "receiver": "Petugas penerima",
    "note": "Keterangan",
}
KIND_COLUMNS = ("keluhan", "kritik", "saran", "harapan", "pujian", "pertanyaan")
_ALIASES = """
number: no | nomor | no register | no reg | nomor register | no urut | nomor urut | no agenda
date: tanggal | tgl | hari tanggal | tanggal diterima | tgl diterima | tanggal masuk | tgl masuk
date: tanggal pengaduan | tanggal aduan | tanggal laporan | tanggal kejadian pengaduan
date: hari tgl | tanggal keluhan | tanggal umpan balik | waktu | bulan tanggal
time: jam | pukul | waktu jam | jam diterima
channel: media | saluran | kanal | sumber | via | melalui | sarana | media kanal
channel: media pengaduan | media umpan balik | sumber pengaduan | sumber informasi | asal
kind: jenis | kategori | jenis umpan balik | jenis pengaduan | jenis aduan | jenis keluhan
kind: kategori pengaduan
name: nama | nama pelapor | nama pengadu | identitas | pelapor | pengadu | pengirim
name: nama pengirim | nama pasien | nama pelanggan | nama pemberi saran | identitas pelapor
name: nama warga | nama lengkap
address: alamat | desa | dusun | alamat pelapor | alamat pengadu | desa kelurahan | domisili
phone: no hp | nomor hp | hp | telepon | no telepon | no telp | telp | no wa | nomor wa | kontak
phone: no kontak | nomor telepon | no hp wa | nomor handphone | no handphone | no tlp
reporter: status pelapor | status pengadu | pasien keluarga | hubungan
text: uraian | isi | masalah | permasalahan | isi pengaduan | isi aduan | isi keluhan
text: isi umpan balik | isi pesan | pesan | masukan | umpan balik | uraian pengaduan
text: uraian keluhan | uraian masalah | kritik saran | saran kritik | kritik dan saran
text: saran dan kritik | keluhan saran | saran keluhan | keluhan dan saran | isi saran
text: isi kritik | isi kritik dan saran | isi saran dan kritik | materi pengaduan | isi laporan
text: uraian umpan balik | pengaduan keluhan | keluhan pengaduan | saran masukan
keluhan: keluhan | pengaduan | aduan | komplain | keluhan pelanggan
kritik: kritik
saran: saran | usul | usulan
harapan: harapan | harapan masyarakat
pujian: pujian | apresiasi | terima kasih | ucapan terima kasih
pertanyaan: pertanyaan
happened: waktu kejadian | tempat kejadian | waktu tempat kejadian | waktu dan tempat kejadian
happened: lokasi | lokasi kejadian
unit: unit | unit terkait | poli | ruangan | bagian | unit layanan | unit kerja | pelayanan
unit: ruang | unit pelayanan | unit yang dituju | program
klass: klasifikasi
severity: tingkat | tingkat keluhan | grading | warna
step: tindak lanjut | tindaklanjut | tindak lanjut segera | penyelesaian | penanganan | solusi
step: rtl | rencana tindak lanjut | upaya | upaya penyelesaian | hasil tindak lanjut
step: pemecahan masalah | tl
answer: jawaban | tanggapan | isi tanggapan | isi jawaban | respon | respons | balasan
answer: umpan balik petugas | jawaban petugas | tanggapan petugas | tanggapan puskesmas
answered_on: tanggal tanggapan | tgl tanggapan | tanggal jawaban | tgl jawaban | tanggal dijawab
answered_on: tanggal tindak lanjut | tgl tindak lanjut | tanggal respon
way: media tanggapan | media jawaban | cara menjawab | disampaikan lewat
status: status | status penyelesaian | status pengaduan | status tindak lanjut | selesai belum
closed_on: tanggal selesai | tgl selesai | tanggal penyelesaian | tgl penyelesaian | selesai
receiver: petugas | petugas penerima | penerima | nama petugas | diterima oleh
receiver: petugas pencatat
note: keterangan | ket | catatan
: alasan ditolak | paraf | ttd | tanda tangan | lembar | baris | tanda tangan petugas
: paraf petugas
"""
_WORD = re.compile(r"\w+")


def words_of(label: str) -> tuple[str, ...]:
    """Return a header's words: no signs, no case; «No. HP/WA» is «no hp wa»."""
    return tuple(_WORD.findall(label.casefold().replace("_", " ")))


def _read_aliases() -> list[tuple[tuple[str, ...], str]]:
    found = []
    for line in filter(None, _ALIASES.strip().splitlines()):
        field, _, aliases = line.partition(":")
        found += [(words_of(alias), field.strip()) for alias in aliases.split("|")]
    return found


_KNOWN = _read_aliases()


@dataclass(frozen=True)
class Match:
    """How well a header says one field; whole headers beat parts, long parts short ones."""

    score: int
    field: str


def matches(label: str) -> list[Match]:
    """Return the fields that ``label`` may mean, the likeliest first."""
    words = words_of(label)
    best: dict[str, int] = {}
    for alias, field in _KNOWN:
        size = len(alias)
        starts = [i for i in range(len(words) - size + 1) if words[i : i + size] == alias]
        if starts:
            whole = 100 if alias == words else 0
            score = whole + 10 * size + (3 if starts[0] == 0 else 0)
            best[field] = max(best.get(field, 0), score)
    return sorted((Match(s, f) for f, s in best.items()), key=lambda m: -m.score)


def match_columns(labels: Sequence[str]) -> list[str]:
    """Return the field of each of ``labels``, or ``""``; each field is given once.

    The surest header is served first; «Tanggal» beside «Tanggal selesai» stays the date.
    """
    asked = [
        (match.score, -place, place, match.field)
        for place, label in enumerate(labels)
        for match in matches(label)
    ]
    fields = [""] * len(labels)
    settled: set[int] = set()
    given: set[str] = set()
    for _, _, place, field in sorted(asked, reverse=True):
        if place in settled or (field and field in given):
            continue
        settled.add(place)
        given.add(field)
        fields[place] = field
    return fields


# ---------------------------------------------------------------- where the header stands

_DEEPEST = 40
_ENOUGH = 2


@dataclass(frozen=True)
class Header:
    """The labels of the columns, and the number of the row under which the book begins."""

    labels: tuple[str, ...]
    last_row: int


def find_header(rows: Sequence[tuple[int, Sequence[object]]]) -> Header | None:
    """Return the header among a sheet's first rows, below titles, also over two rows.

    Under a header that spans columns («Identitas» over «Nama», «Alamat») the lower words
    count. A row of column numbers (1 2 3 …) under it belongs to it.
    """
    best: tuple[int, int] = (0, -1)
    for place, (_, cells) in enumerate(rows[:_DEEPEST]):
        score = _score(cells)
        if score > best[0]:
            best = (score, place)
    score, place = best
    if score < _ENOUGH:
        return None
    top = list(map(_label, rows[place][1]))
    under = list(map(_label, rows[place + 1][1])) if place + 1 < len(rows) else []
    above = list(map(_label, rows[place - 1][1])) if place else []
    if _is_second_half(top, under):
        top, place = _joined(top, under), place + 1
    elif place and _is_second_half(above, top) and rows[place][0] == rows[place - 1][0] + 1:
        top = _joined(above, top)
    if place + 1 < len(rows) and _counts_up(rows[place + 1][1]):
        place += 1
    return Header(tuple(top), rows[place][0])


def _label(cell: object) -> str:
    return " ".join(str(cell).split())[:80] if isinstance(cell, str) else ""


def _score(cells: Sequence[object]) -> int:
    """Count the different fields that the short texts of a row name."""
    labels = [label for label in map(_label, cells) if label and len(label) <= 60]
    return len({field for field in match_columns(labels) if field})


def _is_second_half(top: Sequence[str], under: Sequence[str]) -> bool:
    """Answer whether ``under`` names the columns below the wide cells of ``top``."""
    fills = [b for a, b in zip(top, under, strict=False) if b and not a]
    fills += [b for b in under[len(top) :] if b]
    named = [label for label in fills if matches(label)]
    return bool(named) and len(named) * 2 >= len(fills) and bool(any(top))


def _joined(top: Sequence[str], under: Sequence[str]) -> list[str]:
    width = max(len(top), len(under))
    pad = ("",) * width
    pairs = zip([*top, *pad][:width], [*under, *pad][:width], strict=True)
    return [b or a for a, b in pairs]


def _counts_up(cells: Sequence[object]) -> bool:
    """Answer whether a row only numbers the columns: 1, 2, 3 … as ministries' forms do."""
    said = [str(cell).strip("() .") for cell in cells if cell not in (None, "")]
    return len(said) > 2 and said == [str(n) for n in range(1, len(said) + 1)]

"""Every proof by its key: what it is called, and the function that answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from tanggap.evidence.asking import Ask
from tanggap.evidence.proofs import book, documents, means, outside, remedying


@dataclass(frozen=True)
class Proof:
    """One thing that can be asked: «Apa buktinya bahwa …?»"""

    key: str
    label: str
    ask: Ask


_ROWS: tuple[tuple[str, str, Ask], ...] = (
    ("team", "Tim ditugaskan dengan SK", means.team),
    ("lines", "Nomor WhatsApp dan SMS disiapkan dan diperiksa", means.numbers),
    ("media", "Media sosial, WhatsApp, telepon, dan kotak saran tersedia", means.media),
    ("checks", "Ketersediaan saluran diperiksa tiap bulan", means.checks),
    ("told", "Nomor dan akun disosialisasikan", means.told),
    ("written", "Setiap yang masuk dicatat saat datang", book.written),
    ("book", "Buku umpan balik terisi", book.register),
    ("recaps", "Rekap mingguan ditutup tepat waktu", book.recaps),
    ("receipts", "Pengaduan diberi tanda terima", book.receipts),
    ("answers", "Jawaban disampaikan dalam janji waktu", book.answers),
    ("analysis", "Hasil rekap dianalisis tiap bulan", remedying.analysis),
    ("meetings", "Pertemuan bulanan diadakan", remedying.meetings),
    ("plans", "Rencana tindak lanjut (RTL) ditetapkan", remedying.plans),
    ("carried", "RTL direalisasikan dan dievaluasi", remedying.carried),
    ("corrected", "Ketidaksesuaian diperbaiki", remedying.corrected),
    ("decrees", "SK, SK Tim, dan pedoman berlaku", documents.decrees),
    ("sops", "SOP berlaku, dengan rekaman historis", documents.sops),
    ("rounds", "Daftar tilik diisi dan kepatuhannya dihitung", documents.rounds),
    ("profile", "Nama dan kepala puskesmas menurut tanggalnya", documents.profile),
    ("public", "Hasil dan tindak lanjut dapat dilihat masyarakat", book.public),
    ("printed", "Bentuk cetakan mengikuti tata naskah", documents.printed),
    ("cross", "Lokakarya mini lintas sektor diadakan", outside.cross),
    ("survey", "Kepuasan pasien diukur (SKM)", outside.survey),
    ("audit", "Audit internal dilaksanakan", outside.audit),
    ("review", "Tinjauan manajemen (RTM) diadakan", outside.review),
)
PROOFS: Mapping[str, Proof] = {key: Proof(key, label, ask) for key, label, ask in _ROWS}

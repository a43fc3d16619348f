"""Every kind of paper that the program prints, with what asks for it and how it is had.

``scripts/gallery.py`` makes pictures of them; a test holds that none is left out.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.urls import reverse

from tanggap.base.models import Role
from tests.people import make_puskesmas
from tests.stories.living import live_through
from tests.stories.quarter import FIRST, LAST, Quarter, quarter_of
from tests.stories.shelf import Shelf, filled_shelf, furnish

Keys = Callable[[Shelf], Sequence[object]]


@dataclass(frozen=True)
class Shown:
    """One paper: its words for the gallery, requirements, screen, and which code prints it."""

    key: str
    words: str
    asked: str
    screen: str
    by: str
    address: str
    keys: Keys
    role: Role = Role.PETUGAS
    query: dict[str, str] = field(default_factory=dict)
    forms: tuple[str, ...] = ("pdf",)
    word: str = ""  # the address of the DOCX, where it is another

    @property
    def row(self) -> str:
        """Return how ``docs/galeri.md`` shows it."""
        made = " (PDF, " + ", ".join(form.upper() for form in self.forms[1:]) + ")"
        forms = made if len(self.forms) > 1 else ""
        return (
            f"## {self.words}{forms}\n\n"
            f"Syarat {self.asked.replace(' ', ', ')} · layar *{self.screen}*\n\n"
            f"![{self.words}](galeri/{self.key}.png)\n\n"
        )

    def taken(self, q: Quarter, shelf: Shelf) -> Iterator[tuple[str, bytes]]:
        """Yield (ending, content) for each form, as the screen hands it out."""
        for form in self.forms:
            name = self.word if self.word and form == "docx" else self.address
            there = reverse(name, args=[str(one) for one in self.keys(shelf)])
            asked = self.query | ({} if form == "pdf" else {"bentuk": form})
            browser = q.browser(self.role)
            # a pack leaves a line in History: it is taken out, not looked at
            answer = browser.post(there) if "taken-out" in name else browser.get(there, asked)
            content = b"".join(answer) if answer.streaming else answer.content
            begins = b"%PDF" if form == "pdf" else b"PK"
            assert content.startswith(begins), (self.key, there, answer.headers.get("Location"))
            yield form, content


def _none(shelf: Shelf) -> Sequence[object]:
    return []


_QUARTER = {"dari": FIRST.isoformat(), "sampai": LAST.isoformat()}
_BOOK = {"judul": "rekap", "dari": "2026-04-01", "sampai": "2026-04-30"}
_TABLE, _WORD = ("pdf", "xlsx"), ("pdf", "docx")


def _report(
    key: str,
    words: str,
    asked: str,
    term: str,
    forms: tuple[str, ...] = ("pdf",),
    by: str = "evidence.reports.report.pdf evidence.reports.report.word",
) -> Shown:
    return Shown(key, words, asked, "Cetak › Lembar rapat dan laporan", by, "evidence:report",
                 lambda _: [key], Role.KETUA, {"periode": term}, forms)  # fmt: skip


def _leaflet(key: str, words: str, shape: str, **query: str) -> Shown:
    return Shown(key, words, "A-09 B-01", "Leaflet dan poster", "outreach.leaflets.leaflet",
                 "outreach:leaflet-paper", lambda _: [shape], query=query)  # fmt: skip


def _week(key: str, words: str, monday: str) -> Shown:
    return Shown(key, words, "A-10 B-05 B-13", "Rekap mingguan",
                 "recap.papers.recap_paper recap.papers.recap_sheet",
                 "recap:paper", lambda _: [monday], Role.KETUA, forms=_TABLE)  # fmt: skip


def _blank(key: str, words: str) -> Shown:
    return Shown(key, words, "A-05 B-03", "Cetak", "workbench.blank_forms.blank_form",
                 "workbench:paper-form", lambda _: [key])  # fmt: skip


GALLERY: tuple[Shown, ...] = (
    Shown("sk-tim", "Keputusan kepala tentang tim, dengan lampiran susunan dan tugasnya",
          "A-06 A-07", "Setelan › Tim", "base.papers.sk_tim",
          "base:team-decree", lambda s: [s.team.pk], Role.ADMIN),
    Shown("surat-tugas", "Surat tugas tim", "A-07", "Setelan › Tim", "base.papers.surat_tugas",
          "base:team-assignment", lambda s: [s.team.pk], Role.ADMIN),
    Shown("sop-umpan-balik", "SOP Umpan Balik (contoh A)", "A-13 A-14 A-18 B-20", "Dokumen",
          "procedures.papers.sop_paper procedures.word.sop_word",
          "procedures:document-printed", lambda s: [s.sop.pk], Role.AUDITOR,
          forms=_WORD, word="procedures:document-word"),
    Shown("sop-pengaduan", "SOP Penanganan Pengaduan (contoh B)", "A-13 B-14 B-20", "Dokumen",
          "procedures.papers.sop_paper procedures.word.sop_word",
          "procedures:document-printed", lambda s: [s.other_sop.pk], Role.AUDITOR,
          forms=_WORD, word="procedures:document-word"),
    Shown("pemeriksaan-saluran", "Ketersediaan media, diperiksa dengan tanggal dan hasil",
          "A-08 B-04 B-11", "Pemeriksaan ketersediaan", "gateway.papers.checks_paper",
          "gateway:checks-printed", _none, Role.KETUA, _QUARTER),
    _leaflet("leaflet-a5", "Leaflet A5, dua sisi", "leaflet-a5"),
    _leaflet("leaflet-a4", "Dua leaflet di A4 untuk dipotong, dengan bahasa Sunda", "leaflet-a4",
             bahasa="su"),
    _leaflet("poster-a4", "Poster A4", "poster-a4"),
    _leaflet("poster-f4", "Poster F4, dengan bahasa Jawa", "poster-f4", bahasa="jv"),
    _leaflet("kartu-tenda", "Kartu meja yang dilipat", "kartu-tenda"),
    _leaflet("kartu-a5", "Kartu meja A5", "kartu-a5"),
    Shown("qr-lembar", "Lembar QR formulir web untuk dinding", "A-09", "Saluran › Formulir web",
          "website.papers.posters_of", "website:paper", _none, Role.KETUA, {"bentuk": "lembar"}),
    Shown("qr-slip", "Slip QR formulir web untuk loket", "A-09", "Saluran › Formulir web",
          "website.papers.posters_of", "website:paper", _none, Role.KETUA, {"bentuk": "slip"}),
    Shown("laporan-sosialisasi", "Catatan sosialisasi dengan foto", "A-09", "Sosialisasi",
          "outreach.papers.report", "outreach:report", _none, Role.PETUGAS, _QUARTER),
    Shown("daftar-hadir-sosialisasi", "Daftar hadir sosialisasi", "A-09", "Sosialisasi",
          "outreach.papers.attendance_list", "outreach:attendance", _none),
    _blank("formulir-telepon", "Formulir kosong: telepon"),
    _blank("formulir-tatap-muka", "Formulir kosong: datang langsung"),
    _blank("slip-kotak-saran", "Slip kotak saran, empat selembar"),
    _blank("berita-acara-kotak-saran", "Berita acara pembukaan kotak saran"),
    Shown("lembar-saran", "Lembar saran bernomor yang dapat dibaca dari foto", "A-05 B-01",
          "Kotak saran › Lembar", "inbox.papers.slips_paper", "inbox:slip-run",
          lambda s: [s.slips.pk]),
    Shown("tanda-terima", "Tanda terima pengaduan, dua rangkap", "A-01 B-05", "Entri › Cetak",
          "logbook.papers.receipt", "workbench:entry-paper",
          lambda s: [s.receipt.pk, "tanda-terima"]),
    Shown("kelengkapan", "Surat permintaan kelengkapan", "B-05", "Entri › Cetak",
          "logbook.papers.completion_letter", "workbench:entry-paper",
          lambda s: [s.incomplete.pk, "kelengkapan"]),
    Shown("penyerahan", "Lembar penyerahan perkara kepada dinas", "B-09", "Entri › Cetak",
          "logbook.papers.hand_over_sheet", "workbench:entry-paper",
          lambda s: [s.handed_over.pk, "penyerahan"], Role.KETUA),
    Shown("surat-tanggapan", "Jawaban lewat surat", "B-08", "Entri › Tulis jawaban",
          "reply.papers._letter", "workbench:reply-paper", lambda s: [s.letter.pk]),
    Shown("papan-satu-entri", "Jawaban di papan pengumuman", "B-08", "Entri › Tulis jawaban",
          "reply.papers._notice", "workbench:reply-paper", lambda s: [s.notice.pk]),
    Shown("buku", "Halaman buku rekap umpan balik, satu bulan", "A-01 A-05 A-15 B-02 B-12",
          "Cetak", "workbench.papers.book_pdf workbench.papers.book_xlsx",
          "workbench:paper-book", _none, Role.PETUGAS, _BOOK, _TABLE),
    Shown("buku-nihil", "Buku saran dan kritik untuk minggu yang nihil", "A-10 B-03", "Cetak",
          "workbench.papers.book_pdf workbench.papers.book_xlsx", "workbench:paper-book", _none,
          Role.PETUGAS, {"judul": "saran", "dari": "2026-04-20", "sampai": "2026-04-26"}, _TABLE),
    _week("rekap-mingguan", "Rekap satu minggu, ditandatangani dan diketahui kepala",
          "2026-04-06"),
    _week("rekap-susulan", "Rekap dengan susulan dari minggu yang sudah ditutup", "2026-04-13"),
    _week("rekap-nihil", "Rekap minggu nihil", "2026-04-20"),
    _week("rekap-terlambat", "Rekap yang ditutup terlambat", "2026-05-11"),
    Shown("rekapan-kritik-saran", "Rekapan kritik dan saran", "B-13", "Cetak",
          "remedy.answering_recap.critiques_paper remedy.answering_recap.critiques_sheet",
          "remedy:critiques", _none, Role.PETUGAS, _QUARTER | {"isi": "semua"}, _TABLE),
    Shown("analisis-bulanan", "Analisis satu bulan: tren, Pareto, ketepatan, ruang isian rapat",
          "A-11 B-06 B-07", "Analisis bulanan", "remedy.analysis_papers.analysis_paper",
          "analysis:paper", _none, Role.MUTU, {"bulan": "2026-05"}),
    Shown("jadwal", "Jadwal kegiatan setahun", "A-02 A-10 A-11", "Kalender",
          "rhythm.papers.year_paper", "rhythm:paper", _none, Role.KETUA, {"tahun": "2026"}),
    Shown("undangan", "Undangan pertemuan bulanan", "A-11", "Pertemuan bulanan",
          "remedy.meetings.papers.invitation_paper remedy.meetings.word.invitation_word",
          "meeting:invitation", lambda s: [s.meeting.pk], forms=_WORD),
    Shown("daftar-hadir", "Daftar hadir pertemuan", "A-11", "Pertemuan bulanan",
          "remedy.meetings.papers._made", "meeting:attendance", lambda s: [s.meeting.pk]),
    Shown("notulen", "Notulen dengan 5 whys, tulang ikan, USG, RTL, dan foto", "A-11 B-07",
          "Pertemuan bulanan", "remedy.meetings.papers._made remedy.meetings.word.minutes_word",
          "meeting:minutes-printed", lambda s: [s.meeting.pk], forms=_WORD),
    Shown("rtl", "Tabel rencana tindak lanjut, dengan tindakan perbaikan", "A-11 A-12",
          "Tindak lanjut (RTL)", "remedy.papers.plans_paper remedy.papers.plans_sheet "
          "remedy.table_word.plans_word", "remedy:paper", _none, Role.MUTU, {"tahun": "2026"},
          ("pdf", "docx", "xlsx")),
    Shown("lembar-pdsa", "Lembar PDSA: RTL, ketidaksesuaian, dan RTL perbaikannya", "A-12",
          "RTL › Cetak", "remedy.report_papers._paper", "remedy:plan-paper",
          lambda s: [s.mended.pk], Role.KETUA),
    Shown("laporan-kapus", "Laporan tindak lanjut dan evaluasi kepada kepala", "B-09",
          "RTL › Laporan kepada kepala", "remedy.report_papers._paper", "remedy:report-paper",
          lambda s: [s.mended.pk], Role.KEPALA),
    Shown("daftar-telepon", "Daftar telepon untuk menjawab semua pelapor", "B-08",
          "RTL › Jawab semua pelapor", "remedy.answering_papers._paper", "remedy:phones",
          lambda s: [s.on_board.pk]),
    Shown("papan-pengumuman", "Lembar papan pengumuman dari sebuah RTL", "B-08",
          "RTL › Jawab semua pelapor", "remedy.answering_papers._paper", "remedy:board",
          lambda s: [s.on_board.pk]),
    Shown("daftar-tilik", "Daftar tilik kosong dari langkah SOP", "B-16 B-18", "Daftar tilik",
          "procedures.papers._checklist_paper", "procedures:sheet", lambda s: [s.checklist],
          Role.AUDITOR),
    Shown("daftar-tilik-terisi", "Daftar tilik terisi dengan tingkat kepatuhan",
          "B-15 B-17", "Daftar tilik", "procedures.papers._checklist_paper",
          "procedures:round-printed", lambda s: [s.round.pk], Role.AUDITOR),
    _report("lokmin", "Lembar lokakarya mini, dibaca dari dua meter", "A-11", "2026-04",
            by="evidence.reports.workshop.workshop_paper"),
    _report("rtm", "Masukan rapat tinjauan manajemen (RTM)", "A-11 B-07", "2026-S1", _WORD),
    _report("audit", "Rencana dan laporan audit internal", "A-02 B-17", "2026-S1"),
    _report("dinas", "Laporan ke Dinas Kesehatan", "B-09", "2026-T2", _WORD),
    Shown("berkas-bukti", "Berkas bukti: sampul, yang belum ada, indeks, semua cetakan",
          "A-02 B-10", "Bukti akreditasi", "evidence.packing._front_page "
          "evidence.packing._index_sheet evidence.outside_papers._sheet "
          "evidence.replies_paper.answers_paper workbench.papers.masked_book",
          "evidence:pack-taken-out", lambda s: [s.pack.pk, "pdf"], Role.AUDITOR),
)  # fmt: skip
ELSEWHERE = ("logbook.old_papers.refused_table", "site.example.proofs._paper")
"""Printed, but no paper of a quarter: rows of an old book, and what the example brings."""


@contextmanager
def shelf_of_the_quarter(folder: Path) -> Iterator[tuple[Quarter, Shelf]]:
    """Play the quarter and the days after it; papers are asked of what is left."""
    folder.mkdir(parents=True, exist_ok=True)
    here = make_puskesmas("Padaherang")
    furnish(here)
    with quarter_of(here, folder) as quarter:
        yield quarter, filled_shelf(quarter, live_through(quarter))
